"""How do records come in, and how is one taken back?  A few hundred rows a transaction, each item with its answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.db import among, db, rerunnable, rows_of, table_of, writing
from app.domain import clock
from app.domain.identity.changes.actions import follow
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.sector_id import sector_key
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.certificates.flagging import question_certificates
from app.domain.training.records.matching import ids_held
from app.domain.training.records.models import LearningRecord, RecordDispute
from app.domain.training.records.queries import own_record, standings_of, standings_under, units_of
from app.domain.training.records.rules import (
    NAMES,
    Report,
    Standing,
    Status,
    Verdict,
    completed_before_enrolment,
    judge,
)
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.turns import Turn, this_turn

AT_ONCE = 150  # records a transaction; with those who follow them and the marks of units this stays below 500 rows
MOST_TRIES = 6  # each time another transaction brought the same reference or the same pass first
Meaning = tuple[str, int, int]
# Built once: each report that comes in asks these, and building takes longer than asking.
KNOWN = (
    select(
        LearningRecord.id, LearningRecord.ref, LearningRecord.voided_at, TrainingModule.code.label("module"),
        *(getattr(LearningRecord, name) for name in NAMES if name != "module"),
    )
    .join(TrainingModule, TrainingModule.id == LearningRecord.module_id)
    .where(LearningRecord.provider_id == bindparam("provider_id"), among(LearningRecord.ref, "refs"))
    .order_by(LearningRecord.id)
)  # fmt: skip
HELD = KNOWN.with_for_update(of=LearningRecord)
# By the key alone, and judged in Python: asked for what is no duplicate, SQLite reads by that every record there is.
PASSES = select(
    LearningRecord.sector_id, LearningRecord.module_id, LearningRecord.year, LearningRecord.id,
    LearningRecord.status, LearningRecord.voided_at, LearningRecord.duplicate_of_id,
).where(among(LearningRecord.sector_key, "keys"))  # fmt: skip
OPEN, VOIDED, KEPT = "open", "voided", "kept"
"""What becomes of a dispute."""


@dataclass(frozen=True)
class Answer:
    """What became of one report: the record's id and standing, or the fields that contradict what is known."""

    verdict: Verdict
    record_id: int
    standing: Standing
    fields: tuple[str, ...] = ()


@dataclass
class Known:
    """What is known under a reference: the values of a Report's NAMES.  `id` is None until it is written."""

    id: int | None
    values: dict[str, Any]
    voided: bool = False
    written: bool = True  # is what is known stored as it is?


class UnknownRecord(LookupError):
    """The provider has no such record."""


class AlreadyVoided(RuntimeError):
    """The record was taken back before, for another reason."""


def put(viewer: Viewer, provider_id: int, reports: Sequence[Report], modules: Mapping[str, int]) -> list[Answer]:
    """Take reports of a provider in, in their order: each is new, known, moves its record forward, or contradicts it.

    `modules` leads from every code that the reports name to its id.  A reference that comes twice is judged twice.
    """
    answers: list[Answer] = []
    for start in range(0, len(reports), AT_ONCE):
        answers += _put_at_last(viewer, provider_id, reports[start : start + AT_ONCE], modules)
    return answers


def _put_at_last(
    viewer: Viewer, provider_id: int, reports: Sequence[Report], modules: Mapping[str, int]
) -> list[Answer]:
    """Whoever comes second to a unique row is judged anew, by what the first has written."""
    for _ in range(MOST_TRIES - 1):
        try:
            return put_some(viewer, provider_id, reports, modules)
        except IntegrityError:
            continue
    return put_some(viewer, provider_id, reports, modules)


@rerunnable
def put_some(viewer: Viewer, provider_id: int, reports: Sequence[Report], modules: Mapping[str, int]) -> list[Answer]:
    """As `put`, for AT_ONCE reports at most, in one transaction: the caller's, where there is one.

    Raises IntegrityError where another transaction brought the same reference or pass first: it is to be begun anew.
    """
    with writing():
        known = known_of(provider_id, {report.ref for report in reports}, hold=True)
        judged = [_take(known, report) for report in reports]
        changed = {ref: each for ref, each in known.items() if not each.written}
        new = {ref for ref, each in changed.items() if each.id is None}
        if changed:
            _write(provider_id, changed, modules)
            follow(provider_id, {each.values["sector_id"] for ref, each in changed.items() if ref in new})
            after = {"said": len(reports), "taken": len(changed)}
            record(viewer, "completions_received", "provider", provider_id, after=after)
            mark_stale(units_of({each.values["sector_id"] for each in changed.values()}))
        stored = standings_under(provider_id, known)
        return [
            Answer(verdict, *stored[report.ref], fields)
            for report, (verdict, fields) in zip(reports, judged, strict=True)
        ]


