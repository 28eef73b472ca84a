"""Names: possible or not, compared, sorted."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.vietnamese import (
    NameProblem,
    clean_name,
    default_given_name,
    has_mixed_scripts,
    name_problem,
    same_name,
    sort_key,
    tidy_capitals,
)

SYLLABLES = st.sampled_from(
    [
        "Nguyễn",
        "Trần",
        "Thị",
        "Văn",
        "Lan",
        "Lân",
        "Hòa",
        "Hoà",
        "Thúy",
        "Thuý",
        "Đỗ",
        "Ân",
        "Ẩn",
        "Ánh",
        "Út",
        "Ê",
        "Em",
        "Dũng",
        "Mỹ",
        "Qui",
    ]
)
NAMES = st.lists(SYLLABLES, min_size=1, max_size=5).map(" ".join)


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Lan", "H'Hen Niê", "Y Bhăm Êban", "K'Brôih", "Lan", "Võ Th. Minh-Anh", "Êban Ñ"]
)
def test_names_of_every_people_are_accepted(name):
    assert name_problem(clean_name(name)) is None


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", NameProblem.EMPTY),
        ("---", NameProblem.STRANGE_CHARACTER),
        ("Lan 2", NameProblem.STRANGE_CHARACTER),
        ("=1+1", NameProblem.STRANGE_CHARACTER),
        ("Лан", NameProblem.STRANGE_CHARACTER),
        ("L\u0430n", NameProblem.MIXED_SCRIPTS),
        ("Lan <b>", NameProblem.STRANGE_CHARACTER),
        ("a b c d e f g h i", NameProblem.TOO_MANY_WORDS),
        ("a" * 101, NameProblem.TOO_LONG),
    ],
)
def test_other_texts_are_not_names(name, problem):
    assert name_problem(clean_name(name)) is problem


def test_in_5_a_cyrillic_letter_among_latin_ones_is_seen():
    assert has_mixed_scripts("L\u0430n")
    assert not has_mixed_scripts("Lan 12")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Trần Thị Hòa", "TRẦN  THỊ HOÀ", True),
        ("Lê Thuý", "Lê Thúy", True),
        ("Ðặng Quyên", "Đặng Quyên", True),
        ("H’Hen Niê", "H'Hen Niê", True),
        ("Nguyê\u0303n", "Nguyễn", True),
        ("Lan", "Lân", False),
        ("Hòa", "Hóa", False),
        ("Đan", "Dan", False),
        ("Nguyễn Đức Vinh", "Nguyễn Trung Vinh", False),
    ],
)
def test_same_name(one, other, same):
    assert same_name(one, other) is same


@given(NAMES)
def test_a_name_is_the_same_in_any_case_form_and_spacing(name):
    assert same_name(name, unicodedata.normalize("NFD", name.upper()).replace(" ", "  "))
    assert same_name(name, name.lower())


@given(NAMES, NAMES)
def test_same_name_is_symmetric_and_same_names_sort_together(one, other):
    assert same_name(one, other) is same_name(other, one)
    if same_name(one, other):
        assert sort_key(one) == sort_key(other)


def test_names_sort_as_in_a_vietnamese_list():
    """The order of a class register: letters first, tones only between equal letters, then family and middle names."""
    expected = [
        "Trần An",
        "Nguyễn Án",
        "Lê Ánh",
        "Vũ Ăn",
        "Đỗ Ân",
        "Bùi Thị Dũng",
        "Cao Đan",
        "Phan Em",
        "Lê Ê",
        "Đặng Văn Hoa",
        "Nguyễn Văn Hoa",
        "Bùi Thị Hòa",
        "Nguyễn Lan",
        "Nguyễn Thị Lan",
        "Nguyễn Văn Lan",
        "Trần Lan",
        "Lê Lân",
        "Lê Ôn",
        "Lê Ơn",
        "Lê Út",
        "Lê Ưng",
    ]
    shuffled = random.Random(1).sample(expected, len(expected))
    assert sorted(shuffled, key=sort_key) == expected


def test_a_stored_given_name_leads_the_order():
    assert sort_key("H'Hen Niê", "H'Hen") < sort_key("Lê Lan")
    assert sort_key("Lê Lan") < sort_key("H'Hen Niê")
    assert sort_key("Lê Lan", "Không có") < sort_key("Lê Lan", "X")


@given(st.text(max_size=60).filter(lambda t: t.isprintable()))
def test_sort_keys_hold_plain_digits_and_letters_only(name):
    assert set(sort_key(name)) <= set("0123456789abcdefghijklmnopqrstuvwxyz")


def test_given_name_is_the_last_word():
    assert default_given_name("Nguyễn Thị Lan") == "Lan"
    assert default_given_name("") == ""


@pytest.mark.parametrize(
    ("typed", "written"),
    [("TRẦN THỊ LAN", "Trần Thị Lan"), ("H'HEN NIÊ", "H'Hen Niê"), ("Trần thị Lan", "Trần thị Lan"), ("", "")],
)
def test_capitals_are_tidied_and_nothing_else(typed, written):
    assert tidy_capitals(typed) == written
