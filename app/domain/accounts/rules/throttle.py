"""Until when is a sign-in refused? Guessing becomes slow, nobody is locked out (AUTH-4).

A wrong password counts for the account. From the tenth on, the next try is refused until an instant, at most 15
minutes away. A device that signed in to this account before, or an address that did, is not held up by strangers'
failures; it only has a generous count of its own. An address alone is refused far later, since a mobile carrier puts
thousands of people behind one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_FAILURES = 10
FREE_FAILURES_OF_KNOWN = 100
LONGEST_DELAY = timedelta(minutes=15)
MEMORY = timedelta(hours=24)  # failures further apart than this are not one attack
ADDRESS_FAILURES = 2_000
ALARM_FAILURES = 3_000  # everywhere together, within one window: somebody is guessing at large
ADDRESS_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True)
class Failures:
    """How often something failed without a success between, since when, and when last."""

    count: int
    first_at: datetime
    last_at: datetime


def delay_after(count: int, free: int = FREE_FAILURES) -> timedelta:
    """The delay that so many failures earn: 0, then 1, 2, 4, 8 and at most 15 minutes."""
    if count < free:
        return timedelta(0)
    doublings = min(count - free, 4)
    return min(timedelta(minutes=2**doublings), LONGEST_DELAY)


def refused_until(
    now: datetime, *, account: Failures | None, known: Failures | None, is_known: bool, address: Failures | None
) -> datetime | None:
    """Answer the instant before which this try is refused, or None when it may be judged.

    `account`: failures of strangers on the account; `known`: those of this known device or address on the account
    (`is_known` tells whether there is such a past success); `address`: those of the address on all accounts.
    """
    counted, free = (known, FREE_FAILURES_OF_KNOWN) if is_known else (account, FREE_FAILURES)
    ends = [_end_of_delay(counted, free), _end_of_address_window(address)]
    later = [end for end in ends if end is not None and end > now]
    return max(later, default=None)


def counted_again(earlier: Failures | None, now: datetime, window: timedelta = MEMORY) -> Failures:
    """The failures after one more at `now`; a count whose last is older than the memory starts anew."""
    if earlier is None or now - earlier.last_at >= window:
        return Failures(1, now, now)
    return Failures(earlier.count + 1, earlier.first_at, now)


def counted_in_window(earlier: Failures | None, now: datetime) -> Failures:
    """The address's failures after one more at `now`, counted in windows of ten minutes."""
    if earlier is None or now - earlier.first_at >= ADDRESS_WINDOW:
        return Failures(1, now, now)
    return Failures(earlier.count + 1, earlier.first_at, now)


def _end_of_delay(failures: Failures | None, free: int) -> datetime | None:
    if failures is None or failures.count < free:
        return None
    return failures.last_at + delay_after(failures.count, free)


def _end_of_address_window(failures: Failures | None) -> datetime | None:
    if failures is None or failures.count < ADDRESS_FAILURES:
        return None
    return failures.first_at + ADDRESS_WINDOW
