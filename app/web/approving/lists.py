"""Which support plans are there in the viewer's scope, and which wait for them?"""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.domain.training.core_people.queries import AUDIENCES
from app.domain.training.support import queries
from app.domain.training.support.queries import FIGURES, Listed
from app.domain.vietnamese import search_patterns
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.labels import choices
from app.web.paging import paged

FILTERS = ("state", "kind", "q", "year")


def list_plans() -> ResponseReturnValue:
    """The list by figure; what waits for the viewer is shown first where there is any."""
    listed = wanted_part()
    numbers = queries.numbers(viewer(), listed)
    if "state" not in request.args and numbers["waiting"]:
        listed = Listed("waiting", listed.year, listed.audience, listed.patterns)
    pager = paged(numbers[listed.figure], lambda number: address(page=number))
    answer = page_or_partial(
        "approving/list.html", "approving/_plans.html", 200, numbers=numbers, listed=listed, pager=pager,
        rows=queries.rows_of(viewer(), listed, pager.offset, pager.size), address=address,
        years=queries.years_of(viewer()), kinds=choices("core_audience"), query=request.args.get("q", "")[:100],
    )  # fmt: skip
    answer.vary.add("Save-Data")
    return answer


def wanted_part() -> Listed:
    """What the address asks for; what it cannot mean counts as not asked."""
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    year = request.args.get("year", type=int)
    return Listed(
        state if state in FIGURES else "all", year if year is not None and 2000 < year < 2200 else None,
        kind if kind in AUDIENCES else None, search_patterns(request.args.get("q", "")[:100]),
    )  # fmt: skip


def address(endpoint: str = ".list_plans", **changes: Any) -> str:
    """The list with this address's filters; `changes` go over them, None takes one out."""
    asked: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name, "")[:100])}
    return url_for(endpoint, **{name: value for name, value in (asked | changes).items() if value is not None})
