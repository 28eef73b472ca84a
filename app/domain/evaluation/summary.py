"""Which work of evaluating waits for the viewer, for the first page?"""

from dataclasses import dataclass

from app.domain import clock
from app.domain.evaluation.appeals.queries import number_to_settle
from app.domain.evaluation.opinions.queries import SurveyWork, survey_work
from app.domain.evaluation.peers.work import WatchWork, watch_work
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.queries import OwnState, newest_in_reach
from app.domain.evaluation.results import queries as results
from app.domain.evaluation.roll import Counted, counted, periods_to_decide
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.sheets import office_in
from app.domain.organisation.delegations import Given, holds_office, signing_of
from app.domain.organisation.rules import Role
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Entering:
    """A period whose results the office takes over from paper, how many are due, and of how many they are missing."""

    period_id: int
    year: int
    due: int
    missing: int


@dataclass(frozen=True)
class EvaluationWork:
    """The own self-assessment, and what waits for the viewer's office; None where nothing of the kind does.

    `figures` belong to `year`, the newest open period in which the office decides; `surveys` are those that it runs,
    `entering` the results that it takes over from paper, `appeals` those that it settles; `signing` is for whom the
    viewer signs; `watching` the colleagues' opinions at the viewer's school.
    """

    own: OwnState | None
    year: int | None = None
    figures: Counted | None = None
    surveys: SurveyWork | None = None
    entering: Entering | None = None
    appeals: int = 0
    signing: Given | None = None
    watching: WatchWork | None = None

    @property
    def waits(self) -> bool:
        """Is there anything at all?"""
        return any((self.own, self.figures, self.surveys, self.entering, self.appeals, self.watching))


def work_of(viewer: Viewer) -> EvaluationWork:
    """What the viewer still has to do about evaluations, as long as a period is open."""
    own, surveys = newest_in_reach(viewer), survey_work(viewer)
    watches = viewer.role == Role.PRINCIPAL
    if viewer.unit_id is None or office_in(viewer, viewer.unit_id) is None:
        watching = watch_work(viewer) if watches and own else None  # without an open period there is nothing to ask
        return EvaluationWork(own, surveys=surveys, watching=watching)
    now, signing = clock.campaign_now(), None if holds_office(viewer) else signing_of(viewer)
    entering, appeals = _entering(viewer), number_to_settle(viewer)
    periods = [period for period in periods_to_decide(viewer) if period.opens <= now < period.locks]
    if not periods:
        return EvaluationWork(own, surveys=surveys, entering=entering, appeals=appeals, signing=signing)
    watching = watch_work(viewer) if watches else None
    figures = counted(viewer, periods[0].id)
    return EvaluationWork(own, periods[0].year, figures, surveys, entering, appeals, signing, watching)


def _entering(viewer: Viewer) -> Entering | None:
    """The newest period of paper, while it is open."""
    period = results.period_to_enter(viewer, None)
    if period is None or not calendar_of(period).allows(Step.HAND_IN, clock.campaign_now()):
        return None
    found = results.counted(viewer, period.id)
    return Entering(period.id, period.year, found.due, found.missing)
