"""Which targets are set beneath a unit (giao chỉ tiêu), do they add up, and how many have finished?"""

from typing import Any

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role
from app.domain.progress.queries import sight_of
from app.domain.progress.rules import Sight
from app.domain.training.targets import queries
from app.domain.training.targets.queries import Line
from app.domain.training.years.models import TrainingYear
from app.domain.training.years.queries import board_of_year, first_boards, year_for
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.blueprint import blueprint
from app.records.exports import send_table
from app.web.identity import viewer
from app.web.paging import page_number, page_size, paged

SETTING = {Role.PROVINCE: "province.set_training_targets", Role.DISTRICT: "district.set_training_targets"}
HEADINGS = [
    Heading("Đơn vị", 40), Heading("Mã", 14), Heading("Giáo viên phải học", 14), Heading("Chỉ tiêu giáo viên", 14),
    Heading("Cán bộ quản lý phải học", 16), Heading("Chỉ tiêu cán bộ quản lý", 16), Heading("Đã hoàn thành", 14),
    Heading("Đơn vị đã giao tiếp: giáo viên", 18), Heading("Đơn vị đã giao tiếp: cán bộ quản lý", 18),
    Heading("Đơn vị trực thuộc chưa có chỉ tiêu", 20),
]  # fmt: skip


@blueprint.get("/training/<int:year_id>/targets/<int:unit_id>")
def list_training_targets(year_id: int, unit_id: int) -> ResponseReturnValue:
    """A unit's own target beside the sum of those right beneath it, each of them in a line."""
    year, unit = _place(year_id, unit_id)
    number = page_number()
    address: dict[str, Any] = {"year_id": year_id, "unit_id": unit_id}
    pager = paged(
        queries.number_beneath(viewer(), unit),
        lambda page: url_for("records.list_training_targets", **address, page=page), number,
    )  # fmt: skip
    lines = queries.lines_beneath(viewer(), year, unit, offset=pager.offset, limit=page_size())
    mine = queries.may_set(viewer(), year) and unit_id == viewer().unit_id
    return render_template(
        "records/training_targets.html", year=year, unit=unit, own=queries.lines_of(year, [unit])[0], lines=lines,
        pager=pager, first=first_boards(year_id), whole=board_of_year(year_id),
        sets=SETTING[Role(viewer().role)] if mine else None, lists=sight_of(viewer()) is not Sight.COUNTS,
    )  # fmt: skip


@blueprint.get("/training/<int:year_id>/targets/<int:unit_id>.xlsx")
def export_training_targets(year_id: int, unit_id: int) -> ResponseReturnValue:
    """The same lines, all of them, logged (EXP-3)."""
    year, unit = _place(year_id, unit_id)
    rows = [_row(line) for line in queries.lines_beneath(viewer(), year, unit)]
    title = f"Chỉ tiêu bồi dưỡng năm {year.year}: {unit.name}"
    return send_table("chi-tieu-boi-duong", "training_targets", HEADINGS, rows, title)


def _row(line: Line) -> list[Value]:
    target, check = line.target, line.check if line.check and line.check.units else None
    return [
        line.unit.name, line.unit.code, line.due.teachers, target.teachers if target else None, line.due.managers,
        target.managers if target else None, line.finished, check.below.teachers if check else None,
        check.below.managers if check else None, check.without if check else None,
    ]  # fmt: skip


def _place(year_id: int, unit_id: int) -> tuple[TrainingYear, Unit]:
    """A year that concerns the viewer, and a unit of it in sight beneath which others stand."""
    year = year_for(viewer(), year_id) or abort(404)
    unit = queries.unit_in_year(viewer(), year, unit_id) or abort(404)
    return (year, unit) if unit.kind in queries.HEADED else abort(404)
