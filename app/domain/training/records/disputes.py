"""How does somebody say that a record about them is wrong ("báo sai"), and how does the provider answer?"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.records.actions import KEPT, OPEN, VOIDED, take_back
from app.domain.training.records.matching import records_of
from app.domain.training.records.models import LearningRecord, RecordDispute
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result, result_of

DISPUTE, ANSWER = "dispute_record", "answer_dispute"


class OverAlready(RuntimeError):
    """The dispute was answered, or the record voided, meanwhile."""


@dataclass(frozen=True)
class Told:
    """A dispute as the provider sees it: the record, what is said against it, since when, and what became of it."""

    id: int
    state: str
    ref: str
    module: str
    year: int
    status: str
    score: Decimal | None
    scale: int
    completed_at: datetime | None
    reason: str
    opened_at: datetime
    answer: str | None
    answered_at: datetime | None

    @property
    def waits(self) -> bool:
        """Is it still to be answered?"""
        return self.state == OPEN


def own_disputable(viewer: Viewer, record_id: int) -> LearningRecord | None:
    """A record about the viewer that still stands."""
    if viewer.person_id is None:
        return None
    own = records_of(viewer.person_id).where(LearningRecord.id == record_id, LearningRecord.voided_at.is_(None))
    return db.session.scalar(own)


def dispute(viewer: Viewer, record_id: int, reason: str, submit_key: str = "") -> None:
    """Dispute a record about oneself; one open dispute a record.  Raises LookupError, OverAlready."""
    with writing():
        if is_repeat(viewer, DISPUTE, submit_key):
            return
        row = own_disputable(viewer, record_id)
        if row is None or viewer.person_id is None:
            raise LookupError(record_id)
        if db.session.scalar(_open_of(record_id)) is not None:
            raise OverAlready
        said = RecordDispute(record_id=row.id, person_id=viewer.person_id, reason=reason, opened_at=clock.now())
        db.session.add(said)
        db.session.flush()
        record(viewer, "record_disputed", "learning_record", row.id, reason=reason, unit_id=viewer.unit_id)
        keep_result(viewer, DISPUTE, submit_key, said.id)


def answer(viewer: Viewer, dispute_id: int, *, give_way: bool, words: str, submit_key: str = "") -> None:
    """The provider voids the disputed record, or keeps it and says why; the same form sent twice answers once.

    Raises LookupError, OverAlready.
    """
    state = VOIDED if give_way else KEPT
    with writing():
        if is_repeat(viewer, ANSWER, submit_key):
            return
        said = db.session.scalar(
            select(RecordDispute)
            .join(LearningRecord, LearningRecord.id == RecordDispute.record_id)
            .options(contains_eager(RecordDispute.record))
            .where(RecordDispute.id == dispute_id, LearningRecord.provider_id == viewer.unit_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if said is None:
            raise LookupError(dispute_id)
        if said.state != OPEN or said.record.voided_at is not None:
            raise OverAlready
        said.state, said.answer, said.answered_at = state, words, clock.now()
        db.session.flush()
        if give_way:
            take_back(viewer, said.record, words)
        record(viewer, "dispute_answered", "learning_record", said.record_id, after={"state": said.state}, reason=words)
        tell(said.person_id, f"dispute_{said.state}", "learning_record", said.record_id, answer=words)
        keep_result(viewer, ANSWER, submit_key, said.id)


def answered_before(viewer: Viewer, submit_key: str) -> int | None:
    """The dispute that this very form answered when it was sent first; None where it was not."""
    return result_of(viewer, ANSWER, submit_key) if submit_key else None


def number_at(viewer: Viewer, *, waits: bool = True) -> int:
    """How many disputes the viewer's own provider has not answered, or has."""
    found = _at(viewer).where(_waits(waits)).with_only_columns(func.count(), maintain_column_froms=True)
    return db.session.scalar(found) or 0


def disputes_at(viewer: Viewer, *, waits: bool = True, offset: int = 0, limit: int = 50) -> list[Told]:
    """Those of the viewer's own provider: the open ones, the oldest first; or the answered, the last answered first."""
    order = (RecordDispute.opened_at, RecordDispute.id)
    if not waits:
        order = (RecordDispute.answered_at.desc(), RecordDispute.id.desc())  # type: ignore[assignment]
    found = _at(viewer).where(_waits(waits)).order_by(*order)
    return [_told(*row) for row in db.session.execute(found.offset(offset).limit(limit))]


def dispute_at(viewer: Viewer, dispute_id: int) -> Told | None:
    """One dispute about a record of the viewer's own provider, answered or not."""
    row = db.session.execute(_at(viewer).where(RecordDispute.id == dispute_id)).one_or_none()
    return _told(*row) if row else None


def _waits(waits: bool) -> ColumnElement[bool]:
    return RecordDispute.state == OPEN if waits else RecordDispute.state != OPEN


def _at(viewer: Viewer) -> Select[RecordDispute, LearningRecord, TrainingModule]:
    return (
        select(RecordDispute, LearningRecord, TrainingModule)
        .join(LearningRecord, LearningRecord.id == RecordDispute.record_id)
        .join(TrainingModule, TrainingModule.id == LearningRecord.module_id)
        .where(LearningRecord.provider_id == viewer.unit_id)
    )


def _told(said: RecordDispute, row: LearningRecord, module: TrainingModule) -> Told:
    return Told(
        said.id, said.state, row.ref, module.title, row.year, row.status, row.score, row.scale, row.completed_at,
        said.reason, said.opened_at, said.answer, said.answered_at,
    )  # fmt: skip


def disputes_of(person_id: int) -> dict[int, RecordDispute]:
    """By record: the latest dispute of one person about it."""
    found = select(RecordDispute).where(RecordDispute.person_id == person_id).order_by(RecordDispute.id)
    return {said.record_id: said for said in db.session.scalars(found)}


def _open_of(record_id: int):  # type: ignore[no-untyped-def]
    return select(RecordDispute.id).where(RecordDispute.record_id == record_id, RecordDispute.state == OPEN)
