"""Which records are behind a figure of a connection?  On the screen and as a spreadsheet."""

from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from app.domain.training.exchange import listing
from app.domain.training.exchange.listing import OF_MONTH, OF_PROVINCE, Behind, Figure
from app.domain.training.exchange.report import pair_in_sight
from app.domain.training.exchange.rules import read_month
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.exports import most_rows, send_table
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import paged

OF_LEARNERS = [Heading("Họ và tên", 28), Heading("Đơn vị", 36)]
OF_RECORD = [
    Heading("Mã kết quả của LMS", 26), Heading("Mô đun", 12), Heading("Năm", 8), Heading("Kết quả", 16),
    Heading("Cập nhật lúc", 20), Heading("Tình trạng", 24),
]  # fmt: skip
SECTOR_ID = Heading("Mã định danh", 16, is_id=True)


@dataclass(frozen=True)
class List:
    """The records behind one figure; `names` where their people are shown, else their sector IDs are."""

    found: Select[Any]
    title: str
    names: bool

    def headings(self) -> list[Heading]:
        """The columns of the spreadsheet."""
        return [*OF_LEARNERS, *OF_RECORD] if self.names else [*OF_RECORD, SECTOR_ID]

    def cells(self, row: Behind) -> list[Value]:
        """One of its rows."""
        one = row.record
        said: list[Value] = [
            one.ref, one.module.short, one.year, label(one.status, "learning_status"), one.changed_at,
            label(row.standing, "record_standing"),
        ]  # fmt: skip
        return [row.name, row.unit, *said] if self.names else [*said, one.sector_id]


@blueprint.get("/lms/<int:provider_id>/<int:province_id>/<figure>")
def list_province_records(provider_id: int, province_id: int, figure: str) -> ResponseReturnValue:
    """Records of a province's people, or that wait for them; a provider's staff sees its own side of them (AZ-4)."""
    return _page(_of_province(provider_id, province_id, figure))


@blueprint.get("/lms/<int:provider_id>/<int:province_id>/<figure>.xlsx")
def export_province_records(provider_id: int, province_id: int, figure: str) -> ResponseReturnValue:
    """The same list whole."""
    return _file(_of_province(provider_id, province_id, figure))


@blueprint.get("/lms/unknown")
def list_unknown_records() -> ResponseReturnValue:
    """The provider's own records whose ID nobody here holds or declares."""
    return _page(_of_nobody())


@blueprint.get("/lms/unknown.xlsx")
def export_unknown_records() -> ResponseReturnValue:
    """The same list whole."""
    return _file(_of_nobody())


@blueprint.get("/lms/month/<month>/<figure>")
def list_month_records(month: str, figure: str) -> ResponseReturnValue:
    """The provider's own records that came first in a month."""
    return _page(_of_month(month, figure))


@blueprint.get("/lms/month/<month>/<figure>.xlsx")
def export_month_records(month: str, figure: str) -> ResponseReturnValue:
    """The same list whole."""
    return _file(_of_month(month, figure))


def _of_province(provider_id: int, province_id: int, figure: str) -> List:
    if figure not in OF_PROVINCE:
        abort(404)
    found = listing.of_province(viewer(), provider_id, province_id, Figure(figure))
    pair = pair_in_sight(viewer(), provider_id, province_id)
    if found is None or pair is None:
        abort(404)
    title = f"{label(figure, 'connection_figure')}: {pair[0].name}, {pair[1].name}"
    return List(found, title, names=not listing.is_own(viewer()))


def _of_nobody() -> List:
    found = listing.of_nobody(viewer())
    return List(abort(404) if found is None else found, label(Figure.UNKNOWN, "connection_figure"), names=False)


def _of_month(text: str, figure: str) -> List:
    try:
        month = read_month(text)
    except ValueError:
        abort(404)
    found = listing.of_month(viewer(), month, figure) if figure in OF_MONTH else None
    title = f"{label(figure, 'month_figure')}, tháng {month.number:02}/{month.year}"
    return List(abort(404) if found is None else found, title, names=False)


def _page(chosen: List) -> ResponseReturnValue:
    pager = paged(listing.number_of(chosen.found), lambda number: f"{request.path}?page={number}")
    rows = listing.shown(chosen.found, pager.offset, pager.size)
    return render_template("records/lms_records.html", chosen=chosen, rows=rows, pager=pager)


def _file(chosen: List) -> ResponseReturnValue:
    rows = [chosen.cells(row) for row in listing.shown(chosen.found, 0, most_rows())]
    return send_table("ket-qua-lms", "lms_records", chosen.headings(), rows, chosen.title)
