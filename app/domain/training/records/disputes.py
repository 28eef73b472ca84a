"""How does somebody say that a record about them is wrong ("báo sai"), and how does the provider answer?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.records.actions import take_back
from app.domain.training.records.matching import records_of
from app.domain.training.records.models import LearningRecord, RecordDispute
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result

DISPUTE = "dispute_record"
OPEN, VOIDED, KEPT = "open", "voided", "kept"


class OverAlready(RuntimeError):
    """The dispute was answered, or the record voided, meanwhile."""


@dataclass(frozen=True)
class Waiting:
    """A dispute as the provider sees it: the record, what is said against it, since when."""

    id: int
    ref: str
    module: str
    year: int
    status: str
    completed_at: datetime | None
    reason: str
    opened_at: datetime


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


def answer(viewer: Viewer, dispute_id: int, *, give_way: bool, words: str) -> None:
    """The provider voids the disputed record, or keeps it and says why.  Raises LookupError, OverAlready."""
    with writing():
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
        said.state, said.answer, said.answered_at = VOIDED if give_way else KEPT, words, clock.now()
        db.session.flush()
        if give_way:
            take_back(viewer, said.record, words)
        record(viewer, "dispute_answered", "learning_record", said.record_id, after={"state": said.state}, reason=words)
        tell(said.person_id, f"dispute_{said.state}", "learning_record", said.record_id, answer=words)


def waiting_at(viewer: Viewer) -> list[Waiting]:
    """The open disputes of the viewer's own provider, the oldest first."""
    found = (
        select(RecordDispute, LearningRecord, TrainingModule)
        .join(LearningRecord, LearningRecord.id == RecordDispute.record_id)
        .join(TrainingModule, TrainingModule.id == LearningRecord.module_id)
        .where(RecordDispute.state == OPEN, LearningRecord.provider_id == viewer.unit_id)
        .order_by(RecordDispute.opened_at, RecordDispute.id)
        .limit(200)
    )
    return [
        Waiting(
            said.id, row.ref, module.title, row.year, row.status, row.completed_at, said.reason, said.opened_at
        )
        for said, row, module in db.session.execute(found)
    ]  # fmt: skip


def disputes_of(person_id: int) -> dict[int, RecordDispute]:
    """By record: the latest dispute of one person about it."""
    found = select(RecordDispute).where(RecordDispute.person_id == person_id).order_by(RecordDispute.id)
    return {said.record_id: said for said in db.session.scalars(found)}


def _open_of(record_id: int):  # type: ignore[no-untyped-def]
    return select(RecordDispute.id).where(RecordDispute.record_id == record_id, RecordDispute.state == OPEN)
