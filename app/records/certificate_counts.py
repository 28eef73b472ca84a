"""How many papers has each office given out, and to people where?  The ministry's view: counts, nobody's paper."""

from dataclasses import replace

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.organisation.models import Unit
from app.domain.organisation.queries import unit_for
from app.domain.training.certificates.counting import (
    Counted,
    Narrowed,
    by_issuer,
    by_province,
    counted,
    in_all,
    may_count,
    years_issued,
)
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.exports import send_table
from app.web.addresses import asked_id
from app.web.identity import viewer
from app.web.labels import label

TITLE = "Số giấy xác nhận, chứng chỉ đã cấp"
FIGURES = [
    Heading("Loại", 28), Heading("Đã cấp", 12), Heading("Có hiệu lực", 12),
    Heading("Cần xem xét", 14), Heading("Đã thu hồi", 12), Heading("Đã thay thế", 12),
]  # fmt: skip
HEADINGS = [Heading("Xếp theo", 24), Heading("Nơi cấp hoặc tỉnh", 40), *FIGURES]
BY_ISSUER, BY_PROVINCE = "Nơi cấp", "Tỉnh của người được cấp"


@blueprint.get("/certificate-counts")
def count_certificates() -> ResponseReturnValue:
    """By issuer and by the holders' province; a figure opens what it is made of, never a person."""
    years, narrowed, only = _asked()
    issuers, provinces = _tables(narrowed)
    return render_template(
        "records/certificate_counts.html", issuers=issuers, provinces=provinces, whole=in_all(issuers or provinces),
        years=years, year=narrowed.year, only=only, narrowed=narrowed,
    )  # fmt: skip


@blueprint.get("/certificate-counts.xlsx")
def export_certificate_counts() -> ResponseReturnValue:
    """The same as a spreadsheet."""
    _years, narrowed, only = _asked()
    issuers, provinces = _tables(narrowed)
    rows = [_cells(BY_ISSUER, line) for line in issuers] + [_cells(BY_PROVINCE, line) for line in provinces]
    title = TITLE + (f", {only.name}" if only else "") + (f", năm {narrowed.year}" if narrowed.year else "")
    return send_table("so-giay-da-cap", "certificate_counts", HEADINGS, rows, title)


def _tables(narrowed: Narrowed) -> tuple[list[Counted], list[Counted]]:
    """By issuer and by province; of one issuer only the provinces, of one province only the issuers."""
    if narrowed.issuer_id is not None:
        return [], by_province(viewer(), narrowed)
    if narrowed.province_id is not None:
        return by_issuer(viewer(), narrowed), []
    return counted(viewer(), narrowed.year), by_province(viewer(), narrowed)


def _asked() -> tuple[list[int], Narrowed, Unit | None]:
    """The years there are, what is asked for, and the one issuer or province; 404 for who has no counts, for a year
    without any and for a unit that is none.
    """
    if not may_count(viewer()):
        abort(404)
    years, year = years_issued(viewer()), asked_id(request.args, "year")
    if year is not None and year not in years:
        abort(404)
    narrowed = Narrowed(year)
    for name in ("province", "issuer"):
        if unit_id := asked_id(request.args, name):
            return years, replace(narrowed, **{f"{name}_id": unit_id}), unit_for(viewer(), unit_id) or abort(404)
    return years, narrowed, None


def _cells(by: str, line: Counted) -> list[Value]:
    kind = label(line.kind, "certificate_kind")
    return [by, line.name, kind, line.issued, line.valid, line.flagged, line.revoked, line.replaced]
