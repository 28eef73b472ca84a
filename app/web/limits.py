"""How much may one session ask for?  (REL-7)

Counted per session and process, in memory: a courtesy limit that keeps one runaway browser from crowding out a school.
Nobody is limited by address: a mobile carrier puts thousands behind one.
"""

import time
from collections import OrderedDict

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from app.web.identity import session_token
from app.web.trace import note_security

MINUTE = 60.0
SOFT = 60  # per minute: noted
REMEMBERED = 10_000  # sessions


class Counter:
    """Requests of each session in its current minute; the longest idle sessions are forgotten first."""

    def __init__(self) -> None:
        self._minutes: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def add(self, token: str, at: float) -> tuple[int, float]:
        """Count one request; returns how many this minute holds and the seconds until it ends."""
        began, count = self._minutes.pop(token, (at, 0))
        if at - began >= MINUTE:
            began, count = at, 0
        self._minutes[token] = (began, count + 1)
        while len(self._minutes) > REMEMBERED:
            self._minutes.popitem(last=False)
        return count + 1, began + MINUTE - at

    def count_of(self, token: str, at: float) -> tuple[int, float]:
        """How many the present minute holds, and the seconds until it ends; counts nothing."""
        began, count = self._minutes.get(token, (at, 0))
        return (0, MINUTE) if at - began >= MINUTE else (count, began + MINUTE - at)


def init_app(app: Flask, per_minute: int) -> None:
    """Answer 429 past `per_minute` requests of one session; 0 switches the limit off."""
    counter = Counter()

    @app.before_request
    def check() -> None:
        token = session_token(request)
        if not token or not per_minute or request.endpoint == "static":
            return
        count, seconds = counter.add(token, time.monotonic())
        if count == SOFT + 1:
            note_security("busy_session")
        if count > per_minute:
            error = TooManyRequests()
            error.retry_after = int(seconds) + 1
            raise error
