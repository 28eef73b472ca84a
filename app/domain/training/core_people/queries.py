"""Who is a core person, whose proposal waits for the viewer's office, and whom may it propose?

A proposal under way is seen from the proposing unit upwards; who is recognised also by the school where they work
today.  What is not in sight does not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.db import db
from app.domain import clock
from app.domain.evaluation.sheets import Office, office_in
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Role
from app.domain.training.core_people.models import CorePerson, CoreStep
from app.domain.training.core_people.rules import OPEN, TABLE, CoreState, Move, Who, stage
from app.domain.viewer import Viewer

READERS = frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE})
Proposing, Holding, Child = aliased(Unit), aliased(Unit), aliased(Unit)
S = CoreState
FIGURES: dict[str, frozenset[CoreState] | None] = {
    "waiting": None,  # lies with the viewer's office
    "recognised": frozenset({S.RECOGNISED}),
    "under_way": OPEN - {S.RECOGNISED},
    "refused": frozenset({S.REFUSED, S.RECALLED}),
    "ended": frozenset({S.ENDED}),
}
"""What each figure of the list counts."""


@dataclass(frozen=True)
class Row:
    """One line of the list; `unit` is where the person works today, else where they worked when proposed."""

    core: CorePerson
    name: str
    birth_year: int | None
    position: str
    unit: str
    waits_in: str | None


@dataclass(frozen=True)
class Listed:
    """Which part of the list: a figure, teachers or managers (None: both), words of the name, a unit's path."""

    figure: str = "recognised"
    audience: str | None = None
    patterns: Sequence[str] = ()
    unit_path: str | None = None


@dataclass(frozen=True)
class UnitRow:
    """How many core teachers and core managers work in a unit right beneath the viewer's, or beneath that one."""

    unit_id: int
    name: str
    teachers: int
    managers: int


@dataclass(frozen=True)
class Happened:
    """One step: what, by whom in which position and unit (`signs_for`: in whose office), and why."""

    event: str
    at: datetime
    name: str
    position: str
    unit: str
    signs_for: str | None
    reason: str | None


def core_person_for(viewer: Viewer, core_id: int, *, hold: bool = False) -> CorePerson | None:
    """One record in the viewer's sight."""
    found = _listed(select(CorePerson), viewer).where(CorePerson.id == core_id)
    if hold:
        return db.session.scalar(found.with_for_update(of=CorePerson).execution_options(populate_existing=True))
    return db.session.scalar(found.options(joinedload(CorePerson.person), joinedload(CorePerson.unit)))


def core_record_of(person_id: int) -> CorePerson | None:
    """The record by which somebody is a core person today; the caller shows it to nobody else."""
    found = select(CorePerson).where(CorePerson.person_id == person_id, CorePerson.state == S.RECOGNISED)
    return db.session.scalar(found)


def own_core_record(viewer: Viewer) -> CorePerson | None:
    """What the viewer was told about themselves: recognised, or no core person any more; the newest."""
    told = (S.RECOGNISED, S.ENDED)
    found = select(CorePerson).where(CorePerson.person_id == viewer.person_id, CorePerson.state.in_(told))
    return db.session.scalar(found.order_by(CorePerson.id.desc()).limit(1))


def numbers(viewer: Viewer, listed: Listed) -> dict[str, int]:
    """How many each figure lists."""
    columns = [func.count(CorePerson.id).filter(_counted(viewer, figure)) for figure in FIGURES]
    found = db.session.execute(_narrowed(_listed(select(*columns).select_from(CorePerson), viewer), listed)).one()
    return dict(zip(FIGURES, found, strict=True))


def rows_of(viewer: Viewer, listed: Listed, offset: int = 0, size: int | None = None) -> list[Row]:
    """The list by unit and name; what waits by the day of the proposal."""
    columns = select(CorePerson, Person, Appointment.position, Unit.name, Holding.name)
    found = _narrowed(_listed(columns, viewer), listed).outerjoin(Holding, Holding.id == CorePerson.waits_in)
    order: tuple[Any, ...] = (Unit.name_fold, Person.sort_key, CorePerson.id)
    if listed.figure == "waiting":
        order = (CorePerson.proposed_at, *order)
    found = found.where(_counted(viewer, listed.figure)).order_by(*order).offset(offset).limit(size)
    return [
        Row(
            core, person.full_name, person.birth_date.year if person.birth_date else None, position or core.position,
            unit, holding,
        )
        for core, person, position, unit, holding in db.session.execute(found)
    ]  # fmt: skip


