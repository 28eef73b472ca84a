"""How does a report leave the screen?  Paper, workbook, CSV, JSON; Vietnamese or English; on record (EXP-3)."""

from io import BytesIO

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue

from app.domain.reporting import registry
from app.domain.reporting.figures.signs import PASSED
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.exports import most_rows, send_table
from app.records.report_writing import csv_of, json_of, workbook_of
from app.records.reports_place import place
from app.web.files import PDF, XLSX
from app.web.identity import viewer
from app.web.reporting.editions import LANGUAGES, edition_of, paper_of
from app.web.reporting.paper import draw
from app.web.taking import note_export, taken_by

REGISTRY = [
    Heading("STT", 6), Heading("Mã định danh Bộ GD&ĐT", 18, is_id=True), Heading("Họ và tên", 28),
    Heading("Ngày sinh", 12), Heading("Mã đơn vị", 14, is_id=True), Heading("Tên đơn vị", 36), Heading("Năm", 8),
    Heading("Xếp loại theo chuẩn", 18), Heading("Mô đun bồi dưỡng đã đạt", 40),
]  # fmt: skip
KINDS = {"pdf": PDF, "xlsx": XLSX, "zip": "application/zip", "json": "application/json"}


@blueprint.get("/reports/<int:report_id>/files/report.<kind>")
def download_report(report_id: int, kind: str) -> ResponseReturnValue:
    """The whole report of the unit that is read, all parts, as one file."""
    language = request.args.get("lang", "vi")
    if kind not in KINDS or language not in LANGUAGES:
        abort(404)
    here = place(report_id)
    whole = here.reading.unfiltered()
    edition = edition_of(whole, language)
    if kind == "pdf":
        content = draw(paper_of(edition), edition.words)
    elif kind == "xlsx":
        content = workbook_of(edition, taken_by(viewer()))
    else:
        content = csv_of(edition) if kind == "zip" else json_of(edition)
    report = here.report
    rows = sum(len(table.lines) for _, tables in edition.parts for table in tables)
    note_export(f"report_{kind}", rows, **here.on_record)
    name = (
        f"bao-cao-temis-{report.year}-{whole.unit.code}-lan-{report.edition}{'' if language == 'vi' else '-en'}.{kind}"
    )
    return send_file(BytesIO(content), KINDS[kind], as_attachment=True, download_name=name)


@blueprint.get("/reports/<int:report_id>/registry.xlsx")
def export_registry_rows(report_id: int) -> ResponseReturnValue:
    """Verified results of a frozen report, a row a person, in the columns of the sector registry's own export."""
    here = place(report_id)
    if not registry.may_tell(viewer(), here.reading):
        abort(404)
    names = {str(level.ordinal): level.name for level in here.standards["teacher"].levels}
    modules = [module.code for module in here.reading.context.modules]
    lines = registry.lines_for(viewer(), here.reading, most_rows())
    rows: list[list[Value]] = [
        [
            number, line.sector_id, line.name, line.birth_date, line.unit_code, line.unit, here.report.year,
            names.get(line.rank), _passed(modules, line.modules),
        ]
        for number, line in enumerate(lines, start=1)
    ]  # fmt: skip
    title = f"Kết quả đã xác thực năm {here.report.year}, bổ sung cho CSDL ngành: {here.reading.unit.name}"
    return send_table(f"ket-qua-csdl-nganh-{here.report.year}", "registry_rows", REGISTRY, rows, title)


def _passed(modules: list[str], signs: str) -> str:
    """The codes of the modules that somebody has passed."""
    return ", ".join(code for code, sign in zip(modules, signs, strict=False) if sign == PASSED)
