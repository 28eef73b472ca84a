"""How do LMSs write scores, shares and instants into their lists?  A plain value or a reason, never a guess.  Pure."""

import re
from datetime import UTC, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

from app.domain.imports.cells import Cell, Reason, Unreadable, text_of
from app.domain.vietnamese import BadDate, DateProblem, parse_date, words_of

VIETNAM = timezone(timedelta(hours=7))  # as app.domain.clock: no summer time, so a plain offset says it all
CENT = Decimal("0.01")
BLANKS = frozenset({"-", "–", "—", "n/a", "null"})
"""How an LMS writes "nothing" where a person would leave the cell empty."""
NEVER = frozenset({"never", "chua bao gio", "khong bao gio", "chua hoan thanh", "not completed"})
_NUMBER = re.compile(r"\A(\d{1,6})(?:[.,](\d{1,6}))?\s?(%?)(?:\s?/\s?(?:10|100)(?:[.,]0{1,3})?)?")
_TIMED = re.compile(
    r"\A(.{0,60}\d)[ T,]{1,3}(\d{1,2})[:h](\d{2})(?::(\d{2})(?:\.\d{1,6})?)?\s?([AaPp][Mm]|SA|CH)?\s?"
    r"(Z|[+-]\d{2}:?\d{2})?"
)
_CLOCK_FIRST = re.compile(r"\A(\d{1,2})[:h](\d{2})(?::(\d{2}))?[ ,]{1,3}(.{0,60}\d)")
_IN_WORDS = re.compile(
    r"\A(?:[a-z]{1,12}(?: [a-z0-9]{1,6})? )??(\d{1,2}) (?:thang )?([a-z]{3,9}|\d{1,2})(?: nam)? (\d{4})"
)
MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), start=1,
    )
    for name in names.split()
}  # fmt: skip


def number_of(cell: Cell | None) -> str:
    """A score or a share as a plain number of two places at most, "" if there is none; a share keeps its "%".

    8,5 and 8.5 are one; "8,50 / 10,00" is 8.5.  Raises Unreadable.
    """
    text = _said(cell)
    if not text:
        return ""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise Unreadable(Reason.NUMBER_MALFORMED, text[:40])
    whole, part, share = match.groups()
    value = Decimal(f"{whole}.{part or 0}").quantize(CENT, ROUND_HALF_UP).normalize()
    return f"{value:f}{share}"


def moment_of(cell: Cell | None) -> str:
    """An instant as ISO text with its offset, "" if there is none; a day alone means its first minute in Vietnam.

    Days as people write them, ISO, and as Moodle spells them out in English or Vietnamese.  Raises Unreadable.
    """
    if cell is not None and cell.kind == "n":
        raise Unreadable(Reason.DATE_MALFORMED, cell.text[:40])  # a bare number may be a year or a serial: no guess
    text = cell.text.strip() if cell is not None and cell.kind == "d" else _said(cell)
    if not text:
        return ""
    day, clock, zone = _parted(text)
    try:
        on = parse_date(_plain_day(day))
    except BadDate as bad:
        reason = Reason.DATE_NOT_REAL if bad.problem is DateProblem.NOT_REAL else Reason.DATE_MALFORMED
        raise Unreadable(reason, text[:40]) from None
    if on.year < 2000:
        raise Unreadable(Reason.DATE_MALFORMED, text[:40])
    return datetime.combine(on, clock, zone).isoformat()


def _said(cell: Cell | None) -> str:
    text = text_of(cell, limit=80, check_encoding=False)
    return "" if text.casefold() in BLANKS or " ".join(words_of(text)) in NEVER else text


def _parted(text: str) -> tuple[str, time, timezone]:
    """The day's text, the time of day, the offset."""
    zone = VIETNAM
    if match := _TIMED.fullmatch(text):
        day, hour, minute, second, half, offset = match.groups()
        if offset:
            zone = _zone(offset)
    elif match := _CLOCK_FIRST.fullmatch(text):
        hour, minute, second, day = match.groups()
        half = None
    else:
        return text, time(0), zone
    hours = int(hour)
    if half and 1 <= hours <= 12:
        hours = hours % 12 + (12 if half.upper() in ("PM", "CH") else 0)
    try:
        return day.strip(" ,"), time(hours, int(minute), int(second or 0)), zone
    except ValueError:
        raise Unreadable(Reason.DATE_MALFORMED, text[:40]) from None


def _zone(offset: str) -> timezone:
    if offset == "Z":
        return UTC
    sign = -1 if offset[0] == "-" else 1
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return timezone(sign * timedelta(minutes=min(minutes, 14 * 60)))


def _plain_day(text: str) -> str:
    """15/3/2022 for "Tuesday, 15 March 2022" and "Thứ ba, 15 tháng 3 2022"; anything else as it stands."""
    match = _IN_WORDS.fullmatch(" ".join(words_of(text)))
    if match is None:
        return text
    day, month, year = match.groups()
    number = MONTHS.get(month) or (int(month) if month.isdigit() else 0)
    return f"{day}/{number}/{year}" if number else text
