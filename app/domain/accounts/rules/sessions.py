"""How long does a session live? Open, then locked (the password opens it again), then ended (SES-3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.organisation.rules import Role

IDLE_APPROVER = timedelta(minutes=30)
IDLE_OTHERS = timedelta(hours=8)
IDLE_SHARED = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)
LOCKED_FOR = timedelta(hours=1)
WARN_BEFORE = timedelta(minutes=5)
CONFIRMED_FOR = timedelta(minutes=10)
FIRST_STEP = timedelta(minutes=10)  # the second factor must follow the password within this time
SEEN_EVERY = timedelta(minutes=1)

# Whoever decides about others, administers or audits them, leaves no open screen behind (SES-3: principal and up).
APPROVERS = frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE, Role.MINISTRY, Role.AUDITOR, Role.ADMIN})


class SessionState(StrEnum):
    """What a session may still do: everything, nothing until the password is typed again, nothing ever."""

    OPEN = "open"
    LOCKED = "locked"
    ENDED = "ended"


class Stage(StrEnum):
    """How far a sign-in got: through, or waiting for the second factor, or for its being set up (AUTH-7)."""

    OPEN = "open"
    SECOND_FACTOR = "second_factor"
    ENROLMENT = "enrolment"


class EndReason(StrEnum):
    """Why a session ended (SES-4)."""

    SIGNED_OUT = "signed_out"
    EVERYWHERE = "everywhere"
    RENEWED = "renewed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    FACTOR_REMOVED = "factor_removed"
    RESET = "reset"
    DISABLED = "disabled"
    MERGED = "merged"


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

    A session past its absolute life locks too, so that a form typed over the limit is given back; only a full sign-in,
    with the second factor of whoever has one, opens it again, as a new session.
    """
    locked_at = locks_at(times)
    if now < locked_at:
        return SessionState.OPEN
    return SessionState.LOCKED if now < locked_at + LOCKED_FOR else SessionState.ENDED


def is_confirmed(confirmed_at: datetime | None, now: datetime) -> bool:
    """Tell whether the password was re-entered within the last ten minutes (SES-5)."""
    return confirmed_at is not None and timedelta(0) <= now - confirmed_at < CONFIRMED_FOR
