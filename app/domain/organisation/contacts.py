"""Whom does one call at a unit?  Its head, and who is named there for a content; only for who may see them.

At a province's office that has neither, somebody who works there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, bindparam, case, or_, select

from app.db import db, made_once
from app.domain.organisation.access import SEES_BY_PROVINCE, appointed_on, holds_contacts_of, people_paths
from app.domain.organisation.anybody import anybody_like, today_for, values_of
from app.domain.organisation.assignments import holding
from app.domain.organisation.models import Appointment, Assignment, Person, Unit
from app.domain.organisation.rules import AssignmentTask, Position, Role, UnitKind
from app.domain.viewer import Viewer

FIRST = (Position.PRINCIPAL, Position.MIDDLE_HEAD, Position.DIRECTOR, Position.DEPUTY_DIRECTOR)
"""Who heads a school, a middle level, a province: the first of these who is there."""

STAND_INS = (Position.PROVINCE_DIVISION_HEAD, Position.PROVINCE_OFFICER)

MOST_NAMED = 2


@dataclass(frozen=True)
class Contact:
    """One person: `content` is what they are named for (None: they head the unit, or stand in).

    Numbers and addresses are empty where none is known, or the viewer sees people's names and states only.
    """

    person_id: int
    name: str
    position: str
    content: str | None
    phone: str
    email: str


def names_offices(viewer: Viewer) -> bool:
    """Is the viewer told who works at a province's office?  A university is not: it is the ministry that calls them."""
    return viewer.role != Role.UNIVERSITY


def may_call(viewer: Viewer, kind: str) -> bool:
    """Is the viewer told whom to call at a unit of this kind?  Who sees people beneath them; the ministry of the
    provinces' offices only, a university of all but these."""
    if kind == UnitKind.PROVINCE:
        return viewer.role == Role.MINISTRY or (names_offices(viewer) and bool(people_paths(viewer)))
    return bool(people_paths(viewer))


def contacts_of(viewer: Viewer, unit_ids: Sequence[int]) -> dict[int, list[Contact]]:
    """By unit: its head, then who is named there, two at most; nobody whom the viewer may not see."""
    if not unit_ids or not any(may_call(viewer, kind) for kind in (UnitKind.PROVINCE, UnitKind.SCHOOL)):
        return {}
    reaches = viewer.role not in SEES_BY_PROVINCE
    values = values_of(viewer, units=list(unit_ids))
    found: dict[int, list[Contact]] = {}
    for unit_id, person_id, name, phone, email, position, content in db.session.execute(
        _found(anybody_like(viewer)), values
    ):
        known = found.setdefault(unit_id, [])
        is_second_head = content is None and any(each.content is None for each in known)
        is_needed = position in FIRST or content is not None or not known
        if (
            len(known) < MOST_NAMED
            and is_needed
            and not is_second_head
            and all(each.person_id != person_id for each in known)
        ):
            ways = (phone or "", email or "") if reaches else ("", "")
            known.append(Contact(person_id, name, position, content, *ways))
    return found


@made_once
def _found(viewer: Viewer) -> Select:
    """Heads first, stand-ins last; of several offices the higher, of several contents the first that was assigned."""
    day = today_for(viewer)
    named = and_(
        Assignment.person_id == Appointment.person_id, Assignment.by_unit_id == Appointment.unit_id,
        Assignment.unit_id == Appointment.unit_id, Assignment.task == AssignmentTask.FOCAL_POINT, holding(day),
    )  # fmt: skip
    heads, stand_ins = Appointment.position.in_(FIRST), Appointment.position.in_(STAND_INS)
    rank = case((heads, 0), (Assignment.id.is_not(None), 1), else_=2)
    office = case({position: place for place, position in enumerate(FIRST)}, value=Appointment.position, else_=9)
    return (
        select(
            Appointment.unit_id, Person.id, Person.full_name, Person.phone, Person.email, Appointment.position,
            case((heads, None), else_=Assignment.content),
        )
        .join(Person, Person.id == Appointment.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(Assignment, named)
        .where(
            Appointment.unit_id.in_(bindparam("units", expanding=True)), holds_contacts_of(viewer),
            Appointment.position != Position.ADMIN, appointed_on(day),
            or_(heads, stand_ins, Assignment.id.is_not(None)),
        )
        .order_by(Appointment.unit_id, rank, office, Assignment.starts, Assignment.id, Appointment.id)
    )  # fmt: skip
