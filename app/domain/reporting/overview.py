"""How far is each province with its report of a year?  For the ministry, and for a university of those it serves."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.organisation.access import units_visible
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.reporting.deadlines import deadlines
from app.domain.reporting.figures.arithmetic import share
from app.domain.reporting.figures.cube import Counted
from app.domain.reporting.figures.signs import EXCUSED, NOT_YET, Cell, Part, Track, Who
from app.domain.reporting.models import Report, ReportStep, SnapshotCube
from app.domain.reporting.rules import ISSUED, KEPT, Actor, ReportState, Step, is_late, next_step
from app.domain.reporting.steps import has_it
from app.domain.viewer import Viewer

READERS = frozenset({Role.MINISTRY, Role.UNIVERSITY})
RANKS = "0123"


@dataclass(frozen=True)
class ProvinceRow:
    """One province: where its report stands, who has it, how late it is; its shares once they are frozen.

    `asked` is who made the last move: whom to call.  `report_id` is None where the reader may not read it yet.
    """

    name: str
    code: str
    state: ReportState | None
    edition: int = 1
    report_id: int | None = None
    waits: Actor | None = None
    step: Step | None = None
    due: datetime | None = None
    late: bool = False
    asked: str = ""
    completed: Decimal | None = None
    best: Decimal | None = None
    published: bool = False


def provinces_in(viewer: Viewer, year: int) -> list[ProvinceRow]:
    """Every province in sight, by name; five queries however many there are."""
    if viewer.role not in READERS:
        return []
    places = select(Unit).where(units_visible(viewer), Unit.kind == UnitKind.PROVINCE).order_by(Unit.name_fold)
    provinces = list(db.session.scalars(places))
    found = select(Report).where(Report.year == year, Report.unit_id.in_([unit.id for unit in provinces]))
    reports = {report.unit_id: report for report in db.session.scalars(found.order_by(Report.edition))}
    asked = _asked([report.id for report in reports.values()])
    cubes = _cubes(list(reports.values()))
    due, at = deadlines(year), clock.campaign_now()
    rows = []
    for unit in provinces:
        report = reports.get(unit.id)
        if report is None:
            rows.append(ProvinceRow(unit.name, unit.code, None, late=at >= due[Step.EXTRACTED]))
            continue
        state = ReportState(report.state)
        step = next_step(state)
        completed, best = cubes.get(unit.id, (None, None))
        rows.append(
            ProvinceRow(
                unit.name, unit.code, state, report.edition, report.id if state in KEPT else None, has_it(report), step,
                due[step] if step else None, is_late(state, due, at), asked.get(report.id, ""), completed, best,
                state in ISSUED,
            )
        )  # fmt: skip
    return rows


def years_reported(viewer: Viewer) -> list[int]:
    """The years of which some province in sight has a report, the newest first."""
    if viewer.role not in READERS:
        return []
    found = select(Report.year).join(Unit, Unit.id == Report.unit_id).where(units_visible(viewer)).distinct()
    return list(db.session.scalars(found.order_by(Report.year.desc())))


def _asked(report_ids: list[int]) -> dict[int, str]:
    """By report: who made the last move."""
    found = (
        select(ReportStep.report_id, Person.full_name)
        .join(Person, Person.id == ReportStep.person_id)
        .where(ReportStep.report_id.in_(report_ids))
        .order_by(ReportStep.id)
    )
    return {report_id: name for report_id, name in db.session.execute(found)}  # noqa: C416 - the last one stays


def _cubes(reports: list[Report]) -> dict[int, tuple[Decimal, Decimal]]:
    """By province: the share of teachers who completed, and of these with the best rank; of frozen reports only."""
    kept = {report.snapshot_id: report.unit_id for report in reports if report.state in KEPT}
    found = select(SnapshotCube.snapshot_id, SnapshotCube.unit_id, SnapshotCube.counts).where(
        SnapshotCube.snapshot_id.in_(kept), SnapshotCube.unit_id.in_(kept.values()), SnapshotCube.track == Track.RANK
    )
    teachers = Part(who=Who.TEACHER)
    shares = {}
    for snapshot_id, unit_id, counts in db.session.execute(found):
        if kept[snapshot_id] == unit_id:
            counted = Counted({Track.RANK: counts})
            total = counted.number(Cell(Track.RANK, f"{EXCUSED}{NOT_YET}{RANKS}", part=teachers))
            done = counted.number(Cell(Track.RANK, RANKS, part=teachers))
            best = counted.number(Cell(Track.RANK, RANKS[-1], part=teachers))
            shares[unit_id] = share(done, total, 1), share(best, done, 2)
    return shares
