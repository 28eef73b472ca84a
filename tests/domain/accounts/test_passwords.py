"""AUTH-2: long passwords of any characters are welcome; known ones and those made of the person's facts are not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts.rules.passwords import KnownAbout, PasswordProblem, check_password

LAN = KnownAbout(
    full_name="Nguyễn Thị Lan",
    login_name="lannt1234",
    phones=("0912345678",),
    schools=("Trường Tiểu học Nguyễn Bá Ngọc",),
    sector_ids=("02412345678",),
    birth_dates=("05091988",),
)


@pytest.mark.parametrize(
    "password",
    [
        "con mèo ngủ trên mái nhà",
        "mưa rừng chiều thứ bảy",
        "xK9#wq!zR2mv",
        "🌧 trời đổ mưa rào 🌧",
        "tôi yêu lan rừng và suối",
        "aab bcc dde eff",
    ],
)
def test_AUTH_2_accepts_long_passwords_of_any_characters(password: str) -> None:
    assert check_password(password, LAN, approver=True) == []


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("", PasswordProblem.TOO_SHORT),
        ("xK9#wq!zR", PasswordProblem.TOO_SHORT),
        ("a" * 257, PasswordProblem.TOO_LONG),
        ("aaaaaaaaaaaa", PasswordProblem.ONE_CHARACTER),
        ("123456@Abcd", PasswordProblem.WIDELY_KNOWN),
        ("123456@Abc", PasswordProblem.WIDELY_KNOWN),
        ("1234567890", PasswordProblem.WIDELY_KNOWN),
        ("Password@123", PasswordProblem.WIDELY_KNOWN),
        ("Matkhau@2022", PasswordProblem.WIDELY_KNOWN),
        ("Mậtkhẩumới", PasswordProblem.WIDELY_KNOWN),
        ("giaovien2022!", PasswordProblem.WIDELY_KNOWN),
        ("qwertyuiop", PasswordProblem.WIDELY_KNOWN),
        ("nguyenthilan88", PasswordProblem.HOLDS_NAME),
        ("Nguyễn Thị Lan 88", PasswordProblem.HOLDS_NAME),
        ("thilan#abcxyz9", PasswordProblem.HOLDS_NAME),
        ("Lan@05091999", PasswordProblem.HOLDS_NAME),
        ("lannt1234###", PasswordProblem.HOLDS_LOGIN_NAME),
        ("goi 0912 345 678", PasswordProblem.HOLDS_PHONE),
        ("84912345678xyz", PasswordProblem.HOLDS_PHONE),
        ("NguyenBaNgoc#1", PasswordProblem.HOLDS_SCHOOL),
        ("ma 2412345678 day", PasswordProblem.HOLDS_SECTOR_ID),
        ("sinh 05/09/1988 nhe", PasswordProblem.HOLDS_BIRTH_DATE),
    ],
)
def test_AUTH_2_refuses_what_others_guess(password: str, problem: PasswordProblem) -> None:
    assert problem in check_password(password, LAN, approver=False)


def test_AUTH_2_asks_two_characters_more_of_approvers() -> None:
    assert check_password("xK9#wq!zR2", LAN, approver=False) == []
    assert check_password("xK9#wq!zR2", LAN, approver=True) == [PasswordProblem.TOO_SHORT_FOR_APPROVER]


def test_AUTH_2_knows_nothing_of_people_without_facts() -> None:
    assert check_password("nguyenthilan88xyz", KnownAbout(), approver=True) == []


@given(st.text(min_size=1, max_size=300))
def test_AUTH_2_judges_a_password_alike_however_it_was_composed(password: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, password) for form in ("NFC", "NFD"))
    assert check_password(composed, LAN, approver=False) == check_password(decomposed, LAN, approver=False)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=12, max_size=256))
def test_AUTH_2_has_no_composition_rules(password: str) -> None:
    problems = check_password(password, KnownAbout(), approver=True)
    assert set(problems) <= {
        PasswordProblem.WIDELY_KNOWN,
        PasswordProblem.ONE_CHARACTER,
        PasswordProblem.TOO_SHORT_FOR_APPROVER,
        PasswordProblem.TOO_SHORT,
    }
