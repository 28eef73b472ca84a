"""How are reports counted?  On demand, and every night the drafts; what nothing needs is swept away."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select

from app.db import db
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.reporting.beginning import open_report, put_snapshot, years_to_report
from app.domain.reporting.models import Report
from app.domain.reporting.queries import reports_complete_since
from app.domain.reporting.rules import LIVE, UNCHECKED, ReportState
from app.domain.reporting.snapshots import COUNT, sweep_snapshots, take_snapshot
from app.domain.viewer import SYSTEM
from app.jobs.runner import JobContext, runs


@runs(COUNT)
def count_report(job: JobContext) -> None:
    """Count one report anew."""
    report_id = int(job.args["report_id"])
    counted = count(job, report_id)
    job.finish(count=int(counted), link=f"/records/reports/{report_id}")


@runs("count_reports", every=timedelta(days=1))
def count_reports(job: JobContext) -> None:
    """Begin the reports of the years that there are, and count those that nobody has checked yet."""
    for province in db.session.scalars(
        select(Unit).where(Unit.kind == UnitKind.PROVINCE, Unit.valid_to.is_(None))
    ).all():
        for year in years_to_report(province):
            count(job, open_report(province.id, year), UNCHECKED)
    sweep_snapshots()


@runs("count_when_complete", every=timedelta(minutes=5))
def count_when_complete(job: JobContext) -> None:
    """The report is there the moment the last unit of a province is accepted."""
    for report_id in reports_complete_since():
        count(job, report_id)


def count(job: JobContext, report_id: int, states: Collection[ReportState] = LIVE) -> bool:
    """Take a snapshot for a report in one of these states; False where it lies with the leader, or is frozen."""
    report = db.session.get(Report, report_id)
    if report is None or ReportState(report.state) not in states:
        return False
    unit_id, year = report.unit_id, report.year
    snapshot_id = take_snapshot(SYSTEM, unit_id, year, job.progress)
    return put_snapshot(report_id, snapshot_id, states)
