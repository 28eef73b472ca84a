"""How are the IDs of a whole school or province verified at once?  In batches, each one set-based transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import Select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.identity import queries
from app.domain.identity.changes.actions import note_given
from app.domain.identity.claim_writing import keep_former_id
from app.domain.identity.comparison import Identity, Record, candidates
from app.domain.identity.duplicates import tell_of_duplicate
from app.domain.identity.flows import UNSAVED, ClaimState, Move, Way, state_after
from app.domain.identity.models import Attempt, Claim
from app.domain.identity.records import keep_answer
from app.domain.identity.rules import Judgement, Outcome, judge
from app.domain.journal.actions import record_many
from app.domain.notices.actions import tell_many
from app.domain.organisation.access import appointed_on, beneath, people_paths
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import DECLARING
from app.domain.organisation.sector_id import sector_key
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale

BATCH = 75
"""People a transaction: claim, person, change of ID, check, journal entry, notice of each stay below 500 rows."""
NO_ID, NO_BIRTH_DATE = "no_id", "no_birth_date"
"""What a bulk verification passes over, beside the outcomes of `Outcome`."""

LookUp = Callable[[Sequence[str]], dict[str, Sequence[Record] | None]]
"""Gives the registry's records for each of some (cleaned) IDs; None where it could not be asked."""


@dataclass(frozen=True)
class _Task:
    """One person to verify."""

    person_id: int
    unit_id: int
    path: str
    identity: Identity
    sector_id: str
    claim_id: int | None
    claim_version: int
    state: str | None
    declared_at: datetime | None
    person_version: int
    held_id: str | None


def people_to_verify(viewer: Viewer, path: str, after_id: int = 0) -> list[int]:
    """Ids of everybody beneath `path`, in the viewer's sight, who is not verified yet, in order."""
    wanted = _people(viewer, path).where(Person.id > after_id).with_only_columns(Person.id)
    return sorted(set(db.session.scalars(wanted)))


def ids_of(viewer: Viewer, path: str, people: Sequence[int]) -> list[str]:
    """The sector IDs to ask for these people: to be looked up outside any transaction where the registry is remote."""
    rows = db.session.execute(_batch(viewer, path, people)).all()
    return [task.sector_id for row in rows if isinstance(task := _task(row), _Task)]


def verify_batch(
    viewer: Viewer, path: str, people: Sequence[int], look_up: LookUp, *, keep: bool = False
) -> Counter[str]:
    """Verify these people (at most BATCH) beneath `path`; returns how many of each outcome.  `keep` stores the records.

    Asks for the ID that the person declared, else for the one a roster proposed; whoever has neither, or no birth date,
    is passed over.  Whom the registry cannot be asked about stays as they are.  Re-runnable; joins an open `writing()`,
    so that a job's cursor moves with its batch.
    """
    for _ in range(2):
        try:
            return _verify_batch(viewer, path, people, look_up, keep)
        except IntegrityError:  # somebody verified the same ID in this very instant: judge the batch anew
            db.session.rollback()
    return _verify_batch(viewer, path, people, look_up, keep)


@rerunnable
def _verify_batch(viewer: Viewer, path: str, people: Sequence[int], look_up: LookUp, keep: bool) -> Counter[str]:
    with writing():
        tasks = [_task(row) for row in db.session.execute(_batch(viewer, path, people)).all()]
        counts = Counter(task for task in tasks if isinstance(task, str))
        judged = _judge([task for task in tasks if isinstance(task, _Task)], look_up)
        counts.update(str(judgement.outcome) for _, judgement in judged)
        _write(viewer, [pair for pair in judged if pair[1].outcome is not Outcome.UNREACHABLE], keep)
    return counts


def _people(viewer: Viewer, path: str) -> Select:
    """Everybody who declares, is counted beneath `path` today, is in sight, and is not verified."""
    return (
        select(
            Person.id.label("person_id"), Person.full_name, Person.birth_date, Person.listed_sector_id,
            Person.version.label("person_version"), Person.sector_id.label("held_id"), Unit.id.label("unit_id"),
            Unit.path, Claim.id.label("claim_id"), Claim.state, Claim.sector_id, Claim.version, Claim.declared_at,
        )
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(Claim, Claim.person_id == Person.id)
        .where(
            beneath(Unit.path, [path]), beneath(Unit.path, people_paths(viewer)),
            Appointment.main, Appointment.position.in_(sorted(DECLARING)), appointed_on(clock.today()),
            Claim.id.is_(None) | (Claim.state != ClaimState.VERIFIED),
        )
    )  # fmt: skip


def _batch(viewer: Viewer, path: str, people: Sequence[int]) -> Select:
    """Those of these people who are still to be verified, held until the transaction ends."""
    return _people(viewer, path).where(Person.id.in_(people)).order_by(Person.id).with_for_update(of=Person)


def _task(row: Row[Any]) -> _Task | str:
    """What to do for one person, or why they are passed over."""
    declared = row.sector_id if row.claim_id is not None and row.state not in UNSAVED else None
    asked = declared or row.listed_sector_id
    if not asked:
        return NO_ID
    born: date | None = row.birth_date
    if born is None:
        return NO_BIRTH_DATE
    identity = Identity(row.full_name, born)
    return _Task(
        row.person_id, row.unit_id, row.path, identity, asked, row.claim_id, row.version or 0, row.state,
        row.declared_at, row.person_version, row.held_id,
    )  # fmt: skip


