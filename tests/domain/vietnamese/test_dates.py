"""Days as people and spreadsheets write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.vietnamese import BadDate, DateProblem, birth_date_problem, parse_date


@pytest.mark.parametrize(
    "written",
    [
        "5/9/1988",
        "05/09/1988",
        "05-09-1988",
        "05091988",
        "5.9.1988",
        " 5 / 9 / 1988 ",
        "1988-09-05",
        "05 09 1988",
        "1988-09-05 00:00:00",
        "０５/０９/１９８８",
        date(1988, 9, 5),
        datetime(1988, 9, 5, 0, 0),
    ],
)
def test_one_day_in_all_its_spellings(written):
    assert parse_date(written) == date(1988, 9, 5)


@pytest.mark.parametrize(
    ("written", "problem", "shown"),
    [
        ("31/02/1988", DateProblem.NOT_REAL, "31/02/1988"),
        ("29/2/2001", DateProblem.NOT_REAL, "29/02/2001"),
        ("00/01/1988", DateProblem.NOT_REAL, "00/01/1988"),
        ("5/13/1988", DateProblem.NOT_REAL, "05/13/1988"),
        ("05/09/88", DateProblem.MALFORMED, "05/09/88"),
        ("1988", DateProblem.MALFORMED, "1988"),
        ("5091988", DateProblem.MALFORMED, "5091988"),
        ("٥/٩/١٩٨٨", DateProblem.MALFORMED, "٥/٩/١٩٨٨"),
        ("", DateProblem.MALFORMED, ""),
    ],
)
def test_other_texts_are_refused_with_the_reason(written, problem, shown):
    with pytest.raises(BadDate) as refused:
        parse_date(written)
    assert (refused.value.problem, refused.value.shown) == (problem, shown)


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["{0:%d/%m/}{1}", "{0:%d-%m-}{1}", "{0:%d%m}{1}"]))
def test_every_real_day_comes_back(day, form):
    assert parse_date(form.format(day, f"{day.year:04}")) == day


@given(st.text())
def test_any_text_is_a_day_or_a_reason(text):
    try:
        assert isinstance(parse_date(text), date)
    except BadDate as refused:
        assert refused.problem in DateProblem


@pytest.mark.parametrize(
    ("born", "problem"),
    [
        (date(1929, 12, 31), DateProblem.BORN_TOO_EARLY),
        (date(1930, 1, 1), None),
        (date(2004, 12, 31), None),
        (date(2005, 1, 1), DateProblem.BORN_TOO_LATE),
    ],
)
def test_staff_is_born_from_1930_to_eighteen_years_ago(born, problem):
    assert birth_date_problem(born, today=date(2022, 4, 18)) is problem
