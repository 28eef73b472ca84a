"""Which work of evaluating waits for the viewer, for the first page?"""

from dataclasses import dataclass

from app.domain import clock
from app.domain.evaluation.queries import OwnState, newest_in_reach
from app.domain.evaluation.roll import Counted, counted, periods_to_decide
from app.domain.organisation.delegations import Given, holds_office, signing_of
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class EvaluationWork:
    """The own self-assessment, the newest period in which the viewer's office decides, and for whom they sign."""

    own: OwnState | None
    year: int | None = None
    figures: Counted | None = None
    signing: Given | None = None


def work_of(viewer: Viewer) -> EvaluationWork:
    """What the viewer still has to do about evaluations, as long as a period is open."""
    own, now = newest_in_reach(viewer), clock.campaign_now()
    signing = None if holds_office(viewer) else signing_of(viewer)
    periods = [period for period in periods_to_decide(viewer) if period.opens <= now < period.locks]
    if not periods:
        return EvaluationWork(own, signing=signing)
    return EvaluationWork(own, periods[0].year, counted(viewer, periods[0].id), signing)
