"""How is somebody said not to be due, and due again?  By the deciding office or the school's admin, with a reason."""

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.excuses.models import Excuse
from app.domain.evaluation.excuses.queries import evaluation_to_excuse
from app.domain.evaluation.excuses.rules import BY_HAND, ExcusedFor, may_bring_back, may_excuse
from app.domain.evaluation.hand_in.closing import refuse_where_closed
from app.domain.evaluation.in_time import refuse_out_of_time
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.refusals import NotNow
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.flow import EvaluationState
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result

EXCUSE, BRING_BACK = "excuse_from_period", "bring_back_into_period"


def excuse(viewer: Viewer, evaluation_id: int, reason: ExcusedFor, note: str, submit_key: str = "") -> None:
    """Say that somebody is not due in this period; they are told.  What was written or rated stays.

    Raises LookupError (not the viewer's to excuse), NotNow (decided already, locked), ValueError (not for hands).
    """
    if reason not in BY_HAND:
        raise ValueError(reason)
    with writing():
        if is_repeat(viewer, EXCUSE, submit_key):
            return
        evaluation = _held(viewer, evaluation_id)
        if not may_excuse(EvaluationState(evaluation.state), evaluation.excused):
            raise NotNow("excused" if evaluation.excused else evaluation.state)
        evaluation.excused = reason.value
        db.session.merge(
            Excuse(evaluation_id=evaluation.id, note=note, excused_at=clock.campaign_now(), excused_by=viewer.person_id)
        )
        _changed(viewer, evaluation, "person_excused", None, note)
        tell(evaluation.person_id, "person_excused", "evaluation", evaluation.id)
        keep_result(viewer, EXCUSE, submit_key, evaluation.id)


def bring_back(viewer: Viewer, evaluation_id: int, note: str, submit_key: str = "") -> None:
    """Say that somebody excused is due after all (back from leave); they are told.  Raises LookupError, NotNow."""
    with writing():
        if is_repeat(viewer, BRING_BACK, submit_key):
            return
        evaluation = _held(viewer, evaluation_id)
        if not may_bring_back(evaluation.excused):
            raise NotNow("not_excused")
        before, evaluation.excused = evaluation.excused, None
        kept = db.session.get(Excuse, evaluation.id)
        if kept is not None:
            db.session.delete(kept)
        _changed(viewer, evaluation, "person_due_again", before, note)
        tell(evaluation.person_id, "person_due_again", "evaluation", evaluation.id)
        keep_result(viewer, BRING_BACK, submit_key, evaluation.id)


def _held(viewer: Viewer, evaluation_id: int) -> Evaluation:
    evaluation = evaluation_to_excuse(viewer, evaluation_id, hold=True)
    if evaluation is None:
        raise LookupError(evaluation_id)
    period = db.session.get_one(Period, evaluation.period_id)
    step = Step.DECISION if period.kind == "held" else Step.HAND_IN  # from paper nobody decides here
    refuse_out_of_time(period, step)
    refuse_where_closed(evaluation)
    return evaluation


def _changed(viewer: Viewer, evaluation: Evaluation, event: str, before: str | None, note: str) -> None:
    evaluation.version += 1
    mark_stale([evaluation.unit_id])
    record(
        viewer, event, "evaluation", evaluation.id, before={"excused": before}, after={"excused": evaluation.excused},
        reason=note or None, unit_id=evaluation.unit_id,
    )  # fmt: skip
