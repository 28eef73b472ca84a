"""What is different in an edition that corrects another?  Its numbers, and the people who came, went, changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, null, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.db import db
from app.domain.reporting.figures.signs import Track, Who
from app.domain.reporting.figures.tables import Column, Line, Number, Table, context_of
from app.domain.reporting.listing import ANYBODY, may_list
from app.domain.reporting.models import Report, SnapshotPerson, SnapshotUnit
from app.domain.reporting.queries import Reading
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Changed:
    """One number that is not the same in both; None where its row or column is in one edition only."""

    line: Line
    column: Column
    old: Number | None
    new: Number | None

    @property
    def by(self) -> Decimal | None:
        """By how much it has moved; None where it is no number in one of the two."""
        if self.old is None or self.new is None or self.old.value is None or self.new.value is None:
            return None
        return Decimal(self.new.value) - Decimal(self.old.value)


@dataclass(frozen=True)
class ChangedTable:
    """A table with the numbers in it that have changed, at least one."""

    table: Table
    numbers: tuple[Changed, ...]

    @property
    def by_line(self) -> list[tuple[Line, list[Changed]]]:
        """The numbers under the rows that they stand in."""
        return [(some[0].line, some) for _, rows in groupby(self.numbers, _row) if (some := list(rows))]


def _row(changed: Changed) -> tuple[str, str | int]:
    return changed.line.kind, changed.line.unit_id or changed.line.key


def changed_tables(old: Sequence[Table], new: Sequence[Table]) -> list[ChangedTable]:
    """Table by table what has changed, in the order of the new ones; tables that are gone come last."""
    before = {table.code: table for table in old}
    now = {table.code: table for table in new}
    found = []
    for code in [*now, *(each for each in before if each not in now)]:
        numbers = _changed(before.get(code), now.get(code))
        if numbers:
            found.append(ChangedTable(now.get(code) or before[code], tuple(numbers)))
    return found


def _changed(old: Table | None, new: Table | None) -> list[Changed]:
    was, is_ = _numbers(old), _numbers(new)
    found = []
    for at in [*is_, *(each for each in was if each not in is_)]:
        line, column, _ = is_.get(at) or was[at]
        before, after = (each[at][2] if at in each else None for each in (was, is_))
        if _said(before) != _said(after):
            found.append(Changed(line, column, before, after))
    return found


def _numbers(table: Table | None) -> dict[tuple[str, str | int, str], tuple[Line, Column, Number]]:
    """By row and column; a unit is the same one even where its code was put right in between."""
    if table is None:
        return {}
    return {
        (line.kind, line.unit_id or line.key, column.key): (line, column, number)
        for line in table.lines
        for column, number in zip(table.columns, line.numbers, strict=True)
    }


def _said(number: Number | None) -> tuple[Any, str] | None:
    """What is printed of a number; one that stands nowhere and one that is empty say the same: nothing."""
    if number is None or (number.value is None and not number.word):
        return None
    return number.value, number.word


class Movement(StrEnum):
    """How a person's place in the figures has changed."""

    CAME = "came"
    WENT = "went"
    CHANGED = "changed"  # counted in both, in other cells


@dataclass(frozen=True)
class Moved:
    """A person of one or both editions: their unit and signs in the earlier one and in this one, where they are."""

    person_id: int
    name: str
    old: "Standing | None"
    new: "Standing | None"


@dataclass(frozen=True)
class Standing:
    """Where an edition counts somebody: unit, slice and the signs by track."""

    unit: str
    slice: str
    tracks: dict[Track, str]


def earlier_reading(reading: Reading) -> Reading | None:
    """The same unit in the edition that this one corrects; None where it corrects none, or that had not the unit.

    Whoever reads an edition may read the frozen one that it replaces.
    """
    if reading.report.corrects_id is None:
        return None
    report = report_replaced(reading.report)
    if report.snapshot is None:
        return None
    unit = db.session.get(SnapshotUnit, (report.snapshot_id, reading.unit.unit_id))
    if unit is None:
        return None
    context = context_of(report.snapshot.context)
    return replace(reading, report=report, snapshot=report.snapshot, unit=unit, context=context, compared=False)


def report_replaced(report: Report) -> Report:
    """The edition that a later one corrects, with its snapshot at hand."""
    return db.session.get_one(Report, report.corrects_id, options=[joinedload(Report.snapshot)])


