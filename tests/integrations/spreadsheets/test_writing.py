"""EXP-1, EXP-2, IMP-6: what leaves as a spreadsheet is text, not orders to the reader's computer."""

import csv
import io
from datetime import date

import openpyxl
import pytest

from app.integrations.spreadsheets.writing import CELL_LIMIT, CUT_MARK, Heading, write_csv, write_xlsx

HEADINGS = [Heading("Họ và tên"), Heading("Mã định danh", is_id=True), Heading("=Ngày sinh")]
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://x.example","Lan")']


def xlsx_cells(rows, **options):
    content = io.BytesIO()
    write_xlsx(content, HEADINGS, rows, **options)
    return [list(row) for row in openpyxl.load_workbook(content).active.iter_rows()]


def csv_rows(rows):
    content = io.BytesIO()
    write_csv(content, HEADINGS, rows)
    assert content.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.getvalue().decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("text", HOSTILE)
def test_exp_1_and_2_no_cell_is_a_formula(text):
    assert csv_rows([[text, "", None]])[1][0].startswith("'")
    cell = xlsx_cells([[text, "", None]])[1][0]
    assert cell.data_type == "s"


def test_exp_1_headings_are_defused_too_and_numbers_stay_numbers():
    heading, row = csv_rows([["Lan", "0935", -5]])
    assert heading[2] == "'=Ngày sinh"
    assert row == ["Lan", "0935", "-5"]


def test_exp_2_ids_are_text_cells_and_days_are_days():
    row = xlsx_cells([["Lan", "09352319252", date(1988, 9, 5)]], title="Danh sách", note="Xuất bởi …")[3]
    assert (row[1].value, row[1].data_type, row[1].number_format) == ("09352319252", "s", "@")
    assert row[2].value.date() == date(1988, 9, 5)


def test_exp_2_control_characters_go_and_a_cut_is_visible():
    row = xlsx_cells([["a\x0bb\0c", "x" * (CELL_LIMIT + 1), None]])[1]
    assert row[0].value == "abc"
    assert len(row[1].value) == CELL_LIMIT
    assert row[1].value.endswith(CUT_MARK)


def test_quotes_breaks_and_semicolons_survive_a_round_trip():
    awkward = 'Tổ "Toán"; Tin\nhọc'
    assert csv_rows([[awkward, "", ""]])[1][0] == awkward
