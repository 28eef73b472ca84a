"""How does an evaluation move on when its rank is appealed?  By the table, before the lock, on the record."""

from collections.abc import Mapping

from app.domain.evaluation.in_time import refuse_out_of_time
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.refusals import NotNow
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.rules.flow import EvaluationState, Move, after
from app.domain.journal.actions import record
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale


def move_on(
    viewer: Viewer, evaluation: Evaluation, move: Move, event: str, facts: Mapping[str, object] | None = None, *,
    reason: str | None = None,
) -> None:  # fmt: skip
    """Move the evaluation by the table, before the lock, and put it on record.  Raises NotNow."""
    target = after(EvaluationState(evaluation.state), move)
    if target is None:
        raise NotNow(evaluation.state)
    check_time(evaluation)
    before, evaluation.state = evaluation.state, target
    evaluation.version += 1
    mark_stale([evaluation.unit_id])
    record(
        viewer, event, "evaluation", evaluation.id, before={"state": before}, after={"state": target, **(facts or {})},
        reason=reason, unit_id=evaluation.unit_id,
    )  # fmt: skip


def check_time(evaluation: Evaluation) -> None:
    """Nothing of an appeal changes once the period is locked.  Raises NotNow."""
    refuse_out_of_time(evaluation.period, Step.DECISION)
