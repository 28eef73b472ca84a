"""AUTH-4: guessing gets slow, and nobody locks a colleague, a school or a mobile carrier's customers out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts.rules.throttle import (
    ADDRESS_FAILURES,
    LONGEST_DELAY,
    Failures,
    counted_again,
    counted_in_window,
    delay_after,
    refused_until,
)

NOW = datetime(2022, 4, 18, 13, tzinfo=UTC)


def failed(count: int, last: timedelta = timedelta(0), first: timedelta = timedelta(0)) -> Failures:
    return Failures(count, NOW - first, NOW - last)


@pytest.mark.parametrize(
    ("count", "minutes"), [(0, 0), (9, 0), (10, 1), (11, 2), (12, 4), (13, 8), (14, 15), (15, 15), (10_000, 15)]
)
def test_AUTH_4_delays_grow_from_the_tenth_failure(count: int, minutes: int) -> None:
    assert delay_after(count) == timedelta(minutes=minutes)


def refused(**counts: object) -> datetime | None:
    given = {"account": None, "known": None, "is_known": False, "address": None} | counts
    return refused_until(NOW, **given)  # type: ignore[arg-type]


def test_AUTH_4_refuses_until_an_instant_not_for_ever() -> None:
    assert refused(account=failed(10)) == NOW + timedelta(minutes=1)
    assert refused(account=failed(10, last=timedelta(minutes=1))) is None
    assert refused(account=failed(99, last=timedelta(minutes=14))) == NOW + timedelta(minutes=1)


def test_AUTH_4_strangers_do_not_hold_up_a_known_device_or_address() -> None:
    assert refused(account=failed(5_000), is_known=True) is None
    assert refused(account=failed(5_000), known=failed(99), is_known=True) is None


def test_AUTH_4_even_a_known_device_may_not_guess_for_ever() -> None:
    assert refused(known=failed(100), is_known=True) == NOW + timedelta(minutes=1)


def test_AUTH_4_an_address_is_refused_only_from_2000_failures_in_ten_minutes() -> None:
    almost, full = failed(ADDRESS_FAILURES - 1), failed(ADDRESS_FAILURES, first=timedelta(minutes=3))
    assert refused(address=almost) is None
    assert refused(address=full) == NOW + timedelta(minutes=7)
    assert refused(address=failed(9_999, first=timedelta(minutes=10))) is None


def test_AUTH_4_a_count_is_forgotten_after_a_day_or_a_window() -> None:
    old = failed(50, last=timedelta(hours=24), first=timedelta(hours=30))
    assert counted_again(old, NOW).count == 1
    assert counted_again(failed(50, last=timedelta(hours=23)), NOW).count == 51
    assert counted_in_window(failed(50, first=timedelta(minutes=10)), NOW).count == 1
    assert counted_in_window(failed(50, first=timedelta(minutes=9)), NOW).count == 51


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_AUTH_4_more_failures_never_wait_less_nor_longer_than_a_quarter_hour(one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    assert delay_after(fewer) <= delay_after(more) <= LONGEST_DELAY
