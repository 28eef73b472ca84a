"""When must a request about one's own data be answered?  (law 91/2025, decree 356/2025; DP-3)"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class RequestKind(StrEnum):
    """What a person may ask about the own data."""

    CORRECTION = "correction"
    RESTRICTION = "restriction"
    DELETION = "deletion"
    OTHER = "other"


class RequestState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    FULFILLED = "fulfilled"
    REFUSED = "refused"


ACKNOWLEDGE_WORKING_DAYS = 2
ANSWER_DAYS = {
    RequestKind.CORRECTION: 10,
    RequestKind.OTHER: 10,
    RequestKind.RESTRICTION: 15,
    RequestKind.DELETION: 20,
}
# Days off that fall on the same date every year; the lunar ones (Tết, Giỗ Tổ) are given as data.
FIXED_DAYS_OFF = frozenset({(1, 1), (4, 30), (5, 1), (9, 2)})


@dataclass(frozen=True)
class DueDates:
    """The last day to say "received", and the last day to answer."""

    acknowledge: date
    answer: date


def due_dates(kind: RequestKind, asked_on: date, days_off: Collection[date] = ()) -> DueDates:
    """Two working days to acknowledge, then 10, 15 or 20 calendar days to answer, by kind."""
    day, left = asked_on, ACKNOWLEDGE_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, days_off)
    return DueDates(day, asked_on + timedelta(days=ANSWER_DAYS[kind]))


def is_working_day(day: date, days_off: Collection[date] = ()) -> bool:
    """Monday to Friday, and no day off."""
    return day.weekday() < 5 and (day.month, day.day) not in FIXED_DAYS_OFF and day not in days_off
