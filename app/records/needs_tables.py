"""How do needs leave the screen?  The rows of the page as a spreadsheet and on paper, with how they are counted."""

from collections.abc import Sequence
from io import BytesIO

from app.integrations.spreadsheets.writing import Heading, Value
from app.records.exports import spreadsheet
from app.records.needs_place import HOW, Place
from app.web import formats
from app.web.labels import label
from app.web.pdf_tables import Column, Letterhead, TableDocument, table_pdf
from app.web.taking import taken_by

HEADINGS = [
    Heading("Nội dung", 60), Heading("Đối tượng", 20), Heading("Tự đăng ký"), Heading("Đã nộp phiếu"),
    Heading("Tỷ lệ đăng ký (%)"), Heading("Đánh giá đề xuất"), Heading("Có kết quả đánh giá"),
    Heading("Tỷ lệ đề xuất (%)"),
]  # fmt: skip
COLUMNS = [
    Column("Nội dung", 70), Column("Tự đăng ký", 16, figures=True), Column("Đã nộp phiếu", 16, figures=True),
    Column("Tỷ lệ đăng ký", 16, figures=True), Column("Đánh giá đề xuất", 16, figures=True),
    Column("Có kết quả đánh giá", 18, figures=True), Column("Tỷ lệ đề xuất", 16, figures=True),
]  # fmt: skip


def sheet_of(here: Place) -> BytesIO:
    """The table as a file."""
    return spreadsheet(HEADINGS, lines_of(here), here.title, _note(here))


def printed_table(here: Place) -> bytes:
    """The table on paper; who is meant stands before the module, since a sheet has no room for a column of it."""
    rows: list[Sequence[object]] = [
        [f"{whom}. {title}" if whom else title, *(_printed(each) for each in figures)]
        for title, whom, *figures in lines_of(here)
    ]
    letterhead = Letterhead("", here.viewer.unit_name, "")
    return table_pdf(
        TableDocument("NHU CẦU BỒI DƯỠNG", COLUMNS, rows, letterhead, here.title, _note(here), sideways=True)
    )


def lines_of(here: Place) -> list[list[Value]]:
    """The modules, then the other questions; shares are rounded as the page rounds them."""
    lines: list[list[Value]] = [
        [
            row.module.title, label(row.module.audience, "audience"), row.declared, row.handed_in,
            _share(row.declared, row.handed_in), row.proposed, row.known, _share(row.proposed, row.known),
        ]
        for row in here.rows()
    ]  # fmt: skip
    for _, heading, answers in here.choices():
        lines += [
            [f"{heading}: {words}", None, number, here.done, _share(number, here.done), None, None, None]
            for _, words, number in answers
        ]
    return lines


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _printed(value: Value) -> object:
    if isinstance(value, float):
        return f"{formats.number(value)}%"
    return formats.number(value) if isinstance(value, int) else value


def _note(here: Place) -> str:
    head = "" if here.tally.above else " Không gồm người do cấp trên của trường xếp loại."
    return f"{HOW}{head} {taken_by(here.viewer)}"