def may_name(viewer: Viewer) -> bool:
    """May the viewer read who came, went and changed?  As for the lists behind the numbers."""
    return may_list(viewer, ANYBODY)


def movements(viewer: Viewer, old: Reading, new: Reading) -> dict[Movement, int]:
    """How many people came, went and changed; nobody for readers who may not read names.

    Whose membership of a minority is all that changed is not counted here: the list would tell it (DP-7).
    """
    if not may_name(viewer):
        return {}
    counts = [
        select(literal(each.value), func.count()).select_from(_moved(each, old, new).subquery()) for each in Movement
    ]
    first, *others = counts
    found = {row[0]: row[1] for row in db.session.execute(first.union_all(*others))}
    return {each: found[each.value] for each in Movement}


def people_moved(
    viewer: Viewer, old: Reading, new: Reading, movement: Movement, *, limit: int, offset: int = 0
) -> list[Moved]:
    """The people who came, went or changed, by unit and name."""
    if not may_name(viewer):
        return []
    found = _moved(movement, old, new).limit(limit).offset(offset)
    many = len(Track)
    people = []
    for person_id, name, *rest in db.session.execute(found):
        was, is_ = rest[: many + 2], rest[many + 2 :]
        people.append(Moved(person_id, name, _standing(was), _standing(is_)))
    return people


def _standing(row: Sequence[Any]) -> Standing | None:
    unit, slice_, *signs = row
    return Standing(unit, slice_, dict(zip(Track, signs, strict=True))) if slice_ is not None else None


Was, Is, WasAt, IsAt = aliased(SnapshotPerson), aliased(SnapshotPerson), aliased(SnapshotUnit), aliased(SnapshotUnit)


def _moved(movement: Movement, old: Reading, new: Reading) -> Select[Any]:
    if movement is Movement.CHANGED:
        both = _of(Is, IsAt, new, _columns(Was, WasAt), _columns(Is, IsAt))
        return (
            both.join(Was, Was.person_id == Is.person_id)
            .join(WasAt, (WasAt.snapshot_id == Was.snapshot_id) & (WasAt.unit_id == Was.unit_id))
            .where(*_within(Was, old), or_(*_differing()))
        )
    there, at, here, reading, other = (
        (Is, IsAt, Was, new, old) if movement is Movement.CAME else (Was, WasAt, Is, old, new)
    )  # fmt: skip
    nothing: list[Any] = [null() for _ in range(len(Track) + 2)]
    sides = (nothing, _columns(there, at)) if movement is Movement.CAME else (_columns(there, at), nothing)
    known = select(here.place).where(*_within(here, other), here.person_id == there.person_id)
    return _of(there, at, reading, *sides).where(~known.exists())


def _of(person: Any, at: Any, reading: Reading, was: list[Any], is_: list[Any]) -> Select[Any]:
    columns = (each.label(f"fact_{number}") for number, each in enumerate((*was, *is_)))
    return (
        select(person.person_id, person.name, *columns)
        .join(at, (at.snapshot_id == person.snapshot_id) & (at.unit_id == person.unit_id))
        .where(*_within(person, reading))
        .order_by(person.place)
    )


def _columns(person: Any, at: Any) -> list[Any]:
    return [at.name, person.slice, *(getattr(person, track.value) for track in Track)]


def _within(person: Any, reading: Reading) -> list[ColumnElement[bool]]:
    """The people of the unit that is read; where managers may not be read of, of teachers only."""
    found = [
        person.snapshot_id == reading.snapshot.id, person.place >= reading.unit.first,
        person.place < reading.unit.until,
    ]  # fmt: skip
    if not reading.managers:
        found.append(func.substr(person.slice, 1, 1) == Who.TEACHER.value)
    return found


def _differing() -> list[ColumnElement[bool]]:
    """What puts somebody into other cells, but for the sign of the slice that says who belongs to a minority."""
    columns: list[ColumnElement[bool]] = [Was.unit_id != Is.unit_id]
    columns += [func.substr(Was.slice, *part) != func.substr(Is.slice, *part) for part in ((1, 3), (5, 2))]
    # What a person's levels are against last year's follows from two reports: it is no fact of this one alone.
    tracks = [track for track in Track if track is not Track.EFFECT]
    return columns + [getattr(Was, track.value) != getattr(Is, track.value) for track in tracks]
