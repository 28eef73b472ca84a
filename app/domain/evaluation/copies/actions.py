"""How does an office keep the scanned papers beside the results that it took over from them?

The bytes are safely stored before a row names them (UP-4); what an act leaves without a row it answers, so that its
caller removes the bytes.  Nothing moves while the results are handed in; what was handed in once stays on record.
"""

from dataclasses import dataclass

from sqlalchemy import func, select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.copies.models import PaperCopy
from app.domain.evaluation.copies.queries import copies_of_person, copies_of_unit
from app.domain.evaluation.copies.rules import KINDS, MOST_COPIES
from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.evidence.rules import ScanState
from app.domain.evaluation.evidence.stored import KeptFile, columns_of, keep_row, note_scan
from app.domain.evaluation.hand_in.closing import refuse_closed
from app.domain.evaluation.hand_in.models import HandIn, HandInStep
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.results.actions import check_open
from app.domain.evaluation.results.queries import evaluation_to_enter, period_to_enter
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.submissions import is_repeat, keep_result, result_of

ADD = "add_paper_copy"


@dataclass(frozen=True)
class Added:
    """Id of the copy; `fresh` False when the form had been sent before, and its file is not needed."""

    copy_id: int
    fresh: bool = True


@rerunnable
def add_copy(
    viewer: Viewer, period_id: int, evaluation_id: int | None, file: KeptFile, submit_key: str = ""
) -> Added:  # fmt: skip
    """Keep a scan of one person's paper, or without an evaluation of the unit's own sheet.

    Raises LookupError (not the viewer's office), NotNow (locked, handed in), EvidenceRefused (kind, number).
    """
    with writing():
        if is_repeat(viewer, ADD, submit_key):
            return Added(result_of(viewer, ADD, submit_key) or 0, fresh=False)
        _open_to(viewer, period_id, evaluation_id)
        if file.kind not in KINDS:
            raise EvidenceRefused("no_scan")
        unit_id = viewer.unit_id or 0
        there = copies_of_person(evaluation_id) if evaluation_id else copies_of_unit(period_id, unit_id)
        if len(there) >= MOST_COPIES:
            raise EvidenceRefused("copies_full")
        copy = PaperCopy(
            period_id=period_id, unit_id=unit_id, evaluation_id=evaluation_id, added_by=viewer.person_id,
            **columns_of(file),
        )  # fmt: skip
        keep_row(copy)
        record(viewer, "paper_copy_added", *_subject(copy), after={"copy": copy.id}, unit_id=unit_id)
        keep_result(viewer, ADD, submit_key, copy.id)
        return Added(copy.id)


def remove_copy(viewer: Viewer, copy_id: int) -> str | None:
    """Take a copy out; the stored name of bytes to remove, None when it was handed in before and stays on record.

    Raises LookupError, NotNow.
    """
    with writing():
        living = (PaperCopy.id == copy_id, PaperCopy.unit_id == viewer.unit_id, PaperCopy.removed_at.is_(None))
        copy = db.session.scalar(select(PaperCopy).where(*living).with_for_update())
        if copy is None:
            raise LookupError(copy_id)
        _open_to(viewer, copy.period_id, copy.evaluation_id)
        record(viewer, "paper_copy_removed", *_subject(copy), before={"copy": copy.id}, unit_id=copy.unit_id)
        if _was_handed_in(copy):
            copy.removed_at = clock.campaign_now()
            return None
        name = copy.stored_name
        db.session.delete(copy)
        return name


def settle_copy_scan(copy_id: int, state: ScanState) -> None:
    """Note what the scanner found in a copy that was waiting for it; who added it is told of malware (UP-6)."""
    with writing():
        if copy := note_scan(PaperCopy, copy_id, state):
            tell(copy.added_by, "paper_copy_infected", *_subject(copy), file=copy.name)
            record(SYSTEM, "paper_copy_infected", *_subject(copy), after={"copy": copy.id}, unit_id=copy.unit_id)


def _open_to(viewer: Viewer, period_id: int, evaluation_id: int | None) -> Period:
    """The period, if the viewer's office may keep copies there now; what a sending would lock is locked first."""
    held = select(HandIn.id).where(HandIn.period_id == period_id, HandIn.unit_id == viewer.unit_id)
    if evaluation_id is not None:
        held = select(Evaluation.id).where(Evaluation.id == evaluation_id)
    db.session.execute(held.with_for_update())
    period = period_to_enter(viewer, period_id)
    if period is None:
        raise LookupError(period_id)
    if evaluation_id is not None:
        evaluation = evaluation_to_enter(viewer, evaluation_id)
        if evaluation is None or evaluation.period_id != period_id:
            raise LookupError(evaluation_id)
    check_open(period)
    refuse_closed(period.id, viewer.unit_id or 0)
    return period


def _was_handed_in(copy: PaperCopy) -> bool:
    """Was it there when the unit's results were sent at least once?"""
    sent = (
        select(func.count())
        .select_from(HandInStep)
        .join(HandIn, HandIn.id == HandInStep.hand_in_id)
        .where(
            HandIn.period_id == copy.period_id, HandIn.unit_id == copy.unit_id, HandInStep.event == "hand_in_sent",
            HandInStep.at >= copy.added_at,
        )
    )  # fmt: skip
    return bool(db.session.execute(sent).scalar_one())


def _subject(copy: PaperCopy) -> tuple[str, int]:
    return ("evaluation", copy.evaluation_id) if copy.evaluation_id else ("period", copy.period_id)
