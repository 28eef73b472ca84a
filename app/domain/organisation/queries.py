"""Which units, people and appointments may the viewer see?  Loading is authorising: out of scope is None (AZ-2)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain import clock
from app.domain.organisation.access import appointed_on, people_visible, units_visible
from app.domain.organisation.models import Appointment, Person, ServiceArea, Unit
from app.domain.organisation.rules import UnitKind
from app.domain.viewer import Viewer


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


def province_of(unit: Unit) -> Unit | None:
    """The province a unit belongs to (itself when it is one), None above provinces."""
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    return db.session.scalar(select(Unit).where(Unit.id.in_(ids), Unit.kind == UnitKind.PROVINCE))


def paths_served(unit: Unit) -> tuple[str, ...]:
    """Paths of the provinces that a university serves, or that a provider supplies, today."""
    day = clock.today()
    if unit.kind == UnitKind.PROVIDER:
        found = select(Unit.path).where(Unit.kind == UnitKind.PROVINCE, Unit.lms_provider == unit.lms_provider)
    else:
        found = (
            select(Unit.path)
            .join(ServiceArea, ServiceArea.province_id == Unit.id)
            .where(
                ServiceArea.university_id == unit.id,
                ServiceArea.starts <= day,
                (ServiceArea.ends.is_(None)) | (ServiceArea.ends > day),
            )
        )
    return tuple(db.session.scalars(found.order_by(Unit.path)))
