"""What do we ask of the sector registry, wherever it runs, and in which three ways may it answer?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class RegistryPerson:
    """One record of the registry. Compared: ID, name, birth date; the rest is only shown to who may see it."""

    sector_id: str
    full_name: str
    birth_date: date | None
    gender: str = ""
    unit_code: str = ""
    unit_name: str = ""
    position: str = ""
    subject: str = ""
    qualification: str = ""
    status: str = ""


class Fault(StrEnum):
    """Why the registry could not be asked."""

    TIMED_OUT = "timed_out"
    REFUSED = "refused"
    GARBAGE = "garbage"
    ANOTHER_PERSON = "another_person"
    RESTING = "resting"  # too many faults in a row: not asked for a while
    BUSY = "busy"  # as many look-ups as this process may make at once are under way


@dataclass(frozen=True)
class Found:
    """The records that have the asked ID or share its key; there may be several."""

    records: tuple[RegistryPerson, ...]


@dataclass(frozen=True)
class NotFound:
    """The registry answered, and knows no such ID."""


@dataclass(frozen=True)
class Unreachable:
    """No answer that could be trusted; the check is pending."""

    fault: Fault


Answer = Found | NotFound | Unreachable


class Registry(Protocol):
    """The sector registry. A look-up never raises for what the other side does: that is an `Unreachable`."""

    def look_up(self, sector_id: str) -> Answer:
        """All records whose ID is `sector_id` (cleaned, 8 to 14 digits) or shares its key."""
        ...
