"""What of a year does a viewer's board count, by which deadlines?  The campaigns and who has which column."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol, TypeVar

from app.domain import clock
from app.domain.evaluation.board.roll import sight_of as evaluation_sight_of
from app.domain.evaluation.models import Period
from app.domain.evaluation.periods import CAMPAIGN as EVALUATION
from app.domain.evaluation.periods import periods_for
from app.domain.identity.indicators import CAMPAIGN as IDENTITY
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role
from app.domain.progress.counting import province_part
from app.domain.progress.queries import sight_of
from app.domain.progress.rules import Sight
from app.domain.progress.several import Held, campaigns_held
from app.domain.reporting.board.rules import Subject
from app.domain.reporting.overview import READERS as SEE_REPORTS
from app.domain.reporting.overview import years_reported
from app.domain.training.support.access import READERS as SEE_PLANS
from app.domain.training.years.models import TrainingYear
from app.domain.training.years.queries import boards_of_years
from app.domain.viewer import Viewer

READERS = frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE, Role.UNIVERSITY, Role.MINISTRY})
"""Who has the board; admins and providers follow the sector-ID campaign only."""

MOST_YEARS = 1_000  # of all provinces: 63 a year


class _OfUnit(Protocol):
    @property
    def unit(self) -> Unit: ...


Held_ = TypeVar("Held_", bound=_OfUnit)


@dataclass(frozen=True)
class Ground:
    """A year as the viewer's board has it.

    `subjects` are the columns that the viewer has, `years` those that may be chosen; `periods` and `trainings` hold for
    the units beneath their own, the latter with the campaign that counts each.
    """

    subjects: tuple[Subject, ...]
    years: tuple[int, ...]
    year: int
    identity: Held
    periods: tuple[Period, ...]
    trainings: tuple[tuple[TrainingYear, int], ...]
    campaign_ids: tuple[int, ...]
    at: datetime

    def period_at(self, path: str) -> Period | None:
        """The evaluation period that holds for the units at a path."""
        return _holding([(period, period) for period in self.periods], path)

    def training_at(self, path: str) -> tuple[TrainingYear, int] | None:
        """The year of training that holds there, with its campaign."""
        return _holding([(year, (year, campaign)) for year, campaign in self.trainings], path)

    def days_until(self, due: datetime) -> int:
        """Days that may still be used before a deadline; a board asks for the same few again and again."""
        if due not in self._days:
            self._days[due] = clock.days_until(due, self.at)
        return self._days[due]

    @cached_property
    def _days(self) -> dict[datetime, int]:
        return {}

    def identity_due(self, path: str) -> datetime:
        """The deadline of the sector-ID campaign that holds there."""
        return self.identity.due_in(province_part(path))


T = TypeVar("T")


def _holding(each: Sequence[tuple[_OfUnit, T]], path: str) -> T | None:
    """What is held at or above the path; above all that is held, the only one there is."""
    for held, found in each:
        if path.startswith(held.unit.path):
            return found
    beneath = [found for held, found in each if held.unit.path.startswith(path)]
    return beneath[0] if len(beneath) == 1 else None


def subjects_of(viewer: Viewer) -> tuple[Subject, ...]:
    """The columns that the viewer has: what the special boards and lists do not show them this one does not either."""
    if viewer.role not in READERS:
        return ()
    seen = {
        Subject.IDENTITY: sight_of(viewer) is not Sight.NOTHING,
        Subject.EVALUATION: evaluation_sight_of(viewer) is not Sight.NOTHING,
        Subject.HAND_IN: evaluation_sight_of(viewer) is not Sight.NOTHING,
        Subject.TRAINING: sight_of(viewer) is not Sight.NOTHING,
        Subject.PLANS: viewer.role in SEE_PLANS | {Role.UNIVERSITY},
        Subject.REPORT: viewer.role in SEE_REPORTS | {Role.PROVINCE},
    }
    return tuple(subject for subject in Subject if seen[subject])


def ground_of(viewer: Viewer, asked: int | None) -> Ground:
    """The year asked for, the newest where none or an unknown one is; for who has the board."""
    at, subjects = clock.campaign_now(), subjects_of(viewer)
    periods = [each for each in periods_for(viewer) if each.opens <= at] if Subject.EVALUATION in subjects else []
    trainings = boards_of_years(viewer, at, MOST_YEARS)
    known = {each.year for each in periods} | {each.year for each, _ in trainings} | set(years_reported(viewer))
    years = tuple(sorted(known or {clock.today().year}, reverse=True))
    year = asked if asked in years else years[0]
    if year != years[0]:  # the campaign is of no year: it is told beside the newest
        subjects = tuple(subject for subject in subjects if subject is not Subject.IDENTITY)
    held = tuple(each for each in periods if each.year == year)
    taught = tuple((each, campaign) for each, campaign in trainings if each.year == year)
    identity, *others = sorted(
        campaigns_held(IDENTITY, EVALUATION, [each.id for each in held]), key=lambda each: each.kind != IDENTITY
    )
    ids = (identity.id, *(each.id for each in others), *(campaign for _, campaign in taught))
    return Ground(subjects, years, year, identity, held, taught, ids, at)
