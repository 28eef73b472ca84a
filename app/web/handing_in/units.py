"""Which units beneath have handed in, what waits for the viewer's office, who is late?"""

from dataclasses import replace
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.evaluation.hand_in import queries
from app.domain.evaluation.hand_in.figures import rank_names
from app.domain.evaluation.hand_in.queries import FILTERS, ORDERS, Listed
from app.domain.evaluation.models import Period
from app.domain.evaluation.sheets import office_in
from app.domain.organisation.successions import joined_by_now
from app.web.handing_in.page import period_asked, periods
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.paging import Page, paged

ASKED = ("period", "state", "q", "sort")


def list_units() -> ResponseReturnValue:
    """The units beneath, what waits first; every number above opens the list that it counts."""
    found = periods()
    period = period_asked(found)
    if period is None:
        return render_template("handing_in/none.html", period=None, periods=found)
    listed, numbers, page, rows = page_of(period, "all")
    answer = page_or_partial(
        "handing_in/units.html", "handing_in/_units.html", 200,
        period=period, periods=found, listed=listed, numbers=numbers, page=page, rows=rows,
        ranks=rank_names(period), joined=joined_by_now(period.unit),
        days=clock.days_until(period.hand_in_due, clock.campaign_now()), own=own_unit(period),
        office=office_in(viewer(), viewer().unit_id or 0), sorted_by=_sort_addresses(listed),
    )  # fmt: skip
    answer.vary.add("Save-Data")
    return answer


def page_of(period: Period, figure: str) -> tuple[Listed, dict[str, int], Page, list[queries.Row]]:
    """What the address asks for: the wish, how many each filter lists, the page and its rows."""
    state, order = request.args.get("state", figure), request.args.get("sort", "work")
    listed = Listed(
        state if state in FILTERS else figure, request.args.get("q", "").strip()[:100],
        order if order.removeprefix("-") in ORDERS else "work",
    )  # fmt: skip
    numbers = queries.number_of_units(viewer(), period, listed.query)
    page = paged(numbers[listed.figure], lambda number: address(page=number if number > 1 else None))
    rows = queries.units_listed(viewer(), period, replace(listed, offset=page.offset, limit=page.size))
    return listed, numbers, page, rows


def address(**changes: Any) -> str:
    """The list with this address's filters; `changes` go over them, None takes one out."""
    asked: dict[str, Any] = {name: value for name in ASKED if (value := request.args.get(name, "")[:100])}
    return url_for(
        ".list_units", **{name: value for name, value in (asked | changes).items() if value is not None}
    )  # fmt: skip


def own_unit(period: Period) -> queries.HandIn | None:
    """What the viewer's own office hands in itself: its decisions about principals."""
    return queries.hand_in_at(viewer(), period.id, viewer().unit_id or 0)


def _sort_addresses(listed: Listed) -> dict[str, str]:
    return {
        order: address(sort=f"-{order}" if listed.order == order else order, page=None) for order in ORDERS
    }  # fmt: skip
