"""What may be forgotten of the LMSs' machines?  Tokens that are over, answers past their time, attempts of long ago."""

from datetime import timedelta

from app.domain import clock
from app.domain.accounts.clients.actions import sweep
from app.domain.identity.asking.actions import forget_guesses
from app.jobs.runner import JobContext, runs


@runs("sweep_clients", every=timedelta(days=1))
def sweep_clients(job: JobContext) -> None:
    """Once a day, at night."""
    sweep(clock.now())
    forget_guesses(clock.now())
