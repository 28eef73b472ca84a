"""Which rows must somebody look at, or know of?  A sheet with the user's own columns, and the reason beside each."""

from collections.abc import Iterator
from typing import Any

from app.db import db
from app.domain.imports.cells import Finding, Reason
from app.domain.imports.models import ImportFile
from app.domain.imports.queries import RowTakenHome, rows_taken_home
from app.integrations.spreadsheets.writing import Heading, write_xlsx
from app.web.files import new_name, writing_to
from app.web.labels.imports import sentence


def write_failed_rows(file_id: int, note: str) -> str | None:
    """Write the rows that need eyes into the storage folder; its name, or None if all went well.

    `note` stands above them.  The columns are those of the user's file, so that it can be corrected and come in again.
    """
    file = db.session.get_one(ImportFile, file_id)
    headings = [
        Heading(text or f"Cột {place}", 20, is_id=True) for place, text in enumerate(headings_of(file), start=1)
    ]
    headings += [Heading("Dòng trong tệp gốc", 10), Heading("Lý do", 60)]
    name, width = new_name(), len(headings) - 2
    db.session.rollback()
    with writing_to(name) as target:
        rows = (cells_of(row, width) for row in rows_taken_home(file_id))
        count = write_xlsx(target, headings, rows, note=note)
    db.session.rollback()
    return name if count else None


def headings_of(file: ImportFile) -> list[str]:
    return [str(heading) for heading in file.facts.get("headings", [])]


def cells_of(row: RowTakenHome, width: int) -> list[Any]:
    """The row's own cells as text, then its number and the reasons."""
    texts = [shown(cell) for cell in row.cells[:width]]
    reasons = "; ".join(reasons_of(row))
    return [*texts, *[""] * (width - len(texts)), row.number, reasons]


def shown(cell: list[str] | None) -> str:
    """A cell as its owner knows it: days in Vietnamese order, everything else as it stood."""
    if cell is None:
        return ""
    kind, text = cell
    if kind == "d" and len(text) >= 10:
        return f"{text[8:10]}/{text[5:7]}/{text[:4]}"
    return text


def reasons_of(row: RowTakenHome) -> Iterator[str]:
    for column, reason, text in row.findings:
        yield sentence(Finding(column, Reason(reason), text))
