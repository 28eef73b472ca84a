"""What moved between two years, and what may not be compared?"""

from dataclasses import replace

import pytest

from app.domain.evaluation.trend.rules import Judged, by_standard, moved, spread

YEAR = Judged(1, 2022, "Trường", "teacher", 1, "published", False, (2, 2, 2), 2, (2, 3, 1), 2, from_paper=False)


def year(number: int, **changes) -> Judged:
    return replace(YEAR, year=number, **changes)


def test_a_form_is_spread_over_the_levels_and_blanks_count_nowhere():
    assert spread((0, 3, 3, None, 2), 4) == (1, 0, 1, 2)


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ({"head": (1, 3, 2)}, ((1,), (3,))),
        ({"head": (2, 3, 1)}, ((), ())),
        ({"head": None}, None),
        ({"head": (1, None, 2)}, None),  # from paper, with a blank: no judgement of every criterion
        ({"head": (1, 3, 2), "standard_id": 2}, None),  # another circular asks other questions
    ],
)
def test_only_years_of_the_same_standard_with_the_heads_levels_are_compared(earlier, expected):
    found = moved([year(2022), year(2021, **earlier)])
    assert (None if found is None else (found.up, found.down)) == expected
    assert found is None or found.since == 2021


def test_a_year_without_the_heads_levels_is_skipped_on_both_sides():
    years = [year(2023, head=None), year(2022), year(2021, head=None), year(2020, head=(1, 1, 1))]
    assert moved(years).since == 2020
    assert moved([year(2022, head=None)]) is None
    assert moved([]) is None


def test_years_stand_under_their_own_standard_and_those_without_levels_nowhere():
    blank = year(2019, own=None, head=(None, None, None))
    groups = by_standard([year(2022, standard_id=2), year(2021), year(2020, head=None), blank])
    assert [(standard_id, [each.year for each in years]) for standard_id, years in groups] == [
        (2, [2022]), (1, [2021, 2020]),
    ]  # fmt: skip
