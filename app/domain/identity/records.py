"""How do the registry's records come in, and what follows for people when one changed?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from app.db import db, is_writing
from app.domain import clock
from app.domain.identity import queries
from app.domain.identity.comparison import Identity, Record
from app.domain.identity.flows import ClaimState
from app.domain.identity.models import Claim, RegistryRecord
from app.domain.identity.rules import Change, changes
from app.domain.journal.actions import record_many
from app.domain.notices.actions import tell_many
from app.domain.organisation.models import Person
from app.domain.organisation.sector_id import sector_key
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale

AFFECTED = (
    ClaimState.PENDING,
    ClaimState.MISMATCH,
    ClaimState.NOT_FOUND,
    ClaimState.DUPLICATE,
    ClaimState.RECONFIRM,
)
"""States that a new or changed record may cure: these claims are checked again."""


@dataclass(frozen=True)
class NewRecord:
    """A record as an import brings it; the ID exactly as the registry gives it."""

    sector_id: str
    full_name: str
    birth_date: date | None
    gender: str | None = None
    minority: bool | None = None
    unit_code: str = ""
    unit_name: str = ""
    position: str = ""
    subject: str = ""
    qualification: str = ""
    status: str = ""


@dataclass
class Stored:
    """What storing a batch came to; `keys` are those whose records are new or changed."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    keys: set[str] = field(default_factory=set)


VALUES = (
    "full_name", "birth_date", "gender", "minority", "unit_code", "unit_name", "position", "subject", "qualification",
    "status",
)  # fmt: skip


def compare_records(rows: Sequence[NewRecord]) -> Stored:
    """What `store_records` would come to, without writing: for a preview."""
    known = _known(rows)
    stored = Stored()
    for row in rows:
        _count(stored, row, known.get(row.sector_id))
    return stored


def store_records(viewer: Viewer, rows: Sequence[NewRecord]) -> Stored:
    """Store a batch (at most some hundred rows, each ID once) inside the caller's `writing()`.

    People verified by a record that now differs must confirm again, and are told; claims that the new record may cure
    are due for another check at once.
    """
    _demand_writing()
    known = _known(rows)
    stored, new = Stored(), []
    at = clock.now()
    for row in rows:
        record = known.get(row.sector_id)
        if not _count(stored, row, record):
            continue
        values: dict[str, Any] = {name: getattr(row, name) for name in VALUES} | {"source": "export", "changed_at": at}
        if record is None:
            new.append(values | {"sector_id": row.sector_id, "sector_key": sector_key(row.sector_id)})
        else:
            for name, value in values.items():
                setattr(record, name, value)
    db.session.flush()
    if new:
        db.session.execute(insert(RegistryRecord), new)
    unsettle_changed(viewer, stored.keys)
    _queue_affected(stored.keys)
    return stored


def keep_answer(answer: Record | None) -> None:
    """Keep a remote registry's record, so that an admin can lay it beside ours; an imported one is never touched."""
    if answer is None:
        return
    record = queries.stored_record(answer.sector_id)
    if record is not None and record.source == "export":
        return
    if record is None:
        record = RegistryRecord(sector_id=answer.sector_id, sector_key=sector_key(answer.sector_id), source="remote")
        db.session.add(record)
    record.full_name, record.birth_date, record.changed_at = answer.full_name, answer.birth_date, clock.now()
    for name in ("unit_code", "unit_name", "position", "subject", "qualification", "status"):
        setattr(record, name, getattr(answer, name, "") or "")


def unsettle_changed(viewer: Viewer, keys: Iterable[str]) -> int:
    """People verified by a record of these keys that no longer matches must confirm again; returns how many."""
    _demand_writing()
    found = (
        select(Claim, Person, RegistryRecord)
        .join(Person, Person.id == Claim.person_id)
        .outerjoin(RegistryRecord, RegistryRecord.sector_id == Claim.matched_id)
        .where(Claim.state == ClaimState.VERIFIED, Person.sector_key.in_(list(keys)))
        .execution_options(populate_existing=True)
    )
    moved = [
        (claim, person, why)
        for claim, person, record in db.session.execute(found)
        if (why := changes(Identity(person.full_name, person.birth_date), record))
    ]
    unsettle(viewer, moved)
    return len(moved)


def unsettle(viewer: Viewer, moved: Sequence[tuple[Claim, Person, tuple[Change, ...]]]) -> None:
    """These verified people must confirm again, for these reasons; each is told."""
    _demand_writing()
    for claim, _, why in moved:
        claim.state, claim.verified_at, claim.changes = ClaimState.RECONFIRM, None, [str(each) for each in why]
        claim.checked_at, claim.version = clock.now(), claim.version + 1
    db.session.flush()
    people = [person.id for _, person, _ in moved]
    places = {person_id: queries.place_of(person_id) for person_id in people}
    record_many(
        viewer, "id_unsettled", "person",
        [
            (person.id, place.unit_id if (place := places[person.id]) else None, {"state": "verified"},
             {"state": "reconfirm", "changes": [str(each) for each in why]})
            for _, person, why in moved
        ],
    )  # fmt: skip
    tell_many(people, "id_reconfirm", "claim")
    mark_stale(queries.units_of(people))


def _queue_affected(keys: Iterable[str]) -> None:
    db.session.execute(
        update(Claim)
        .where(Claim.sector_key.in_(list(keys)), Claim.state.in_(AFFECTED))
        .values(retry_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _known(rows: Sequence[NewRecord]) -> dict[str, RegistryRecord]:
    found = select(RegistryRecord).where(RegistryRecord.sector_id.in_([row.sector_id for row in rows]))
    return {record.sector_id: record for record in db.session.scalars(found)}


def _count(stored: Stored, row: NewRecord, record: RegistryRecord | None) -> bool:
    """Count one row as created, updated or unchanged; whether anything is to be written."""
    if record is None:
        stored.created += 1
    elif record.source != "export" or any(getattr(record, name) != getattr(row, name) for name in VALUES):
        stored.updated += 1
    else:
        stored.unchanged += 1
        return False
    stored.keys.add(sector_key(row.sector_id))
    return True


def _demand_writing() -> None:
    if not is_writing():
        raise RuntimeError("records belong to the transaction of their batch")
