"""What does the sector-ID campaign count, and of whom?  One definition for boards, lists, exports and reminders.

Expected is who works at a school today in their main appointment and is not on leave.  Each expected person has one
standing; a figure is a set of standings.  Declared = pressed the last button or failed a check; not started = the first
two standings; what is neither is "unsaved" (domain reference, 3).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session

from app.domain import clock
from app.domain.identity.flows import DECLARED, MISMATCHED, NOT_STARTED, VERIFIED, ClaimState, Standing, standing
from app.domain.identity.models import Claim
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Leave, Person
from app.domain.organisation.rules import DECLARING
from app.domain.progress.indicators import Indicator, register
from app.domain.progress.rules import Count, Period

CAMPAIGN = "sector_id"
MAIN = "declared"
LATELY = "declared_lately"
LATELY_DAYS = 7

FIGURES: dict[str, frozenset[Standing]] = {
    "declared": DECLARED,
    "verified": VERIFIED,
    "mismatch": MISMATCHED,
    "pending": frozenset({Standing.PENDING}),
    "unsaved": frozenset({Standing.UNSAVED}),
    "not_started": NOT_STARTED,
}

declared_at = Claim.declared_at


def expected_on(day: date) -> ColumnElement[bool]:
    """SQL condition on `Appointment` and `Person`: this person is expected to declare, in this place, on `day`."""
    away = exists().where(
        Leave.person_id == Appointment.person_id, Leave.starts <= day, or_(Leave.ends.is_(None), Leave.ends > day)
    )
    return and_(
        Appointment.main.is_(True), appointed_on(day), Appointment.position.in_(DECLARING),
        Person.merged_into_id.is_(None), Person.deceased.is_(False), ~away,
    )  # fmt: skip


def stands_in(wanted: frozenset[Standing]) -> ColumnElement[bool]:
    """SQL condition on `Claim` (outer joined) and `Person`: `flows.standing` would answer one of `wanted`."""
    parts: list[ColumnElement[bool]] = []
    whole = [
        state for state in ClaimState if {standing(state, in_bulk=bulk) for bulk in (False, True)} <= wanted
    ]  # fmt: skip
    if whole:
        parts.append(Claim.state.in_(whole))
    for state in set(ClaimState) - set(whole):
        for bulk in (False, True):
            if standing(state, in_bulk=bulk) in wanted:
                parts.append(and_(Claim.state == state, Claim.in_bulk.is_(bulk)))
    nothing = {listed: standing(None, listed=listed) in wanted for listed in (False, True)}
    if any(nothing.values()):
        unclaimed = Claim.person_id.is_(None)
        listed = Person.listed_sector_id.is_not(None)
        parts.append(
            unclaimed if all(nothing.values()) else and_(unclaimed, listed if nothing[True] else ~listed)
        )  # fmt: skip
    return or_(*parts) if parts else false()


def joined(found: Select) -> Select:
    """The tables that the conditions above speak of."""
    return (
        found.select_from(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .outerjoin(Claim, Claim.person_id == Person.id)
    )


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _counted(
    session: Session, unit_ids: Sequence[int], period: Period, done: ColumnElement[bool], on_time: ColumnElement[bool]
) -> Iterable[Count]:
    found = select(Appointment.unit_id, func.count(), _number(done), _number(and_(done, on_time)))
    rows = joined(found).where(Appointment.unit_id.in_(unit_ids), expected_on(period.day)).group_by(Appointment.unit_id)
    for unit_id, expected, reached, early in session.execute(rows):
        yield Count(unit_id, expected, reached, early, reached - early)


def _counting(figure: str) -> Callable[[Session, Sequence[int], Period], Iterable[Count]]:
    """How a figure is counted; only declaring and verifying can be late, other standings are merely so."""
    instants = {"declared": declared_at, "verified": Claim.verified_at}

    def count(session: Session, unit_ids: Sequence[int], period: Period) -> Iterable[Count]:
        done = stands_in(FIGURES[figure])
        on_time = instants[figure] < period.deadline if figure in instants else done
        return _counted(session, unit_ids, period, done, on_time)

    return count


def lately(day: date) -> ColumnElement[bool]:
    """SQL condition: declared in the seven days that end with `day`."""
    return and_(stands_in(DECLARED), declared_at >= clock.start_of(day - timedelta(days=LATELY_DAYS - 1)))


def _count_lately(session: Session, unit_ids: Sequence[int], period: Period) -> Iterable[Count]:
    recent = lately(period.day)
    return _counted(session, unit_ids, period, recent, recent)


for _figure in FIGURES:
    register(Indicator(_figure, _counting(_figure)))
register(Indicator(LATELY, _count_lately, turning=(LATELY,)))
