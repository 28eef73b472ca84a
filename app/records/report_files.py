"""How does a report leave the screen?  Paper, workbook, CSV, JSON; Vietnamese or English; on record (EXP-3)."""

from io import BytesIO

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue

from app.records.blueprint import blueprint
from app.records.report_writing import csv_of, json_of, workbook_of
from app.records.reports_place import place
from app.web.files import PDF, XLSX
from app.web.identity import viewer
from app.web.reporting.editions import LANGUAGES, edition_of, paper_of
from app.web.reporting.paper import draw
from app.web.taking import note_export, taken_by

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
    note_export(f"report_{kind}", sum(len(table.lines) for _, tables in edition.parts for table in tables))
    report = here.report
    name = (
        f"bao-cao-temis-{report.year}-{whole.unit.code}-lan-{report.edition}{'' if language == 'vi' else '-en'}.{kind}"
    )
    return send_file(BytesIO(content), KINDS[kind], as_attachment=True, download_name=name)
