"""How does a list leave the screen?  Whole or not at all, with who took it and when, and on record (EXP-1 to EXP-3)."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from flask import redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response
from werkzeug.exceptions import HTTPException

from app.integrations.spreadsheets.writing import Heading, Value, write_xlsx
from app.web import formats
from app.web.errors import Conflict
from app.web.files import PDF, XLSX
from app.web.identity import viewer
from app.web.replaying import is_replayed
from app.web.taking import note_export, taken_by

MOST_EXPORTED = 50_000
MOST_IN_JOB = 1_000_000  # a sheet of Excel holds 1,048,576 rows
NARROWER = "Hãy quay lại, lọc theo đơn vị hoặc theo tên, rồi lấy từng phần."


class TooLong(HTTPException):
    """The list is too long for a request: its reader is asked whether a job shall write it."""

    code = 303

    def get_response(self, *_given: object, **_options: object) -> Response:
        return redirect(url_for("records.ask_for_long_list", list=request.full_path.rstrip("?")), 303)


def most_rows() -> int:
    """How many rows to read of a list that was not counted before: one more than a request may write."""
    return MOST_IN_JOB if is_replayed() else MOST_EXPORTED + 1


def whole(many: int, noun: str, on_paper: int | None = None, narrower: str = NARROWER) -> None:
    """Let a list of `many` out whole or not at all; `on_paper` is the most that the print holds, None means a file.

    Raises TooLong where a job can write the file, else a Conflict that says how to narrow the list.
    """
    if on_paper is None and MOST_EXPORTED < many <= MOST_IN_JOB and not is_replayed():
        raise TooLong
    most, where = (MOST_IN_JOB, "tệp Excel") if on_paper is None else (on_paper, "bản in")
    if many > most:
        raise Conflict(
            f"Danh sách đang lọc có {formats.number(many)} {noun}, mà một {where} chứa nhiều nhất"
            f" {formats.number(most)} {noun}. {narrower}"
        )


def spreadsheet(headings: Sequence[Heading], rows: Iterable[Sequence[Value]], title: str, note: str) -> BytesIO:
    """A sheet with its title, and a note beneath it: who took it at least."""
    file = BytesIO()
    write_xlsx(file, headings, rows, title=title, note=note)
    file.seek(0)
    return file


def send_table(
    name: str, what: str, headings: Sequence[Heading], rows: Sequence[Sequence[Value]], title: str, **about: object
) -> ResponseReturnValue:
    """A whole list as a spreadsheet, on record."""
    whole(len(rows), "dòng")
    note_export(what, len(rows), **about)
    return send_sheet(spreadsheet(headings, rows, title, taken_by(viewer())), name)


def send_sheet(file: BytesIO, name: str) -> ResponseReturnValue:
    """A spreadsheet to keep; `name` without its ending."""
    return send_file(file, XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def send_paper(paper: bytes, name: str) -> ResponseReturnValue:
    """A PDF to keep; `name` without its ending."""
    return send_file(BytesIO(paper), PDF, as_attachment=True, download_name=f"{name}.pdf")
