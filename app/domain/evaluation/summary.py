"""Which work of evaluating waits for the viewer, for the first page?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.evaluation.appeals.queries import number_to_settle
from app.domain.evaluation.hand_in.queries import PeriodWork, period_work
from app.domain.evaluation.hand_in.rules import HandInState
from app.domain.evaluation.models import Period
from app.domain.evaluation.opinions.queries import SurveyWork, survey_work
from app.domain.evaluation.peers.work import WatchWork, watch_work
from app.domain.evaluation.queries import OwnState, newest_in_reach
from app.domain.evaluation.results import queries as results
from app.domain.evaluation.roll import Counted, counted
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
    viewer signs; `watching` the colleagues' opinions at the viewer's school.  `hand_in` is what it hands in and what it
    passes on; `progress` the newest period whose board the viewer reads.
    """

    own: OwnState | None
    year: int | None = None
    figures: Counted | None = None
    surveys: SurveyWork | None = None
    entering: Entering | None = None
    appeals: int = 0
    hand_in: PeriodWork | None = None
    signing: Given | None = None
    watching: WatchWork | None = None
    progress: Period | None = None

    @property
    def waits(self) -> bool:
        """Is there anything at all?"""
        return any(
            (
                self.own, self.figures, self.surveys, self.entering, self.appeals, self.watching, self.hands_in,
                self.passes_on,
            )
        )  # fmt: skip

    @property
    def hands_in(self) -> bool:
        """Are the own results to be handed in now?  Before everybody is ranked the ranking is the work."""
        if self.hand_in is None:
            return False
        own = self.hand_in.state if self.hand_in.is_open else None
        if own in {HandInState.RETURNED, HandInState.REOPENED}:
            return True
        return own is HandInState.OPEN and (self._all_done or self.hand_in.is_near)

    @property
    def passes_on(self) -> int:
        """How many units wait for the office to check or accept their results."""
        return self.hand_in.waiting if self.hand_in else 0

    @property
    def _all_done(self) -> bool:
        told, entering = self.figures, self.entering
        if entering is not None and self.hand_in is not None and entering.period_id == self.hand_in.period.id:
            return bool(entering.due) and not entering.missing
        return told is not None and bool(told.due) and told.published == told.due


def work_of(viewer: Viewer) -> EvaluationWork:
    """What the viewer still has to do about evaluations, as long as a period is open."""
    own, surveys = newest_in_reach(viewer), survey_work(viewer)
    watches = viewer.role == Role.PRINCIPAL
    periods = period_work(viewer)
    progress = periods[0].period if periods else None
    if viewer.unit_id is None or office_in(viewer, viewer.unit_id) is None:
        watching = watch_work(viewer) if watches and own else None  # without an open period there is nothing to ask
        return EvaluationWork(own, surveys=surveys, watching=watching, progress=progress)
    signing = None if holds_office(viewer) else signing_of(viewer)
    handed = next((one for one in periods if one.waiting or (one.state is not None and one.is_open)), None)
    running = [one.period for one in periods if one.is_open]
    work = EvaluationWork(
        own, surveys=surveys, entering=_entering(viewer, running), appeals=number_to_settle(viewer), hand_in=handed,
        signing=signing, progress=progress,
    )  # fmt: skip
    decides = [one.period for one in periods if one.is_open and one.period.kind == "held" and one.state is not None]
    if not decides:
        return work
    watching = watch_work(viewer) if watches else None
    return replace(work, year=decides[0].year, figures=counted(viewer, decides[0].id), watching=watching)


def _entering(viewer: Viewer, running: Sequence[Period]) -> Entering | None:
    """The newest period of paper that is open."""
    period = next((one for one in running if one.kind == "entered"), None)
    if period is None:
        return None
    found = results.counted(viewer, period.id)
    return Entering(period.id, period.year, found.due, found.missing)