def foresee(provider_id: int, reports: Sequence[Report], modules: Mapping[str, int]) -> list[Answer]:
    """What `put` would answer to each of these reports right now; takes nothing in.

    The id of a record that would be new is 0; so is that of one whose reference comes twice.
    """
    known = known_of(provider_id, {report.ref for report in reports}, hold=False)
    before = {ref: (each.id or 0, each.values["status"] == Status.PASSED) for ref, each in known.items()}
    standings = standings_of(record_id for record_id, _ in before.values())
    judged = [_take(known, report) for report in reports]
    counting = _counting(_row(_said(report), modules) for report in reports if report.status is Status.PASSED)
    held = ids_held({report.sector_id for report in reports})
    answers = []
    for report, (verdict, fields) in zip(reports, judged, strict=True):
        record_id, passed = before.get(report.ref, (0, False))
        standing = standings.get(record_id, Standing.OPEN)
        if verdict in {Verdict.NEW, Verdict.FORWARD}:
            standing = Standing.WAITING if report.sector_id not in held else Standing.OPEN
            if report.status is Status.PASSED and not passed:
                meaning = _meaning(_row(_said(report), modules))
                if meaning in counting:
                    standing = Standing.DUPLICATE
                elif standing is Standing.OPEN:
                    standing = Standing.COUNTED
                counting.setdefault(meaning, record_id)
        answers.append(Answer(verdict, record_id, standing, fields))
    return answers


def _said(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in NAMES}


def known_of(provider_id: int, refs: Iterable[str], *, hold: bool) -> dict[str, Known]:
    """What is stored under these references; held if it is to be moved, so that nobody else does so meanwhile."""
    asked = {"provider_id": provider_id, "refs": sorted(refs)}
    found = rows_of(HELD if hold else KNOWN, asked)
    return {
        row.ref: Known(row.id, {name: getattr(row, name) for name in NAMES}, row.voided_at is not None) for row in found
    }


def _take(known: dict[str, Known], report: Report) -> tuple[Verdict, tuple[str, ...]]:
    """Judge one report by what is known, what came before it in the same batch included."""
    before = known.get(report.ref)
    verdict, fields = judge(before.values if before else None, report)
    if before is not None and before.voided and verdict is not Verdict.SAME:
        return Verdict.CONFLICT, ("voided",)
    if verdict in {Verdict.NEW, Verdict.FORWARD}:
        known[report.ref] = Known(before.id if before else None, _said(report), written=False)
    return verdict, fields


def _write(provider_id: int, changed: Mapping[str, Known], modules: Mapping[str, int]) -> None:
    """Store what is new and what moved; a pass that another one came before becomes its duplicate."""
    now = clock.campaign_now()
    rows = {
        ref: _row(each.values, modules) | {"changed_at": now, "duplicate_of_id": None} for ref, each in changed.items()
    }
    turn = this_turn(LearningRecord.turn, provider_id=provider_id)
    counting = _counting(row for row in rows.values() if row["status"] == Status.PASSED)
    first: dict[Meaning, str] = {}
    for ref, row in rows.items():
        if row["status"] == Status.PASSED and _meaning(row) not in counting:
            first.setdefault(_meaning(row), ref)
    firsts = set(first.values())
    begins = {ref: row for ref, row in rows.items() if row["status"] != Status.PASSED or ref in firsts}
    _store(provider_id, turn, changed, begins)
    second = {ref: row for ref, row in rows.items() if ref not in begins}
    counting |= _counting(row for row in second.values() if _meaning(row) in first)
    _store(
        provider_id, turn, changed,
        {ref: row | {"duplicate_of_id": counting[_meaning(row)]} for ref, row in second.items()},
    )  # fmt: skip


