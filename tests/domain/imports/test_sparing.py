"""What is kept of the cells of a row: everything but what the campaign has no use for (DP-7)."""

import pytest

from app.domain.imports.cells import Cell
from app.domain.imports.sparing import kept_cells

POSITION = {"full_name": 0, "ethnicity": 1, "citizen_number": 2}


@pytest.mark.parametrize(
    ("ethnicity", "kept"),
    [
        (Cell("s", "Khmer"), ["s", "DTTS"]),
        (Cell("s", "Ê-đê"), ["s", "DTTS"]),
        (Cell("s", "DTTS"), ["s", "DTTS"]),
        (Cell("s", "KINH "), ["s", "KINH "]),
        (Cell("s", " "), ["s", " "]),
        (Cell("f", "=A1"), ["f", "=A1"]),
        (None, None),
    ],
)
def test_dp_7_of_an_ethnicity_only_kinh_or_not(ethnicity, kept):
    assert kept_cells([Cell("s", "Lan"), ethnicity, None], POSITION) == [["s", "Lan"], kept, None]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (Cell("s", "093185001234"), "••••••••1234"),
        (Cell("n", "93185001234"), "••••••••1234"),
        (Cell("s", "1234"), "••••••••"),
    ],
)
def test_dp_7_of_a_citizen_number_only_its_end(typed, kept):
    assert kept_cells([Cell("s", "Lan"), None, typed], POSITION)[2] == ["s", kept]


def test_a_list_without_such_columns_is_kept_as_it_is():
    assert kept_cells([Cell("s", "Lan"), Cell("s", "Khmer"), Cell("d", "2000-01-01")], {"full_name": 0}) == [
        ["s", "Lan"], ["s", "Khmer"], ["d", "2000-01-01"],
    ]  # fmt: skip
