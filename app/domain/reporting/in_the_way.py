"""What of a unit that is to become part of another, or of the other, is still under way: whose posts, which years?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager

from app.db import db
from app.domain import clock
from app.domain.evaluation.models import Period
from app.domain.evaluation.periods import period_for
from app.domain.organisation.access import beneath, people_visible
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import UnitKind
from app.domain.organisation.successions import posts_held
from app.domain.reporting.models import Report
from app.domain.reporting.queries import is_newest, report_for
from app.domain.reporting.rules import ReportState
from app.domain.viewer import Viewer

MOST = 5


@dataclass(frozen=True)
class Thing:
    """One thing in the way: a person by name, or a period or report by its year and unit; `opens`: for the viewer."""

    id: int
    name: str
    year: int | None = None
    opens: bool = True


@dataclass(frozen=True)
class Things:
    """The first few of a kind, and how many there are beside them."""

    shown: list[Thing]
    more: int


def in_the_way(viewer: Viewer, unit: Unit, successor: Unit | None) -> dict[str, Things]:
    """By the problem that it makes: what is in the way of a join.  Of people outside the viewer's sight, how many."""
    found = {
        "unit_has_people": _people(viewer, unit),
        "unit_in_period": _periods(viewer, unit, successor),
        "unit_report_unfinished": _reports(viewer, unit, successor),
    }
    return {code: things for code, things in found.items() if things.shown or things.more}


def open_periods(unit: Unit, successor: Unit | None) -> Select[Period]:
    """The evaluations over, at or beneath the unit, and over its successor, that are not locked yet."""
    sides = _sides(unit, successor)
    above = [int(part) for side in sides for part in side.path.strip("/").split("/")]
    return (
        select(Period)
        .join(Unit, Unit.id == Period.unit_id)
        .where(Period.locks > clock.campaign_now(), or_(Unit.id.in_(above), beneath(Unit.path, [unit.path])))
        .options(contains_eager(Period.unit))
        .order_by(Period.year, Period.id)
    )


def unfinished_reports(unit: Unit, successor: Unit | None) -> Select[Report]:
    """The reports of two provinces that have not gone their way; none of other kinds of unit."""
    ids = [side.id for side in _sides(unit, successor)] if unit.kind == UnitKind.PROVINCE else []
    return (
        select(Report)
        .join(Unit, Unit.id == Report.unit_id)
        .where(Report.unit_id.in_(ids), Report.state != ReportState.SENT, is_newest())
        .options(contains_eager(Report.unit))
        .order_by(Report.year, Report.id)
    )


def _people(viewer: Viewer, unit: Unit) -> Things:
    posts = select(Appointment.person_id).where(posts_held(unit))
    seen = select(Person).where(Person.id.in_(posts), people_visible(viewer)).order_by(Person.sort_key, Person.id)
    shown = [Thing(person.id, person.full_name) for person in db.session.scalars(seen.limit(MOST))]
    everybody = db.session.scalar(select(func.count(Person.id)).where(Person.id.in_(posts))) or 0
    return Things(shown, everybody - len(shown))


def _periods(viewer: Viewer, unit: Unit, successor: Unit | None) -> Things:
    found = db.session.scalars(open_periods(unit, successor)).all()
    opens = {each.id for each in found[:MOST] if period_for(viewer, each.id) is not None}
    return _first(found, opens)


def _reports(viewer: Viewer, unit: Unit, successor: Unit | None) -> Things:
    found = db.session.scalars(unfinished_reports(unit, successor)).all()
    opens = {each.id for each in found[:MOST] if report_for(viewer, each.id) is not None}
    return _first(found, opens)


def _first(found: Sequence[Period] | Sequence[Report], opens: set[int]) -> Things:
    shown = [Thing(each.id, each.unit.name, each.year, each.id in opens) for each in found[:MOST]]
    return Things(shown, len(found) - len(shown))


def _sides(unit: Unit, successor: Unit | None) -> list[Unit]:
    return [unit, successor] if successor is not None else [unit]
