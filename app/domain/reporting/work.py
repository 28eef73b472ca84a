"""Which reports wait for somebody: on their first page, and in the reminders of the deadlines?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Integer, Select, bindparam, select

from app.db import db, made_once, writing
from app.domain import clock
from app.domain.notices.actions import tell_many
from app.domain.notices.models import Notice
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment
from app.domain.organisation.rules import ROLE_OF, Role, UnitKind
from app.domain.organisation.successions import held_by, office_of
from app.domain.reporting.deadlines import deadlines_of
from app.domain.reporting.models import Report
from app.domain.reporting.rights import right_to
from app.domain.reporting.rules import Move, ReportState, Step, Urgency, is_late, next_move, next_step, urgency
from app.domain.viewer import Viewer

IN_ORDER = (Report.year, Report.unit_id, Report.edition)
PREPARING = sorted(position for position, role in ROLE_OF.items() if role is Role.PROVINCE)


@dataclass(frozen=True)
class Waiting:
    """A report whose next move is the viewer's; by when the step that it belongs to is due, None of a correction that
    comes after all steps.  `of` names the province where it is one that the viewer's took over."""

    report: Report
    of: str
    move: Move
    step: Step | None
    due: datetime | None
    late: bool


def reports_waiting(viewer: Viewer) -> list[Waiting]:
    """What the viewer is to bring on: reports of their province and of those it took over, the oldest year first."""
    if viewer.role != Role.PROVINCE or viewer.unit_kind != UnitKind.PROVINCE:
        return []
    held = db.session.scalars(_held_reports(), {"unit": viewer.unit_id})
    found = [each for each in _unsent(held) if each[0].snapshot_id is not None]
    due = deadlines_of({report.year for report, _ in found})
    at, waiting = clock.campaign_now(), []
    for report, step in found:
        move = next_move(ReportState(report.state))
        if move is not None and right_to(viewer, report, move) is not None:
            until = due[report.year][step] if step is not None else None
            of = report.unit.name if report.unit_id != viewer.unit_id else ""
            waiting.append(Waiting(report, of, move, step, until, is_late(step, due[report.year], at)))
    return waiting


@made_once
def _held_reports() -> Select[Report]:
    return select(Report).where(held_by(Report.unit_id, bindparam("unit", type_=Integer))).order_by(*IN_ORDER)


def _unsent(reports: Iterable[Report]) -> list[tuple[Report, Step | None]]:
    """Of reports IN_ORDER, the newest edition of each year that is not sent yet, and the step that it still lacks."""
    unsent = []
    for _, editions in groupby(reports, key=lambda report: (report.year, report.unit_id)):
        all_ = list(editions)
        if all_[-1].state != ReportState.SENT:
            unsent.append((all_[-1], next_step(*(ReportState(report.state) for report in all_))))
    return unsent


@dataclass(frozen=True)
class Reminding:
    """Of which step of which report the people of its office are to be reminded."""

    report_id: int
    unit_id: int
    year: int
    step: Step
    urgency: Urgency
    due: datetime

    @property
    def notice(self) -> str:
        return f"province_report_due_{self.urgency}"

    @property
    def subject(self) -> str:
        """Each step is reminded of by itself."""
        return f"report_{self.step}"


def reminders_due() -> list[Reminding]:
    """What is to be reminded of now, whether or not it has been."""
    found = _unsent(db.session.scalars(select(Report).order_by(*IN_ORDER)))
    due = deadlines_of({report.year for report, _ in found})
    reminders = []
    for report, step in found:
        if step is None:
            continue
        until = due[report.year][step]
        how = urgency(until, clock.campaign_now())
        if how is not None:
            reminders.append(Reminding(report.id, office_of(report.unit_id), report.year, step, how, until))
    return reminders


def remind(reminding: Reminding, **values: str) -> int:
    """Tell those who prepare and those who decide, once a report, step and urgency; how many were told."""
    with writing():
        told = select(Notice.id).where(
            Notice.kind == reminding.notice, Notice.subject_kind == reminding.subject,
            Notice.subject_id == reminding.report_id,
        )  # fmt: skip
        if db.session.scalar(told.limit(1)) is not None:
            return 0
        people = select(Appointment.person_id).where(
            Appointment.unit_id == reminding.unit_id, Appointment.position.in_(PREPARING),
            appointed_on(clock.today()),
        )  # fmt: skip
        found = sorted(set(db.session.scalars(people)))
        tell_many(found, reminding.notice, reminding.subject, reminding.report_id, year=reminding.year, **values)
        return len(found)
