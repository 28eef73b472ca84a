"""What do the boards of a year of training count, and of whom?  One definition for boards, lists and reminders.

Expected is who works at a school today, is not on leave, and learns (by the rule or by hand, and is not let off).
A module's figures are sets of what people have reached in it; a year's say who has passed all modules that are theirs.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from app.domain import clock
from app.domain.identity.indicators import expected_on
from app.domain.organisation.models import Appointment, Person
from app.domain.progress.indicators import Indicator, register
from app.domain.progress.rules import Count, Period
from app.domain.training.board.learned import learned
from app.domain.training.catalogue.rules import Audience
from app.domain.training.records.matching import waits_for
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.rules import RANK, Status
from app.domain.training.years.models import RequiredModule, TrainingYear
from app.domain.training.years.queries import learns, required_of
from app.domain.training.years.rules import MODULE, YEAR, needed

LATELY_DAYS = 7
LATELY = "passed_lately"
MAIN = "passed"
FIGURES = ("passed", "begun", "not_started", "waiting", "completed", "failed", "in_progress", "enrolled")
"""Every figure of a module; a year as a whole has the first four."""
OF_YEAR = FIGURES[:4]
STATES: dict[str, frozenset[int]] = {
    "passed": frozenset({RANK[Status.PASSED]}),
    "failed": frozenset({RANK[Status.FAILED]}),
    "completed": frozenset({RANK[Status.PASSED], RANK[Status.FAILED]}),
    "in_progress": frozenset({RANK[Status.IN_PROGRESS]}),
    "enrolled": frozenset({RANK[Status.ENROLLED]}),
    "not_started": frozenset({0}),
}


@dataclass(frozen=True)
class Scope:
    """What is counted: one module of a year, or all of them; which audience is to learn which."""

    year_id: int
    year: int
    path: str  # of the province whose year it is
    due: datetime
    modules: dict[int, Audience]

    @property
    def whole(self) -> bool:
        return len(self.modules) != 1

    @property
    def module_ids(self) -> Any:
        """For SQL: the modules."""
        return sorted(self.modules)

    def expected(self, day: date) -> ColumnElement[bool]:
        """SQL condition on `Appointment` and `Person`."""
        return and_(expected_on(day), or_(*(learns(self.year_id, each) for each in self.audiences)))

    def needed(self) -> ColumnElement[int]:
        """SQL expression on `Appointment`: how many of the modules this person is to pass."""
        return case(*((learns(self.year_id, each), self.number_of(each)) for each in self.audiences), else_=0)

    def number_of(self, audience: Audience) -> Any:
        """For SQL: how many modules an audience is to pass."""
        return literal(needed(self.modules)[audience])

    def lately_from(self, day: date) -> Any:
        """For SQL: since when a pass is of the last days."""
        return clock.start_of(day - timedelta(days=LATELY_DAYS - 1))

    @property
    def audiences(self) -> list[Audience]:
        """Whose modules these are."""
        return sorted(set(self.modules.values()))


def scope_of_year(year: TrainingYear, required: Sequence[RequiredModule] | None = None) -> Scope:
    """All modules of a year; `required`, where the caller has loaded them."""
    rows = required_of(year.id) if required is None else required
    modules = {row.module_id: Audience(row.module.audience) for row in rows}
    return Scope(year.id, year.year, year.unit.path, year.due, modules)


def scope_of_module(required: RequiredModule) -> Scope:
    """One module of a year."""
    year = required.year
    return Scope(year.id, year.year, year.unit.path, year.due, {required.module_id: Audience(required.module.audience)})


def standing_in(scope: Scope, people: Select) -> Any:
    """A row a person of `people` who has begun: `person_id`, `rank` (of one module; of several the best), `passed`
    (how many modules), `passed_at` (when the last of them was first passed)."""
    each = learned(people, scope.module_ids, scope.year)
    passed = case((each.c.rank == RANK[Status.PASSED], 1), else_=0)
    return (
        select(
            each.c.person_id, func.max(each.c.rank).label("rank"), func.sum(passed).label("passed"),
            func.max(each.c.passed_at).label("passed_at"),
        )
        .group_by(each.c.person_id)
        .subquery()
    )  # fmt: skip


def is_in(state: str, scope: Scope, standing: Any, day: date) -> ColumnElement[bool]:
    """SQL condition on `Appointment`, `Person` and `standing` (outer joined): this person stands so.

    `late` and `LATELY` are parts of `passed`.  Of a year, `begun` is who has begun and not passed everything.
    """
    rank = func.coalesce(standing.c.rank, 0)
    if state == "waiting":
        return exists(
            select(LearningRecord.id).where(
                waits_for(), LearningRecord.module_id.in_(scope.module_ids), LearningRecord.year == scope.year,
                LearningRecord.voided_at.is_(None),
            )
        )  # fmt: skip
    all_passed = func.coalesce(standing.c.passed, 0) >= scope.needed()
    if state == "late":
        return and_(all_passed, standing.c.passed_at >= scope.due)
    if state == LATELY:
        return and_(all_passed, standing.c.passed_at >= scope.lately_from(day))
    if state == "begun":
        return and_(rank > 0, ~all_passed)
    if state == "passed":
        return all_passed
    return rank.in_(sorted(STATES[state]))


def joined(scope: Scope, people: Select, columns: Any) -> tuple[Select, Any]:
    """A select of `columns` from who is expected, with the standing that the conditions speak of."""
    standing = standing_in(scope, people)
    found = (
        columns.select_from(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .outerjoin(standing, standing.c.person_id == Person.id)
    )
    return found, standing


def _scope(session: Session, kind: str, period: Period) -> Scope:
    if kind == YEAR:
        return scope_of_year(session.get_one(TrainingYear, period.subject_id))
    return scope_of_module(session.get_one(RequiredModule, period.subject_id))


def _counting(kind: str, figures: Sequence[str]) -> Callable[[Session, Sequence[int], Period], Iterable[Count]]:
    """All figures of a kind in one aggregate: who has reached what is worked out once."""

    def count(session: Session, unit_ids: Sequence[int], period: Period) -> Iterable[Count]:
        scope = _scope(session, kind, period)
        people = select(Appointment.person_id).where(Appointment.unit_id.in_(unit_ids), Appointment.main.is_(True))
        found, standing = joined(scope, people, select(Appointment.unit_id))
        conditions = [is_in(figure, scope, standing, period.day) for figure in (*figures, "late")]
        rows = (
            found.add_columns(func.count(), *map(_number, conditions))
            .where(Appointment.unit_id.in_(unit_ids), scope.expected(period.day))
            .group_by(Appointment.unit_id)
        )
        for unit_id, expected, *reached, behind in session.execute(rows):
            for figure, done in zip(figures, reached, strict=True):
                late = behind if figure == MAIN else 0
                yield Count(unit_id, expected, done, done - late, late, figure)

    return count


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


for _kind, _figures in ((MODULE, FIGURES), (YEAR, OF_YEAR)):
    register(Indicator(MAIN, _counting(_kind, (*_figures, LATELY)), kind=_kind, turning=(LATELY,)))
