"""Whom may the viewer's office propose as a core person, and what do the published ranks say about them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select

from app.db import db
from app.domain import clock
from app.domain.evaluation.core.queries import Candidate, eligible_people, record_about, records_of
from app.domain.evaluation.models import Period
from app.domain.evaluation.sheets import Office
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import MANAGERS, UnitKind
from app.domain.training.catalogue.rules import POSITIONS, Audience, audience_of
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.queries import READERS, proposing_office
from app.domain.training.core_people.rules import OPEN
from app.domain.viewer import Viewer

FIGURES = ("eligible", "all")


@dataclass(frozen=True)
class Proposable:
    """Somebody whom the office may propose; `record` is None where no published rank is known."""

    person_id: int
    name: str
    birth_year: int | None
    position: str
    unit: str
    unit_id: int
    unit_path: str
    audience: str
    record: Candidate | None = None


@dataclass(frozen=True)
class Wanted:
    """Which part of the list: those eligible by the period's ranks or everybody, and words of the name."""

    figure: str = "eligible"
    patterns: Sequence[str] = ()


def office_to_propose(viewer: Viewer) -> Office | None:
    """By what right the viewer proposes at all; None: by none."""
    if viewer.role not in READERS or viewer.unit_id is None:
        return None
    top = viewer.unit_id if viewer.unit_kind == UnitKind.PROVINCE else 0
    return proposing_office(viewer, viewer.unit_id, top)


def number_proposable(viewer: Viewer, period: Period | None, wanted: Wanted) -> int:
    """How many the list holds."""
    found = _wanted(select(func.count(Person.id)), viewer, period, wanted)
    return db.session.scalar(found) or 0


def people_proposable(
    viewer: Viewer, period: Period | None, wanted: Wanted, offset: int = 0, size: int | None = None
) -> list[Proposable]:
    """Those whom the office may propose by unit and name, each with what the period's ranks say."""
    found = _wanted(select(Person, Appointment.position, Unit), viewer, period, wanted)
    rows = db.session.execute(
        found.order_by(Unit.name_fold, Person.sort_key, Person.id).offset(offset).limit(size)
    ).all()
    known = records_of(viewer, period, [person.id for person, _, _ in rows]) if period and rows else {}
    return [_proposable(person, post, unit, known.get(person.id)) for person, post, unit in rows]


def person_to_propose(viewer: Viewer, person_id: int) -> tuple[Proposable, Period | None] | None:
    """One of them, with the newest published rank; None: not the office's to propose, or proposed already."""
    if office_to_propose(viewer) is None:
        return None
    found = _held(select(Person, Appointment.position, Unit), viewer).where(Person.id == person_id)
    row = db.session.execute(found).first()
    if row is None:
        return None
    told = record_about(viewer, person_id)
    person, post, unit = row
    return _proposable(person, post, unit, told[1] if told else None), told[0] if told else None


def _proposable(person: Person, position: str, unit: Unit, record: Candidate | None) -> Proposable:
    return Proposable(
        person.id, person.full_name, person.birth_date.year if person.birth_date else None, position, unit.name,
        unit.id, unit.path, audience_of(position) or Audience.TEACHER, record,
    )  # fmt: skip


def _wanted(columns: Any, viewer: Viewer, period: Period | None, wanted: Wanted) -> Select:
    found = _held(columns, viewer)
    if wanted.figure == "eligible" and period is not None:
        found = found.where(Person.id.in_(eligible_people(viewer, period)))
    return found.where(*((" " + Person.name_fold).like(pattern, escape="\\") for pattern in wanted.patterns))


def _held(columns: Any, viewer: Viewer) -> Any:
    """The unit's own teachers, or the managers of the schools right beneath it, who have no open record."""
    at_school = viewer.unit_kind == UnitKind.SCHOOL
    positions = POSITIONS[Audience.TEACHER] if at_school else MANAGERS
    place = Unit.id == viewer.unit_id if at_school else Unit.parent_id == viewer.unit_id
    known = exists().where(CorePerson.person_id == Person.id, CorePerson.state.in_(sorted(OPEN)))
    return (
        columns.join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            place, Unit.kind == UnitKind.SCHOOL, Appointment.main, Appointment.position.in_(sorted(positions)),
            appointed_on(clock.today()), Person.id != viewer.person_id, ~known,
        )
    )  # fmt: skip
