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
from app.domain.training.catalogue.models import TrainingModule
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

    def own(self) -> ColumnElement[str]:
        """SQL expression on `Appointment`: whose modules this expected person learns; nobody learns both."""
        *others, last = self.audiences
        whens = [(learns(self.year_id, each), literal(each.value)) for each in others]
        return case(*whens, else_=literal(last.value)) if whens else literal(last.value)

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


def with_standing(scope: Scope, found: Select, people: Select) -> tuple[Select, Any]:
    """`found`, a select from `Appointment` and `Person` of who is expected, outer joined with how they stand; and that.

    A row a person of `people` who has begun one of their own modules: `rank` (of one module; of several the best),
    `passed` (how many), `passed_at` (when the last of them was first passed).  What somebody has learnt of the other
    audience's, as a teacher before they became a vice principal, counts for nothing here.
    """
    each = learned(people, scope.module_ids, scope.year)
    passed = case((each.c.rank == RANK[Status.PASSED], 1), else_=0)
    by = [each.c.person_id] if len(scope.audiences) < 2 else [each.c.person_id, TrainingModule.audience]
    grouped = select(
        *by, func.max(each.c.rank).label("rank"), func.sum(passed).label("passed"),
        func.max(each.c.passed_at).label("passed_at"),
    ).group_by(*by)  # fmt: skip
    if len(by) == 1:
        standing = grouped.subquery()
        return found.outerjoin(standing, standing.c.person_id == Person.id), standing
    standing = grouped.join(TrainingModule, TrainingModule.id == each.c.module_id).subquery()
    theirs = and_(standing.c.person_id == Person.id, standing.c.audience == scope.own())
    return found.outerjoin(standing, theirs), standing


def is_in(state: str, scope: Scope, standing: Any, day: date) -> ColumnElement[bool]:
    """SQL condition on `Appointment`, `Person` and `standing` (outer joined): this person stands so.

    `late` and `LATELY` are parts of `passed`.  Of a year, `begun` is who has begun and not passed everything.
    """
    rank = func.coalesce(standing.c.rank, 0)
    if state == "waiting":
        return _waits(scope)
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


def _waits(scope: Scope) -> ColumnElement[bool]:
    found = select(LearningRecord.id).where(
        waits_for(), LearningRecord.module_id.in_(scope.module_ids), LearningRecord.year == scope.year,
        LearningRecord.voided_at.is_(None),
    )  # fmt: skip
    if len(scope.audiences) < 2:
        return exists(found)
    of_modules = found.join(TrainingModule, TrainingModule.id == LearningRecord.module_id)
    return or_(
        *(
            and_(learns(scope.year_id, each), exists(of_modules.where(TrainingModule.audience == each.value)))
            for each in scope.audiences
        )
    )


def _scope(session: Session, kind: str, period: Period) -> Scope:
    if kind == YEAR:
        return scope_of_year(session.get_one(TrainingYear, period.subject_id))
    return scope_of_module(session.get_one(RequiredModule, period.subject_id))


def _counting(kind: str, figures: Sequence[str]) -> Callable[[Session, Sequence[int], Period], Iterable[Count]]:
    """All figures of a kind in one aggregate: who has reached what is worked out once."""

    def count(session: Session, unit_ids: Sequence[int], period: Period) -> Iterable[Count]:
        scope = _scope(session, kind, period)
        people = select(Appointment.person_id).where(Appointment.unit_id.in_(unit_ids), Appointment.main.is_(True))
        expected = select(Appointment.unit_id).select_from(Appointment).join(Person, Person.id == Appointment.person_id)
        found, standing = with_standing(scope, expected, people)
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
