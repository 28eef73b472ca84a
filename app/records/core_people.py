"""How does the list of core people leave the screen?  The rows that are filtered, as a spreadsheet and on paper."""

from flask import abort
from flask.typing import ResponseReturnValue

from app.domain.training.core_people import queries
from app.domain.training.core_people.queries import Listed, Row
from app.integrations.spreadsheets.writing import Heading
from app.records.blueprint import blueprint
from app.records.exports import send_paper, send_table, whole
from app.web import formats
from app.web.core_words import kept_words, rank_words
from app.web.designating.lists import wanted_part
from app.web.identity import viewer
from app.web.labels import label
from app.web.pdf_tables import Column, Letterhead, TableDocument, table_pdf
from app.web.taking import note_export, taken_by

MOST_PRINTED = 2_000
TITLE = "Danh sách giáo viên, cán bộ quản lý cốt cán"
HEADINGS = [
    Heading("Họ và tên", 28), Heading("Năm sinh", 10), Heading("Chức vụ", 22), Heading("Trường", 34),
    Heading("Đối tượng", 24), Heading("Tình trạng", 24), Heading("Xếp loại khi đề xuất", 18),
    Heading("Còn thiếu khi đề xuất", 40), Heading("Công nhận từ", 14), Heading("Thôi từ", 14),
]  # fmt: skip
COLUMNS = [
    Column("TT", 8, figures=True), Column("Họ và tên", 34), Column("Năm sinh", 14), Column("Chức vụ, trường", 52),
    Column("Đối tượng", 30), Column("Xếp loại khi đề xuất", 26), Column("Công nhận từ", 24), Column("Tình trạng", 30),
]  # fmt: skip


@blueprint.get("/core-people.xlsx")
def export_core_people() -> ResponseReturnValue:
    """The list as it is filtered now, logged (EXP-1 to EXP-3)."""
    listed, rows = _everybody()
    cells = [
        [
            row.name, row.birth_year, label(row.position, "position"), row.unit,
            label(row.core.audience, "core_audience"), label(row.core.state, "core_state"),
            rank_words(row.core.facts), kept_words(row.core.facts), row.core.recognised_on, row.core.ended_on,
        ]
        for row in rows
    ]  # fmt: skip
    title = f"{TITLE}: {label(listed.figure, 'core_list')}"
    return send_table("doi-ngu-cot-can", "core_people", HEADINGS, cells, title)


@blueprint.get("/core-people.pdf")
def print_core_people() -> ResponseReturnValue:
    """The same list on paper."""
    listed, rows = _everybody(MOST_PRINTED)
    note_export("core_people_printed", len(rows))
    cells = [
        [
            number, row.name, row.birth_year, f"{label(row.position, 'position')}, {row.unit}",
            label(row.core.audience, "core_audience"), rank_words(row.core.facts),
            formats.day(row.core.recognised_on) if row.core.recognised_on else "", label(row.core.state, "core_state"),
        ]
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    paper = TableDocument(
        TITLE.upper(), COLUMNS, cells, Letterhead("", viewer().unit_name, ""), label(listed.figure, "core_list"),
        taken_by(viewer()), sideways=True,
    )  # fmt: skip
    return send_paper(table_pdf(paper), "doi-ngu-cot-can")


def _everybody(on_paper: int | None = None) -> tuple[Listed, list[Row]]:
    if viewer().role not in queries.READERS:
        abort(404)
    listed, _unit = wanted_part()
    whole(queries.numbers(viewer(), listed)[listed.figure], "người", on_paper)
    return listed, queries.rows_of(viewer(), listed)
