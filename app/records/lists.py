"""How does each list of an evaluation period leave the screen?  The list as it is filtered, whole, as a spreadsheet.

The queries are those of the pages: what is not in the viewer's list is in no file either, and a list that does not
exist for them is 404.
"""

from collections.abc import Sequence

from flask import abort, request
from flask.typing import ResponseReturnValue

from app.domain.evaluation.appeals import queries as appeals
from app.domain.evaluation.excuses import queries as excuses
from app.domain.evaluation.hand_in import people, queries
from app.domain.evaluation.hand_in.figures import figures_of
from app.domain.evaluation.hand_in.queries import FILTERS, Listed
from app.domain.evaluation.models import Period
from app.domain.evaluation.opinions.queries import periods_run, surveys_run
from app.domain.evaluation.peers.watching import group_lines, group_view, periods_watched
from app.domain.evaluation.sheets import office_in
from app.domain.organisation.rules import Role, UnitKind
from app.domain.vietnamese import search_patterns
from app.records import list_tables as tables
from app.records.blueprint import blueprint
from app.records.exports import most_rows, send_table
from app.web.addresses import asked_id
from app.web.handing_in.page import periods
from app.web.handing_in.unit import seen, title_of
from app.web.identity import viewer
from app.web.labels import label


@blueprint.get("/lists/<int:period_id>/opinions.xlsx")
def export_surveys(period_id: int) -> ResponseReturnValue:
    """The managers whose surveys the office runs."""
    period = _among(periods_run(viewer()), period_id)
    title = f"Lấy ý kiến về cán bộ quản lý năm {period.year}"
    rows = tables.surveys_table(surveys_run(viewer(), period_id))
    return send_table("lay-y-kien", "surveys", tables.SURVEYS, rows, title)


@blueprint.get("/lists/<int:period_id>/not-due.xlsx")
def export_not_due(period_id: int) -> ResponseReturnValue:
    """Who is excused from the period."""
    period = _among(excuses.periods_to_excuse(viewer()), period_id)
    rows = tables.not_due_table(excuses.not_due(viewer(), period_id, 0, most_rows()))
    title = f"Không thuộc diện đánh giá năm {period.year}"
    return send_table("khong-thuoc-dien", "not_due", tables.NOT_DUE, rows, title)


@blueprint.get("/lists/appeals.xlsx")
def export_appeals() -> ResponseReturnValue:
    """The appeals that the office settles, waiting or settled."""
    if viewer().unit_kind == UnitKind.SCHOOL or office_in(viewer(), viewer().unit_id or 0) is None:
        abort(404)
    figure = request.args.get("state", "waiting")
    figure = figure if figure in appeals.FIGURES else "waiting"
    rows = tables.appeals_table(appeals.appeals_to_settle(viewer(), figure, 0, most_rows()))
    title = f"Đề nghị xem xét lại: {label(figure, 'appeal_figure')}"
    return send_table("de-nghi-xem-xet", "appeals", tables.APPEALS, rows, title)


@blueprint.get("/lists/<int:period_id>/groups.xlsx")
def export_groups(period_id: int) -> ResponseReturnValue:
    """How far the school's subject groups are."""
    period = _among(periods_watched(viewer()), period_id)
    lines = group_lines(viewer(), period_id) or abort(404)
    title = f"Ý kiến đồng nghiệp các tổ, năm {period.year}"
    return send_table("y-kien-cac-to", "groups", tables.GROUPS, tables.groups_table(lines), title)


@blueprint.get("/lists/<int:period_id>/raters.xlsx")
def export_raters(period_id: int) -> ResponseReturnValue:
    """Who is asked in a group, and who has answered on everybody."""
    view = group_view(viewer(), period_id, asked_id(request.args, "group")) or abort(404)
    title = f"{view.group.name or tables.NO_GROUP}: người được hỏi, năm {view.group.period.year}"
    return send_table("nguoi-gop-y", "raters", tables.RATERS, tables.raters_table(view.raters), title)


@blueprint.get("/lists/<int:period_id>/hand-ins.xlsx")
def export_hand_ins(period_id: int) -> ResponseReturnValue:
    """The units beneath and what each has handed in."""
    if viewer().role not in {Role.DISTRICT, Role.PROVINCE}:  # the doors that have this list
        abort(404)
    period = _among(periods(), period_id)
    figure = request.args.get("state", "all")
    listed = Listed(figure if figure in FILTERS else "all", request.args.get("q", "").strip()[:100], limit=most_rows())
    rows = tables.units_table(queries.units_listed(viewer(), period, listed))
    title = f"Nộp kết quả năm {period.year}: {label(listed.figure, 'hand_in_filter')}"
    return send_table("nop-ket-qua", "hand_ins", tables.units_headings(period), rows, title)


@blueprint.get("/lists/hand-in-people.xlsx")
def export_behind() -> ResponseReturnValue:
    """The people behind one number of a unit's results."""
    hand_in = seen(asked_id(request.args, "unit"))
    figure = request.args.get("figure", "due")
    figure = figure if figure in figures_of(hand_in.period) else "due"
    patterns = search_patterns(request.args.get("q", "")[:100])
    found = people.people_behind(viewer(), hand_in.period, hand_in.unit_id, figure, patterns, 0, most_rows())
    title = f"{title_of(figure, hand_in)}: {hand_in.unit.name}, năm {hand_in.period.year}"
    return send_table("ket-qua", "hand_in_people", tables.BEHIND, tables.behind_table(found), title)


def _among(found: Sequence[Period], period_id: int) -> Period:
    return next((each for each in found if each.id == period_id), None) or abort(404)
