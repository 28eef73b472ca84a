"""How far is each province with its report of a year?  For the ministry, and for a university of those it serves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from app.db import db, made_once
from app.domain import clock
from app.domain.organisation.access import may_see_unit, units_visible
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.reporting.deadlines import deadlines
from app.domain.reporting.figures.arithmetic import share
from app.domain.reporting.figures.cube import Counted
from app.domain.reporting.figures.evaluation import ranks_of
from app.domain.reporting.figures.signs import EXCUSED, NOT_YET, Cell, Part, Track, Who
from app.domain.reporting.models import Report, ReportStep, Snapshot, SnapshotCube
from app.domain.reporting.rules import ISSUED, KEPT, Actor, ReportState, Step, is_late, next_step
from app.domain.reporting.sight import reports_visible, sight_values
from app.domain.reporting.steps import has_it
from app.domain.standards.queries import standard_of
from app.domain.viewer import Viewer

READERS = frozenset({Role.MINISTRY, Role.UNIVERSITY})


@dataclass(frozen=True)
class ProvinceRow:
    """One province: where its report stands, who has it, how late it is; its shares once they are frozen.

    `asked` is who made the last move: whom to call.  `report_id` is None where the reader may not read it yet.
    """

    unit_id: int
    name: str
    code: str
    state: ReportState | None
    edition: int = 1
    report_id: int | None = None
    waits: Actor | None = None
    step: Step | None = None
    due: datetime | None = None
    late: bool = False
    days_late: int = 0
    asked: str = ""
    completed: Decimal | None = None
    best: Decimal | None = None
    published: bool = False


Shares = dict[int, tuple[Decimal | None, Decimal | None]]
"""By province: the share of teachers who completed, and of these with the best rank."""


class Province(Protocol):
    """What is needed of a province: the unit itself, or a row with its columns."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def code(self) -> str: ...


def provinces_in(viewer: Viewer, year: int) -> list[ProvinceRow]:
    """Every province in sight, and those that are gone of which a report may be read, by name; five queries however
    many there are.
    """
    if viewer.role not in READERS:
        return []
    found = select(Report).join(Unit, Unit.id == Report.unit_id).order_by(Report.edition)
    kept = db.session.scalars(found.where(Report.year == year, reports_visible(viewer)), sight_values(viewer))
    readable = {report.unit_id: report for report in kept}
    there = and_(units_visible(viewer), Unit.valid_to.is_(None))
    places = select(Unit).where(Unit.kind == UnitKind.PROVINCE, or_(there, Unit.id.in_(readable)))
    provinces = db.session.scalars(places.order_by(Unit.name_fold)).all()
    own = {unit.id for unit in provinces if may_see_unit(viewer, unit.path)}
    return [row if row.unit_id in own else _as_read(row, readable[row.unit_id]) for row in reports_of(provinces, year)]


def _as_read(row: ProvinceRow, report: Report) -> ProvinceRow:
    """A province that is out of sight but for this edition: where the next one is, is nobody's business."""
    state = ReportState(report.state)
    return replace(row, report_id=report.id, state=state, edition=report.edition, waits=None, asked="")


def reports_of(provinces: Sequence[Province], year: int, *, shares: bool = True) -> list[ProvinceRow]:
    """How far each of these provinces is; the caller has found them in sight.  `shares`: with those that are frozen."""
    values = {"year": year, "units": [unit.id for unit in provinces]}
    editions: dict[int, list[tuple[Report, str]]] = {unit.id: [] for unit in provinces}
    for report, by in db.session.execute(_with_mover(), values):
        editions[report.unit_id].append((report, by or ""))
    kept = {unit_id: report for unit_id, all_ in editions.items() for report, _ in all_ if report.state in KEPT}
    cubes = _cubes(list(kept.values())) if shares else {}
    due, at = deadlines(year), clock.campaign_now()
    rows = []
    for unit in provinces:
        step = next_step(*(ReportState(report.state) for report, _ in editions[unit.id]))
        until = due[step] if step else None
        late = is_late(step, due, at)
        days = 1 - clock.days_until(until, at) if until is not None and late else 0
        row = ProvinceRow(unit.id, unit.name, unit.code, None, step=step, due=until, late=late, days_late=days)
        rows.append(_with_report(row, editions[unit.id], kept.get(unit.id), cubes) if editions[unit.id] else row)
    return rows


def _with_report(
    row: ProvinceRow, editions: Sequence[tuple[Report, str]], kept: Report | None, cubes: Shares
) -> ProvinceRow:
    """Where the newest edition stands; what may be read, and is public, is the newest one that is kept."""
    newest, asked = editions[-1]
    completed, best = cubes.get(row.unit_id, (None, None))
    return replace(
        row, state=ReportState(newest.state), edition=newest.edition, report_id=kept.id if kept else None,
        waits=has_it(newest), asked=asked, completed=completed, best=best,
        published=any(report.state in ISSUED for report, _ in editions),
    )  # fmt: skip


def years_reported(viewer: Viewer) -> list[int]:
    """The years of which some province in sight has a report, or another one that may be read; the newest first."""
    if viewer.role not in READERS:
        return []
    seen = or_(units_visible(viewer), reports_visible(viewer))
    found = select(Report.year).join(Unit, Unit.id == Report.unit_id).where(seen).distinct()
    return list(db.session.scalars(found.order_by(Report.year.desc()), sight_values(viewer)))


@made_once
def _with_mover() -> Select[Report, str]:
    """The reports of units and a year, the newest edition last, each with who made its last move."""
    last = (
        select(func.max(ReportStep.id))
        .where(ReportStep.report_id == Report.id, ReportStep.person_id.is_not(None))
        .correlate(Report)
        .scalar_subquery()
    )
    step = aliased(ReportStep)
    return (
        select(Report, Person.full_name)
        .select_from(Report)
        .outerjoin(step, step.id == last)
        .outerjoin(Person, Person.id == step.person_id)
        .where(Report.year == bindparam("year"), Report.unit_id.in_(bindparam("units", expanding=True)))
        .order_by(Report.edition)
    )


def _cubes(reports: list[Report]) -> Shares:
    """By province: the share of teachers who completed, and of these with the best rank; of frozen reports only."""
    kept = {report.snapshot_id: report.unit_id for report in reports}
    standard = Snapshot.context["teacher_standard"].as_integer()
    found = (
        select(SnapshotCube.snapshot_id, SnapshotCube.unit_id, SnapshotCube.counts, standard)
        .join(Snapshot, Snapshot.id == SnapshotCube.snapshot_id)
        .where(
            SnapshotCube.snapshot_id.in_(kept), SnapshotCube.unit_id.in_(kept.values()),
            SnapshotCube.track == Track.RANK,
        )
    )  # fmt: skip
    teachers = Part(who=Who.TEACHER)
    shares: Shares = {}
    for snapshot_id, unit_id, counts, standard_id in db.session.execute(found):
        if kept[snapshot_id] == unit_id and standard_id is not None:
            ranks = ranks_of(standard_of(standard_id))
            counted = Counted({Track.RANK: counts})
            total = counted.number(Cell(Track.RANK, f"{EXCUSED}{NOT_YET}{ranks}", part=teachers))
            done = counted.number(Cell(Track.RANK, ranks, part=teachers))
            best = counted.number(Cell(Track.RANK, ranks[-1], part=teachers))
            shares[unit_id] = share(done, total, 1), share(best, done, 2)
    return shares
