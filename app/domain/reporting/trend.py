"""How have the ranks and the training of a unit's people gone over the years?  From what was frozen, year by year.

A unit's past is its own and that of the units it took over: provinces that were merged, districts that were abolished.
Each stands in the reports of its time as it was, so that a year from before a merger is the sum of its parts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.db import db
from app.domain.organisation.models import Unit, UnitSuccession
from app.domain.organisation.rules import Role
from app.domain.organisation.successions import taken_over
from app.domain.reporting.figures.cube import Counted
from app.domain.reporting.figures.signs import NOT_YET, PASSED, Cell, Part, Track, Who
from app.domain.reporting.figures.tables import context_of
from app.domain.reporting.models import Report, Snapshot, SnapshotUnit
from app.domain.reporting.queries import Reading, cubes_of, day_told
from app.domain.reporting.rules import KEPT
from app.domain.reporting.sight import reports_visible, sight_values
from app.domain.standards.queries import standard_of
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Share:
    """One unit in one year: how many teachers have each rank (the lowest first), how many of those due have finished.

    `standard` is the document that the ranks were given by; years by different ones do not compare.  `opens`: the
    viewer may read the report that it is from, of whose `day` it is.
    """

    report_id: int
    unit_id: int
    name: str
    live: bool
    opens: bool
    day: date
    standard: str
    level_names: tuple[str, ...]
    ranks: tuple[int, ...]
    due: int
    finished: int


@dataclass(frozen=True)
class Year:
    """One year of a unit; several parts where it was several units then.

    `missing` are those of them, by name, of which nothing is known: without them there is no sum.
    """

    year: int
    parts: tuple[Share, ...]
    missing: tuple[str, ...] = ()

    @property
    def standards(self) -> set[str]:
        """By which standards its ranks were given."""
        return {part.standard for part in self.parts}

    @property
    def level_names(self) -> tuple[str, ...]:
        """What the ranks are called."""
        return self.parts[-1].level_names

    @property
    def ranks(self) -> tuple[int, ...]:
        """All parts together; nothing where one is missing, or their ranks were given by different standards."""
        if self.missing or len(self.standards) > 1:
            return ()
        return tuple(map(sum, zip(*(part.ranks for part in self.parts), strict=True)))

    @property
    def due(self) -> int:
        return sum(part.due for part in self.parts)

    @property
    def finished(self) -> int:
        return sum(part.finished for part in self.parts)


def years_of(viewer: Viewer, reading: Reading) -> list[Year]:
    """The years of which the unit, or one that it took over, has a frozen report, and the one that is read."""
    years: dict[int, list[Share]] = {}
    held = _held_by(reading)
    readable = _readable(viewer, [report.id for report, _ in held])
    gone = _taken_over(reading.unit.unit_id)
    counted_from = {
        report.year: day_told(report) for (report, snapshot), units in held.items()
        if any(unit.unit_id == reading.unit.unit_id for unit in units)
        and context_of(snapshot.context).teacher_standard is not None
    }  # fmt: skip
    for (report, snapshot), units in held.items():
        if viewer.role == Role.AUDITOR and report.id not in readable:
            continue
        for unit in _uppermost(units):
            if unit.unit_id in gone and counted_from.get(report.year, date.min) >= gone[unit.unit_id].since:
                continue  # the successor's own report of that year counts these people already
            share = _share(report, snapshot, unit, opens=report.id in readable)
            if share is not None:
                years.setdefault(report.year, []).append(share)
    return [
        Year(
            year, tuple(sorted(parts, key=lambda part: part.name)),
            _missing(reading, year, parts, gone, counted_from.get(year)),
        )
        for year, parts in sorted(years.items())
    ]  # fmt: skip


def _missing(
    reading: Reading, year: int, parts: Sequence[Share], gone: Mapping[int, "_Gone"], counted: date | None
) -> tuple[str, ...]:
    """The names of the units of the same kind that it was then, and of which there is no part; `counted` is the day of
    its own report.  What joined it after that day, or not before the first of the others, was a unit of its own.
    """
    there = {part.unit_id for part in parts}
    until = counted + timedelta(days=1) if counted is not None else min(part.day for part in parts)
    names = [
        each.name for unit_id, each in gone.items()
        if unit_id not in there and each.kind == reading.unit.kind and each.since >= until and each.began.year <= year
    ]  # fmt: skip
    if reading.unit.unit_id not in there:
        own = db.session.get_one(Unit, reading.unit.unit_id)
        names += [own.name] if own.valid_from.year <= year else []
    return tuple(sorted(names))


def _held_by(reading: Reading) -> dict[tuple[Report, Snapshot], list[SnapshotUnit]]:
    """The newest frozen editions, a province and year each, that tell of the unit or one it took over, and of which."""
    unit_id = reading.unit.unit_id
    found = (
        select(Report, Snapshot, SnapshotUnit)
        .join(Snapshot, Snapshot.id == Report.snapshot_id)
        .join(SnapshotUnit, SnapshotUnit.snapshot_id == Snapshot.id)
        .where(
            (SnapshotUnit.unit_id == unit_id) | SnapshotUnit.unit_id.in_(taken_over([unit_id])),
            Report.year <= reading.report.year,
            Report.state.in_(sorted(KEPT)) | (Report.id == reading.report.id),
        )
        .order_by(Report.year, Report.edition)
    )
    newest: dict[tuple[int, int], dict[tuple[Report, Snapshot], list[SnapshotUnit]]] = {}
    for report, snapshot, unit in db.session.execute(found):
        of_year = newest.setdefault((report.year, report.unit_id), {})
        if (report, snapshot) not in of_year:
            of_year.clear()  # an earlier edition
        of_year.setdefault((report, snapshot), []).append(unit)
    return {key: units for editions in newest.values() for key, units in editions.items()}


@dataclass(frozen=True)
class _Gone:
    """A unit that is part of another since a day."""

    name: str
    kind: str
    began: date
    since: date


def _taken_over(unit_id: int) -> dict[int, _Gone]:
    """The units that this one took over."""
    found = (
        select(Unit.id, Unit.name, Unit.kind, Unit.valid_from, UnitSuccession.since)
        .join(UnitSuccession, UnitSuccession.unit_id == Unit.id)
        .where(Unit.id.in_(taken_over([unit_id])))
    )
    return {row.id: _Gone(row.name, row.kind, row.valid_from, row.since) for row in db.session.execute(found)}


def _readable(viewer: Viewer, report_ids: Collection[int]) -> set[int]:
    found = select(Report.id).join(Unit, Unit.id == Report.unit_id)
    found = found.where(Report.id.in_(report_ids), reports_visible(viewer))
    return set(db.session.scalars(found, sight_values(viewer)))


def _uppermost(units: Collection[SnapshotUnit]) -> list[SnapshotUnit]:
    """Those that lie beneath no other of them: a district that its province took over was counted there already."""
    return [
        unit for unit in units
        if not any(other is not unit and unit.path.startswith(other.path) for other in units)
    ]  # fmt: skip


def _share(report: Report, snapshot: Snapshot, unit: SnapshotUnit, *, opens: bool) -> Share | None:
    counted = Counted(cubes_of(snapshot.id, [unit.unit_id], (Track.RANK, Track.FINISHED))[unit.unit_id])
    standard_id = context_of(snapshot.context).teacher_standard
    if standard_id is None:
        return None
    standard = standard_of(standard_id)
    teachers = Part(who=Who.TEACHER)
    ranks = tuple(counted.number(Cell(Track.RANK, str(level.ordinal), part=teachers)) for level in standard.levels)
    due = counted.number(Cell(Track.FINISHED, f"{NOT_YET}{PASSED}"))
    return Share(
        report.id, unit.unit_id, unit.name, report.state not in KEPT, opens, day_told(report), standard.number,
        tuple(each.name for each in standard.levels), ranks, due, counted.number(Cell(Track.FINISHED, PASSED)),
    )  # fmt: skip


def standards_change(years: Sequence[Year]) -> bool:
    """Were the ranks of these years given by more than one standard?"""
    return len(set().union(*(year.standards for year in years))) > 1
