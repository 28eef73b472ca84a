"""Which states does a job pass through?"""

from enum import StrEnum


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


MAX_TRIES = 3
LEASE_SECONDS = 60
