"""Who keeps the boards' figures true?  A recount of what was marked, every few seconds, and a turn of the day."""

from datetime import timedelta

from app.domain.evaluation.board import indicators as of_evaluations  # noqa: F401  (registers what is counted)
from app.domain.identity import indicators  # noqa: F401
from app.domain.progress import actions
from app.domain.training.needs import counting  # noqa: F401
from app.domain.training.support import indicators as of_plans  # noqa: F401
from app.jobs.runner import JobContext, runs


@runs("recount", every=timedelta(seconds=3))
def recount(job: JobContext) -> None:
    """Recount every marked unit; nothing marked costs one query."""
    actions.recount_all_marked()


@runs("turn_day", every=timedelta(days=1))
def turn_day(job: JobContext) -> None:
    """Mark the units for which the new day changes something."""
    actions.turn_day()


@runs("mark_units")
def mark_units(job: JobContext) -> None:
    """Have everything beneath a unit recounted: its deadline has moved."""
    job.finish(units=actions.mark_beneath(int(job.args["unit_id"])))
