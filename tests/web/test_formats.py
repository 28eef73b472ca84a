"""Numbers as Vietnamese readers write them: points between thousands, a comma before decimals."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain import clock
from app.web.formats import deadline, number, percent, share, within


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (999, "999"), (1000, "1.000"), (1234567, "1.234.567"), (-1234, "-1.234"), (1234.5, "1.234,5"),
     (0.25, "0,25"), (2.0, "2"), (2.0004, "2")],
)  # fmt: skip
def test_numbers(value: float, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(7, 8, "87,5%"), (1, 3, "33,3%"), (5, 5, "100%"), (0, 9, "0%"), (0, 0, "0%")]
)
def test_parts(part: int, whole: int, shown: str) -> None:
    assert percent(part, whole) == shown


@pytest.mark.parametrize(("value", "shown"), [("84.9", "84,9%"), ("100.0", "100,0%"), ("0.0", "0,0%")])
def test_shares_of_the_report_have_one_decimal_as_its_tables(value: str, shown: str) -> None:
    assert share(Decimal(value)) == shown


def test_a_deadline_at_midnight_names_its_day_in_ten_figures() -> None:
    assert deadline(clock.start_of(date(2023, 1, 5))) == "trước ngày 05/01/2023"


@pytest.mark.parametrize(
    ("label", "said"),
    [("Ghi nhận CSDL ngành sai", "ghi nhận CSDL ngành sai"), ("Giám đốc Sở", "giám đốc Sở"), ("Đạt", "đạt"),
     ("CSDL ngành đã sửa", "CSDL ngành đã sửa"), ("", "")],
)  # fmt: skip
def test_a_label_within_a_sentence_keeps_names_and_abbreviations(label: str, said: str) -> None:
    assert within(label) == said
