"""IMP-4: the list is found between titles and signatures, by its headings, in any order."""

from datetime import date
from pathlib import Path

import pytest

from app.domain.imports.cells import Cell
from app.domain.imports.columns import COLUMNS, ImportKind
from app.domain.imports.rules import check_row
from app.integrations.spreadsheets.layout import LayoutRefused, lay_out
from app.integrations.spreadsheets.reading import read_spreadsheet

SAMPLES = Path(__file__).parents[3] / "app" / "data" / "samples"
ROSTER = COLUMNS[ImportKind.ROSTER]


def rows(*lines: str):
    """Rows from lines such as "TT | Họ tên"; an empty place is an empty cell."""
    return [
        (number, [Cell("s", text.strip()) if text.strip() else None for text in line.split("|")])
        for number, line in enumerate(lines, start=1)
    ]


@pytest.mark.parametrize(
    ("name", "kind", "header", "data", "footers"),
    [
        ("don-vi.xlsx", ImportKind.UNITS, 3, 63, []),
        ("csdl-nganh.csv", ImportKind.REGISTRY, 1, 1707, []),
        ("phong-toan-huyen.xlsx", ImportKind.ROSTER, 3, 187, [192]),
        ("truong-930000054.xlsx", ImportKind.ROSTER, 3, 40, [45]),
        ("truong-930010001.xlsx", ImportKind.ROSTER, 3, 19, [24]),
        ("truong-930010002.xlsx", ImportKind.ROSTER, 3, 28, [33]),
        ("truong-cu.csv", ImportKind.ROSTER, 1, 33, []),
    ],
)
def test_imp_4_the_lists_of_the_samples_are_found(tmp_path, name, kind, header, data, footers):
    sheet = lay_out(read_spreadsheet(SAMPLES / name, tmp_path / "rows", file_name=name), COLUMNS[kind])
    assert len(list(sheet.rows)) == data
    assert (sheet.layout.header_row, sheet.layout.footer_rows, sheet.layout.unknown) == (header, footers, [])


def test_imp_4_headings_are_met_without_marks_case_or_order():
    sheet = lay_out(rows("SỞ GD", "chức vụ | HỌ  VÀ TÊN | Ghi chú", "GV | Lan | mới"), ROSTER)
    assert sheet.layout.unknown == ["Ghi chú"]
    number, cells, raw = next(sheet.rows)
    assert (number, cells["full_name"].text, cells["position"].text) == (3, "Lan", "GV")
    assert raw[2].text == "mới"


def test_imp_4_two_headings_for_one_column_are_refused():
    with pytest.raises(LayoutRefused) as refused:
        lay_out(rows("TT | Họ tên | Họ và tên"), ROSTER)
    assert (refused.value.code, refused.value.names) == ("duplicate_columns", ("Họ và tên",))


def test_a_sheet_without_header_or_without_names_is_refused():
    with pytest.raises(LayoutRefused, match="no_header"):
        lay_out(rows("1 | Lan | 05/09/1988"), ROSTER)
    with pytest.raises(LayoutRefused) as refused:
        lay_out(rows("TT | Mã định danh"), ROSTER)
    assert (refused.value.code, refused.value.names) == ("missing_columns", ("full_name",))


def test_a_head_of_school_is_no_signature():
    sheet = lay_out(
        rows("TT | Họ tên | Chức vụ", "1 | Lan | Hiệu trưởng", "| | HIỆU TRƯỞNG", "| Người lập biểu |"), ROSTER
    )
    assert [number for number, _, _ in sheet.rows] == [2]
    assert sheet.layout.footer_rows == [3, 4]


def test_imp_4_totals_dates_and_repeated_headers_are_left_out():
    lines = [
        "TT | Họ tên",
        "1 | Lan",
        "TT | Họ tên",
        "2 | Hoa",
        "| Tổng số: 2 người",
        "| Vị Thanh, ngày 05 tháng 9 năm 2021",
    ]
    sheet = lay_out(rows(*lines), ROSTER)
    assert [number for number, _, _ in sheet.rows] == [2, 4]
    assert sheet.layout.footer_rows == [3, 5, 6]


def test_family_and_given_names_may_stand_in_two_columns():
    sheet = lay_out(rows("TT | Họ và tên đệm | Tên | Chức vụ", "1 | Trần Thị | Lan | GV", "| Người lập | |"), ROSTER)
    _, cells, _ = next(sheet.rows)
    checked = check_row(ImportKind.ROSTER, 2, cells, frozenset(sheet.layout.position), date(2022, 4, 18))
    assert checked.record.full_name == "Trần Thị Lan"
    assert list(sheet.rows) == []
