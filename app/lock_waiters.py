"""Who waits for SQLite's write lock?  SQLite keeps no queue: whoever finds the lock taken looks again, in the end every
tenth of a second, and finds it free by chance.  A job that takes it again a millisecond after it gave it back would
keep everybody out until it ends, however short each of its writes is.

So whoever asks for the lock holds a file beside the database, as many at a time as like; a job looks there first.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

if sys.platform != "win32":
    from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock

PATIENCE_SECONDS = 5.0
LOOK_SECONDS = 0.005


class LockWaiters:
    """Those who wait for the write lock of one database file, in whichever process.  On Windows nobody is seen."""

    def __init__(self, database: str) -> None:
        self.path = f"{database}-waiters"

    @contextmanager
    def joined(self) -> Iterator[None]:
        """Wait for the lock inside the block; whoever is killed there waits no longer."""
        if sys.platform == "win32":
            yield
            return
        file = self._open()
        try:
            flock(file, LOCK_SH)  # only ever held up for the moment that somebody looks
            yield
        finally:
            os.close(file)

    def anybody(self) -> bool:
        """Does anybody wait at this moment?"""
        if sys.platform == "win32":
            return False
        file = self._open()
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(file)
        return False

    def let_go_first(self) -> None:
        """Return once nobody waits; after five seconds in any case, so that a busy site holds no job up for ever."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self.anybody() and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)

    def _open(self) -> int:
        return os.open(self.path, os.O_RDONLY | os.O_CREAT, 0o666)
