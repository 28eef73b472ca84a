"""How many papers has each office given out?  The ministry's view: counts by issuer, never a person's paper."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.training.certificates.counting import Counted, counted, in_all, may_count, years_issued
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.exports import send_table
from app.web.addresses import asked_id
from app.web.identity import viewer
from app.web.labels import label

TITLE = "Số giấy xác nhận, chứng chỉ đã cấp"
HEADINGS = [
    Heading("Nơi cấp", 40), Heading("Loại", 28), Heading("Đã cấp", 12), Heading("Có hiệu lực", 12),
    Heading("Cần xem xét", 14), Heading("Đã thu hồi", 12), Heading("Đã thay thế", 12),
]  # fmt: skip


@blueprint.get("/certificate-counts")
def count_certificates() -> ResponseReturnValue:
    """Each issuer and kind: given out, valid, revoked, replaced; of one year of issue or of all."""
    years, year = _asked()
    lines = counted(viewer(), year)
    return render_template(
        "records/certificate_counts.html", lines=lines, whole=in_all(lines), years=years, year=year
    )  # fmt: skip


@blueprint.get("/certificate-counts.xlsx")
def export_certificate_counts() -> ResponseReturnValue:
    """The same as a spreadsheet."""
    _years, year = _asked()
    rows = [_cells(line) for line in counted(viewer(), year)]
    title = f"{TITLE}, năm {year}" if year else TITLE
    return send_table("so-giay-da-cap", "certificate_counts", HEADINGS, rows, title)


def _asked() -> tuple[list[int], int | None]:
    """The years there are, and the one asked for; 404 for who has no counts, and for a year without any."""
    if not may_count(viewer()):
        abort(404)
    years, year = years_issued(viewer()), asked_id(request.args, "year")
    if year is not None and year not in years:
        abort(404)
    return years, year


def _cells(line: Counted) -> list[Value]:
    kind = label(line.kind, "certificate_kind")
    return [line.issuer, kind, line.issued, line.valid, line.flagged, line.revoked, line.replaced]
