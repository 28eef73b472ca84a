"""Which support plans are there in the viewer's scope, and which wait for them?"""

from dataclasses import replace
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.organisation.models import Unit
from app.domain.organisation.queries import unit_for
from app.domain.training.core_people.queries import AUDIENCES
from app.domain.training.support import queries
from app.domain.training.support.queries import FIGURES, Listed
from app.domain.vietnamese import search_patterns
from app.web.forms import number_in
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.labels import choices
from app.web.paging import paged

FILTERS = ("state", "kind", "q", "year", "unit")


def list_plans() -> ResponseReturnValue:
    """The list by figure; what waits for the viewer is shown first where there is any."""
    unit = _asked_unit()
    listed = wanted_part(unit)
    numbers = queries.numbers(viewer(), listed)
    if "state" not in request.args and numbers["waiting"]:
        listed = replace(listed, figure="waiting")
    pager = paged(numbers[listed.figure], lambda number: address(page=number))
    answer = page_or_partial(
        "approving/list.html", "approving/_plans.html", 200, numbers=numbers, listed=listed, pager=pager,
        rows=queries.rows_of(viewer(), listed, pager.offset, pager.size), address=address,
        years=queries.years_of(viewer()), kinds=choices("core_audience"), query=request.args.get("q", "")[:100],
        unit=unit,
    )  # fmt: skip
    answer.vary.add("Save-Data")
    return answer


def _asked_unit() -> Unit | None:
    """The unit beneath which alone plans are listed; 404 for one out of sight."""
    if "unit" not in request.args:
        return None
    return unit_for(viewer(), number_in(request.args["unit"])) or abort(404)


def wanted_part(unit: Unit | None = None) -> Listed:
    """What the address asks for; what it cannot mean counts as not asked.  `unit` saves asking for it again."""
    place = unit or _asked_unit()
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    year = request.args.get("year", type=int)
    return Listed(
        state if state in FIGURES else "all", year if year is not None and 2000 < year < 2200 else None,
        kind if kind in AUDIENCES else None, search_patterns(request.args.get("q", "")[:100]),
        place.path if place else None,
    )  # fmt: skip


def address(endpoint: str = ".list_plans", **changes: Any) -> str:
    """The list with this address's filters; `changes` go over them, None takes one out."""
    asked: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name, "")[:100])}
    return url_for(endpoint, **{name: value for name, value in (asked | changes).items() if value is not None})
