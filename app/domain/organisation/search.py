"""Who and which units are there within my sight, by any part of their name?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from app.db import db
from app.domain import clock
from app.domain.organisation.access import appointed_on, beneath, holds_people_of, units_visible
from app.domain.organisation.models import Appointment, Person, SubjectGroup, Unit
from app.domain.vietnamese import search_patterns
from app.domain.viewer import Viewer


def name_matches(column: ColumnElement[str] | InstrumentedAttribute[str], query: str) -> ColumnElement[bool]:
    """SQL condition: every word of the query begins a word of the folded name in `column`."""
    searched = literal(" ").concat(column)
    return and_(True, *(searched.like(pattern, escape="\\") for pattern in search_patterns(query)))


@dataclass(frozen=True)
class PersonLine:
    """A person as a list shows them."""

    person_id: int
    name: str
    birth_year: int | None
    unit_name: str
    position: str
    title: str | None
    group: str | None
    subject: str | None


def people_page(
    viewer: Viewer, query: str, position: str, paths: Sequence[str], offset: int, limit: int
) -> tuple[list[PersonLine], int]:
    """People by where they are counted today beneath `paths`, in the order of a Vietnamese list, and how many."""
    chosen = _people(viewer, query, position, paths)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    columns = chosen.with_only_columns(
        Person.id, Person.full_name, Person.birth_date, Unit.name, Appointment.position, Appointment.title,
        SubjectGroup.name, Appointment.subject,
    )  # fmt: skip
    found = columns.order_by(Person.sort_key, Person.id).offset(offset).limit(limit)
    return [
        PersonLine(id_, name, born.year if born else None, *rest)
        for id_, name, born, *rest in db.session.execute(found)
    ], total


def _people(viewer: Viewer, query: str, position: str, paths: Sequence[str]) -> Select:
    # `people_visible`, said of the very appointment that is joined: no second look at everybody's appointments.
    in_sight = or_(Person.id == viewer.person_id, holds_people_of(viewer))
    found = (
        select(Person.id)
        .join(Appointment, and_(Appointment.person_id == Person.id, Appointment.main, appointed_on(clock.today())))
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(SubjectGroup, SubjectGroup.id == Appointment.group_id)
        .where(Person.merged_into_id.is_(None), in_sight, beneath(Unit.path, paths))
    )
    if query:
        found = found.where(name_matches(Person.name_fold, query))
    return found.where(Appointment.position == position) if position else found


def units_page(viewer: Viewer, query: str, kind: str, offset: int, limit: int) -> tuple[Sequence[Unit], int]:
    """Units of today by code, and how many there are."""
    day = clock.today()
    chosen = [units_visible(viewer), Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to > day)]
    if query:
        code = query.strip().upper()
        chosen.append(or_(name_matches(Unit.name_fold, query), Unit.code == code))
    if kind:
        chosen.append(Unit.kind == kind)
    total = db.session.scalar(select(func.count()).select_from(Unit).where(*chosen)) or 0
    found = select(Unit).where(*chosen).order_by(Unit.path).offset(offset).limit(limit)
    return db.session.scalars(found).all(), total


def groups_of(unit_id: int) -> Sequence[SubjectGroup]:
    """The subject groups of a school; the caller has loaded it in scope."""
    found = select(SubjectGroup).where(SubjectGroup.unit_id == unit_id).order_by(SubjectGroup.name_fold)
    return db.session.scalars(found).all()


def admins_in(unit_id: int) -> Sequence[Appointment]:
    """Who administers a unit today; the caller has loaded it in scope."""
    found = (
        select(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .where(Appointment.unit_id == unit_id, Appointment.position == "admin", appointed_on(clock.today()))
        .options(contains_eager(Appointment.person))
        .order_by(Person.sort_key)
    )
    return db.session.scalars(found).all()
