"""How is a password kept? Argon2id, 19 MiB, two passes (AUTH-1).

Hashing takes about 40 ms on purpose: call it before `writing()`, never inside.
"""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.accounts.rules.passwords import LONGEST, normalise

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """Answer the hash to store; the whole password counts, up to 256 characters."""
    if len(password) > LONGEST:
        raise ValueError("a password has at most 256 characters")
    return _hasher.hash(normalise(password))


def is_password(password: str, stored: str | None) -> bool:
    """Tell whether the password belongs to the hash; takes as long when there is no hash to compare with."""
    known = stored or _nobodys_hash()
    try:
        matches = _hasher.verify(known, normalise(password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return matches and stored is not None and len(password) <= LONGEST


def needs_rehash(stored: str) -> bool:
    """Tell whether the hash was made with weaker parameters than today's; the next sign-in then renews it."""
    return _hasher.check_needs_rehash(stored)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash("nobody's password")
