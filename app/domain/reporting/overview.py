"""How far is each province with its report of a year?  For the ministry, and for a university of those it serves."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from app.db import db, made_once
from app.domain import clock
from app.domain.organisation.access import may_see_unit, units_visible
from app.domain.organisation.contacts import names_offices
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.reporting.comparison import Shares, shares_of
from app.domain.reporting.deadlines import deadlines
from app.domain.reporting.models import Report, ReportStep
from app.domain.reporting.rules import ISSUED, KEPT, SIGNED, Actor, ReportState, Step
from app.domain.reporting.scans import has_scan
from app.domain.reporting.sight import reports_visible, sight_values
from app.domain.reporting.steps import has_it
from app.domain.viewer import Viewer

READERS = frozenset({Role.MINISTRY, Role.UNIVERSITY})


@dataclass(frozen=True)
class StepTaken:
    """A step of a year's report: until when, on which day it was taken (None: not yet), for how many days too late."""

    step: Step
    due: datetime
    on: date | None
    days_late: int


@dataclass(frozen=True)
class ProvinceRow:
    """One province: where its report stands, who has it, how late each step is; its shares once they are frozen.

    Where an edition is issued and the next one, `edition`, is being made, the state is that of the issued one.
    `asked` is who made the last move, "" for who is not told.  `report_id` is None where the reader may not read
    it yet.  `scan_missing`: of the paper that was signed last.
    """

    unit_id: int
    name: str
    code: str
    steps: tuple[StepTaken, ...]
    state: ReportState | None = None
    edition: int = 1
    report_id: int | None = None
    waits: Actor | None = None
    asked: str = ""
    shares: Shares = field(default_factory=dict)
    published: bool = False
    correcting: bool = False
    scan_missing: bool = False

    @property
    def at_hand(self) -> StepTaken | None:
        """The step that the year still lacks; None when all are taken, by whichever edition."""
        return next((each for each in self.steps if each.on is None), None)

    @property
    def step(self) -> Step | None:
        """Which one that is."""
        return self.at_hand.step if self.at_hand else None

    @property
    def due(self) -> datetime | None:
        """Until when it is to be taken."""
        return self.at_hand.due if self.at_hand else None

    @property
    def days_late(self) -> int:
        """For how many days it has been late; the first day that is too late is day 1."""
        return self.at_hand.days_late if self.at_hand else 0


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
    rows = reports_of(viewer, provinces, year)
    return [row if row.unit_id in own else _as_read(row, readable[row.unit_id]) for row in rows]


def _as_read(row: ProvinceRow, report: Report) -> ProvinceRow:
    """A province that is out of sight but for this edition: where the next one is, is nobody's business."""
    state = ReportState(report.state)
    return replace(
        row, report_id=report.id, state=state, edition=report.edition, waits=None, asked="", correcting=False,
        scan_missing=False,
    )  # fmt: skip


def reports_of(
    viewer: Viewer, provinces: Sequence[Province], year: int, *, shares: bool = True
) -> list[ProvinceRow]:  # fmt: skip
    """How far each of these provinces is; the caller has found them in sight.  `shares`: with those that are frozen."""
    named = names_offices(viewer)
    values = {"year": year, "units": [unit.id for unit in provinces]}
    editions: dict[int, list[tuple[Report, str]]] = {unit.id: [] for unit in provinces}
    scanned: dict[int, bool] = {}  # by the province of the edition that was signed last
    for report, by, has_one in db.session.execute(_with_mover(), values):
        editions[report.unit_id].append((report, (by or "") if named else ""))
        if report.state in SIGNED:
            scanned[report.unit_id] = has_one
    kept = {unit_id: report for unit_id, all_ in editions.items() for report, _ in all_ if report.state in KEPT}
    frozen = shares_of([report.snapshot_id for report in kept.values() if report.snapshot_id]) if shares else {}
    due, at = deadlines(year), clock.campaign_now()
    rows = []
    for unit in provinces:
        own, stays = editions[unit.id], kept.get(unit.id)
        steps, lacks = _steps([report for report, _ in own], due, at), not scanned.get(unit.id, True)
        row = ProvinceRow(unit.id, unit.name, unit.code, steps, scan_missing=lacks)
        told = frozen.get(stays.snapshot_id or 0, {}) if stays else {}
        rows.append(_with_report(row, own, stays, told) if own else row)
    return rows


def _steps(editions: Sequence[Report], due: dict[Step, datetime], at: datetime) -> tuple[StepTaken, ...]:
    """Each step with the day on which an edition first took it: a correction is not late with what was met before."""
    taken = {
        Step.EXTRACTED: [report.frozen_at for report in editions],
        Step.PUBLISHED: [report.published_at for report in editions],
        Step.SENT: [report.sent_at for report in editions],
    }
    found = []
    for step, until in due.items():
        done = min((each for each in taken[step] if each is not None), default=None)
        late = max(1 - clock.days_until(until, done or at), 0)
        found.append(StepTaken(step, until, done.astimezone(clock.VIETNAM).date() if done else None, late))
    return tuple(found)


def _with_report(
    row: ProvinceRow, editions: Sequence[tuple[Report, str]], kept: Report | None, shares: Shares
) -> ProvinceRow:
    """Where the newest issued edition stands, else the newest; what may be read is the newest one that is kept."""
    newest, asked = editions[-1]
    issued = [report for report, _ in editions if report.state in ISSUED]
    stands = issued[-1] if issued else newest
    return replace(
        row, state=ReportState(stands.state), correcting=stands is not newest, edition=newest.edition,
        report_id=kept.id if kept else None, waits=has_it(newest), asked=asked, shares=shares, published=bool(issued),
    )  # fmt: skip


def years_reported(viewer: Viewer) -> list[int]:
    """The years of which some province in sight has a report, or another one that may be read; the newest first."""
    if viewer.role not in READERS:
        return []
    seen = or_(units_visible(viewer), reports_visible(viewer))
    found = select(Report.year).join(Unit, Unit.id == Report.unit_id).where(seen).distinct()
    return list(db.session.scalars(found.order_by(Report.year.desc()), sight_values(viewer)))


def years_unreported(viewer: Viewer) -> list[int]:
    """For a province's office: the years since it began of which there are reports, but none of its own."""
    if viewer.role != Role.PROVINCE or viewer.unit_kind != UnitKind.PROVINCE:
        return []
    began = db.session.get_one(Unit, viewer.unit_id).valid_from
    own = select(Report.year).where(Report.unit_id == viewer.unit_id)
    found = select(Report.year).where(Report.year >= began.year, Report.year.not_in(own)).distinct()
    return list(db.session.scalars(found.order_by(Report.year.desc())))


@made_once
def _with_mover() -> Select[Report, str, bool]:
    """The reports of units and a year, the newest edition last, each with who made its last move, and whether a scan
    of its paper is there.
    """
    last = (
        select(func.max(ReportStep.id))
        .where(ReportStep.report_id == Report.id, ReportStep.person_id.is_not(None))
        .correlate(Report)
        .scalar_subquery()
    )
    step = aliased(ReportStep)
    return (
        select(Report, Person.full_name, has_scan())
        .select_from(Report)
        .outerjoin(step, step.id == last)
        .outerjoin(Person, Person.id == step.person_id)
        .where(Report.year == bindparam("year"), Report.unit_id.in_(bindparam("units", expanding=True)))
        .order_by(Report.edition)
    )
