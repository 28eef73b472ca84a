"""What do anonymous surveys need done?  Opened in bulk, counted and reminded daily, closed in time."""

from datetime import datetime, timedelta

from app.domain.evaluation.opinions.actions import close_due, open_survey
from app.domain.surveys.daily import count_the_day, remind_invited
from app.jobs.runner import JobContext, runs


@runs("open_opinions")
def open_opinions(job: JobContext) -> None:
    """Open the surveys on the managers of the job, each in a transaction of its own; opened before, passed over."""
    ids, closes_at = [int(each) for each in job.args["evaluation_ids"]], datetime.fromisoformat(job.args["closes_at"])
    done, opened = int(job.cursor.get("done", 0)), int(job.cursor.get("opened", 0))
    for evaluation_id in ids[done:]:
        opened += open_survey(job.viewer, evaluation_id, closes_at)
        done += 1
        job.progress(done, len(ids), {"done": done, "opened": opened})
    job.finish(opened=opened, passed_over=len(ids) - opened, link=f"/{job.viewer.role}/opinions")


@runs("survey_day", every=timedelta(days=1))
def note_the_day(job: JobContext) -> None:
    """The number of answers of the day, and the reminders that are due."""
    count_the_day()
    remind_invited()


@runs("close_surveys", every=timedelta(minutes=10))
def close_surveys(job: JobContext) -> None:
    """Surveys end by themselves."""
    close_due()
