"""Which work of evaluating waits for the viewer, for the first page?"""

from dataclasses import dataclass

from app.domain.evaluation.appeals.queries import number_to_settle
from app.domain.evaluation.queries import OwnState, newest_in_reach
from app.domain.evaluation.roll import Counted, counted, periods_to_decide
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class EvaluationWork:
    """The own self-assessment, the newest period in which the viewer's office decides, and the appeals before it."""

    own: OwnState | None
    year: int | None = None
    figures: Counted | None = None
    appeals: int = 0


def work_of(viewer: Viewer) -> EvaluationWork:
    """What the viewer still has to do about evaluations."""
    periods = periods_to_decide(viewer)
    if not periods:
        return EvaluationWork(newest_in_reach(viewer), appeals=number_to_settle(viewer))
    figures = counted(viewer, periods[0].id)
    return EvaluationWork(newest_in_reach(viewer), periods[0].year, figures, number_to_settle(viewer))