def by_unit(viewer: Viewer) -> list[UnitRow]:
    """The units right beneath the viewer's that have core people, by name."""
    here = or_(Child.id == Unit.id, Child.id == Unit.parent_id)
    teachers, managers = (func.count(CorePerson.id).filter(CorePerson.audience == each) for each in AUDIENCES)
    found = (
        _listed(select(Child.id, Child.name, teachers, managers).select_from(CorePerson), viewer)
        .join(Child, and_(here, Child.parent_id == viewer.unit_id))
        .where(CorePerson.state == S.RECOGNISED)
        .group_by(Child.id, Child.name, Child.name_fold)
        .order_by(Child.name_fold, Child.id)
    )
    return [UnitRow(*row) for row in db.session.execute(found)]


AUDIENCES = ("teacher", "manager")


def history_of(core: CorePerson) -> list[Happened]:
    """What has happened, the newest first."""
    found = (
        select(CoreStep, Person.full_name, Unit.name)
        .join(Person, Person.id == CoreStep.person_id)
        .join(Unit, Unit.id == CoreStep.unit_id)
        .where(CoreStep.core_person_id == core.id)
        .order_by(CoreStep.id.desc())
    )
    return [
        Happened(step.event, step.at, name, step.position, unit, step.signs_for, step.reason)
        for step, name, unit in db.session.execute(found)
    ]


def moves_open(viewer: Viewer, core: CorePerson) -> dict[Move, Office]:
    """What the viewer may do with it now, and by what right."""
    found = {
        move: office_for(viewer, core, move, who)
        for (state, move), (_, who) in TABLE.items()
        if state is not None and state == core.state
    }
    return {move: office for move, office in found.items() if office is not None}


def office_for(viewer: Viewer, core: CorePerson, move: Move, who: Who) -> Office | None:
    """By what right the viewer makes the move; None: by none.

    Nobody about themselves, and nobody decides about what they proposed.
    """
    if viewer.person_id is None or viewer.person_id == core.person_id:
        return None
    if who is Who.PROPOSER:
        return proposing_office(viewer, core.proposed_in, core.province_id)
    if move is Move.END:
        return office_in(viewer, core.province_id)
    at = core.waits_in
    if at is None or not stage(who, at, core.province_id) or viewer.person_id == core.proposed_by:
        return None
    return office_in(viewer, at)


def proposing_office(viewer: Viewer, unit_id: int, province_id: int) -> Office | None:
    """By what right the viewer proposes in the unit.

    Where it is the province itself that will decide, any of its officers prepares: two people see it all the same.
    """
    if unit_id == province_id and viewer.unit_id == unit_id and viewer.role == Role.PROVINCE:
        return Office(viewer.position)
    return office_in(viewer, unit_id)


def _listed(columns: Any, viewer: Viewer) -> Any:
    """Restrict to what is in sight; `Unit` is where the person works today, else the school of the proposal."""
    paths = [viewer.unit_path] if viewer.role in READERS else []
    settled = CorePerson.state.in_((S.RECOGNISED, S.ENDED))
    today = and_(Appointment.person_id == CorePerson.person_id, Appointment.main, appointed_on(clock.today()))
    return (
        columns.join(Person, Person.id == CorePerson.person_id)
        .outerjoin(Appointment, today)
        .join(Unit, Unit.id == func.coalesce(Appointment.unit_id, CorePerson.unit_id))
        .join(Proposing, Proposing.id == CorePerson.proposed_in)
        .where(or_(and_(settled, beneath(Unit.path, paths)), beneath(Proposing.path, paths)))
    )


def _narrowed(found: Select, listed: Listed) -> Select:
    if listed.audience is not None:
        found = found.where(CorePerson.audience == listed.audience)
    if listed.unit_path is not None:
        found = found.where(beneath(Unit.path, [listed.unit_path]))
    return found.where(*((" " + Person.name_fold).like(pattern, escape="\\") for pattern in listed.patterns))


def _counted(viewer: Viewer, figure: str) -> ColumnElement[bool]:
    states = FIGURES[figure]
    if states is None:
        return and_(CorePerson.waits_in == viewer.unit_id, CorePerson.person_id != viewer.person_id)
    return CorePerson.state.in_(sorted(states))
