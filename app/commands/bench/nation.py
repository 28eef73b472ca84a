"""What do a million people in 63 provinces cost: all reports counted, the pages of the ministry?"""

import time
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import func, select

from app.commands.bench import budgets
from app.commands.bench.pages import Line
from app.commands.bench.period import YEAR
from app.db import db
from app.domain.evaluation.models import Period
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import UnitKind
from app.domain.reporting.beginning import open_report, put_snapshot
from app.domain.reporting.models import Report
from app.domain.reporting.snapshots import take_snapshot
from app.domain.viewer import SYSTEM

WHO = "bo"


@dataclass(frozen=True)
class Counted:
    """How many people in how many provinces; the minutes of all reports, the seconds of the longest."""

    people: int
    provinces: int
    minutes: float
    longest_s: float


def count_reports(app: Flask) -> Counted:
    """Count the report of each province as the nightly job does, one after the other."""
    with app.app_context():
        people = db.session.scalar(select(func.count(Person.id))) or 0
        provinces = db.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.PROVINCE)).all()
        db.session.rollback()
        took = []
        for province_id in provinces:
            began = time.perf_counter()
            put_snapshot(open_report(province_id, YEAR), take_snapshot(SYSTEM, province_id, YEAR))
            took.append(time.perf_counter() - began)
    return Counted(people, len(provinces), sum(took) / 60, max(took))


def lines(app: Flask) -> list[Line]:
    """The ministry's pages, on the newest period and the largest report."""
    with app.app_context():
        period_id = db.session.scalar(select(func.max(Period.id)).where(Period.year == YEAR))
        report_id = db.session.scalar(select(func.max(Report.id)).where(Report.year == YEAR))
        db.session.rollback()
    pages = (
        "/ministry/", "/records/campaign", "/records/overview", "/records/reports",
        f"/records/evaluation-progress/{period_id}", "/records/units",
        f"/records/reports/{report_id}",
    )  # fmt: skip
    return [Line(WHO, page, budgets.NATION_PAGE) for page in pages]
