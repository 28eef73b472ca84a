"""How does the head rate ten people on one page?  Each row is a form of its own with a version of its own."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.evaluation import deciding, roll
from app.domain.evaluation.grid.queries import SIZE, Row, row_of, rows_of
from app.domain.evaluation.models import Period
from app.domain.evaluation.self_assessment import NotNow, StaleVersion
from app.domain.evaluation.sheets import Sheet
from app.domain.standards.queries import standard_of
from app.domain.standards.rules.standard import Form, Standard, with_levels
from app.web.deciding.forms import RowForm, row_form
from app.web.deciding.page import days_left, filters_asked, period_asked, sheet_asked, wanted_part
from app.web.deciding.sheet import sides
from app.web.htmx import page_or_partial, wants_partial
from app.web.identity import viewer
from app.web.paging import Page, page_number
from app.web.refusals import refusal


@dataclass(frozen=True)
class Told:
    """One row as it is shown: levels in its cells, reasons, the version it was made from, what stands against it."""

    row: Row
    standard: Standard
    shown: Form
    reasons: dict[int, str]
    version: str
    filled: dict[int, int]  # cells that hold the colleagues' most frequent level, not saved yet
    back: str
    conflict: dict[str, Any] | None = None
    wrong: Sequence[str] = ()
    key: str = field(default_factory=lambda: uuid.uuid4().hex)  # of the row's form

    def said(self, no: int) -> str:
        """The colleagues' most frequent level, or levels, of a criterion in words."""
        modes = self.row.sheet.colleagues.modes(no)
        return "/".join(self.standard.level(level).name for level in sorted(modes)) or "–"

    @property
    def explained(self) -> list[int]:
        """Criteria with a field for a reason: it is needed, or there is one."""
        return sorted({*self.row.sheet.to_explain, *self.reasons})


def show_grid() -> ResponseReturnValue:
    """Ten people a page: what each and the colleagues said, the head's levels, the rule's rank."""
    period = period_asked()
    if period is None:
        return render_template("deciding/no_period.html")
    return page_or_partial("deciding/grid.html", "deciding/_grid.html", 200, **_about(period))


def save_row(evaluation_id: int) -> ResponseReturnValue:
    """Save one row; htmx gets its new verdict, everybody else the grid again, at that row."""
    sheet = sheet_asked(evaluation_id)
    standard = standard_of(sheet.evaluation.standard_id)
    form = row_form(standard, sheet)
    conflict = None
    if form.passes():
        try:
            deciding.rate(
                viewer(), evaluation_id, form.changes(standard), form.reasons(standard), form.version_meant,
                page=form.page,
            )  # fmt: skip
            return _saved(evaluation_id)
        except StaleVersion:
            sheet = sheet_asked(evaluation_id)
            conflict = sides(sheet, form, standard)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
    return _refused(sheet, standard, form, conflict)


def start_from_colleagues() -> ResponseReturnValue:
    """What would be filled in from the colleagues' most frequent levels, before the head says yes."""
    period = period_asked()
    if period is None:
        raise NotFound
    page, rows = page_of(period)
    only = request.args.get("row", type=int)
    rows = [row for row in rows if only in {None, row.id} and not row.refused]
    if only is not None and not rows:
        raise NotFound
    return render_template(
        "deciding/grid_start.html", period=period, rows=rows, page=page, filters=filters_of(period, page)
    )


def page_of(period: Period) -> tuple[Page, list[Row]]:
    """The page of the grid that the address asks for, and its rows."""
    wanted = wanted_part()
    total = roll.how_many(viewer(), period.id, wanted)
    last = max(1, -(-total // SIZE))
    page = Page(
        min(page_number(), last), SIZE, total,
        lambda number: url_for(".show_grid", **filters_asked(period=period.id, page=number if number > 1 else None)),
    )  # fmt: skip
    return page, rows_of(viewer(), period.id, replace(wanted, offset=page.offset, size=SIZE))


def filters_of(period: Period, page: Page) -> dict[str, Any]:
    """The filters and the page, for addresses that lead back to it."""
    return filters_asked(period=period.id, page=page.number if page.number > 1 else None)


def _about(period: Period) -> dict[str, Any]:
    """Everything the grid shows; `started` are the rows that the head wants filled from the colleagues."""
    page, rows = page_of(period)
    wanted, filters, started = wanted_part(), filters_of(period, page), _started()
    standards = {number: standard_of(number) for number in {row.sheet.evaluation.standard_id for row in rows}}
    told = [
        _told(row, standards[row.sheet.evaluation.standard_id], filters, filled=row.common if row.id in started else {})
        for row in rows
    ]
    return {
        "period": period, "page": page, "rows": told, "wanted": wanted, "filters": filters,
        "groups": roll.groups_to_decide(viewer(), period.id), "days": days_left(period),
        "startable": any(row.common for row in rows if row.id not in started), "standards": standards.values(),
        "start": ",".join(map(str, sorted(started & {row.id for row in rows}))) or None,
    }  # fmt: skip


def _told(
    row: Row, standard: Standard, filters: dict[str, Any], *, filled: dict[int, int], **more: Any
) -> Told:  # fmt: skip
    back = url_for(".show_grid", **filters, seen=row.sheet.version, _anchor=f"row-{row.id}")
    shown = with_levels(row.sheet.form, dict(filled)) if filled else row.sheet.form
    return Told(row, standard, shown, row.sheet.reasons, str(row.sheet.version), filled, back, **more)


def _started() -> set[int]:
    """Ids of the rows to fill, as far as the address names any."""
    parts = request.args.get("start", "")[:200].split(",")
    return {int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) < 10}


def _saved(evaluation_id: int) -> ResponseReturnValue:
    sheet, filters = sheet_asked(evaluation_id), filters_asked(page=request.args.get("page", type=int))
    if wants_partial():
        told = _told(row_of(sheet), standard_of(sheet.evaluation.standard_id), filters, filled={})
        return make_response(render_template("deciding/_told.html", told=told))
    start = ",".join(map(str, sorted(_started() - {evaluation_id}))) or None
    return redirect(url_for(".show_grid", **filters, start=start, _anchor=f"row-{evaluation_id}"), 303)


def _refused(sheet: Sheet, standard: Standard, form: RowForm, conflict: dict[str, Any] | None) -> ResponseReturnValue:
    """The row again, with what was typed; beside it the other side, or what is wrong with it.  No other row is lost."""
    status = 409 if conflict else 422
    wrong = [str(text) for texts in form.errors.values() for text in texts]
    filters = filters_asked(page=request.args.get("page", type=int))
    told = replace(
        _told(row_of(sheet), standard, filters, filled={}, conflict=conflict, wrong=wrong),
        reasons={no: text for no, text in form.reasons(standard).items() if text}, version=str(form.version.data),
        shown=with_levels(sheet.form, form.changes(standard)),
    )  # fmt: skip
    if wants_partial():
        return make_response(render_template("deciding/_told.html", told=told), status)
    page = _about(sheet.evaluation.period)
    others = [each for each in page["rows"] if each.row.id != told.row.id]
    place = next((at for at, each in enumerate(page["rows"]) if each.row.id == told.row.id), 0)
    page["rows"] = [*others[:place], told, *others[place:]]
    return make_response(render_template("deciding/grid.html", **page, has_errors=True), status)
