"""Cleaning, folding, searching and the detection of old encodings."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.vietnamese import (
    UncleanText,
    clean,
    clean_lines,
    fold,
    has_marks,
    is_legacy_encoded,
    printable,
    search_patterns,
)

LINE = st.text(st.characters(exclude_categories=["Cc", "Cs"]))
VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậễệốồỗộớờỡợứừữựýỳỷỹỵ ĐƯỞỄ", min_size=1)


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("Nguyê\u0303n", "Nguyễn"),
        ("  Lê \u00a0 Thị\t Lan \r\n", "Lê Thị Lan"),
        ("La\u200bn\u202e\ufeff", "Lan"),
        ("a\u200b\u0301", "á"),
        ("hai\ndòng", "hai dòng"),
        ("", ""),
    ],
)
def test_clean_gives_one_tidy_line(given_text, cleaned):
    assert clean(given_text) == cleaned


def test_clean_lines_keeps_the_lines_of_a_text_area():
    assert clean_lines(" một \r\n\r\n hai\u2028ba \n") == "một\n\nhai\nba"


@pytest.mark.parametrize("text", ["a\0b", "\x1b[0m", "\x1f", "\ud800", "a\x85b"])
def test_controls_are_refused_not_dropped(text):
    with pytest.raises(UncleanText):
        clean(text)
    assert printable(text) is not None


@given(LINE)
def test_clean_is_idempotent_and_composed(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()


@given(st.text())
def test_printable_never_fails(text):
    assert clean(printable(text)) == printable(text)


@given(LINE)
def test_fold_is_idempotent_and_blind_to_normal_form(text):
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(VIETNAMESE)
def test_fold_is_blind_to_case_and_leaves_plain_letters(text):
    assert fold(text.upper()) == fold(text.lower())
    assert fold(text).isascii()


@pytest.mark.parametrize(("one", "other"), [("HOÀ Đỗ", "hòa  do"), ("Ðặng", "đặng"), ("THUÝ", "thúy")])
def test_fold_meets(one, other):
    assert fold(one) == fold(other)


def finds(query: str, name: str) -> bool:
    """What `LIKE ... ESCAPE` does with the patterns, in Python."""
    searched = f" {fold(name)}"
    return all(re.sub(r"\\(.)", r"\1", pattern[1:-1]) in searched for pattern in search_patterns(query))


@pytest.mark.parametrize(
    ("query", "name", "found"),
    [
        ("lan nguy", "Nguyễn Thị Lan", True),
        ("nguyen", "Nguyê\u0303n Thị Lan", True),
        ("La\u200bn\u00a0Nguy\ufeffễn", "Nguyễn Thị Lan", True),
        ("h'hen", "H'Hen Niê", True),
        ("an", "Nguyễn Thị Lan", False),
        ("%", "Nguyễn Thị Lan", False),
        ("_an", "Nguyễn Thị Lan", False),
        ("", "Nguyễn Thị Lan", True),
    ],
)
def test_search_matches_word_beginnings_in_any_order(query, name, found):
    assert finds(query, name) is found


@given(LINE)
def test_search_patterns_hold_no_live_wildcard_of_the_query(query):
    for pattern in search_patterns(query):
        assert not re.search(r"[%_]", re.sub(r"\\.", "", pattern[1:-1]))


@given(LINE)
def test_a_text_is_found_by_each_of_its_words(text):
    for word in fold(text).split()[:5]:
        assert finds(word, text)


def test_marks_in_a_query_are_noticed():
    assert has_marks("hoà")
    assert has_marks("do đ")
    assert not has_marks("HOA  lan")


@pytest.mark.parametrize(
    "text", ["NguyÔn V¨n TuÊn", "TrÇn ThÞ Hång", "§ç M¹nh", "L­u V¨n", "Nguyeãn Vaên Tuaán", "Toâ Hoaøi", "NGUYEÃN"]
)
def test_imp_4_old_encodings_are_recognised(text):
    assert is_legacy_encoded(text)


@pytest.mark.parametrize(
    "text",
    [
        "Phan Văn Tân",
        "VÕ HOÀNG ÂN",
        "Hồ Thị Ánh",
        "Lê Thế Quý",
        "Y Ñhŭm Êban",
        "Trường THCS số 2",
        "HOÀ",
        "Lan",
        "Uyên",
        "Hoàng Quê",
        "Ngô Uý",
        "Lê Khoa",
        "Quách Huân",
        "",
        "Tổ Lí - Hóa - Sinh",
        "Ngoài",
        "Thoại",
        "Nguyê\u0303n",
    ],
)
def test_unicode_names_are_not_taken_for_old_encodings(text):
    assert not is_legacy_encoded(text)
