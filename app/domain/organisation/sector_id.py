"""What does a written sector ID say, and when may two of them mean the same person?

An ID is a string for ever: its leading zeros belong to it, and a number cannot hold them.
"""

import re
from enum import StrEnum

from app.domain.vietnamese import FULL_WIDTH_DIGITS, UncleanText, clean

USUAL_LENGTHS = range(10, 13)
#: An ID of the registry has 11 or 12 digits; ten mean that a spreadsheet dropped the zero in front.
LENGTH_WITHOUT_ZERO = 10

_SEPARATORS = re.compile(r"[ .\-‐‑–—]")
_DIGITS = re.compile(r"[0-9]{8,14}")


class SectorIdProblem(StrEnum):
    """Why a text is no sector ID."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    WRONG_LENGTH = "wrong_length"


class BadSectorId(ValueError):
    """The text is no sector ID; `problem` says why."""

    def __init__(self, problem: SectorIdProblem):
        super().__init__(problem.value)
        self.problem = problem


def clean_sector_id(text: str) -> str:
    """The 8 to 14 digits of an ID as given, blanks, dots and hyphens removed; raises BadSectorId.

    Full-width digits become plain ones; digits of other scripts are refused, because nobody types them by intent.
    """
    try:
        digits = _SEPARATORS.sub("", clean(text).translate(FULL_WIDTH_DIGITS))
    except UncleanText:
        raise BadSectorId(SectorIdProblem.NOT_DIGITS) from None
    if not digits:
        raise BadSectorId(SectorIdProblem.EMPTY)
    if not digits.isascii() or not digits.isdigit():
        raise BadSectorId(SectorIdProblem.NOT_DIGITS)
    if not _DIGITS.fullmatch(digits):
        raise BadSectorId(SectorIdProblem.WRONG_LENGTH)
    return digits


def sector_key(sector_id: str) -> str:
    """The forgiving key of a cleaned ID: without its leading zeros. Two IDs may share one; it never replaces an ID."""
    return sector_id.lstrip("0") or "0"


def has_usual_length(sector_id: str) -> bool:
    """False is a warning, never a refusal."""
    return len(sector_id) in USUAL_LENGTHS


def lost_zero_suggestion(sector_id: str) -> str | None:
    """The ID with the zero that Excel probably took away, to be offered and never assumed."""
    if len(sector_id) == LENGTH_WITHOUT_ZERO and not sector_id.startswith("0"):
        return "0" + sector_id
    return None