def _store(provider_id: int, turn: Turn, changed: Mapping[str, Known], rows: Mapping[str, dict[str, Any]]) -> None:
    new = [ref for ref in rows if changed[ref].id is None]
    if new:
        received = [rows[ref] | {"ref": ref, "received_at": rows[ref]["changed_at"]} for ref in new]
        everywhere = {"provider_id": provider_id, "turn": turn}
        db.session.execute(insert(table_of(LearningRecord)).values(everywhere).inline(), received)
    for ref in rows.keys() - set(new):
        moved = update(LearningRecord).where(LearningRecord.id == changed[ref].id)
        db.session.execute(moved.values(rows[ref] | {"turn": turn}))


def _row(values: Mapping[str, Any], modules: Mapping[str, int]) -> dict[str, Any]:
    said = dict(values)
    code = said.pop("module")
    return said | {
        "module_id": modules[code], "sector_key": sector_key(said["sector_id"]),
        "odd": completed_before_enrolment(Report(ref="", module=code, **said)),
    }  # fmt: skip


def _meaning(row: Mapping[str, Any]) -> Meaning:
    return row["sector_id"], row["module_id"], row["year"]


def _counting(passes: Iterable[Mapping[str, Any]]) -> dict[Meaning, int]:
    """Which record counts already for the meanings of these passes."""
    wanted = {_meaning(row) for row in passes}
    if not wanted:
        return {}
    found = rows_of(PASSES, {"keys": sorted({sector_key(sector_id) for sector_id, _, _ in wanted})})
    return {
        meaning: record_id for *meant, record_id, status, voided_at, duplicate_of_id in found
        if (meaning := tuple(meant)) in wanted and status == Status.PASSED and voided_at is duplicate_of_id is None
    }  # fmt: skip


def void(viewer: Viewer, provider_id: int, ref: str, reason: str) -> LearningRecord:
    """A provider takes a record back; if it counted, the next one that says the same counts in its place.

    The same reason again changes nothing.  Raises UnknownRecord, AlreadyVoided.
    """
    with writing():
        row = own_record(provider_id, ref, hold=True)
        if row is None:
            raise UnknownRecord
        if row.voided_at is not None:
            if row.void_reason != reason:
                raise AlreadyVoided
            return row
        take_back(viewer, row, reason)
    return row


def take_back(viewer: Viewer, row: LearningRecord, reason: str) -> None:
    """Void a record that is held, inside the caller's `writing()`."""
    turn = this_turn(LearningRecord.turn, provider_id=row.provider_id)
    row.voided_at = row.changed_at = clock.campaign_now()
    row.void_reason, row.turn = reason, turn
    db.session.flush()
    if row.status == Status.PASSED and row.duplicate_of_id is None:
        question_certificates(viewer, row, _let_the_next_count(row), reason)
    _settle_dispute(row, reason)
    record(viewer, "completion_voided", "learning_record", row.id, after={"ref": row.ref}, reason=reason)
    mark_stale(units_of({row.sector_id}))


def _settle_dispute(gone: LearningRecord, reason: str) -> None:
    """Whoever called the record wrong has what they asked for, though nobody answered them."""
    open_one = select(RecordDispute).where(RecordDispute.record_id == gone.id, RecordDispute.state == OPEN)
    for said in db.session.scalars(open_one.with_for_update()):
        said.state, said.answer, said.answered_at = VOIDED, reason, clock.now()
        tell(said.person_id, "dispute_voided", "learning_record", gone.id, answer=reason)


def _let_the_next_count(gone: LearningRecord) -> int | None:
    """The record that counts from now on, if there is one."""
    others = (
        select(LearningRecord)
        .where(LearningRecord.duplicate_of_id == gone.id, LearningRecord.voided_at.is_(None))
        .order_by(LearningRecord.id)
        .with_for_update()
    )
    heirs = list(db.session.scalars(others))
    for heir in heirs:
        heir.duplicate_of_id = None if heir is heirs[0] else heirs[0].id
        heir.turn = this_turn(LearningRecord.turn, provider_id=heir.provider_id)
        heir.changed_at = gone.changed_at
    db.session.flush()
    return heirs[0].id if heirs else None
