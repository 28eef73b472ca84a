"""Which work of evaluating waits for the viewer, for the first page?"""

from dataclasses import dataclass

from app.domain.evaluation.opinions.queries import SurveyWork, survey_work
from app.domain.evaluation.queries import OwnState, newest_in_reach
from app.domain.evaluation.roll import Counted, counted, periods_to_decide
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class EvaluationWork:
    """The own self-assessment, the newest period in which the viewer's office decides, the surveys that it runs."""

    own: OwnState | None
    year: int | None = None
    figures: Counted | None = None
    surveys: SurveyWork | None = None


def work_of(viewer: Viewer) -> EvaluationWork:
    """What the viewer still has to do about evaluations."""
    own, periods, surveys = newest_in_reach(viewer), periods_to_decide(viewer), survey_work(viewer)
    if not periods:
        return EvaluationWork(own, surveys=surveys)
    return EvaluationWork(own, periods[0].year, counted(viewer, periods[0].id), surveys)
