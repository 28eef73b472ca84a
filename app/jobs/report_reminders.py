"""Who is told that a deadline of their report is near, or past?  Those who prepare and decide it, once each time."""

from datetime import timedelta

from app.domain.reporting.work import remind, reminders_due
from app.jobs.runner import JobContext, runs
from app.web import formats
from app.web.labels import label


@runs("remind_reports", every=timedelta(hours=6))
def remind_reports(job: JobContext) -> None:
    """Seven days before, one day before, and once it is late; a job that runs again tells nobody twice."""
    told = 0
    for each in reminders_due():
        told += remind(each, what=label(each.step, "report_due"), deadline=formats.deadline(each.due))
    job.finish(told=told)
