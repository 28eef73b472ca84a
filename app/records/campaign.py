"""How far is the sector-ID campaign, and who is behind each number?  Province, middle level, school, person."""

from typing import Any

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue

from app.domain.identity.bulk_asking import may_verify
from app.domain.identity.indicators import FIGURES, MAIN
from app.domain.identity.listing import list_page
from app.domain.identity.summary import summary
from app.domain.organisation.rules import Role
from app.domain.progress.board import SHARE, board_page
from app.records.asked import Asked, asked
from app.records.blueprint import blueprint
from app.records.place import Place, place
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.labels import choices
from app.web.paging import page_number, page_size, paged

MOST_PRINTED = 1_000
BOARD_SORTS = ("name", "expected", "declared", SHARE, "verified", "mismatch", "not_started")


@blueprint.get("/campaign")
def show_boards() -> ResponseReturnValue:
    """The viewer's own board: of their unit, or of all their provinces."""
    return _board(place(viewer(), None))


@blueprint.get("/campaign/<int:unit_id>")
def show_board(unit_id: int) -> ResponseReturnValue:
    """The board of one unit; a school's shows its people."""
    return _board(place(viewer(), unit_id))


@blueprint.get("/campaign/people", defaults={"unit_id": None})
@blueprint.get("/campaign/<int:unit_id>/people")
def list_people(unit_id: int | None) -> ResponseReturnValue:
    """The people behind a number."""
    here = place(viewer(), unit_id)
    if not here.lists_people:
        abort(404)
    wish = asked()
    context = people_context(here, wish) | {"people_trail": _people_trail(here, wish)}
    return _varied(page_or_partial("records/people.html", "records/_people.html", **context))


def _people_trail(here: Place, wish: Asked) -> list[tuple[str, str | None]]:
    """The organisation path, then the list itself."""
    trail = here.trail()[:-1] if here.unit else []
    return [*trail, (here.name, here.url), (wish.title() or "Danh sách", None)]


def _board(here: Place) -> Response:
    wish = asked()
    context = {**head_of(here, wish), **_listed(here, wish)}
    if here.is_school:
        return _varied(page_or_partial("records/school_board.html", "records/_people.html", **context))
    return _varied(page_or_partial("records/board.html", "records/_figures.html", **context))


def _listed(here: Place, wish: Asked) -> dict[str, Any]:
    return people_context(here, wish) if here.is_school else _figures_context(here, wish)


def head_of(here: Place, wish: Asked) -> dict[str, Any]:
    """What stands above a board: totals, days left, how it goes, until when the numbers hold."""
    told = summary(here.viewer, here.campaign, here.deadline, here.paths, wish.leaves)
    several = here.unit is None and here.viewer.role != Role.PARTNER  # a provider's own provinces use its own system
    return {
        "here": here, "wish": wish, "told": told, "summed": told.figures, "until": told.until,
        "levels": choices("level"), "providers": choices("lms_provider") if several else [],
        "may_verify": here.unit is not None and may_verify(here.viewer),
    }  # fmt: skip


def _figures_context(here: Place, wish: Asked) -> dict[str, Any]:
    sort = wish.sort if wish.sort.lstrip("-") in BOARD_SORTS else SHARE
    size = page_size()
    for number in dict.fromkeys((page_number(), 1)):  # past the end: back to the first page
        found = board_page(
            here.viewer, here.campaign.id, wish.leaves, list(FIGURES), MAIN, below=here.unit, q=wish.search, sort=sort,
            limit=size, offset=size * (number - 1),
        )  # fmt: skip
        if found.rows:
            break
    base = url_for("records.show_boards")
    return {"rows": found.rows, "pager": paged(found.total, wish.page, number), "sort": sort, "base": base}


def people_context(here: Place, wish: Asked) -> dict[str, Any]:
    """One page of people, with everything its list shows."""
    sort = wish.sort or ("name" if here.is_school else "unit")
    for number in dict.fromkeys((page_number(), 1)):
        found = list_page(
            here.viewer, here.campaign.id, here.wanted(wish), wide=here.is_wide, sort=sort, size=page_size(),
            number=number,
        )  # fmt: skip
        if found.entries:
            break
    return {
        "here": here, "wish": wish, "found": found, "pager": paged(found.total, wish.page, number), "sort": sort,
        "figures": choices("figure")[1:], "standings": choices("standing"),
        "levels": choices("level"), "list_title": wish.title() or "Danh sách người", "most_printed": MOST_PRINTED,
    }  # fmt: skip


def _varied(response: Response) -> Response:
    """The length of a page depends on whether the reader saves data."""
    response.vary.add("Save-Data")
    return response
