"""What is a provider told that asks whether an ID and a birth date belong together?  Never which of them is wrong."""

from enum import StrEnum

MOST_OF_ALL = 5
"""Of all providers together for one ID and day: the answer must not help to guess a birth date (API-6)."""
MOST_MISMATCHES = 3
"""Of one provider: it does not silence the others."""


class Agreement(StrEnum):
    """The whole of the answer."""

    MATCH = "match"
    MISMATCH = "mismatch"
    PENDING = "pending"  # declared or listed here with this birth date, not verified yet


class Whereabouts(StrEnum):
    """Where an ID leads."""

    HELD = "held"
    MOVED = "moved"  # the same person's ID is another one now
    GONE = "gone"
