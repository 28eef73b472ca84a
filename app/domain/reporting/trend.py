"""How have the ranks and the training of a unit's people gone over the years?  From what was frozen, year by year.

A unit's past is its own and that of the units it took over: provinces that were merged, districts that were abolished.
Each stands in the reports of its time as it was, so that a year from before a merger is the sum of its parts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.organisation.models import Unit, UnitSuccession
from app.domain.organisation.rules import Role
from app.domain.organisation.successions import taken_over
from app.domain.reporting.figures.cube import Counted
from app.domain.reporting.figures.signs import NOT_YET, PASSED, Cell, Part, Track, Who
from app.domain.reporting.figures.tables import context_of
from app.domain.reporting.models import Report, Snapshot, SnapshotUnit
from app.domain.reporting.queries import Reading, cubes_of, reports_visible, sight_values
from app.domain.reporting.rules import KEPT
from app.domain.standards.queries import standard_of
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Share:
    """One unit in one year: how many teachers have each rank (the lowest first), how many of those due have finished.

    `standard` is the document that the ranks were given by; years by different ones do not compare.  `opens`: the
    viewer may read the report that it is from.
    """

    report_id: int
    unit_id: int
    name: str
    live: bool
    opens: bool
    standard: str
    level_names: tuple[str, ...]
    ranks: tuple[int, ...]
    due: int
    finished: int


@dataclass(frozen=True)
class Year:
    """One year of a unit; several parts where it was several units then."""

    year: int
    parts: tuple[Share, ...]

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
        """All parts together; nothing where their ranks were given by different standards."""
        if len(self.standards) > 1:
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
    since = _since(reading.unit.unit_id)
    counted_from = {
        report.year: _day(report) for (report, _), units in held.items()
        if any(unit.unit_id == reading.unit.unit_id for unit in units)
    }  # fmt: skip
    for (report, snapshot), units in held.items():
        if viewer.role == Role.AUDITOR and report.id not in readable:
            continue
        for unit in _uppermost(units):
            if unit.unit_id in since and counted_from.get(report.year, date.min) >= since[unit.unit_id]:
                continue  # the successor's own report of that year counts these people already
            share = _share(report, snapshot, unit, opens=report.id in readable)
            if share is not None:
                years.setdefault(report.year, []).append(share)
    return [Year(year, tuple(sorted(parts, key=lambda part: part.name))) for year, parts in sorted(years.items())]


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


def _since(unit_id: int) -> dict[int, date]:
    """Since when the units that this one took over are part of it."""
    found = select(UnitSuccession.unit_id, UnitSuccession.since)
    return dict(db.session.execute(found.where(UnitSuccession.unit_id.in_(taken_over([unit_id])))).all())


def _day(report: Report) -> date:
    """The day whose units a report tells of: when it was frozen, today for a draft."""
    return report.frozen_at.astimezone(clock.VIETNAM).date() if report.frozen_at else clock.today()


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
        report.id, unit.unit_id, unit.name, report.state not in KEPT, opens, standard.number,
        tuple(each.name for each in standard.levels), ranks, due, counted.number(Cell(Track.FINISHED, PASSED)),
    )  # fmt: skip


def standards_change(years: Sequence[Year]) -> bool:
    """Were the ranks of these years given by more than one standard?"""
    return len(set().union(*(year.standards for year in years))) > 1
