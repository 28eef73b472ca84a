"""Which work of evaluating waits for the viewer, for the first page?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.evaluation.appeals.queries import number_to_settle
from app.domain.evaluation.hand_in.rules import CLOSED, HandInState
from app.domain.evaluation.hand_in.work import PeriodWork, period_work
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
    handed_in: bool


@dataclass(frozen=True)
class EvaluationWork:
    """The own self-assessment, and what waits for the viewer's office; None where nothing of the kind does.

    `figures` belong to `year`, the newest open period in which the office decides; `surveys` are those that it runs,
    `entering` the results that it takes over from paper, `appeals` those that it settles, `stuck` those that nobody of
    it can settle; `signing` is for whom the
    viewer signs; `watching` the colleagues' opinions at the viewer's school.  `hand_ins` are the periods, the newest
    first, with what it hands in and what it passes on; `progress` the newest period whose board the viewer reads;
    `decides`: the viewer holds a deciding office of their unit or signs for its holder.
    """

    own: OwnState | None
    year: int | None = None
    figures: Counted | None = None
    surveys: SurveyWork | None = None
    entering: Sequence[Entering] = ()
    appeals: int = 0
    stuck: int = 0
    hand_ins: Sequence[PeriodWork] = ()
    signing: Given | None = None
    watching: WatchWork | None = None
    progress: Period | None = None
    decides: bool = False

    @property
    def waits(self) -> bool:
        """Is there anything at all?"""
        return any(
            (
                self.own, self.figures, self.surveys, self.entering, self.appeals, self.stuck, self.watching,
                self.to_hand_in, self.to_pass_on,
            )
        )  # fmt: skip

    @property
    def to_hand_in(self) -> list[PeriodWork]:
        """The periods whose own results are to be handed in now; before everybody is ranked the ranking is the work."""
        return [one for one in self.hand_ins if one.is_open and self._is_due(one)]

    @property
    def to_pass_on(self) -> list[PeriodWork]:
        """The periods in which units wait for the office to check or accept their results."""
        return [one for one in self.hand_ins if one.waiting]

    def _is_due(self, one: PeriodWork) -> bool:
        if one.state in {HandInState.RETURNED, HandInState.REOPENED}:
            return True
        return one.state is HandInState.OPEN and (self._all_done(one.period) or one.is_near)

    def _all_done(self, period: Period) -> bool:
        if period.kind == "entered":
            return any(one.period_id == period.id and one.due and not one.missing for one in self.entering)
        told = self.figures if period.year == self.year else None
        return told is not None and bool(told.due) and told.published == told.due


def work_of(viewer: Viewer) -> EvaluationWork:
    """What the viewer still has to do about evaluations, as long as a period is open."""
    own, surveys = newest_in_reach(viewer), survey_work(viewer)
    watches = viewer.role == Role.PRINCIPAL
    periods = period_work(viewer)
    above = viewer.unit_path.split("/")  # of a period of a unit that is gone no board counts any more
    progress = next((one.period for one in periods if str(one.period.unit_id) in above), None)
    if viewer.unit_id is None or office_in(viewer, viewer.unit_id) is None:
        watching = watch_work(viewer) if watches and own else None  # without an open period there is nothing to ask
        return EvaluationWork(own, surveys=surveys, watching=watching, progress=progress)
    signing = None if holds_office(viewer) else signing_of(viewer)
    work = EvaluationWork(
        own, surveys=surveys, entering=_entering(viewer, periods), appeals=number_to_settle(viewer),
        stuck=number_to_settle(viewer, "stuck"), hand_ins=periods, signing=signing, progress=progress,
        decides=True,
    )  # fmt: skip
    decides = [one.period for one in periods if one.is_open and one.period.kind == "held" and one.state is not None]
    if not decides:
        return work
    watching = watch_work(viewer) if watches else None
    return replace(work, year=decides[0].year, figures=counted(viewer, decides[0].id), watching=watching)


def _entering(viewer: Viewer, periods: Sequence[PeriodWork]) -> list[Entering]:
    """The periods of paper that are open."""
    found = []
    for one in periods:
        if one.is_open and one.period.kind == "entered":
            told = results.counted(viewer, one.period.id)
            found.append(Entering(one.period.id, one.period.year, told.due, told.missing, one.state in CLOSED))
    return found
