"""SES-3: idle sessions lock, locked ones end; the person's role and the machine decide how soon."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts.rules.sessions import SessionState, SessionTimes, is_confirmed, locks_at, session_state

START = datetime(2022, 4, 18, 1, tzinfo=UTC)
OPEN, LOCKED, ENDED = SessionState.OPEN, SessionState.LOCKED, SessionState.ENDED


@pytest.mark.parametrize(
    ("approver", "shared", "rested_minutes", "state"),
    [
        (False, False, 8 * 60 - 1, OPEN),
        (False, False, 8 * 60, LOCKED),
        (False, False, 9 * 60 - 1, LOCKED),
        (False, False, 9 * 60, ENDED),
        (True, False, 29, OPEN),
        (True, False, 30, LOCKED),
        (True, False, 90, ENDED),
        (False, True, 14, OPEN),
        (False, True, 15, LOCKED),
        (True, True, 15, LOCKED),
        (True, True, 75, ENDED),
    ],
)
def test_SES_3_rest(approver: bool, shared: bool, rested_minutes: int, state: SessionState) -> None:
    times = SessionTimes(START, START, approver, shared)
    assert session_state(times, START + timedelta(minutes=rested_minutes)) is state


def test_SES_3_no_session_outlives_twelve_hours_however_busy() -> None:
    busy = SessionTimes(START, START + timedelta(hours=11, minutes=59))
    assert session_state(busy, START + timedelta(hours=11, minutes=59)) is OPEN
    assert session_state(busy, START + timedelta(hours=12)) is LOCKED
    assert session_state(busy, START + timedelta(hours=13)) is ENDED


@given(st.booleans(), st.booleans(), st.integers(0, 1000), st.integers(0, 2000), st.integers(0, 2000))
def test_SES_3_a_session_only_ever_goes_from_open_to_locked_to_ended(
    approver: bool, shared: bool, seen: int, one: int, other: int
) -> None:
    times = SessionTimes(START, START + timedelta(minutes=seen), approver, shared)
    order = [OPEN, LOCKED, ENDED]
    earlier, later = (session_state(times, START + timedelta(minutes=at)) for at in sorted((one, other)))
    assert order.index(earlier) <= order.index(later)
    assert locks_at(times) <= START + timedelta(hours=12)


@pytest.mark.parametrize(("minutes", "good"), [(0, True), (9, True), (10, False), (-1, False)])
def test_SES_5_a_re_entered_password_is_good_for_ten_minutes(minutes: int, good: bool) -> None:
    assert is_confirmed(START, START + timedelta(minutes=minutes)) is good
    assert not is_confirmed(None, START)
