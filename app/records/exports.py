"""How does a list leave the screen?  Whole or not at all, with who took it and when, and on record (EXP-1 to EXP-3)."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from flask import request, send_file
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.viewer import Viewer
from app.integrations.spreadsheets.writing import Heading, Value, write_xlsx
from app.web import formats
from app.web.errors import Conflict
from app.web.files import PDF, XLSX
from app.web.identity import viewer
from app.web.trace import note_security

MOST_EXPORTED = 50_000
IN_FILE, ON_PAPER = "tệp Excel", "bản in"
NARROWER = "Hãy quay lại, lọc theo đơn vị hoặc theo tên, rồi lấy từng phần."


def taken_by(who: Viewer) -> str:
    """Who took it and when: the line that goes with every copy."""
    return f"Xuất bởi {who.name} ({who.unit_name}) lúc {formats.instant(clock.now())}."


def no_more_than(most: int, many: int, noun: str, where: str, narrower: str = NARROWER) -> None:
    """Refuse, by a Conflict that says how to narrow it, a list of `many` where one file or print holds `most`."""
    if many > most:
        raise Conflict(
            f"Danh sách đang lọc có {formats.number(many)} {noun}, mà một {where} chứa nhiều nhất"
            f" {formats.number(most)} {noun}. {narrower}"
        )


def note_export(what: str, rows: int) -> None:
    """Put on record what left, with which filter and how many rows (EXP-3)."""
    asked = request.query_string.decode("ascii", "replace")[:200]
    note_security("exported", detail={"what": what, "unit": viewer().unit_id, "filter": asked, "rows": rows})


def spreadsheet(headings: Sequence[Heading], rows: Iterable[Sequence[Value]], title: str, note: str) -> BytesIO:
    """A sheet with its title, and a note beneath it: who took it at least."""
    file = BytesIO()
    write_xlsx(file, headings, rows, title=title, note=note)
    file.seek(0)
    return file


def send_table(
    name: str, what: str, headings: Sequence[Heading], rows: Sequence[Sequence[Value]], title: str
) -> ResponseReturnValue:
    """A whole list as a spreadsheet, on record."""
    note_export(what, len(rows))
    return send_sheet(spreadsheet(headings, rows, title, taken_by(viewer())), name)


def send_sheet(file: BytesIO, name: str) -> ResponseReturnValue:
    """A spreadsheet to keep; `name` without its ending."""
    return send_file(file, XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def send_paper(paper: bytes, name: str) -> ResponseReturnValue:
    """A PDF to keep; `name` without its ending."""
    return send_file(BytesIO(paper), PDF, as_attachment=True, download_name=f"{name}.pdf")
