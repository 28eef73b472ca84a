"""What may be forgotten about sign-ins?  Counts past their memory, sessions long over, devices not seen for a year."""

from datetime import timedelta

from app.domain import clock
from app.domain.accounts.sweep import forget_old_traces
from app.jobs.runner import JobContext, runs


@runs("sweep_accounts", every=timedelta(days=1))
def sweep_accounts(job: JobContext) -> None:
    """Once a day, at night."""
    forget_old_traces(clock.now())
