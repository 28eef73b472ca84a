"""Should a faulty service be asked at all right now?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Breaker:
    """After `limit` faults in a row the service rests for `rest` seconds; then one trial call decides.

    Shared by the threads of one process. `clock` gives monotonic seconds (replaced in tests).
    """

    def __init__(self, limit: int = 5, rest: float = 30.0, clock: Callable[[], float] = time.monotonic):
        self._limit, self._rest, self._clock = limit, rest, clock
        self._lock = threading.Lock()
        self._faults = 0
        self._closed_until = 0.0

    def allows(self) -> bool:
        """Whether to call now. While the service rests: False, but for one trial each time a rest is over."""
        with self._lock:
            if self._faults < self._limit:
                return True
            if self._clock() < self._closed_until:
                return False
            self._closed_until = self._clock() + self._rest
            return True

    def report(self, *, fault: bool) -> None:
        """Say how a call went: a good answer ends the rest, a fault begins or prolongs it."""
        with self._lock:
            self._faults = self._faults + 1 if fault else 0
            if self._faults >= self._limit:
                self._closed_until = self._clock() + self._rest
