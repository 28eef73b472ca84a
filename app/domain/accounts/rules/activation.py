"""What is an activation code, and how long is it good? (AUTH-3)

Twelve characters of an alphabet of 31 without 0, O, 1, I and L: about 59 bits, printed once, kept only as a digest.
"""

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12
GROUP = 4
LONGEST_LIFE = timedelta(days=60)
SHORTEST_LIFE = timedelta(days=1)  # a slip printed on the last evening still helps


def new_code() -> str:
    """Make a code that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """The code as it is printed: `K7MN-4PQR-X2YZ`."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def tidy(typed: str) -> str | None:
    """The code that somebody typed, whatever blanks, dashes and case they used; None when it cannot be one."""
    code = re.sub(r"[\s.\-–—_]", "", typed[:100]).upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def digest(code: str, key: bytes) -> str:
    """What the database keeps of a code: an HMAC-SHA-256, so that a copy of the table opens no account."""
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()


def is_code(typed: str, kept: str | None, key: bytes) -> bool:
    """Tell in constant time whether the typed code is the kept one."""
    code = tidy(typed) or ""
    return hmac.compare_digest(digest(code, key), kept or "") and bool(code)


def good_until(now: datetime, deadline: datetime | None) -> datetime:
    """The instant at which a code printed now dies: the campaign's deadline, within 1 to 60 days from now."""
    longest = now + LONGEST_LIFE
    if deadline is None:
        return longest
    return min(max(deadline, now + SHORTEST_LIFE), longest)
