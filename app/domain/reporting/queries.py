"""Which reports may the viewer read (reporting.sight), and what do their tables say?

Each number opens its people for whoever may see them (reporting.listing).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement, Date, Select, bindparam, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.db import db, made_once
from app.domain import clock
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.models import Period
from app.domain.organisation.anybody import anybody_like
from app.domain.organisation.models import Unit, UnitSuccession
from app.domain.organisation.rules import UnitKind
from app.domain.organisation.successions import taken_over
from app.domain.reporting.figures import evaluation, needs, training
from app.domain.reporting.figures.signs import Part, Track
from app.domain.reporting.figures.tables import Context, Counting, Cubes, Table, UnitLine, context_of
from app.domain.reporting.models import Report, Snapshot, SnapshotCube, SnapshotUnit
from app.domain.reporting.rules import KEPT, LIVE
from app.domain.reporting.sight import own_ids, reads_of, reports_visible, sees_managers, sight_values
from app.domain.standards.queries import standard_of
from app.domain.viewer import Viewer

TRACKS: dict[str, tuple[Track, ...]] = {
    "A.1": (Track.RANK, Track.LEVELS, Track.LOWEST),
    "A.2": (Track.RANK, Track.LEVELS, Track.LOWEST),
    "B": (Track.FINISHED, Track.MODULES),
    "C": (Track.HERE, Track.DECLARED, Track.DERIVED, Track.WAY, Track.SEASON),
}


def _reports(viewer: Viewer) -> Select[Report]:
    """The reports that the viewer may read, each with its unit at hand."""
    found = select(Report).join(Unit, Unit.id == Report.unit_id).where(reports_visible(viewer))
    return found.options(contains_eager(Report.unit))


def report_for(viewer: Viewer, report_id: int) -> Report | None:
    """A report that the viewer may read, with its unit and snapshot at hand."""
    return db.session.scalar(_report(anybody_like(viewer)), sight_values(viewer, report=report_id))


@made_once
def _report(viewer: Viewer) -> Select[Report]:
    return _reports(viewer).where(Report.id == bindparam("report")).options(joinedload(Report.snapshot))


def is_newest() -> ColumnElement[bool]:
    """SQL condition on `Report`: no later edition of its province and year has been begun."""
    later = aliased(Report)
    newer = exists().where(later.unit_id == Report.unit_id, later.year == Report.year, later.edition > Report.edition)
    return ~newer.correlate(Report)


def reports_listed(viewer: Viewer) -> list[Report]:
    """The newest edition of each province and year that the viewer may read, the newest year first."""
    found = _reports(viewer).order_by(Report.year.desc(), Unit.name_fold, Report.edition)
    reports = db.session.scalars(found.options(joinedload(Report.snapshot)), sight_values(viewer))
    return list({(report.year, report.unit_id): report for report in reports}.values())


def reports_complete_since() -> list[int]:
    """Live reports all of whose units have been accepted since they were counted last: these are counted at once."""
    of_year = (
        select(func.max(HandIn.accepted_at))
        .join(Period, Period.id == HandIn.period_id)
        .where(HandIn.province_id == Report.unit_id, Period.year == Report.year)
        .having(func.count() == func.count(HandIn.accepted_at))
        .correlate(Report)
        .scalar_subquery()
    )
    found = (
        select(Report.id)
        .outerjoin(Snapshot, Snapshot.id == Report.snapshot_id)
        .where(
            Report.state.in_(sorted(LIVE)), of_year > func.coalesce(Snapshot.as_of, clock.start_of(date(2000, 1, 1)))
        )
    )
    return list(db.session.scalars(found))


def reports_of(viewer: Viewer, province_id: int) -> list[Report]:
    """All years and editions of a province that the viewer may read, the oldest first."""
    return list(db.session.scalars(_reports_of(anybody_like(viewer)), sight_values(viewer, province=province_id)))


@made_once
def _reports_of(viewer: Viewer) -> Select[Report]:
    return _reports(viewer).where(Report.unit_id == bindparam("province")).order_by(Report.year, Report.edition)


def editions_of(viewer: Viewer, report: Report) -> list[Report]:
    """The editions among them of one year, the first first."""
    return [each for each in reports_of(viewer, report.unit_id) if each.year == report.year]


@dataclass(frozen=True)
class Reading:
    """What is read: a report, of which unit, narrowed to which people; `compared` with last year's where it has tables.

    `managers`: a school's own people learn nothing here of the ranks of their heads.
    """

    report: Report
    unit: SnapshotUnit
    snapshot: Snapshot
    context: Context
    part: Part = Part()
    managers: bool = True
    compared: bool = True

    @property
    def path(self) -> str:
        return self.unit.path

    @property
    def province(self) -> SnapshotUnit:
        """The whole province, as it was called then."""
        return db.session.get_one(SnapshotUnit, (self.snapshot.id, self.report.unit_id))

    @property
    def above(self) -> SnapshotUnit:
        """The unit right above the one that is read, as it was; of the whole province that itself."""
        parent = self.unit.parent_id
        found = db.session.get(SnapshotUnit, (self.snapshot.id, parent)) if parent is not None else None
        return found or self.province

    @property
    def office(self) -> str:
        """The name of the office that issues it: the province's own, or its successor's."""
        return self.report.issuer or self.province.name

    @cached_property
    def before(self) -> Snapshot | None:
        """Last year's snapshot if there is one to compare with."""
        return snapshot_before(self.report) if self.compared else None

    @cached_property
    def units(self) -> list[UnitLine]:
        """The units right beneath the one that is read."""
        return units_beneath(self.snapshot.id, self.unit.unit_id)

    def unfiltered(self) -> "Reading":
        """The same of everybody: a paper tells of all."""
        return replace(self, part=Part())


