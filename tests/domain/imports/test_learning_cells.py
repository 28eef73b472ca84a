"""Scores, shares and instants as LMSs write them."""

import pytest

from app.domain.imports.cells import Cell, Reason, Unreadable
from app.domain.imports.learning_cells import moment_of, number_of


@pytest.mark.parametrize(
    ("text", "number"),
    [("8,5", "8.5"), ("8.50", "8.5"), ("10", "10"), ("0", "0"), ("85%", "85%"), ("85,00 %", "85%"),
     ("8,50 / 10,00", "8.5"), ("8.333", "8.33"), ("-", ""), ("–", ""), ("", "")],
)  # fmt: skip
def test_a_number_is_read_as_lmss_write_it(text, number):
    assert number_of(Cell("s", text)) == number


def test_a_number_of_excel_is_one_too():
    assert number_of(Cell("n", "8.5")) == "8.5"


@pytest.mark.parametrize("text", ["tám", "1.234,5", "-3", "8.5.1", "1e3"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Unreadable) as refused:
        number_of(Cell("s", text))
    assert refused.value.reason is Reason.NUMBER_MALFORMED


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        (Cell("d", "2022-03-15T20:30:00"), "2022-03-15T20:30:00+07:00"),
        (Cell("d", "2022-03-15"), "2022-03-15T00:00:00+07:00"),
        (Cell("s", "15/03/2022"), "2022-03-15T00:00:00+07:00"),
        (Cell("s", "15/3/2022 20:30"), "2022-03-15T20:30:00+07:00"),
        (Cell("s", "15-03-2022 20:30:05"), "2022-03-15T20:30:05+07:00"),
        (Cell("s", "20:30 15/03/2022"), "2022-03-15T20:30:00+07:00"),
        (Cell("s", "20h30, 15/03/2022"), "2022-03-15T20:30:00+07:00"),
        (Cell("s", "2022-03-15 20:30"), "2022-03-15T20:30:00+07:00"),
        (Cell("s", "2022-03-15T13:30:00Z"), "2022-03-15T13:30:00+00:00"),
        (Cell("s", "2022-03-15T20:30:00.000+07:00"), "2022-03-15T20:30:00+07:00"),
        (Cell("s", "Tuesday, 15 March 2022, 8:30 PM"), "2022-03-15T20:30:00+07:00"),
        (Cell("s", "15 Mar 2022, 12:05 AM"), "2022-03-15T00:05:00+07:00"),
        (Cell("s", "Thứ ba, 15 tháng 3 2022, 8:30 PM"), "2022-03-15T20:30:00+07:00"),
        (Cell("s", "Thứ ba, 15 Tháng 3 năm 2022, 8:30 CH"), "2022-03-15T20:30:00+07:00"),
        (Cell("s", "-"), ""), (Cell("s", "Never"), ""), (Cell("s", "Chưa bao giờ"), ""), (None, ""),
    ],
)  # fmt: skip
def test_an_instant_is_read_as_people_and_lmss_write_it(cell, moment):
    assert moment_of(cell) == moment


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (Cell("n", "44635"), Reason.DATE_MALFORMED), (Cell("s", "31/02/2022"), Reason.DATE_NOT_REAL),
        (Cell("s", "15/03/1022"), Reason.DATE_MALFORMED), (Cell("s", "hôm qua"), Reason.DATE_MALFORMED),
        (Cell("s", "15/03/2022 25:10"), Reason.DATE_MALFORMED), (Cell("d", "20:30:00"), Reason.DATE_MALFORMED),
        (Cell("f", "=TODAY()"), Reason.FORMULA),
    ],
)  # fmt: skip
def test_what_is_no_instant_is_refused(cell, reason):
    with pytest.raises(Unreadable) as refused:
        moment_of(cell)
    assert refused.value.reason is reason
