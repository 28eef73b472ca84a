"""How is a registry asked that runs elsewhere, over HTTPS with JSON, without trusting what comes back?

Asked: POST {url} with {"sector_id": "…"} (in the body, so that no ID stands in anybody's access log). Answered: 200
with {"people": [{"sector_id", "full_name", "birth_date": "YYYY-MM-DD" or null, …}]}, or 404 for an unknown ID.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from urllib.parse import urlsplit

from app.domain.identity.rules import is_another_persons
from app.integrations.registry.breaker import Breaker
from app.integrations.registry.interface import Answer, Fault, Found, NotFound, RegistryPerson, Unreachable

log = logging.getLogger("temis.registry")

MAX_ANSWER = 64 * 1024
MAX_PEOPLE = 20
MAX_TEXT = 300
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_TEXTS = tuple(f.name for f in fields(RegistryPerson) if f.name not in ("sector_id", "full_name", "birth_date"))


@dataclass(frozen=True)
class Patience:
    """How long one look-up may take: seconds for a try, and the pauses before further tries."""

    seconds: float
    pauses: tuple[float, ...] = ()


FOR_A_PERSON = Patience(2.0)
"""Somebody is waiting: one try."""
FOR_A_JOB = Patience(5.0, (0.5, 2.0))
"""Nobody is waiting: up to three tries."""


class BadAnswer(Exception):
    """The registry answered with something that cannot be used; carries the Fault."""

    def __init__(self, fault: Fault):
        super().__init__(fault)
        self.fault = fault


class RemoteRegistry:
    """The registry behind a URL. One object a process, since it holds the breaker; safe to share between threads."""

    def __init__(
        self,
        url: str,
        token: str = "",
        patience: Patience = FOR_A_PERSON,
        breaker: Breaker | None = None,
        pause: Callable[[float], None] = time.sleep,
    ):
        """ValueError unless the address is https (http is accepted on the loopback, for the stand-in)."""
        parts = urlsplit(url)
        if not parts.hostname or not (parts.scheme == "https" or parts.hostname in LOOPBACK and parts.scheme == "http"):
            raise ValueError("the registry's address must be https")
        self._parts, self._token, self._patience = parts, token, patience
        self._breaker = breaker or Breaker()
        self._pause = pause

    def patient(self, patience: Patience) -> RemoteRegistry:
        """The same registry, with the same breaker, asked with other patience."""
        return RemoteRegistry(self._parts.geturl(), self._token, patience, self._breaker, self._pause)

    def look_up(self, sector_id: str) -> Answer:
        """Ask, again after each pause of our patience while faults last; see `Registry.look_up`."""
        answer = self._try(sector_id)
        for pause in self._patience.pauses:
            if not isinstance(answer, Unreachable) or answer.fault is Fault.RESTING:
                break
            self._pause(pause)
            answer = self._try(sector_id)
        return answer

    def _try(self, sector_id: str) -> Answer:
        if not self._breaker.allows():
            return Unreachable(Fault.RESTING)
        answer = self._ask(sector_id)
        self._breaker.report(fault=isinstance(answer, Unreachable))
        if isinstance(answer, Unreachable):  # at most as many as the breaker lets through, and never whose ID it was
            log.warning("registry_fault", extra={"fields": {"fault": str(answer.fault)}})
        return answer

    def _ask(self, sector_id: str) -> Answer:
        try:
            status, body = self._exchange(json.dumps({"sector_id": sector_id}).encode())
            return _understood(sector_id, status, body)
        except BadAnswer as bad:
            return Unreachable(bad.fault)
        except TimeoutError:
            return Unreachable(Fault.TIMED_OUT)
        except (OSError, http.client.HTTPException, ValueError):
            return Unreachable(Fault.REFUSED)

    def _exchange(self, body: bytes) -> tuple[int, bytes]:
        """Status and body of one POST; TimeoutError past our patience; follows no redirect.

        A socket's own time-out starts anew with each byte, so a server that drips would keep us for ever: a timer cuts
        the line instead.
        """
        until = time.monotonic() + self._patience.seconds
        connection = self._connection()
        connection.connect()
        late = threading.Event()
        timer = threading.Timer(until - time.monotonic(), _cut, (connection.sock, late))
        timer.start()
        try:
            connection.request("POST", self._parts.path or "/", body, self._headers())
            with connection.getresponse() as answer:
                status, text = answer.status, answer.read(MAX_ANSWER + 1)
            if late.is_set():
                raise TimeoutError
            return status, text
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise (TimeoutError() if late.is_set() else error) from error
        finally:
            timer.cancel()
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        host, port, seconds = self._parts.hostname or "", self._parts.port, self._patience.seconds
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=seconds)

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        return headers | ({"Authorization": f"Bearer {self._token}"} if self._token else {})


def _cut(line: socket.socket, late: threading.Event) -> None:
    late.set()
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _understood(asked: str, status: int, body: bytes) -> Answer:
    if status == 404:
        return NotFound()
    if status != 200:
        raise BadAnswer(Fault.REFUSED)
    if len(body) > MAX_ANSWER:
        raise BadAnswer(Fault.GARBAGE)
    people = _people(body)
    if any(is_another_persons(asked, person.sector_id) for person in people):
        raise BadAnswer(Fault.ANOTHER_PERSON)
    return Found(people) if people else NotFound()


def _people(body: bytes) -> tuple[RegistryPerson, ...]:
    """The records of an answer; BadAnswer unless every one of them is well-formed."""
    try:
        listed = json.loads(body.decode("utf-8"))["people"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadAnswer(Fault.GARBAGE) from None
    if not isinstance(listed, list) or len(listed) > MAX_PEOPLE:
        raise BadAnswer(Fault.GARBAGE)
    return tuple(_person(item) for item in listed)


def _person(item: object) -> RegistryPerson:
    if not isinstance(item, dict):
        raise BadAnswer(Fault.GARBAGE)
    sector_id, name = _text(item, "sector_id"), _text(item, "full_name").strip()
    if not (sector_id.isascii() and sector_id.isdecimal() and name):
        raise BadAnswer(Fault.GARBAGE)
    return RegistryPerson(sector_id, name, _day(item.get("birth_date")), **{n: _text(item, n) for n in _TEXTS})


def _text(item: dict, name: str) -> str:
    value = item.get(name, "")
    if not isinstance(value, str) or len(value) > MAX_TEXT or not value.isprintable():
        raise BadAnswer(Fault.GARBAGE)
    return value


def _day(value: object) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value) if isinstance(value, str) else _garbage()
    except ValueError:
        return _garbage()


def _garbage() -> date:
    raise BadAnswer(Fault.GARBAGE)
