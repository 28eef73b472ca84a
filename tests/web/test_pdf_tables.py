"""Long lists on paper: the decree's letterhead, heads on every page, numbers from page 2, text never markup."""

import shutil
from pathlib import Path

import pytest

from app.web import pdf_tables
from app.web.pdf_flow import AGENCY_BOLD, lines_of
from app.web.pdf_fonts import register_fonts
from app.web.pdf_tables import Column, Letterhead, TableDocument, TooManyRows, table_pdf
from tests.web.papers import fonts_of, pages_of, text_of

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")

COLUMNS = (Column("TT", 1, figures=True), Column("Họ và tên", 6), Column("Mã định danh", 4))
HEAD = Letterhead("Phòng GDĐT", "Trường Tiểu học Nguyễn Bá Ngọc", "Hoa Ban, ngày 18 tháng 4 năm 2022")


def listing(count: int, name: str = "Nguyễn Thị Lan") -> TableDocument:
    rows = [(number + 1, name, f"0241{number:07d}") for number in range(count)]
    return TableDocument("DANH SÁCH", COLUMNS, rows, HEAD, subtitle="Chưa khai báo", footer="Xuất bởi Lê Minh")


def test_every_row_every_head_and_the_letterhead_are_there(tmp_path: Path) -> None:
    paper = table_pdf(listing(150))
    said = text_of(paper)
    pages = pages_of(paper, tmp_path)
    assert pages > 2
    assert said.count("Mã định danh") == pages
    assert said.count("Nguyễn Thị Lan") == 150
    assert "02410000149" in said
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Xuất bởi Lê Minh"):
        assert said.count(words) == 1
    assert all("Tinos" in font and embedded for font, embedded in fonts_of(paper, tmp_path))


def test_pages_are_numbered_from_the_second() -> None:
    pages = text_of(table_pdf(listing(150))).split("\f")
    assert pages[1].strip().startswith("2")
    assert pages[2].strip().startswith("3")
    assert not pages[0].strip().startswith("1")


@pytest.mark.parametrize("name", ["<b>Lan</b>", "a & b < c", '<img src="/etc/hostname"/>', "<para>", "&lt;"])
def test_PDF_1_a_cell_is_never_markup(name: str) -> None:
    said = text_of(table_pdf(listing(1, name)))
    assert name.replace(" ", "") in said.replace(" ", "")


def test_an_empty_list_still_has_its_heads() -> None:
    assert "Họ và tên" in text_of(table_pdf(listing(0)))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_tables, "MOST_ROWS", 20)
    with pytest.raises(TooManyRows):
        table_pdf(listing(21))


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Trường THCS Nguyễn Du", ["TRƯỜNG THCS NGUYỄN DU"]),
        ("Trường Tiểu học Võ Thị Sáu", ["TRƯỜNG TIỂU HỌC", "VÕ THỊ SÁU"]),
        ("Trường THCS và THPT Nguyễn Thị Minh Khai", ["TRƯỜNG THCS VÀ THPT", "NGUYỄN THỊ MINH KHAI"]),
        ("Sở Giáo dục và Đào tạo Hậu Giang", ["SỞ GIÁO DỤC VÀ ĐÀO TẠO", "HẬU GIANG"]),
        ("Ủy ban nhân dân xã Tân Lập, huyện Vị Thủy", ["ỦY BAN NHÂN DÂN XÃ TÂN LẬP, HUYỆN VỊ THỦY"]),
        ("", []),
    ],
)
def test_a_long_name_is_parted_behind_the_kind_of_unit(name, lines):
    register_fonts()
    assert lines_of(name, AGENCY_BOLD, 180) == lines
