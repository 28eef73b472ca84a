"""How long does a session live? Open, then locked (the password opens it again), then ended (security.md SES-3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

IDLE_APPROVER = timedelta(minutes=30)
IDLE_OTHERS = timedelta(hours=8)
IDLE_SHARED = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)
LOCKED_FOR = timedelta(hours=1)
WARN_BEFORE = timedelta(minutes=5)
CONFIRMED_FOR = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)


class SessionState(StrEnum):
    """What a session may still do: everything, nothing until the password is typed again, nothing ever."""

    OPEN = "open"
    LOCKED = "locked"
    ENDED = "ended"


@dataclass(frozen=True)
class SessionTimes:
    """When a session began and was last used, and what shortens its life."""

    created_at: datetime
    last_seen_at: datetime
    approver: bool = False
    shared_machine: bool = False


def idle_limit(times: SessionTimes) -> timedelta:
    """How long the session may rest before it locks: the shortest limit that applies."""
    if times.shared_machine:
        return IDLE_SHARED
    return IDLE_APPROVER if times.approver else IDLE_OTHERS


def locks_at(times: SessionTimes) -> datetime:
    """The instant at which the session locks if it is not used again."""
    return min(times.last_seen_at + idle_limit(times), times.created_at + ABSOLUTE)


def session_state(times: SessionTimes, now: datetime) -> SessionState:
    """Judge the session at `now`: at the very instant of a limit it is already over.

    A session past its absolute life locks too, so that a form typed over the limit is given back; opening it again
    begins a new session.
    """
    locked_at = locks_at(times)
    if now < locked_at:
        return SessionState.OPEN
    return SessionState.LOCKED if now < locked_at + LOCKED_FOR else SessionState.ENDED


def is_confirmed(confirmed_at: datetime | None, now: datetime) -> bool:
    """Tell whether the password was re-entered within the last ten minutes (SES-5)."""
    return confirmed_at is not None and timedelta(0) <= now - confirmed_at < CONFIRMED_FOR
