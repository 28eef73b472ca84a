"""How does a province's report of a year begin, and on which figures does it stand?"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Period
from app.domain.evaluation.refusals import NotNow
from app.domain.journal.actions import record
from app.domain.organisation.models import Unit
from app.domain.reporting.models import Report
from app.domain.reporting.moving import held_own, keep_step
from app.domain.reporting.rules import LIVE, ReportState
from app.domain.reporting.snapshots import COUNT
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.actions import request_job
from app.domain.work.models import Job
from app.domain.work.rules import JobState
from app.domain.work.submissions import is_repeat, keep_result, result_of

RECOUNT = "recount_report"
RECOUNT_ASKED, RECOUNTED = "province_report_recount_asked", "province_report_recounted"


def open_report(province_id: int, year: int) -> int:
    """Id of the province's report of a year, begun as a draft if there is none yet; safe to call again."""
    found = select(Report.id).where(Report.unit_id == province_id, Report.year == year).order_by(Report.edition.desc())
    earlier = db.session.scalar(found.limit(1))
    if earlier is not None:
        return earlier
    try:
        with writing():
            report = Report(unit_id=province_id, year=year, edition=1, state=ReportState.DRAFT)
            db.session.add(report)
            db.session.flush()
            record(SYSTEM, "province_report_begun", "report", report.id, unit_id=province_id, after={"year": year})
            return report.id
    except IntegrityError:  # somebody else began it meanwhile
        db.session.rollback()
        return db.session.execute(found.limit(1)).scalar_one()


def years_to_report(province: Unit) -> list[int]:
    """The years of which the province has an evaluation period that has opened: of these there is a report."""
    above = [int(part) for part in province.path.strip("/").split("/")]
    found = select(Period.year).where(Period.unit_id.in_(above), Period.opens <= clock.campaign_now())
    return sorted(set(db.session.scalars(found)))


def ask_to_count(viewer: Viewer, report_id: int, submit_key: str = "") -> int:
    """Id of the job that counts the figures anew; one such job a report at a time.  Raises LookupError, NotNow."""
    with writing():
        if is_repeat(viewer, RECOUNT, submit_key):
            return result_of(viewer, RECOUNT, submit_key) or 0
        report = held_own(viewer, report_id)
        if ReportState(report.state) not in LIVE:
            raise NotNow(f"province_report_{report.state}")
        job = job_counting(report)
        if job is None:
            job = request_job(COUNT, {"report_id": report.id}, viewer, unit_id=report.unit_id)
            keep_step(viewer, report, RECOUNT_ASKED, None, None)
        keep_result(viewer, RECOUNT, submit_key, job.id)
        return job.id


def job_counting(report: Report) -> Job | None:
    """The job that is to count this report, if one waits or runs."""
    waiting = select(Job).where(
        Job.kind == COUNT, Job.unit_id == report.unit_id, Job.state.in_((JobState.WAITING, JobState.RUNNING)),
        Job.args["report_id"].as_integer() == report.id,
    )  # fmt: skip
    return db.session.scalar(waiting.limit(1))


def put_snapshot(report_id: int, snapshot_id: int, states: Collection[ReportState] = LIVE) -> bool:
    """Let a report in one of these states stand on a new snapshot; what was checked is to be checked again."""
    with writing():
        report = db.session.scalar(select(Report).where(Report.id == report_id).with_for_update())
        if report is None or ReportState(report.state) not in states:
            return False
        report.snapshot_id, report.version = snapshot_id, report.version + 1
        if report.state == ReportState.CHECKED:
            report.state = ReportState.DRAFT
            keep_step(SYSTEM, report, RECOUNTED, None, None)
    return True
