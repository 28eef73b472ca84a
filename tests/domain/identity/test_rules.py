"""Comparing a person with the registry, judging a check, and what may be told of it."""

import unicodedata
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identity.comparison import Comparison, Field, Identity, candidates, choose, compare, played_back
from app.domain.identity.rules import (
    OTHERS_FAILURES_PER_ID,
    OWN_FAILURES_A_DAY,
    Change,
    Judgement,
    Outcome,
    changes,
    is_another_persons,
    judge,
    limited,
    may_ask,
)


@dataclass(frozen=True)
class Row:
    sector_id: str
    full_name: str = "Lê Thanh Hòa"
    birth_date: date | None = date(1977, 8, 10)


HOA = Identity("Lê Thanh Hòa", date(1977, 8, 10))
NOBODY = frozenset[str]()


@pytest.mark.parametrize(
    "spelling",
    ["Lê Thanh Hoà", "LÊ THANH HÒA", "  lê  thanh hòa ", unicodedata.normalize("NFD", "Lê Thanh Hòa")],
)
def test_a_name_matches_in_any_of_its_spellings(spelling):
    assert compare(HOA, Row("09352319252", spelling)).all_match


@pytest.mark.parametrize("other", ["Lê Thanh Hoa", "Lê Thanh Hóa", "Lê Hòa", "Le Thanh Hòa"])
def test_a_name_with_other_marks_or_words_is_another_name(other):
    assert compare(HOA, Row("09352319252", other)).differing == (Field.NAME,)


def test_d_with_a_stroke_matches_its_capital_and_not_a_plain_d():
    assert compare(Identity("ĐỖ ĐẠT", HOA.birth_date), Row("1", "Đỗ Đạt")).name
    assert not compare(Identity("Đỗ Đạt", HOA.birth_date), Row("1", "Dỗ Dạt")).name


@pytest.mark.parametrize(("ours", "theirs"), [(None, None), (None, date(1977, 8, 10)), (date(1977, 8, 10), None)])
def test_an_unknown_birth_date_agrees_with_nothing(ours, theirs):
    comparison = compare(Identity("Lê Thanh Hòa", ours), Row("1", birth_date=theirs))
    assert comparison.differing == (Field.BIRTH_DATE,)


def test_the_exact_id_wins_over_one_that_shares_its_key():
    exact, alike = Row("9352319252"), Row("09352319252")
    assert choose("9352319252", [alike, exact]) is exact
    assert choose("09352319252", [alike, exact]) is alike


def test_a_lost_zero_is_found_by_the_key():
    assert choose("9352319252", [Row("09352319252")]) == Row("09352319252")


def test_two_records_of_one_key_are_nobodys():
    assert choose("9352319252", [Row("09352319252"), Row("009352319252")]) is None


def test_the_same_record_twice_is_one_record():
    assert choose("09352319252", [Row("09352319252"), Row("09352319252")]) == Row("09352319252")


@pytest.mark.parametrize(
    ("records", "verified", "expected"),
    [
        (None, NOBODY, Outcome.UNREACHABLE),
        ([], NOBODY, Outcome.NOT_FOUND),
        ([Row("12345678")], NOBODY, Outcome.NOT_FOUND),
        ([Row("009352319252"), Row("0009352319252")], NOBODY, Outcome.NOT_FOUND),
        ([Row("09352319252", "Lê Thị Hòa")], NOBODY, Outcome.MISMATCH),
        ([Row("09352319252", "Lê Thị Hòa")], frozenset({"09352319252"}), Outcome.MISMATCH),
        ([Row("09352319252")], frozenset({"09352319252"}), Outcome.DUPLICATE),
        ([Row("09352319252")], frozenset({"9352319252"}), Outcome.VERIFIED),
        ([Row("09352319252")], NOBODY, Outcome.VERIFIED),
    ],
)
def test_the_order_of_judgement(records, verified, expected):
    assert judge(HOA, "09352319252", records, verified).outcome is expected


