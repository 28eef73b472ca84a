"""Which appeals need somebody's eye?  Asked every night."""

from datetime import timedelta

from app.domain.evaluation.appeals.filing import tell_of_stuck_appeals
from app.jobs.runner import JobContext, runs


@runs("mind_appeals", every=timedelta(days=1))
def mind_appeals(job: JobContext) -> None:
    """Tell of those that nobody can settle."""
    job.finish(count=tell_of_stuck_appeals())