def reading_of(viewer: Viewer, report: Report, unit_id: int | None = None, part: Part = Part()) -> Reading | None:  # noqa: B008
    """The report of a unit that the viewer may see (by default their own, else the province); None: there is none.

    The report itself was loaded in the viewer's scope.
    """
    if report.snapshot is None:
        return None
    unit = _first_unit(viewer, report) if unit_id is None else _unit_in(report, unit_id)
    if unit is None or not reads_of(viewer, unit.path):
        return None
    return Reading(report, unit, report.snapshot, context_of(report.snapshot.context), part, sees_managers(viewer))


def reads_whole(viewer: Viewer, report: Report) -> bool:
    """May the viewer read the figures of the whole province?"""
    return reads_of(viewer, report.unit.path)


def _first_unit(viewer: Viewer, report: Report) -> SnapshotUnit | None:
    """Where the viewer begins to read: the whole, or their own unit, or one that it took over."""
    if viewer.unit_kind not in (UnitKind.MIDDLE, UnitKind.SCHOOL):
        return _unit_in(report, report.unit_id)
    own = _unit_in(report, viewer.unit_id or 0)
    if own is not None:
        return own
    earlier = SnapshotUnit.unit_id.in_(taken_over(own_ids(viewer)))
    found = select(SnapshotUnit).where(SnapshotUnit.snapshot_id == report.snapshot_id, earlier)
    return db.session.scalar(found.order_by(SnapshotUnit.path).limit(1))


def _unit_in(report: Report, unit_id: int) -> SnapshotUnit | None:
    return db.session.get(SnapshotUnit, (report.snapshot_id, unit_id))


def snapshot_before(report: Report) -> Snapshot | None:
    """The snapshot of last year's newest frozen edition, for the change against it."""
    return kept_snapshot(report.unit_id, report.year - 1, day_told(report))


def day_told(report: Report) -> date:
    """The day whose units a report tells of: when its first edition was frozen, today before that."""
    while report.corrects_id is not None:
        report = db.session.get_one(Report, report.corrects_id)
    return report.frozen_at.astimezone(clock.VIETNAM).date() if report.frozen_at else clock.today()


