"""Which units, people, appointments may the viewer see or change?  Loading is authorising: else None (AZ-2)."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.db import db, is_writing
from app.domain import clock
from app.domain.organisation.access import (
    appointed_on,
    may_administer_unit,
    may_decide_post,
    people_visible,
    units_administered,
    units_visible,
)
from app.domain.organisation.models import Appointment, Person, ServiceArea, Unit
from app.domain.organisation.rules import Position, UnitKind
from app.domain.viewer import Viewer


class ChangedMeanwhile(RuntimeError):
    """Somebody else changed it since the page was opened (CON-1)."""


def unit_for(viewer: Viewer, unit_id: int) -> Unit | None:
    """One unit in the viewer's scope."""
    return db.session.scalar(select(Unit).where(Unit.id == unit_id, units_visible(viewer)))


def unit_by_code(code: str) -> Unit | None:
    """The unit that carries this code today; codes change meaning with their date."""
    day = clock.today()
    return db.session.scalar(
        select(Unit).where(Unit.code == code, Unit.valid_from <= day, (Unit.valid_to.is_(None)) | (Unit.valid_to > day))
    )


def ancestors_of(viewer: Viewer, unit: Unit) -> Sequence[Unit]:
    """The unit's ancestors and itself that the viewer may see, from the top: the breadcrumb."""
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    found = select(Unit).where(Unit.id.in_(ids), units_visible(viewer)).order_by(Unit.path)
    return db.session.scalars(found).all()


def person_for(viewer: Viewer, person_id: int) -> Person | None:
    """One person in the viewer's scope, today."""
    return db.session.scalar(select(Person).where(Person.id == person_id, people_visible(viewer)))


def appointments_of(person_id: int) -> Sequence[Appointment]:
    """All appointments of a person, newest first, with their units; the caller has loaded the person in scope."""
    found = (
        select(Appointment)
        .where(Appointment.person_id == person_id)
        .options(joinedload(Appointment.unit), joinedload(Appointment.group))
        .order_by(Appointment.starts.desc(), Appointment.id.desc())
    )
    return db.session.scalars(found).all()


def current_appointments(person_id: int) -> Sequence[Appointment]:
    """The appointments that hold today, the main one first."""
    found = (
        select(Appointment)
        .where(Appointment.person_id == person_id, appointed_on(clock.today()))
        .order_by(Appointment.main.desc(), Appointment.id)
    )
    return db.session.scalars(found).all()


def middle_type(unit_id: int | None) -> str:
    """What the middle level right above a school is called, or the unit's own if it is one; "" where there is none."""
    above = select(Unit.parent_id).where(Unit.id == unit_id).scalar_subquery()
    near = or_(Unit.id == above, Unit.id == unit_id)
    return db.session.scalar(select(Unit.type_name).where(near, Unit.kind == UnitKind.MIDDLE)) or ""


def middle_types(viewer: Viewer) -> Sequence[str]:
    """What the units of the middle level in sight, or above the viewer, are called today."""
    day, above = clock.today(), [int(part) for part in viewer.unit_path.strip("/").split("/")]
    found = select(Unit.type_name).where(
        Unit.kind == UnitKind.MIDDLE, or_(units_visible(viewer), Unit.id.in_(above)),
        Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to > day),
    )  # fmt: skip
    return db.session.scalars(found.distinct().order_by(Unit.type_name)).all()


def province_of(unit: Unit) -> Unit | None:
    """The province a unit belongs to (itself when it is one), None above provinces."""
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    return db.session.scalar(select(Unit).where(Unit.id.in_(ids), Unit.kind == UnitKind.PROVINCE))


def paths_served(unit_id: int, kind: str, provider: str | None) -> tuple[str, ...]:
    """Paths of the provinces that a university serves, or that a provider's unit supplies, today."""
    day = clock.today()
    if kind == UnitKind.PROVIDER:
        found = select(Unit.path).where(Unit.kind == UnitKind.PROVINCE, Unit.lms_provider == provider)
    else:
        found = (
            select(Unit.path)
            .join(ServiceArea, ServiceArea.province_id == Unit.id)
            .where(
                ServiceArea.university_id == unit_id,
                ServiceArea.starts <= day,
                (ServiceArea.ends.is_(None)) | (ServiceArea.ends > day),
            )
        )
    return tuple(db.session.scalars(found.order_by(Unit.path)))


def unit_to_administer(viewer: Viewer, unit_id: int) -> Unit | None:
    """A unit whose people the viewer may change."""
    return db.session.scalar(_held(select(Unit).where(Unit.id == unit_id, units_administered(viewer))))


def person_to_administer(viewer: Viewer, person_id: int) -> Person | None:
    """Somebody whom the viewer administers today, except themselves: nobody acts on their own record (AZ-5)."""
    if viewer.role not in ("admin", "system") or person_id == viewer.person_id:
        return None
    return db.session.scalar(_held(select(Person).where(Person.id == person_id, people_visible(viewer))))


def appointment_to_administer(viewer: Viewer, appointment_id: int) -> Appointment | None:
    """A position at a unit of the viewer's; not their own, not its head's, and admins' only through `unit_admins`."""
    appointment = db.session.scalar(_held(select(Appointment).where(Appointment.id == appointment_id)))
    if appointment is None or appointment.person_id == viewer.person_id or not may_change_post(viewer, appointment):
        return None
    return None if appointment.ends is not None and appointment.ends <= clock.today() else appointment


def may_change_post(viewer: Viewer, appointment: Appointment) -> bool:
    """May the viewer change or end this position, which somebody else holds?"""
    ordinary = appointment.position != Position.ADMIN and may_administer_unit(viewer, appointment.unit.path)
    return ordinary and may_decide_post(viewer, appointment.unit_id, appointment.position)


def _held(found: Select) -> Select:
    """While writing, keep the row until the transaction ends: the same form twice at once acts one after the other."""
    return found.with_for_update(key_share=True).execution_options(populate_existing=True) if is_writing() else found
