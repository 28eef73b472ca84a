"""What do we know about the schools and people that a handful of rows names?  A few queries, never one a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select, union

from app.db import db, is_writing
from app.domain import clock
from app.domain.imports.meeting import Candidate, Named
from app.domain.organisation.access import appointed_on, units_administered
from app.domain.organisation.models import Appointment, Person, SubjectGroup, Unit
from app.domain.organisation.rules import Level, UnitKind, is_below
from app.domain.organisation.sector_id import sector_key
from app.domain.vietnamese import fold
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class School:
    """A unit that the importer may change."""

    id: int
    code: str
    name: str
    path: str
    kind: UnitKind
    levels: frozenset[Level]


@dataclass(frozen=True)
class Place:
    """The main appointment that somebody holds today."""

    appointment_id: int
    unit_id: int
    unit_name: str
    position: str
    title: str | None
    group_id: int | None
    group_fold: str | None
    subject: str | None
    level: str | None
    starts: date


@dataclass(frozen=True)
class KnownPerson:
    """A person with the fields a roster may fill, and where they are counted today."""

    candidate: Candidate
    fields: dict[str, Any]
    place: Place | None
    version: int


FILLED = ("birth_date", "gender", "minority", "qualification", "phone", "email", "listed_sector_id")


def schools_by_code(viewer: Viewer, codes: Iterable[str], day: date) -> dict[str, School]:
    """The units of these codes that the importer may change; others are as good as unknown (IMP-5).

    Inside a `writing()` they are held until its end, so that two imports for one school take turns on PostgreSQL too.
    """
    wanted = (
        select(Unit.id, Unit.code, Unit.name, Unit.path, Unit.kind, Unit.levels)
        .where(
            Unit.code.in_(set(codes)),
            Unit.valid_from <= day,
            or_(Unit.valid_to.is_(None), Unit.valid_to > day),
            units_administered(viewer),
        )
        .order_by(Unit.id)
    )
    found = db.session.execute(wanted.with_for_update(key_share=True) if is_writing() else wanted)
    return {
        code: School(id_, code, name, path, UnitKind(kind), frozenset(map(Level, filter(None, levels.split(",")))))
        for id_, code, name, path, kind, levels in found
    }


def people_meant(viewer: Viewer, rows: Sequence[tuple[Named, int]]) -> dict[int, KnownPerson]:
    """Everybody whom one of the rows (with their unit's id) could mean, by person id."""
    keys = {sector_key(row.sector_id) for row, _ in rows if row.sector_id}
    names = {fold(row.full_name) for row, _ in rows}
    units = {unit_id for _, unit_id in rows}
    holds = and_(appointed_on(clock.today()), Appointment.main)
    meant = union(
        select(Person.id).where(Person.sector_key.in_(keys)),
        select(Person.id).where(Person.listed_sector_key.in_(keys)),
        select(Person.id)
        .join(Appointment, and_(Appointment.person_id == Person.id, holds))
        .where(Appointment.unit_id.in_(units), Person.name_fold.in_(names)),
    )
    found = db.session.execute(
        select(Person, Appointment, Unit.path, Unit.name, SubjectGroup.name_fold)
        .outerjoin(Appointment, and_(Appointment.person_id == Person.id, holds))
        .outerjoin(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(SubjectGroup, SubjectGroup.id == Appointment.group_id)
        .where(Person.id.in_(meant), Person.merged_into_id.is_(None))
    )
    return {
        person.id: known_person(viewer, person, appointment, path, name, group)
        for person, appointment, path, name, group in found
    }


def known_person(
    viewer: Viewer,
    person: Person,
    appointment: Appointment | None,
    path: str | None,
    unit_name: str | None,
    group_fold: str | None,
) -> KnownPerson:
    """The person as plain values.  Somebody who holds no appointment belongs to nobody: any school may take them in."""
    place = None
    if appointment is not None:
        place = Place(
            appointment.id, appointment.unit_id, unit_name or "", appointment.position, appointment.title,
            appointment.group_id, group_fold, appointment.subject, appointment.level, appointment.starts,
        )  # fmt: skip
    candidate = Candidate(
        person_id=person.id,
        full_name=person.full_name,
        birth_date=person.birth_date,
        sector_id=person.sector_id,
        listed_sector_id=person.listed_sector_id,
        unit_id=place.unit_id if place else None,
        within=path is not None and is_below(path, viewer.unit_path),
    )
    fields = {name: getattr(person, name) for name in FILLED}
    return KnownPerson(candidate, fields, place, person.version)
