"""Which paper results can be right, and what do people write for a level?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evaluation.results.rules import Paper, check_paper, level_named, rank_by_rule, year_meant
from app.domain.standards.rules.reading import read_standard
from app.domain.standards.rules.standard import Standard
from app.integrations.standard_files import bundled, read_file

TODAY = date(2022, 4, 18)


def standard(code: str = "TT20_2018") -> Standard:
    return next(
        made for made in (read_standard(read_file(path.read_bytes())) for path in bundled()) if made.code == code
    )


TEACHERS = standard()
BLANK = TEACHERS.blank


@pytest.mark.parametrize(
    ("text", "ordinal"),
    [("Khá", 2), ("kha", 2), ("K", 2), ("TỐT", 3), ("Đ", 1), ("đạt", 1), ("Chưa đạt", 0), ("CĐ", 0),
     ("Giỏi", None), ("2", None)],
)  # fmt: skip
def test_a_level_is_read_as_people_write_it(text, ordinal):
    assert level_named(TEACHERS, text) == ordinal


@pytest.mark.parametrize(
    ("text", "year"),
    [("2020", 2020), ("2019-2020", 2020), ("2019 – 2020", 2020), ("2019/2020", 2020), (" 2020 ", 2020),
     ("", None), ("năm 2020", None), ("20", None), ("12020", None), ("2020.0", None)],
)  # fmt: skip
def test_a_year_is_read_as_people_write_it(text, year):
    assert year_meant(text) == year


@pytest.mark.parametrize(
    ("paper", "codes"),
    [
        (Paper(2, BLANK), []),
        (Paper(None, BLANK), ["rank_missing"]),
        (Paper(2, (2, *BLANK[1:])), ["levels_partial"]),
        (Paper(2, (2,) * 15), []),
        (Paper(3, (2,) * 15), ["reason_missing"]),
        (Paper(3, (2,) * 15, rank_reason="Thành tích đặc biệt"), []),
        (Paper(2, BLANK, signed_on=TODAY), []),
        (Paper(2, BLANK, signed_on=date(2022, 4, 19)), ["signed_on_outside"]),
        (Paper(2, BLANK, signed_on=date(2019, 12, 31)), []),
        (Paper(2, BLANK, signed_on=date(2018, 12, 31)), ["signed_on_outside"]),
    ],
)
def test_what_speaks_against_a_paper(paper, codes):
    assert [problem.code for problem in check_paper(TEACHERS, paper, 2020, TODAY)] == codes


@given(st.lists(st.integers(0, 3), min_size=15, max_size=15))
def test_the_rank_of_the_rule_needs_no_reason_and_every_other_does(levels):
    ruled = rank_by_rule(TEACHERS, tuple(levels))
    for rank in range(4):
        problems = check_paper(TEACHERS, Paper(rank, tuple(levels)), 2020, TODAY)
        assert [problem.code for problem in problems] == ([] if rank == ruled else ["reason_missing"])
