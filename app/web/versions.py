"""Where do a stored record and what was typed over an older version of it differ (CON-1)?"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A fact in two versions, in words: what is stored, and what was typed."""

    name: str
    stored: str
    typed: str


def differing(rows: Iterable[Row]) -> list[Row]:
    """The facts that are not the same in both."""
    return [row for row in rows if row.stored != row.typed]
