"""What day is it, and what instant?  Two clocks, handed to rules as arguments.

`today` steers deadlines, appointments and periods; a demonstration pins its date and keeps the real time of day.
`now` steers security, leases and the journal, and is always real.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_pinned: date | None = None


def pin_today(day: date | None) -> None:
    """Fix the campaign's date (demonstration, tests); None returns to the calendar."""
    global _pinned
    _pinned = day


def pinned_today() -> date | None:
    """The demonstration's date, or None in ordinary use."""
    return _pinned


def now() -> datetime:
    """The real instant, aware, UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The campaign's date in Vietnam."""
    return _pinned or now().astimezone(VIETNAM).date()


def campaign_now() -> datetime:
    """The campaign's date with the real time of day: what deadlines are judged by (CON-5)."""
    local = now().astimezone(VIETNAM)
    return datetime.combine(today(), local.time(), VIETNAM).astimezone(UTC)


def campaign_instant(instant: datetime) -> datetime:
    """An instant as the campaign's calendar has it: what a person is shown beside dates of the campaign.

    Only a demonstration, whose date is pinned, changes anything: what the real clock stamped (a notice, a case, a file)
    is as many days away from the pinned day as it is from the real one, at its own time of day.  What is written by the
    campaign's clock stays.  Of which of the two an instant is, its distance tells.
    """
    if _pinned is None:
        return instant
    apart = now().astimezone(VIETNAM).date() - _pinned
    return instant - apart if abs(now() - instant) < abs(campaign_now() - instant) else instant


def start_of(day: date) -> datetime:
    """Midnight in Vietnam at the start of `day`: the instant meant by "trước ngày …" (domain: store the instant)."""
    return datetime.combine(day, time.min, VIETNAM).astimezone(UTC)


def days_until(deadline: datetime, at: datetime) -> int:
    """Whole days in Vietnam that still may be used, today included; 0 or less once the deadline has passed."""
    last_day = (deadline.astimezone(VIETNAM) - timedelta(microseconds=1)).date()
    return (last_day - at.astimezone(VIETNAM).date()).days + 1
