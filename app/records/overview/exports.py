"""How does the board with all indicators leave the screen?  As a sheet and for the printer, of the same rows."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.progress.queries import counted_until
from app.domain.reporting.board.lines import Line, line_of, lines_beneath
from app.domain.reporting.board.rules import Cell, Subject
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.exports import send_sheet, spreadsheet, whole
from app.records.overview import words
from app.records.overview.links import subject_words
from app.records.overview.place import Place, place
from app.web import formats
from app.web.identity import viewer
from app.web.labels import label
from app.web.taking import taken_by
from app.web.trace import note_security

MOST_PRINTED = 1_000


@blueprint.get("/overview/board.xlsx")
@blueprint.get("/overview/<int:unit_id>/board.xlsx")
def export_overview(unit_id: int | None = None) -> ResponseReturnValue:
    """The board as it is filtered now, all its pages (EXP-3)."""
    here, lines = _whole(unit_id)
    _note("overview", here, lines)
    title = f"Toàn cảnh năm {here.ground.year}: {here.name}"
    code = here.unit.code if here.unit else "cac-tinh"
    rows = [_line(here, line) for line in lines]
    return send_sheet(spreadsheet(_headings(here), rows, title, _told(here)), f"toan-canh-{here.ground.year}-{code}")


@blueprint.get("/overview/print")
@blueprint.get("/overview/<int:unit_id>/print")
def print_overview(unit_id: int | None = None) -> ResponseReturnValue:
    """The same for the printer."""
    here, lines = _whole(unit_id, MOST_PRINTED)
    _note("overview_printed", here, lines)
    return render_template(
        "records/overview_print.html", here=here, rows=lines, words=words, subject_words=subject_words,
        told=_told(here), back_url=here.url + here.wish.query(),
    )  # fmt: skip


def _whole(unit_id: int | None, on_paper: int | None = None) -> tuple[Place, list[Line]]:
    """All rows that the address asks for; of a school its own."""
    here = place(viewer(), unit_id)
    if here.is_school and here.unit is not None:
        return here, [line_of(here.viewer, here.ground, here.unit)]
    lines = here.wish.sorted(lines_beneath(here.viewer, here.ground, here.unit, here.wish.search).rows)
    whole(len(lines), "đơn vị", on_paper)
    return here, lines


def _told(here: Place) -> str:
    """Who took it and when, the filters, until when the numbers hold."""
    filters = ", ".join(text for text, _ in here.wish.chosen())
    chosen = f" Lọc: {filters}." if filters else ""
    until = formats.clock_time(counted_until(here.viewer, here.paths))
    return f"{taken_by(viewer())}{chosen} Số liệu tính đến {until}."


def _headings(here: Place) -> list[Heading]:
    found = [Heading("Đơn vị", 40), Heading("Mã đơn vị", 14, is_id=True)]
    for subject in here.columns:
        if subject is Subject.REPORT:
            found += [Heading("Báo cáo", 22), Heading("Báo cáo: đang ở, hạn", 50)]
            continue
        found += [Heading(subject_words(subject, here)), Heading(label(subject, "overview_of"))]
        found.append(Heading(f"{label(subject, 'overview_subject')} (%)"))
        if subject is Subject.HAND_IN:
            found += [Heading("Đơn vị nộp kết quả", 20), Heading("Kết quả: đang ở", 40)]
    return [*found, Heading("Tình trạng", 22), Heading("Số ngày quá hạn")]


def _line(here: Place, line: Line) -> list[Value]:
    values: list[Value] = [line.name, line.code]
    for subject in here.columns:
        if subject is Subject.REPORT:
            row = line.report
            state = label(row.state, "report_state") if row and row.state else "Chưa lập"
            values += [state, words.report_words(row) if row else None]
            continue
        values += _numbers(line.cells[subject])
        if subject is Subject.HAND_IN:
            values.append(label(line.standing.state, "hand_in_state") if line.standing else None)
            values.append(words.standing_words(line) or None)
    return [*values, label(line.course, "overview_course"), line.days_late]


def _numbers(cell: Cell) -> list[Value]:
    share = round(100 * cell.done / cell.expected, 1) if cell.expected else None
    return [cell.done, cell.expected, share]


def _note(what: str, here: Place, lines: list[Line]) -> None:
    unit_id = here.unit.id if here.unit else None
    note_security("exported", detail={"what": what, "unit": unit_id, "filter": here.wish.query(), "rows": len(lines)})
