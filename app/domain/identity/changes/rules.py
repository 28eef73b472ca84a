"""What can become of a verified ID, and where is a reader of the changes?  Values in, values out."""

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What happened to a sector ID, as whoever follows it is told."""

    VERIFIED = "verified"
    REPLACED = "replaced"  # the same person has another verified ID now: `replaced_by`
    WITHDRAWN = "withdrawn"  # it is nobody's any more


@dataclass(frozen=True, order=True)
class Cursor:
    """Where a reader is: everything up to this transaction, and in it up to this row, has been handed out."""

    turn: int = 0
    id: int = 0

    def __str__(self) -> str:
        return f"{self.turn}-{self.id}"


MOST = 2**62


def read_cursor(text: str) -> Cursor:
    """The cursor that somebody shows again; empty is the beginning.  Raises ValueError for what we never gave out."""
    if not text:
        return Cursor()
    turn, dash, row = text.partition("-")
    if not dash or not all(part.isascii() and part.isdigit() and len(part) < 20 for part in (turn, row)):
        raise ValueError(text)
    cursor = Cursor(int(turn), int(row))
    if max(cursor.turn, cursor.id) > MOST:
        raise ValueError(text)
    return cursor
