"""Until when are the steps of a year's reports to be taken?  The letter's days, unless the ministry set others."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Select, bindparam, delete, select
from sqlalchemy.exc import IntegrityError

from app.db import db, made_once, rows_of, writing
from app.domain import clock
from app.domain.evaluation.refusals import StaleVersion
from app.domain.journal.actions import record
from app.domain.organisation.rules import Problem, Role
from app.domain.reporting.models import Report, ReportDeadline
from app.domain.reporting.rules import ReportState, Step, check_days, next_step, usual_day
from app.domain.viewer import Viewer

EVENT = "report_deadlines_set"


def deadlines(year: int) -> dict[Step, datetime]:
    """Until when each step is to be taken: the first instant that is too late."""
    return deadlines_of([year])[year]


def deadlines_of(years: Collection[int]) -> dict[int, dict[Step, datetime]]:
    """The deadlines of several years; one query."""
    if not years:
        return {}
    rows = rows_of(_deadlines(), {"years": sorted(years)})
    found = {(row.year, Step(row.step)): row.due for row in rows}
    return {
        year: {step: found.get((year, step), clock.start_of(usual_day(year, step))) for step in Step} for year in years
    }


@made_once
def _deadlines() -> Select[int, str, datetime]:
    years: Any = bindparam("years", type_=Integer, expanding=True)
    return select(ReportDeadline.year, ReportDeadline.step, ReportDeadline.due).where(ReportDeadline.year.in_(years))


def next_steps(reports: Collection[Report]) -> dict[int, Step | None]:
    """By report, the step that its year still lacks, whichever edition has gone furthest; one query."""
    found = select(Report.unit_id, Report.year, Report.state).where(
        Report.unit_id.in_({report.unit_id for report in reports}), Report.year.in_({report.year for report in reports})
    )
    states: dict[tuple[int, int], set[ReportState]] = defaultdict(set)
    for unit_id, year, state in db.session.execute(found):
        states[unit_id, year].add(ReportState(state))
    return {report.id: next_step(*states[report.unit_id, report.year]) for report in reports}


def days_of(year: int) -> dict[Step, date]:
    """The days before whose beginning the steps are due."""
    return {step: due.astimezone(clock.VIETNAM).date() for step, due in deadlines(year).items()}


def may_set(viewer: Viewer) -> bool:
    """The ministry sets them."""
    return viewer.role == Role.MINISTRY


def set_deadlines(viewer: Viewer, year: int, days: Mapping[Step, date], shown: Mapping[Step, date]) -> list[Problem]:
    """Set the three days of a year; `shown` are those that the viewer saw when they typed.

    Raises LookupError, StaleVersion.
    """
    if not may_set(viewer):
        raise LookupError(year)
    if problems := check_days(year, days):
        return problems
    try:
        with writing():
            _replace(viewer, year, days, shown)
    except IntegrityError as taken:  # somebody else set them at the same time
        raise StaleVersion from taken
    return []


def _replace(viewer: Viewer, year: int, days: Mapping[Step, date], shown: Mapping[Step, date]) -> None:
    before = days_of(year)
    if before == days:
        return
    if before != shown:
        raise StaleVersion
    db.session.execute(delete(ReportDeadline).where(ReportDeadline.year == year))
    db.session.add_all(
        ReportDeadline(year=year, step=step, due=clock.start_of(day), set_by=viewer.person_id, set_at=clock.now())
        for step, day in days.items()
    )
    record(viewer, EVENT, "report_year", year, unit_id=viewer.unit_id, before=_plain(before), after=_plain(days))


def _plain(days: Mapping[Step, date]) -> dict[str, str]:
    return {step.value: day.isoformat() for step, day in days.items()}
