"""Who needs a second factor, and is this one right? (AUTH-7)"""

import hashlib
import hmac
import re
import secrets
from datetime import datetime

import pyotp

from app.domain.organisation.rules import Role, UnitKind

STEP_SECONDS = 30
WINDOW = 1  # one step before and after: phones' clocks are a little off
ONE_TIME_CODES = 8
_ONE_TIME_LENGTH = 10
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

_FAR_REACHING = frozenset({UnitKind.PROVINCE, UnitKind.MINISTRY})


def is_required(role: str, unit_kind: str) -> bool:
    """Does this appointment ask for a second factor?  Whoever works at a province or the ministry, or audits."""
    return role in {Role.PROVINCE, Role.MINISTRY, Role.AUDITOR} or (role == Role.ADMIN and unit_kind in _FAR_REACHING)


def new_secret() -> str:
    """Make the secret that the person's phone keeps (base32, 160 bits)."""
    return pyotp.random_base32()


def code_at(secret: str, now: datetime) -> str:
    """The six figures that the phone shows at `now`."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).at(now)


def matching_step(secret: str, typed: str, now: datetime, last_step: int | None) -> int | None:
    """Answer the time step that the typed figures belong to, or None.

    A step at or before `last_step` has been used: the same figures never work twice.
    """
    figures = re.sub(r"[\s.\-]", "", typed[:20])
    if not re.fullmatch(r"[0-9]{6}", figures):
        return None
    current = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    matches = None
    for step in range(current - WINDOW, current + WINDOW + 1):
        right = hmac.compare_digest(totp.at(step * STEP_SECONDS), figures)
        if right and (last_step is None or step > last_step):
            matches = step
    return matches


def provisioning_uri(secret: str, login_name: str, issuer: str) -> str:
    """The address that the phone's app reads from the picture."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=login_name, issuer_name=issuer)


def new_one_time_codes() -> list[str]:
    """Make the eight codes for the day the phone is lost; each works once."""
    return ["".join(secrets.choice(_ALPHABET) for _ in range(_ONE_TIME_LENGTH)) for _ in range(ONE_TIME_CODES)]


def tidy_one_time_code(typed: str) -> str | None:
    """The one-time code that somebody typed, or None when it cannot be one."""
    code = re.sub(r"[\s.\-]", "", typed[:60]).upper()
    return code if len(code) == _ONE_TIME_LENGTH and set(code) <= set(_ALPHABET) else None


def one_time_digest(code: str, key: bytes) -> str:
    """What the database keeps of a one-time code."""
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()
