"""How does a table leave the house as a spreadsheet that nobody can be hurt by?  (EXP-1, EXP-2, IMP-6)"""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import TextIOWrapper
from typing import IO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from app.domain.clock import VIETNAM

CELL_LIMIT = 32_767
CUT_MARK = "… [cắt bớt]"
OPTIONS = {"constant_memory": True} | dict.fromkeys(
    ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Value = str | int | float | date | datetime | bool | None


@dataclass(frozen=True)
class Heading:
    """A column of a table that leaves: its title, its width in characters, and whether its digits are text (an ID)."""

    title: str
    width: int = 16
    is_id: bool = False


def write_xlsx(
    target: IO[bytes], headings: Sequence[Heading], rows: Iterable[Sequence[Value]], *, title: str = "", note: str = ""
) -> int:
    """Write one sheet: title and note above, the headings, the rows; the number of rows.  Memory stays constant."""
    with xlsxwriter.Workbook(target, OPTIONS) as workbook:
        bold = workbook.add_format({"bold": True})
        head = workbook.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter"})
        formats = {
            "text": workbook.add_format({"num_format": "@"}),
            "day": workbook.add_format({"num_format": "dd/mm/yyyy"}),
            "instant": workbook.add_format({"num_format": "hh:mm dd/mm/yyyy"}),
        }
        sheet = workbook.add_worksheet("Danh sách")
        top = 0
        for line, style in ((title, bold), (note, None)):
            if line:
                sheet.write_string(top, 0, cell_text(line), style)
                top += 1
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, heading.width, formats["text"] if heading.is_id else None)
            sheet.write_string(top, column, cell_text(heading.title), head)
        count = 0
        for count, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                write_cell(sheet, top + count, column, value, formats)
        sheet.freeze_panes(top + 1, 0)
    return count


def write_cell(sheet: Worksheet, row: int, column: int, value: Value, formats: dict) -> None:
    """Numbers, days and instants (in Vietnam's time) as such, everything else as text, whatever it begins with."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "x" if value else "")
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(VIETNAM).replace(tzinfo=None), formats["instant"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["day"])
    else:
        sheet.write_string(row, column, cell_text(value), formats["text"])


def write_csv(target: IO[bytes], headings: Sequence[Heading], rows: Iterable[Sequence[Value]]) -> int:
    """Write UTF-8 with BOM, quoted by RFC 4180, ";" between columns as Vietnamese Excel expects; the number of rows."""
    text = TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    writer.writerow([defused(heading.title) for heading in headings])
    count = 0
    for row in rows:
        writer.writerow([csv_value(value) for value in row])
        count += 1
    text.detach()
    return count


def csv_value(value: Value) -> str | int | float:
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return f"{value.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return defused(value or "")


def defused(text: str) -> str:
    """The text with a leading apostrophe if a spreadsheet would take it for a formula (EXP-1); a lone "-" is none."""
    kept = cell_text(text, keep="\t\r\n")
    return f"'{kept}" if kept.startswith(FORMULA_STARTS) and kept != "-" else kept


def cell_text(text: str, keep: str = "\n") -> str:
    """Without characters that XML forbids; cut, visibly, where a cell ends."""
    legal = text
    if not text.isprintable():  # a printable text has none of them: the usual case
        legal = "".join(c for c in text if c in keep or unicodedata.category(c) not in ("Cc", "Cs"))
        legal = legal.replace("\ufffe", "").replace("\uffff", "")
    return legal if len(legal) <= CELL_LIMIT else legal[: CELL_LIMIT - len(CUT_MARK)] + CUT_MARK
