"""IN-2: a sector ID is a string, forgiving in what separates its digits and in nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.organisation.sector_id import (
    BadSectorId,
    SectorIdProblem,
    clean_sector_id,
    has_usual_length,
    lost_zero_suggestion,
    sector_key,
)

IDS = st.text("0123456789", min_size=8, max_size=14)


@pytest.mark.parametrize(
    "written", ["0935 231 9252", "0935.231.9252", "0935-231-9252", "\u00a009352319252 ", "０９３５２３１９２５２"]
)
def test_separators_and_wide_digits_do_not_matter(written):
    assert clean_sector_id(written) == "09352319252"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", SectorIdProblem.EMPTY),
        (" - ", SectorIdProblem.EMPTY),
        ("2.41E+10", SectorIdProblem.NOT_DIGITS),
        ("٠٩٣٥٢٣١٩٢٥٢", SectorIdProblem.NOT_DIGITS),
        ("0935\x002319252", SectorIdProblem.NOT_DIGITS),
        ("+9352319252", SectorIdProblem.NOT_DIGITS),
        ("1234567", SectorIdProblem.WRONG_LENGTH),
        ("123456789012345", SectorIdProblem.WRONG_LENGTH),
    ],
)
def test_other_texts_are_refused_with_the_reason(written, problem):
    with pytest.raises(BadSectorId) as refused:
        clean_sector_id(written)
    assert refused.value.problem is problem


@given(IDS)
def test_a_clean_id_stays_as_given_and_zeros_do_not_change_its_key(sector_id):
    assert clean_sector_id(sector_id) == sector_id
    assert sector_key(sector_id) == sector_key("0" + sector_id)
    assert not sector_key(sector_id).startswith("0") or sector_key(sector_id) == "0"


@given(st.text())
def test_any_text_is_an_id_or_a_reason(text):
    try:
        assert clean_sector_id(text).isdecimal()
    except BadSectorId as refused:
        assert refused.problem in SectorIdProblem


def test_ten_digits_suggest_a_lost_zero_and_other_lengths_do_not():
    assert lost_zero_suggestion("9352319252") == "09352319252"
    assert lost_zero_suggestion("0935231925") is None
    assert lost_zero_suggestion("09352319252") is None
    assert has_usual_length("9352319252")
    assert not has_usual_length("12345678")
