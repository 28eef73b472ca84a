"""How have the ranks and the training of a unit's people gone over the years?  From what was frozen, year by year."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.db import db
from app.domain.reporting.figures.cube import Counted
from app.domain.reporting.figures.signs import NOT_YET, PASSED, Cell, Part, Track, Who
from app.domain.reporting.figures.tables import context_of
from app.domain.reporting.models import Report, Snapshot
from app.domain.reporting.queries import Reading, cubes_of
from app.domain.reporting.rules import KEPT
from app.domain.standards.queries import standard_of


@dataclass(frozen=True)
class Year:
    """One year: how many teachers have each rank (the lowest first), how many of those due have finished the modules.

    `standard` is the document that the ranks were given by; years by different ones do not compare.
    """

    year: int
    report_id: int
    live: bool
    standard: str
    level_names: tuple[str, ...]
    ranks: tuple[int, ...]
    due: int
    finished: int


def years_of(reading: Reading) -> list[Year]:
    """The years of which the unit has a frozen report, and the one that is read; the oldest first."""
    found = (
        select(Report, Snapshot)
        .join(Snapshot, Snapshot.id == Report.snapshot_id)
        .where(
            Report.unit_id == reading.report.unit_id, Report.year <= reading.report.year,
            Report.state.in_(sorted(KEPT)) | (Report.id == reading.report.id),
        )
        .order_by(Report.year, Report.edition)
    )  # fmt: skip
    by_year = {report.year: (report, snapshot) for report, snapshot in db.session.execute(found)}
    return [year for report, snapshot in by_year.values() if (year := _year(reading, report, snapshot)) is not None]


def _year(reading: Reading, report: Report, snapshot: Snapshot) -> Year | None:
    unit_id = reading.unit.unit_id
    counted = Counted(cubes_of(snapshot.id, [unit_id], (Track.RANK, Track.FINISHED))[unit_id])
    standard_id = context_of(snapshot.context).teacher_standard
    if standard_id is None:
        return None
    standard = standard_of(standard_id)
    teachers = Part(who=Who.TEACHER)
    ranks = tuple(counted.number(Cell(Track.RANK, str(level.ordinal), part=teachers)) for level in standard.levels)
    due = counted.number(Cell(Track.FINISHED, f"{NOT_YET}{PASSED}"))
    return Year(
        report.year, report.id, report.state not in KEPT, standard.number, tuple(each.name for each in standard.levels),
        ranks, due, counted.number(Cell(Track.FINISHED, PASSED)),
    )  # fmt: skip


def standards_change(years: Sequence[Year]) -> bool:
    """Were the ranks of these years given by more than one standard?"""
    return len({year.standard for year in years}) > 1
