"""What may stand in a person's evidence store, how much of it, and what of it was sent?  Values only.

Evidence (minh chứng) is what shows that somebody has reached a level: circular 20/2018 Điều 3, 14/2018 Điều 3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

MEGABYTE = 1024 * 1024
FILE_LIMIT = 10 * MEGABYTE
FILES_PER_CRITERION = 20
SPACE_PER_YEAR = 200 * MEGABYTE
LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_LINK = 200, 2000, 500
SCHOOL_YEAR_BEGINS = 8  # a file of August belongs to the school year that ends in the next summer


class FileKind(StrEnum):
    """What a file of evidence may be (UP-1)."""

    PDF = "pdf"
    JPG = "jpg"
    PNG = "png"
    DOCX = "docx"
    XLSX = "xlsx"


SHOWN_IN_PLACE = frozenset({FileKind.JPG, FileKind.PNG})
"""A browser shows these in a sandbox; its PDF viewer does not start in one, so a PDF is downloaded (UP-5)."""


class ScanState(StrEnum):
    """What is known of malware in a file (UP-6)."""

    UNSCANNED = "unscanned"  # this installation has no scanner
    CHECKING = "checking"
    CLEAN = "clean"
    INFECTED = "infected"


def may_open(state: ScanState, *, own: bool) -> bool:
    """An infected file opens for nobody; one that is still being checked for its owner only (UP-6)."""
    return state in {ScanState.UNSCANNED, ScanState.CLEAN} or (own and state is ScanState.CHECKING)


def may_show_in_place(kind: FileKind, state: ScanState) -> bool:
    """Only what a scanner found clean is shown inside the browser; everything else is saved first (UP-6)."""
    return kind in SHOWN_IN_PLACE and state is ScanState.CLEAN


def without_evidence(levels: Sequence[int | None], pieces: Mapping[int, Any]) -> list[int]:
    """Numbers of the criteria that are rated above the lowest level and use no piece; `pieces` is by criterion."""
    return [no for no, level in enumerate(levels, start=1) if level and not pieces.get(no)]


def code_of(number: int) -> str:
    """How a person's piece is called on paper: MC-0007."""
    return f"MC-{number:04d}"


def school_year(day: date) -> int:
    """The year in which the school year of this day ends; the space for files is counted by it (UP-2)."""
    return day.year + 1 if day.month >= SCHOOL_YEAR_BEGINS else day.year


def is_safe_link(link: str) -> bool:
    """Is this an https address that may be shown?  It is never fetched, so where it leads is its reader's matter."""
    if len(link) > LONGEST_LINK or any(sign.isspace() or sign in '<>"\\' for sign in link):
        return False
    try:
        parts = urlsplit(link)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and "@" not in parts.netloc


@dataclass(frozen=True)
class SentFile:
    """A file as it was sent; `id` is that of its row, which stays."""

    id: int
    name: str
    kind: str
    size: int


@dataclass(frozen=True)
class SentPiece:
    """A piece as it was sent, word for word, whatever became of it since."""

    id: int
    version: int
    code: str
    name: str
    description: str
    link: str
    files: tuple[SentFile, ...]


def sent_pieces(content: Mapping[str, Any] | None) -> dict[int, list[SentPiece]]:
    """The pieces of an edition's content by criterion number; none for editions from before there was evidence."""
    frozen = (content or {}).get("evidence") or {}
    pieces = {
        one["id"]: SentPiece(**{**one, "files": tuple(SentFile(**file) for file in one["files"])})
        for one in frozen.get("pieces", ())
    }
    return {int(no): [pieces[each] for each in ids] for no, ids in frozen.get("uses", {}).items()}
