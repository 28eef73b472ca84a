"""What do a million people in 63 provinces cost: all reports counted, the pages of the ministry?"""

import time
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import func, select, update

from app.commands.bench import budgets
from app.commands.bench.pages import Line
from app.commands.bench.period import YEAR
from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Period
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import UnitKind
from app.domain.reporting.beginning import open_report, put_snapshot
from app.domain.reporting.models import Report, Snapshot
from app.domain.reporting.rules import ReportState
from app.domain.reporting.snapshots import take_snapshot
from app.domain.viewer import SYSTEM

WHO = "bo"
PAGES = (
    "/ministry/", "/ministry/hand-ins", "/records/assignments", "/records/audits", "/records/campaign",
    "/records/certificate-counts", "/records/core", "/records/lms", "/records/lms-choices", "/records/lms/month",
    "/records/overview", "/records/periods", "/records/reports", "/records/reports/provinces/print",
    "/records/training", "/records/trail", "/records/trend", "/records/units", "/records/units?q=nguyen",
)  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """How many people in how many provinces; the minutes of all reports, the seconds of the longest."""

    people: int
    provinces: int
    minutes: float
    longest_s: float


def count_reports(app: Flask) -> Counted:
    """Count the report of each province as the nightly job does, one after the other; then all are frozen, so that
    the ministry reads them."""
    with app.app_context():
        people = db.session.scalar(select(func.count(Person.id))) or 0
        provinces = db.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.PROVINCE)).all()
        db.session.rollback()
        took = []
        for province_id in provinces:
            began = time.perf_counter()
            put_snapshot(open_report(province_id, YEAR), take_snapshot(SYSTEM, province_id, YEAR))
            took.append(time.perf_counter() - began)
        with writing():
            frozen = {"state": ReportState.FROZEN, "frozen_at": clock.now(), "frozen_by": select(func.min(Person.id))}
            db.session.execute(update(Report).where(Report.state == ReportState.DRAFT).values(frozen))
    return Counted(people, len(provinces), sum(took) / 60, max(took))


def lines(app: Flask) -> list[Line]:
    """The ministry's pages: its boards and lists, the newest period, the largest report."""
    with app.app_context():
        period_id = db.session.scalar(select(func.max(Period.id)).where(Period.year == YEAR))
        largest = select(Report.id).join(Snapshot, Snapshot.id == Report.snapshot_id).order_by(Snapshot.people.desc())
        report_id = db.session.scalar(largest.limit(1))
        db.session.rollback()
    pages = (
        *PAGES, f"/records/evaluation-progress/{period_id}",
        f"/records/reports/{report_id}", f"/records/reports/{report_id}?part=A.2",
        f"/records/reports/{report_id}?part=B", f"/records/reports/{report_id}?part=C",
        f"/records/reports/{report_id}/trend", f"/records/reports/{report_id}/effect",
    )  # fmt: skip
    return [Line(WHO, page, budgets.NATION_PAGE) for page in pages]