def test_several_possible_records_are_told_apart_from_none_for_the_admin():
    assert judge(HOA, "9352319252", [Row("09352319252"), Row("009352319252")], NOBODY).ambiguous
    assert not judge(HOA, "9352319252", [], NOBODY).ambiguous


names = st.sampled_from(["Lê Thanh Hòa", "Lê Thanh Hoà", "LÊ THANH HÒA", "Trần Lan", "Trần Lân", "H'Hen Niê", ""])
days = st.one_of(st.none(), st.dates(date(1976, 1, 1), date(1976, 1, 3)))
ids = st.sampled_from(["09352319252", "9352319252", "009352319252", "0812345678"])
rows = st.builds(Row, sector_id=ids, full_name=names, birth_date=days)
people = st.builds(Identity, names, days)


@given(people, rows)
def test_comparing_is_symmetric(person, row):
    there = compare(person, row)
    back = compare(Identity(row.full_name, row.birth_date), Row(row.sector_id, person.full_name, person.birth_date))
    assert there == back


@given(people, ids, st.one_of(st.none(), st.lists(rows, max_size=4)), st.frozensets(ids))
def test_every_check_has_exactly_one_judgement_and_success_needs_a_match(person, asked, records, verified):
    result = judge(person, asked, records, verified)
    if result.outcome in (Outcome.VERIFIED, Outcome.DUPLICATE):
        assert result.comparison.all_match
        assert (result.record.sector_id in verified) == (result.outcome is Outcome.DUPLICATE)
    else:
        assert result.comparison is None or not result.comparison.all_match


@given(people, ids, st.one_of(st.none(), st.lists(rows, max_size=4)), st.frozensets(ids))
def test_nothing_of_the_registry_is_played_back_unless_everything_matched(person, asked, records, verified):
    result = judge(person, asked, records, verified)
    shown = played_back(result.comparison, result.record)
    if shown is not None:
        assert compare(person, shown).all_match
        assert choose(asked, records) == shown


@given(people, ids, st.lists(rows, max_size=4))
def test_a_mismatch_says_nothing_about_use_by_others(person, asked, records):
    free = judge(person, asked, records, NOBODY)
    used = judge(person, asked, records, frozenset(r.sector_id for r in records))
    if free.outcome is not Outcome.VERIFIED:
        assert free == used


@given(st.lists(rows, max_size=4), ids)
def test_candidates_never_hold_another_key(records, asked):
    assert not any(is_another_persons(asked, record.sector_id) for record in candidates(asked, records))


def test_the_sixth_check_of_a_day_is_not_answered():
    assert [may_ask(n) for n in (0, OWN_FAILURES_A_DAY - 1, OWN_FAILURES_A_DAY, 40)] == [True, True, False, False]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_failures_of_others_withhold_only_what_could_help_a_guesser(outcome):
    matched = outcome in (Outcome.VERIFIED, Outcome.DUPLICATE)
    compared = Comparison(True, matched) if outcome is not Outcome.NOT_FOUND else None
    told = limited(Judgement(outcome, comparison=compared), OTHERS_FAILURES_PER_ID)
    failed = outcome in (Outcome.MISMATCH, Outcome.NOT_FOUND)
    assert told.outcome is (Outcome.WITHHELD if failed else outcome)
    assert limited(Judgement(outcome, comparison=compared), OTHERS_FAILURES_PER_ID - 1).outcome is outcome


def test_a_withheld_judgement_carries_nothing_of_the_registry():
    mismatch = judge(Identity("Trần Lan", None), "09352319252", [Row("09352319252")], NOBODY)
    told = limited(mismatch, OTHERS_FAILURES_PER_ID)
    assert (told.record, told.comparison) == (None, None)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (Row("09352319252", "LÊ THANH HOÀ"), ()),
        (None, (Change.RECORD_GONE,)),
        (Row("09352319252", "Lê Thanh Hoa"), (Change.NAME_DIFFERS,)),
        (Row("09352319252", "Lê Hoa", date(1977, 10, 8)), (Change.NAME_DIFFERS, Change.BIRTH_DATE_DIFFERS)),
    ],
)
def test_a_changed_registry_says_what_differs(record, expected):
    assert changes(HOA, record) == expected
