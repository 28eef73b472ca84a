"""Who is an exception in a year, and who could become one?  People within the viewer's scope."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from app.db import db
from app.domain import clock
from app.domain.organisation.access import appointed_on, people_visible
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import UnitKind
from app.domain.organisation.search import found_by_words
from app.domain.training.years.models import TrainingException
from app.domain.viewer import Viewer

MOST = 50


@dataclass(frozen=True)
class Listed:
    """One exception of a year; `kind` is `exempt`, or the audience whose modules are learnt."""

    person_id: int
    name: str
    unit: str
    position: str
    kind: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Found:
    """Somebody who works at a school of the viewer's."""

    person_id: int
    name: str
    birth_year: int | None
    unit: str
    position: str


def number_listed(viewer: Viewer, year_id: int) -> dict[str, int]:
    """How many exceptions of a year `listed` gives, by kind (`exempt`, `added`)."""
    found = _listed(viewer, year_id, select(TrainingException.kind, func.count())).group_by(TrainingException.kind)
    return dict(db.session.execute(found).all())


def listed(viewer: Viewer, year_id: int, kind: str, offset: int, limit: int) -> list[Listed]:
    """A page of the exceptions of a year, of one kind or ("") of both, the newest first."""
    columns = select(TrainingException, Person.full_name, Unit.name, Appointment.position)
    found = _listed(viewer, year_id, columns).order_by(TrainingException.at.desc(), Person.id)
    if kind:
        found = found.where(TrainingException.kind == kind)
    rows = db.session.execute(found.limit(limit).offset(offset))
    return [
        Listed(
            row.person_id, name, unit, position, "exempt" if row.kind == "exempt" else row.audience, row.reason, row.at
        )
        for row, name, unit, position in rows
    ]


def _listed(viewer: Viewer, year_id: int, columns: Select) -> Select:
    return (
        columns.select_from(TrainingException)
        .join(Person, Person.id == TrainingException.person_id)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            TrainingException.training_year_id == year_id, Appointment.main, appointed_on(clock.today()),
            people_visible(viewer),
        )
    )  # fmt: skip


def candidates(viewer: Viewer, text: str = "", person_id: int | None = None) -> list[Found]:
    """People by the words of their names, or the one of this id; at most fifty."""
    found = (
        select(Person, Unit.name, Appointment.position)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.main,
            appointed_on(clock.today()),
            people_visible(viewer),
            Person.merged_into_id.is_(None),
            Unit.kind == UnitKind.SCHOOL,
        )
    )
    if person_id is not None:
        found = found.where(Person.id == person_id)
    elif len(text.strip()) < 2:
        return []
    else:
        found = found_by_words(found, text[:100])
    rows = db.session.execute(found.order_by(Person.sort_key, Person.id).limit(MOST))
    return [
        Found(person.id, person.full_name, person.birth_date.year if person.birth_date else None, unit, position)
        for person, unit, position in rows
    ]
