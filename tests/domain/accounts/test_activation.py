"""AUTH-3: codes that nobody guesses and everybody can type, kept as a digest, good for a time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts.rules import activation

NOW = datetime(2022, 4, 18, 3, tzinfo=UTC)


def test_AUTH_3_uses_31_letters_without_look_alikes() -> None:
    assert len(set(activation.ALPHABET)) == len(activation.ALPHABET) == 31
    assert not set("0O1IL") & set(activation.ALPHABET)


def test_AUTH_3_makes_a_new_code_each_time() -> None:
    codes = {activation.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(activation.tidy(code) == code for code in codes)


@given(st.text(alphabet=activation.ALPHABET, min_size=12, max_size=12), st.sampled_from(["-", " ", ".", "", " – "]))
def test_AUTH_3_forgives_blanks_dashes_and_case(code: str, between: str) -> None:
    typed = between.join((code[:4], code[4:8], code[8:])).lower()
    assert activation.tidy(f"  {typed} ") == code
    assert activation.is_code(typed, activation.digest(code, b"k"), b"k")


@pytest.mark.parametrize("typed", ["", "K7MN-4PQR-X2Y", "K7MN-4PQR-X2YZ-2", "K7MN-4PQR-X2Y0", "ＫＫＫＫ", "'; drop"])
def test_AUTH_3_refuses_what_cannot_be_a_code(typed: str) -> None:
    assert activation.tidy(typed) is None
    assert not activation.is_code(typed, activation.digest("", b"k"), b"k")


def test_AUTH_3_a_digest_needs_the_key() -> None:
    assert activation.digest("K7MN4PQRX2YZ", b"one") != activation.digest("K7MN4PQRX2YZ", b"two")
    assert not activation.is_code("K7MN4PQRX2YZ", None, b"one")


@pytest.mark.parametrize(
    ("deadline", "days"),
    [
        (None, 60),
        (timedelta(days=20), 20),
        (timedelta(days=5), 5),
        (timedelta(hours=3), 1),
        (timedelta(days=-3), 1),
        (timedelta(days=300), 60),
    ],
)
def test_AUTH_3_a_code_lives_until_the_deadline_and_never_past_60_days(deadline: timedelta | None, days: int) -> None:
    until = activation.good_until(NOW, None if deadline is None else NOW + deadline)
    assert until - NOW == timedelta(days=days)


def test_grouped_by_four() -> None:
    assert activation.grouped("K7MN4PQRX2YZ") == "K7MN-4PQR-X2YZ"
