"""How much may one client ask for?  A bucket a client and process: ten requests a second, fifty in a burst (API-6)."""

import math
import time
from collections import OrderedDict

from flask import current_app

from app.api.problems import ApiProblem

BURST = 5  # seconds' worth that may come at once
REMEMBERED = 10_000


class Buckets:
    """Tokens of each key, filled by time; the longest unused keys are forgotten first."""

    def __init__(self) -> None:
        self._filled: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, per_second: int, at: float) -> float:
        """Take one; returns 0, or the seconds until there is one again."""
        most = float(per_second * BURST)
        had, since = self._filled.pop(key, (most, at))
        has = min(most, had + max(0.0, at - since) * per_second)
        waits = 0.0 if has >= 1 else (1 - has) / per_second
        self._filled[key] = (has if waits else has - 1, at)
        while len(self._filled) > REMEMBERED:
            self._filled.popitem(last=False)
        return waits


_buckets = Buckets()


def check(key: str, what: str) -> None:
    """Raise 429 with Retry-After once the client's bucket for `what` ("requests" or "identity") is empty."""
    settings = current_app.extensions["settings"]
    per_second = settings.identity_per_second if what == "identity" else settings.api_per_second
    if not per_second:
        return
    waits = _buckets.take(f"{what}:{key}", per_second, time.monotonic())
    if waits:
        raise ApiProblem(429, "too_many_requests", headers={"Retry-After": str(math.ceil(waits))})
