"""Circular 20/2018 Điều 12 and 14/2018 Điều 12: the edges of years, rank and key criteria."""

import pytest

from app.domain.evaluation.core.rules import Lack, Missing, Record, missing
from app.domain.standards.rules.reading import read_standard
from app.integrations.standard_files import bundled, read_file

STANDARDS = {standard.code: standard for path in bundled() if (standard := read_standard(read_file(path.read_bytes())))}
TEACHER, MANAGER = STANDARDS["TT20_2018"], STANDARDS["TT14_2018"]
CD, D, K, T = range(4)
KEYS = (3, 4, 5, 6, 7)


def form(**levels: int) -> tuple[int | None, ...]:
    """Key criteria tốt, the others khá, but for those named (`c3=K`)."""
    given = {int(name[1:]): level for name, level in levels.items()}
    return tuple(given.get(no, T if no in KEYS else K) for no in range(1, 16))


@pytest.mark.parametrize(
    ("record", "lacks"),
    [
        (Record(T, form(), 2017), []),
        (Record(K, form(), 2017), []),
        (Record(K, form(c1=D, c15=D), 2017), []),  # other criteria are a matter of the rank
        (Record(K, form(), 2018), [Missing(Lack.YEARS_SHORT, years=4)]),
        (Record(K, form(), None), [Missing(Lack.YEARS_UNKNOWN)]),
        (Record(K, form(), None, 2017), []),  # the known appointments reach back far enough
        (Record(K, form(), None, 2021), [Missing(Lack.YEARS_UNKNOWN)]),  # they do not: there may be earlier ones
        (Record(K, form(), 2020, 2016), []),
        (Record(K, form(), 2020, 2019), [Missing(Lack.YEARS_SHORT, years=3)]),
        (Record(D, form(), 2000), [Missing(Lack.RANK_LOW)]),
        (Record(K, form(c3=K, c7=D), 2000), [Missing(Lack.KEY_LOW, criteria=(3, 7))]),
        (Record(T, (None,) * 15, 2000), [Missing(Lack.LEVELS_UNKNOWN)]),
        (
            Record(CD, form(c4=CD), 2022),
            [Missing(Lack.YEARS_SHORT, years=0), Missing(Lack.RANK_LOW), Missing(Lack.KEY_LOW, criteria=(4,))],
        ),
    ],
)
def test_a_teacher_needs_five_years_rank_kha_and_the_key_criteria_tot(record, lacks):
    assert list(missing(TEACHER, record, 2022)) == lacks


@pytest.mark.parametrize(
    ("record", "lacks"),
    [
        (Record(K, (K,) * 18, 2020), []),
        (Record(T, (D,) * 18, 2020), []),  # managers: the rank alone
        (Record(T, (None,) * 18, 2020), []),
        (Record(K, (K,) * 18, 2021), [Missing(Lack.YEARS_SHORT, years=1)]),
        (Record(D, (T,) * 18, 2010), [Missing(Lack.RANK_LOW)]),
    ],
)
def test_a_manager_needs_two_years_and_rank_kha(record, lacks):
    assert list(missing(MANAGER, record, 2022)) == lacks


def test_a_year_that_lies_ahead_is_no_year_of_work():
    assert missing(TEACHER, Record(T, form(), 2024), 2022) == (Missing(Lack.YEARS_SHORT, years=-2),)
