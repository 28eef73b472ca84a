"""What do surveys on training modules need done?  Invitations by the thousand, and counting when a run is over."""

from datetime import timedelta

from app.domain.training.feedback.actions import count_run, open_run, runs_due
from app.jobs.runner import JobContext, runs


@runs("open_feedback")
def open_feedback(job: JobContext) -> None:
    """Invite everybody whom the run asks; broken off, it goes on with those who are not invited yet."""
    job.finish(invited=open_run(int(job.args["run_id"]), job.progress))


@runs("count_feedback")
def count_feedback(job: JobContext) -> None:
    """Count a run that was closed by hand."""
    job.finish(answers=count_run(int(job.args["run_id"])))


@runs("close_feedback", every=timedelta(minutes=10))
def close_feedback(job: JobContext) -> None:
    """Runs end by themselves."""
    for run_id in runs_due():
        count_run(run_id)
