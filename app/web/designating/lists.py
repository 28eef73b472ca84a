"""Who is a core person, whose proposal is under way, what waits for the viewer's office?"""

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.organisation.models import Unit
from app.domain.organisation.queries import unit_for
from app.domain.training.core_people import queries
from app.domain.training.core_people.proposing import office_to_propose
from app.domain.training.core_people.queries import AUDIENCES, FIGURES, Listed
from app.domain.vietnamese import search_patterns
from app.web.addresses import asked_id
from app.web.core_words import rank_words
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.labels import choices
from app.web.paging import paged

FILTERS = ("state", "kind", "q", "unit")


def list_core_people() -> ResponseReturnValue:
    """The list by figure; what waits for the office is shown first where there is any."""
    listed, unit = wanted_part()
    numbers = queries.numbers(viewer(), listed)
    if "state" not in request.args and numbers["waiting"]:
        listed = Listed("waiting", listed.audience, listed.patterns, listed.unit_path)
    pager = paged(numbers[listed.figure], lambda number: address(page=number))
    answer = page_or_partial(
        "designating/list.html", "designating/_core_people.html", 200, numbers=numbers, listed=listed, unit=unit,
        pager=pager, rows=queries.rows_of(viewer(), listed, pager.offset, pager.size), address=address,
        kinds=choices("core_audience"), query=request.args.get("q", "")[:100], proposes=office_to_propose(viewer()),
        rank=rank_words,
    )  # fmt: skip
    answer.vary.add("Save-Data")
    return answer


def list_core_units() -> ResponseReturnValue:
    """How many core people work in each unit right beneath; every number opens its list."""
    if viewer().unit_kind == "school":
        abort(404)
    return render_template("designating/units.html", rows=queries.by_unit(viewer()))


def wanted_part() -> tuple[Listed, Unit | None]:
    """What the address asks for; a unit that is not in sight is 404."""
    state, kind, unit_id = request.args.get("state", ""), request.args.get("kind", ""), asked_id(request.args, "unit")
    unit = unit_for(viewer(), unit_id) if unit_id else None
    if unit_id and unit is None:
        abort(404)
    return Listed(
        state if state in FIGURES else "recognised", kind if kind in AUDIENCES else None,
        search_patterns(request.args.get("q", "")[:100]), unit.path if unit else None,
    ), unit  # fmt: skip


def address(endpoint: str = ".list_core_people", **changes: Any) -> str:
    """The list with this address's filters; `changes` go over them, None takes one out."""
    asked: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name, "")[:100])}
    return url_for(endpoint, **{name: value for name, value in (asked | changes).items() if value is not None})