def kept_snapshot(province_id: int, year: int, day: date) -> Snapshot | None:
    """The snapshot of the newest frozen edition of a province's report of a year, as compared with on a day.

    None where the province has taken another over in between: numbers of two sizes are no change.
    """
    return db.session.scalar(_kept_snapshot(), {"province": province_id, "year": year, "day": day})


@made_once
def _kept_snapshot() -> Select[Snapshot]:
    first = aliased(Report)  # a correction is about the units of the edition that was frozen first
    told = select(func.date(func.min(first.frozen_at))).where(
        first.unit_id == Report.unit_id, first.year == Report.year, first.frozen_at.is_not(None)
    )
    joined = exists().where(
        UnitSuccession.successor_id == Report.unit_id, UnitSuccession.since <= bindparam("day", type_=Date),
        UnitSuccession.since > told.correlate(Report).scalar_subquery(),
    )  # fmt: skip
    return (
        select(Snapshot)
        .join(Report, Report.snapshot_id == Snapshot.id)
        .where(Report.unit_id == bindparam("province"), Report.year == bindparam("year"))
        .where(Report.state.in_(sorted(KEPT)))
        .where(~joined.correlate(Report))
        .order_by(Report.edition.desc())
        .limit(1)
    )


def cubes_of(snapshot_id: int, unit_ids: Sequence[int], tracks: Sequence[Track]) -> dict[int, Cubes]:
    """By unit: its cubes of these tracks; one query."""
    found = select(SnapshotCube.unit_id, SnapshotCube.track, SnapshotCube.counts).where(
        SnapshotCube.snapshot_id == snapshot_id, SnapshotCube.unit_id.in_(unit_ids), SnapshotCube.track.in_(tracks)
    )
    cubes: dict[int, dict[Track, dict[str, dict[str, int]]]] = {unit_id: {} for unit_id in unit_ids}
    for unit_id, track, counts in db.session.execute(found):
        cubes[unit_id][Track(track)] = counts
    return dict(cubes)


def units_beneath(snapshot_id: int, unit_id: int) -> list[UnitLine]:
    """The units right beneath one, as they were."""
    found = (
        select(SnapshotUnit)
        .where(SnapshotUnit.snapshot_id == snapshot_id, SnapshotUnit.parent_id == unit_id)
        .order_by(SnapshotUnit.kind, SnapshotUnit.name_fold, SnapshotUnit.unit_id)
    )
    return [UnitLine(row.unit_id, row.name, row.kind, row.code, row.target) for row in db.session.scalars(found)]


def counting_of(reading: Reading, tracks: Sequence[Track]) -> Counting:
    """How the figures of these tracks are counted, beside last year's where there was a report of this unit."""
    unit_id = reading.unit.unit_id
    cubes = cubes_of(reading.snapshot.id, [unit_id], tracks)[unit_id]
    before = cubes_of(reading.before.id, [unit_id], tracks)[unit_id] if reading.before is not None else None
    return Counting(cubes, reading.part, before or None)


def parts_of(reading: Reading) -> tuple[str, ...]:
    """The parts that there are to read, by name."""
    return tuple(part for part in TRACKS if part != "A.2" or reading.managers)


def tables_of(reading: Reading, part: str) -> list[Table]:
    """The tables of a part of what is read; none where there was no evaluation.  Raises KeyError."""
    counting = counting_of(reading, TRACKS[part])
    context = reading.context
    if part.startswith("A"):
        standard = context.teacher_standard if part == "A.1" else context.manager_standard
        return evaluation.tables(counting, part, standard_of(standard)) if standard is not None else []
    if part == "B":
        beneath_ = cubes_of(reading.snapshot.id, [unit.id for unit in reading.units], (Track.FINISHED,))
        return training.tables(counting, context, reading.units, beneath_)
    return needs.tables(counting, context, managers=reading.managers)
