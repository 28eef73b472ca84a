"""Links, codes, school years, who opens what: pure rules."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evaluation.evidence.rules import (
    LONGEST_LINK,
    FileKind,
    ScanState,
    code_of,
    is_safe_link,
    may_open,
    may_show_in_place,
    school_year,
    sent_pieces,
    without_evidence,
)


@pytest.mark.parametrize(
    ("link", "safe"),
    [
        ("https://truong.edu.vn/bai-giang?id=7#phan-2", True),
        ("https://drive.google.com/file/d/1aB/view", True),
        ("http://truong.edu.vn/", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//truong.edu.vn/", False),
        ("https://", False),
        ("https://localhost/", False),
        ("https://ngan-hang.vn@xau.vn/", False),
        ("https://truong.edu.vn/a b", False),
        ('https://truong.edu.vn/"x', False),
        ("https://truong.edu.vn:x/", False),
        ("https://[::1/", False),
        ("https://truong.edu.vn/" + "a" * LONGEST_LINK, False),
    ],
)
def test_up1_only_a_plain_https_address_is_a_link(link, safe):
    assert is_safe_link(link) is safe


@given(st.text())
def test_up1_no_text_at_all_upsets_the_look_at_a_link(link):
    assert not is_safe_link(link) or link.startswith(("https://", "HTTPS://"))


@pytest.mark.parametrize(
    ("state", "by_owner", "by_others"),
    [("unscanned", True, True), ("checking", True, False), ("clean", True, True), ("infected", False, False)],
)
def test_up6_others_wait_for_the_scanner_and_nobody_opens_malware(state, by_owner, by_others):
    assert may_open(ScanState(state), own=True) is by_owner
    assert may_open(ScanState(state), own=False) is by_others


@pytest.mark.parametrize("kind", FileKind)
@pytest.mark.parametrize("state", ScanState)
def test_up5_only_clean_images_are_shown_in_place(kind, state):
    shown = kind in {"jpg", "png"} and state == "clean"
    assert may_show_in_place(kind, state) is shown


def test_levels_above_the_lowest_want_evidence():
    assert without_evidence((0, 1, 3, None, 2), {3: 1}) == [2, 5]


def test_codes_and_school_years():
    assert (code_of(7), code_of(12_345)) == ("MC-0007", "MC-12345")
    assert [school_year(date(2022, *day)) for day in ((1, 1), (7, 31), (8, 1), (12, 31))] == [2022, 2022, 2023, 2023]


def test_editions_from_before_there_was_evidence_hold_none():
    assert sent_pieces(None) == {} and sent_pieces({"levels": "333"}) == {}
