"""IMP-1, IMP-2, IMP-4: a spreadsheet is read in a child that gives up on everything hostile, and says why."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from app.integrations.limited import bare_environment, run_limited
from app.integrations.spreadsheets.reading import READER, WALL_SECONDS, FileRefused, read_spreadsheet

SAMPLES = Path(__file__).parents[3] / "app" / "data" / "samples"


@pytest.fixture
def read(tmp_path):
    """Read bytes under a name, giving back the rows; raises FileRefused."""

    def reading(content: bytes, name: str = "danh-sach.csv", **options):
        source = tmp_path / "source"
        source.write_bytes(content)
        return read_spreadsheet(source, tmp_path / "rows", file_name=name, **options)

    return reading


def workbook(*rows, **options) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def repacked(content: bytes, changes: dict[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced or added."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name, None) or old.read(name))
        for name, part in changes.items():
            new.writestr(name, part)
    return result.getvalue()


def refusal(read, content: bytes, name: str = "danh-sach.xlsx", **options) -> str:
    with pytest.raises(FileRefused) as refused:
        read(content, name, **options)
    return refused.value.code


@pytest.mark.parametrize(
    ("name", "rows", "first_cells"),
    [
        ("don-vi.xlsx", 65, ["DANH SÁCH ĐƠN VỊ - HẬU GIANG - NĂM HỌC 2021-2022"]),
        ("csdl-nganh.csv", 1708, ["STT", "Mã định danh Bộ GD&ĐT"]),
        ("phong-toan-huyen.xlsx", 190, ["TỔNG HỢP ĐỘI NGŨ TOÀN HUYỆN"]),
        ("truong-cu.csv", 34, ["STT", "HỌ TÊN"]),
    ],
)
def test_the_sample_files_are_read_as_they_are(tmp_path, name, rows, first_cells):
    reading = read_spreadsheet(SAMPLES / name, tmp_path / "rows", file_name=name)
    number, cells = next(iter(reading))
    assert reading.rows == rows
    assert number == 1
    assert [cell.text for cell in cells[: len(first_cells)]] == first_cells


def test_cells_keep_their_kind(read):
    content = workbook(["Lan", 9352319252, 1.5, "=1+1", True, "0935"], strings_to_formulas=True)
    _, cells = next(iter(read(content, "a.xlsx")))
    assert [tuple(cell) for cell in cells] == [
        ("s", "Lan"), ("n", "9352319252"), ("n", "1.5"), ("f", "=1+1"), ("b", "1"), ("s", "0935"),
    ]  # fmt: skip


def test_row_numbers_are_those_of_the_file(read):
    assert [number for number, _ in read(workbook(["a"], [], [], ["b"]), "a.xlsx")] == [1, 4]
    assert [number for number, _ in read(b"a;b\r\n\r\nc;d\r\n")] == [1, 3]


def test_hidden_sheets_are_left_alone_and_other_sheets_named(read):
    content = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.title = "Ẩn"
    book.active.sheet_state = "hidden"
    book.active["A1"] = "bí mật"
    for title in ("Danh sách", "Tổ Toán"):
        book.create_sheet(title)["A1"] = title
    book.active = 1
    book.save(content)
    reading = read(content.getvalue(), "a.xlsx")
    assert (reading.sheet, reading.other_sheets) == ("Danh sách", ("Tổ Toán",))
    assert [cells[0].text for _, cells in reading] == ["Danh sách"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_imp_4_text_files_of_every_usual_shape(read, encoding, delimiter):
    text = delimiter.join(["Họ và tên", '"Trần ""Lan"", Thị;"', "0935"]) + "\r\n"
    if encoding in ("utf-16-le", "utf-16-be"):
        text = "STT" + text[3:]  # without a BOM only plain letters at the beginning tell
    _, cells = next(iter(read(text.encode(encoding))))
    assert [cell.text for cell in cells][1:] == ['Trần "Lan", Thị;', "0935"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\r\n;;\r\n", "empty"),
        (b"a;b\0;c", "has_nul"),
        ("Hä;tªn\r\nNguyÔn V¨n TuÊn;x".encode("latin-1"), "old_encoding"),  # TCVN3
        (b'a;"b\r\nc;d\r\n', "bad_quotes"),
        (b"a;" + b"b" * 1_100_000, "line_too_long"),
        (b"<html><table>", "not_a_spreadsheet"),
        (b"%PDF-1.7", "not_a_spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old_excel"),
        (b";".join([b"x"] * 61), "too_many_columns"),
    ],
)
def test_imp_4_text_files_that_cannot_be_read_say_why(read, content, code):
    assert refusal(read, content, "danh-sach.csv") == code


def test_names_and_sizes_are_checked_before_anything_is_read(read):
    assert refusal(read, b"a;b", "danh-sach.xls") == "wrong_extension"
    assert refusal(read, b"a;b", "danh-sach") == "wrong_extension"
    assert refusal(read, b"a;b", "danh-sach.xlsx") == "extension_lies"
    assert refusal(read, workbook(["a"]), "danh-sach.csv") == "extension_lies"
    assert refusal(read, b"x" * (10 * 1024 * 1024 + 1), "danh-sach.csv") == "too_big"


def test_imp_2_a_zip_bomb_is_refused_by_its_directory(read):
    bomb = repacked(workbook(["a"]), {"xl/worksheets/sheet1.xml": b"<x>" + b" " * 60_000_000 + b"</x>"})
    assert len(bomb) < 200_000
    assert refusal(read, bomb) == "too_heavy"


def test_a_modest_archive_with_a_monstrous_ratio_is_refused_too(read):
    assert refusal(read, repacked(workbook(["a"]), {"xl/media/a.bin": b"0" * 20_000_000})) == "too_heavy"


def test_imp_2_a_cell_at_the_far_corner_does_not_make_a_million_rows(read):
    content = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "Họ và tên"
    book.active["XFD1048576"] = "x"
    book.save(content)
    assert refusal(read, content.getvalue()) == "too_many_rows"


def test_a_false_dimension_hides_no_rows(read):
    sheet = zipfile.ZipFile(io.BytesIO(original := workbook(["a"], ["b"], ["c"]))).read("xl/worksheets/sheet1.xml")
    lying = repacked(original, {"xl/worksheets/sheet1.xml": sheet.replace(b'ref="A1:A3"', b'ref="A1:A1"')})
    assert read(lying, "a.xlsx").rows == 3


def test_imp_2_nested_entities_are_not_expanded(read):
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    sheet = zipfile.ZipFile(io.BytesIO(original := workbook(["tên"]))).read("xl/worksheets/sheet1.xml")
    hostile = entities + sheet.split(b"?>", 1)[1].replace(b"<v>0</v>", b"<v>&b;</v>")
    assert refusal(read, repacked(original, {"xl/worksheets/sheet1.xml": hostile})) == "damaged"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"../../etc/passwd": b"x"}, "damaged"),
        ({"/abs": b"x"}, "damaged"),
        ({"xl/vbaProject.bin": b"x"}, "has_macros"),
        ({"[Content_Types].xml": b"<Types/>"}, "not_a_spreadsheet"),
        ({"xl/workbook.xml": b"<broken"}, "damaged"),
    ],
)
def test_imp_2_archives_that_are_no_plain_workbook_are_refused(read, changes, code):
    assert refusal(read, repacked(workbook(["a"]), changes)) == code


def test_a_cut_archive_is_damaged(read):
    assert refusal(read, workbook(["a"])[:500]) == "damaged"


def test_imp_1_too_many_rows_and_too_little_time_are_answers_not_hangs(read):
    assert refusal(read, b"a;b\n" * 30, "a.csv", max_rows=20) == "too_many_rows"
    assert refusal(read, workbook(["a"]), wall_seconds=0.001) == "too_heavy"


def test_imp_1_what_a_file_costs_is_its_processor_time_however_slow_the_clock(tmp_path):
    greedy = tmp_path / "greedy.py"
    greedy.write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(READER.parent)!r})\n"
        "import reader\n"
        "reader.CPU_SECONDS = 1\n"
        "reader.limit_resources()\n"
        "while True:\n"
        "    pass\n"
    )
    assert run_limited(greedy, wall_seconds=WALL_SECONDS) == {"refused": "too_heavy"}


def test_imp_1_the_child_knows_none_of_our_settings(monkeypatch):
    monkeypatch.setenv("TEMIS_SECRET_KEY", "secret")
    assert not any(name.startswith("TEMIS") for name in bare_environment())