def _judge(tasks: Sequence[_Task], look_up: LookUp) -> list[tuple[_Task, Judgement]]:
    """Judge each; of two people in a batch who match one ID the first gets it, the second is a duplicate."""
    records = look_up([task.sector_id for task in tasks])
    ids = {r.sector_id for task in tasks for r in candidates(task.sector_id, records.get(task.sector_id) or ())}
    holders = queries.holders_of(sorted(ids))
    judged = []
    for task in tasks:
        taken = frozenset(sector_id for sector_id, holder in holders.items() if holder != task.person_id)
        judgement: Judgement = judge(task.identity, task.sector_id, records.get(task.sector_id), taken)
        if judgement.outcome is Outcome.VERIFIED and judgement.record is not None:
            holders[judgement.record.sector_id] = task.person_id
        judged.append((task, judgement))
    return judged


def _write(viewer: Viewer, judged: Sequence[tuple[_Task, Judgement]], keep: bool) -> None:
    """All rows of a batch, a few statements in all."""
    if not judged:
        return
    ways = {path: queries.way_at(path) for path in {task.path for task, _ in judged}}
    if keep:
        for _, judgement in judged:
            keep_answer(judgement.record)
    _write_people(judged)
    _write_claims(judged, ways)
    db.session.execute(insert(Attempt), [_attempt(task, judgement) for task, judgement in judged])
    record_many(viewer, "id_verified_in_bulk", "person", [_entry(task, judgement) for task, judgement in judged])
    verified = [task.person_id for task, judgement in judged if judgement.outcome is Outcome.VERIFIED]
    tell_many(verified, "id_verified_bulk", "claim")
    mark_stale({task.unit_id for task, _ in judged})
    doubles = [task.person_id for task, judgement in judged if judgement.outcome is Outcome.DUPLICATE]
    for claim in db.session.scalars(select(Claim).where(Claim.person_id.in_(doubles))).all() if doubles else ():
        tell_of_duplicate(viewer, claim)


def _write_people(judged: Iterable[tuple[_Task, Judgement]]) -> None:
    rows: list[dict[str, Any]] = []
    given: list[tuple[str | None, str]] = []
    for task, judgement in judged:
        if judgement.outcome is not Outcome.VERIFIED or judgement.record is None:
            continue
        exact = judgement.record.sector_id
        if task.held_id and task.held_id != exact:
            keep_former_id(task.person_id, task.held_id)
        given.append((task.held_id, exact))
        key, version = sector_key(exact), task.person_version + 1
        rows.append({"id": task.person_id, "sector_id": exact, "sector_key": key, "version": version})
    if rows:
        db.session.execute(update(Person), rows)
        note_given(given)


def _write_claims(judged: Sequence[tuple[_Task, Judgement]], ways: dict[str, Way]) -> None:
    new = [_claim(task, j, ways[task.path]) | {"version": 1} for task, j in judged if task.claim_id is None]
    old = [
        _claim(task, j, ways[task.path]) | {"id": task.claim_id, "version": task.claim_version + 1}
        for task, j in judged
        if task.claim_id is not None
    ]
    if new:
        db.session.execute(insert(Claim), new)
    if old:
        db.session.execute(update(Claim), old)


def _claim(task: _Task, judgement: Judgement, way: Way) -> dict[str, Any]:
    state = state_after(Move.VERIFY_IN_BULK, judgement.outcome)
    matched = judgement.record if judgement.outcome in (Outcome.VERIFIED, Outcome.DUPLICATE) else None
    at = clock.campaign_now()
    values: dict[str, Any] = {
        "person_id": task.person_id, "way": way, "sector_id": task.sector_id, "sector_key": sector_key(task.sector_id),
        "state": state, "in_bulk": True, "matched_id": matched.sector_id if matched else None,
        "changes": [], "declared_at": task.declared_at or at,
        "verified_at": at if state is ClaimState.VERIFIED else None,
        "checked_at": clock.now(), "retry_at": None, "retries": 0,
    }  # fmt: skip
    return values if task.claim_id is not None else values | {"entered_at": at}


def _attempt(task: _Task, judgement: Judgement) -> dict[str, Any]:
    compared = judgement.comparison
    return {
        "person_id": task.person_id, "account_id": None, "at": clock.now(), "move": Move.VERIFY_IN_BULK,
        "sector_id": task.sector_id, "sector_key": sector_key(task.sector_id), "outcome": judgement.outcome,
        "name_matched": compared.name if compared else None,
        "birth_date_matched": compared.birth_date if compared else None, "ambiguous": judgement.ambiguous,
        "full_name": task.identity.full_name, "birth_date": task.identity.birth_date,
    }  # fmt: skip


def _entry(task: _Task, judgement: Judgement) -> tuple[int, int | None, dict[str, Any] | None, dict[str, Any] | None]:
    after: dict[str, Any] = {"outcome": str(judgement.outcome)}
    if judgement.outcome is Outcome.VERIFIED and judgement.record is not None:
        after["sector_id"] = judgement.record.sector_id
    return task.person_id, task.unit_id, {"state": task.state}, after
