"""Which units did one take over, and what speaks against a unit becoming part of another (reporting.joining)?

Provinces are merged, districts abolished: what lay beneath the old unit lies beneath its successor from that day, and
the old one is kept, for the reports of its time.
"""

from collections.abc import Collection

from sqlalchemy import BindParameter, ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.db import db
from app.domain import clock
from app.domain.organisation.access import beneath, may_administer_unit
from app.domain.organisation.models import Appointment, Unit, UnitSuccession
from app.domain.organisation.rules import Problem, UnitKind
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale

JOINS: dict[UnitKind, frozenset[UnitKind]] = {
    UnitKind.PROVINCE: frozenset({UnitKind.PROVINCE}),
    UnitKind.MIDDLE: frozenset({UnitKind.MIDDLE, UnitKind.PROVINCE}),  # a level that is abolished: schools go up
    UnitKind.SCHOOL: frozenset({UnitKind.SCHOOL}),
}
"""Which kinds may become part of which."""


def may_join(viewer: Viewer, unit: Unit) -> bool:
    """An admin above the unit decides; nobody dissolves the unit that they work at."""
    return UnitKind(unit.kind) in JOINS and unit.id != viewer.unit_id and may_administer_unit(viewer, unit.path)


def problems_with(viewer: Viewer, unit: Unit, successor: Unit | None) -> list[Problem]:
    """All that speaks against it; of a unit that has become part of another already only that."""
    if unit.valid_to is not None:
        return [Problem("unit_joined_before")]
    problems = []
    if successor is None or not may_administer_unit(viewer, successor.path):
        problems.append(Problem("successor_unknown", "successor"))
    elif not _fits(unit, successor):
        problems.append(Problem("successor_wrong", "successor"))
    if unit.valid_from >= clock.today():
        problems.append(Problem("unit_too_new"))
    if db.session.scalar(select(Appointment.id).where(posts_held(unit)).limit(1)) is not None:
        problems.append(Problem("unit_has_people"))
    return problems


def posts_held(unit: Unit) -> ColumnElement[bool]:
    """SQL condition on `Appointment`: at this very unit, and not over; posts that are to begin as well."""
    return and_(Appointment.unit_id == unit.id, or_(Appointment.ends.is_(None), Appointment.ends > clock.today()))


def _fits(unit: Unit, successor: Unit) -> bool:
    """Of a fitting kind, not beneath the unit itself, and within its province: reports are a province's."""
    if successor.path.startswith(unit.path) or UnitKind(successor.kind) not in JOINS[UnitKind(unit.kind)]:
        return False
    return unit.kind == UnitKind.PROVINCE or successor.path.split("/")[:3] == unit.path.split("/")[:3]


def move_beneath(unit: Unit, successor: Unit) -> None:
    """Hang what lies beneath the unit beneath its successor, and have the figures of all of it counted anew."""
    below = select(Unit.id).where(beneath(Unit.path, [unit.path]), Unit.id != unit.id)
    moved = list(db.session.scalars(below))
    db.session.execute(update(Unit).where(Unit.parent_id == unit.id).values(parent_id=successor.id))
    db.session.execute(
        update(Unit).where(Unit.id.in_(below.scalar_subquery()))
        .values(path=successor.path + func.substr(Unit.path, len(unit.path) + 1))
    )  # fmt: skip
    mark_stale([unit.id, successor.id, *moved])


def right_beneath(unit: Unit) -> list[int]:
    """The units that hang right beneath one."""
    return list(db.session.scalars(select(Unit.id).where(Unit.parent_id == unit.id)))


def taken_over(unit_ids: Collection[int | None | BindParameter[int]] | BindParameter[int]) -> Select[int]:
    """SQL: the ids of the units that became part of these, and of those in turn."""
    first = select(UnitSuccession.unit_id).where(UnitSuccession.successor_id.in_(unit_ids)).cte(recursive=True)
    onwards = select(UnitSuccession.unit_id).join(first, UnitSuccession.successor_id == first.c.unit_id)
    return select(first.union(onwards).c.unit_id)


def held_by(
    column: ColumnElement[int] | InstrumentedAttribute[int], unit_id: int | None | BindParameter[int]
) -> ColumnElement[bool]:
    """SQL condition: the unit in `column` is this one, or one that became part of it, whose office it is now."""
    return or_(column == unit_id, column.in_(taken_over([unit_id])))


def heirs_of(unit_id: int) -> list[int]:
    """The id of the unit, then of the one that it became part of, and so on to the one that is there today."""
    chain = [unit_id]
    while heir := db.session.scalar(select(UnitSuccession.successor_id).where(UnitSuccession.unit_id == chain[-1])):
        chain.append(heir)
    return chain


def office_of(unit_id: int) -> int:
    """Id of the unit whose office acts for this one today: itself, or the one that it became part of in the end."""
    return heirs_of(unit_id)[-1]


def taken_over_by(unit_id: int) -> tuple[Unit, UnitSuccession] | None:
    """The unit that this one became part of, if any."""
    found = (
        select(Unit, UnitSuccession)
        .join(UnitSuccession, UnitSuccession.successor_id == Unit.id)
        .where(UnitSuccession.unit_id == unit_id)
    )
    row = db.session.execute(found).first()
    return (row[0], row[1]) if row is not None else None


def joined_by_now(unit: Unit) -> tuple[Unit, UnitSuccession] | None:
    """The same of a unit that may well be there still: then nothing is looked for."""
    return taken_over_by(unit.id) if unit.valid_to is not None else None


def units_joined(unit_id: int) -> list[tuple[Unit, UnitSuccession]]:
    """The units that became part of this one directly, the latest first."""
    found = (
        select(Unit, UnitSuccession)
        .join(UnitSuccession, UnitSuccession.unit_id == Unit.id)
        .where(UnitSuccession.successor_id == unit_id)
        .order_by(UnitSuccession.since.desc(), Unit.name_fold)
    )
    return [(unit, succession) for unit, succession in db.session.execute(found)]
