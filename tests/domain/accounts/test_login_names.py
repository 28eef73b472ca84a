"""Login names: short, typed on any keyboard, one per person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts.rules.login_names import is_login_name, login_name_for, tidy_login


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("Nguyễn Thị Lan", "lannt7"),
        ("Đỗ Đức Độ", "dodd7"),
        ("H'Hen Niê", "nieh7"),
        ("Ánh", "anh7"),
        ("", "gv7"),
        ("李", "gv7"),
    ],
)
def test_made_of_given_name_initials_and_number(name: str, login: str) -> None:
    assert login_name_for(name, 7) == login


@given(st.text(max_size=120), st.integers(1, 2**40))
def test_any_name_gives_a_login_name(name: str, number: int) -> None:
    login = login_name_for(name, number)
    assert is_login_name(login)
    assert tidy_login(login) == login


@given(st.text(max_size=60), st.text(max_size=60), st.integers(1, 10**9), st.integers(1, 10**9))
def test_two_people_never_share_one(one: str, other: str, first: int, second: int) -> None:
    assert first == second or login_name_for(one, first) != login_name_for(other, second)


def test_what_is_typed_is_forgiven_case_blanks_and_full_width_figures() -> None:
    assert tidy_login(" Lan NT 7\u200b") == "lannt7"
    assert tidy_login("０９１２ 345 678") == "0912345678"
