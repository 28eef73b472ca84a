"""What may the machine of an LMS ask for, for how long, and with which secret?  Values in, values out (API-1)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

TOKEN_LIFE = timedelta(hours=1)
SECRET_LIFE = timedelta(days=365)
MOST_SECRETS = 2
"""Live at a time: the old one goes on until the LMS has taken the new one over."""
NAME_LENGTH = 100
SECRET_PREFIX, TOKEN_PREFIX = "tms_live_", "tms_at_"
"""So that whoever finds one in a file or a log knows what it is."""
ANSWERS_KEPT = timedelta(hours=72)
"""How long an answer is kept for its Idempotency-Key (API-3)."""
CALLS_KEPT = timedelta(days=400)
"""How long attempts are kept: a year of months to compare, and some weeks to ask about the last one."""
UNANSWERED = timedelta(minutes=1)
"""After this a request that never ended (its worker died) no longer holds its Idempotency-Key."""


class Scope(StrEnum):
    """What a client may do."""

    WRITE_COMPLETIONS = "completions:write"
    READ_COMPLETIONS = "completions:read"
    CHECK_IDENTITY = "identity:check"
    READ_IDENTITY = "identity:read"
    READ_CATALOGUE = "catalogue:read"


class ClientState(StrEnum):
    """May a client still come in?"""

    LIVE = "live"
    EXPIRED = "expired"  # every secret has expired or was ended
    REVOKED = "revoked"


def client_state(revoked_at: datetime | None, live_secrets: int) -> ClientState:
    """Where a client stands with so many live secrets."""
    if revoked_at is not None:
        return ClientState.REVOKED
    return ClientState.LIVE if live_secrets else ClientState.EXPIRED


def is_live(expires_at: datetime, ended_at: datetime | None, at: datetime) -> bool:
    """Does a secret or token still hold at this instant?"""
    return ended_at is None and at < expires_at


def granted(allowed: Iterable[str], asked: str) -> frozenset[str]:
    """The scopes of a new token: those asked for (RFC 6749 3.3), or all there are.

    Raises ValueError if one is asked for that the client does not have.
    """
    have = frozenset(allowed)
    wanted = frozenset(asked.split()) or have
    if not wanted <= have:
        raise ValueError("scope")
    return wanted


def seconds_to_wait(age: timedelta) -> int:
    """When to ask again for the answer to a request that has been at work for `age`.

    Most are answered at once: as long again as it has taken so far, and no longer than the key is held.
    """
    return max(1, ceil(min(age, UNANSWERED - age).total_seconds()))
