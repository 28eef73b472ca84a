"""Which states does a job pass through?"""

from datetime import datetime, timedelta
from enum import StrEnum


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


MAX_TRIES = 3
LEASE_SECONDS = 60
RETRY_SECONDS = 5


def next_due(due_at: datetime, every_seconds: int, at: datetime) -> datetime:
    """When periodic work is due again after `at`: keeps its rhythm, and does not catch up on what was missed."""
    every = timedelta(seconds=every_seconds)
    missed = max(0, (at - due_at) // every)
    return due_at + (missed + 1) * every
