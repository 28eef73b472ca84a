"""Who assigns tasks in a unit's name, whom may they assign, and over which units and people?

A university has no deciding office here: its admin enters what its leaders decided.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from app.db import db
from app.domain import clock
from app.domain.organisation.access import appointed_on, people_visible, units_visible
from app.domain.organisation.delegations import delegation_for, holds_office
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import DECLARING, Position, Role, UnitKind
from app.domain.organisation.search import LONGEST_QUERY, PersonLine, name_matches, people_page
from app.domain.organisation.unassigned import as_university
from app.domain.viewer import Viewer

MOST_OFFERED = 60
MOST_FOUND = 20
LEARNING = DECLARING - {Position.STAFF}


def may_assign(viewer: Viewer) -> bool:
    """Does the viewer assign tasks in the name of their unit?"""
    return signing_for(viewer) is not None


def signing_for(viewer: Viewer) -> int | None:
    """0 where the viewer assigns by their own office, the delegation's id where they sign for its holder; else None."""
    if viewer.person_id is None or viewer.unit_id is None:
        return None
    if holds_office(viewer) or (viewer.role == Role.ADMIN and viewer.unit_kind == UnitKind.UNIVERSITY):
        return 0
    delegation = delegation_for(viewer, viewer.unit_id, clock.today())
    return delegation.id if delegation is not None else None


def assignable(viewer: Viewer) -> list[tuple[int, str, str]]:
    """Whom the viewer's unit may assign, as (id, name, position): whoever works there today."""
    found = (
        select(Person.id, Person.full_name, Appointment.position)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.unit_id == viewer.unit_id, Appointment.position != Position.ADMIN, appointed_on(clock.today())
        )
        .order_by(Person.sort_key, Person.id)
    )
    by_person = {person_id: (person_id, name, position) for person_id, name, position in db.session.execute(found)}
    return list(by_person.values())


def in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `Unit`: it is there today, the viewer's own or beneath it; a university's are its provinces'."""
    day = clock.today()
    return and_(
        units_visible(as_university(viewer)), Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to > day)
    )


def places_offered(viewer: Viewer, q: str, chosen: Collection[int]) -> Sequence[Unit]:
    """The units a form offers: those chosen, and those found by name or code, or those right beneath the viewer's."""
    words = q.strip()[:LONGEST_QUERY]
    if words:
        found = select(Unit).where(or_(name_matches(Unit.name_fold, words), Unit.code == words.upper()))
        limit = MOST_FOUND
    elif viewer.unit_kind == UnitKind.UNIVERSITY:
        found, limit = select(Unit).where(Unit.kind == UnitKind.PROVINCE), MOST_OFFERED
    else:
        found = select(Unit).where(or_(Unit.id == viewer.unit_id, Unit.parent_id == viewer.unit_id))
        limit = MOST_OFFERED
    offered = list(db.session.scalars(found.where(in_reach(viewer)).order_by(Unit.path).limit(limit)))
    known = {unit.id for unit in offered}
    missing = [number for number in chosen if number not in known]
    if missing:
        kept = select(Unit).where(Unit.id.in_(missing), in_reach(viewer)).order_by(Unit.path)
        offered = [*db.session.scalars(kept), *offered]
    return offered


def people_offered(viewer: Viewer, q: str, chosen: Collection[int]) -> list[PersonLine]:
    """The people a form offers, one by one: those chosen, and those of the schools in reach found by name."""
    sight = as_university(viewer)
    paths = sight.provinces if sight.role == Role.UNIVERSITY else (sight.unit_path,)
    found = list(people_page(sight, q, "", paths, 0, MOST_FOUND).lines) if q.strip() and paths else []
    known = {line.person_id for line in found}
    missing = [number for number in chosen if number not in known]
    return [*people_in_reach(sight, missing), *(line for line in found if line.position in LEARNING)]


def people_in_reach(sight: Viewer, ids: Collection[int]) -> list[PersonLine]:
    """Those of these people who teach at, or lead, a school in sight."""
    if not ids:
        return []
    found = (
        select(Person.id, Person.full_name, Unit.name, Appointment.position)
        .join(Appointment, and_(Appointment.person_id == Person.id, Appointment.main, appointed_on(clock.today())))
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Person.id.in_(ids), people_visible(sight), Appointment.position.in_(LEARNING))
        .order_by(Person.sort_key, Person.id)
    )
    return [
        PersonLine(number, name, None, unit, position, None, None, None)
        for number, name, unit, position in db.session.execute(found)
    ]
