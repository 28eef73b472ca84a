"""AUTH-7: six figures by the clock, never twice; eight codes for the day the phone is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts.rules import two_factor

NOW = datetime(2022, 4, 18, 1, 0, 5, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
STEP = timedelta(seconds=two_factor.STEP_SECONDS)


def test_AUTH_7_accepts_the_figures_of_now_and_of_a_clock_half_a_minute_off() -> None:
    now_step = int(NOW.timestamp()) // 30
    for off, step in ((-1, now_step - 1), (0, now_step), (1, now_step + 1)):
        typed = two_factor.code_at(SECRET, NOW + off * STEP)
        assert two_factor.matching_step(SECRET, f" {typed[:3]} {typed[3:]} ", NOW, None) == step
    assert two_factor.matching_step(SECRET, two_factor.code_at(SECRET, NOW + 2 * STEP), NOW, None) is None


def test_AUTH_7_refuses_the_same_figures_twice_and_older_ones_after_newer() -> None:
    typed = two_factor.code_at(SECRET, NOW)
    step = two_factor.matching_step(SECRET, typed, NOW, None)
    assert two_factor.matching_step(SECRET, typed, NOW, step) is None
    assert two_factor.matching_step(SECRET, two_factor.code_at(SECRET, NOW - STEP), NOW, step) is None
    assert two_factor.matching_step(SECRET, two_factor.code_at(SECRET, NOW + STEP), NOW, step) == (step or 0) + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345\n6x"])
def test_AUTH_7_refuses_what_is_not_six_figures(typed: str) -> None:
    assert two_factor.matching_step(SECRET, typed, NOW, None) is None


@given(st.integers(10**9, 2**33), st.integers(0, 2**29))
def test_AUTH_7_never_answers_a_step_that_was_used(seconds: int, last: int) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    step = two_factor.matching_step(SECRET, two_factor.code_at(SECRET, now), now, last)
    assert step is None or step > last


def test_AUTH_7_gives_eight_different_one_time_codes() -> None:
    codes = two_factor.new_one_time_codes()
    assert len(set(codes)) == 8
    assert all(two_factor.tidy_one_time_code(f"{code[:5]}-{code[5:].lower()}") == code for code in codes)
    assert two_factor.tidy_one_time_code("123456") is None
