"""How far is it, and who is behind each number?  Province, middle level, school, person; of whatever a board is about.

The same pages show the sector-ID campaign and, by their address, an evaluation period or a year of training.
"""

from typing import Any

from flask import Response, abort
from flask.typing import ResponseReturnValue

from app.domain.identity.bulk_asking import may_verify
from app.domain.organisation.rules import AssignmentTask, Role
from app.domain.organisation.successions import joined_by_now
from app.domain.organisation.unassigned import count_without, sees_unassigned
from app.domain.progress.board import SHARE, board_page
from app.domain.reporting.board.ground import READERS
from app.records.boards.addresses import ALL, ONE_UNIT, at_boards
from app.records.boards.cells import cells_at
from app.records.boards.evaluation import boards_for
from app.records.boards.place import Place, address_of, place
from app.records.boards.training import TrainingBoard, training_boards
from app.records.boards.wishes import Asked, asked
from app.records.overview.place import address as overview_of
from app.web.htmx import page_or_partial, wants_partial
from app.web.identity import viewer
from app.web.labels import choices
from app.web.paging import page_number, page_size, paged

MOST_PRINTED = 1_000


@at_boards(places=(ALL,))
def show_boards(**about: int) -> ResponseReturnValue:
    """The viewer's own board: of their unit, or of all their provinces."""
    return _board(place(viewer(), None, **about))


@at_boards(places=(ONE_UNIT,))
def show_board(unit_id: int, **about: int) -> ResponseReturnValue:
    """The board of one unit; a school's shows its people."""
    return _board(place(viewer(), unit_id, **about))


@at_boards("/people")
def list_people(unit_id: int | None = None, **about: int) -> ResponseReturnValue:
    """The people behind a number."""
    here = place(viewer(), unit_id, **about)
    if not here.lists_people:
        abort(404)
    wish = wish_at(here)
    context = people_context(here, wish) | {"people_trail": _people_trail(here, wish)}
    return _varied(page_or_partial("records/people.html", "records/_people.html", **context))


def wish_at(here: Place) -> Asked:
    """What the address asks of this board."""
    schools = [column.code for column in (*here.board.columns, *here.board.sheet) if column.of_schools]
    return asked(here.board.states(), schools, here.board.state_words)


def _people_trail(here: Place, wish: Asked) -> list[tuple[str, str | None]]:
    """The organisation path, then the list itself."""
    trail = here.trail()[:-1] if here.unit else []
    return [*trail, (here.name, here.url), (wish.title() or "Danh sách", None)]


def _board(here: Place) -> Response:
    wish = wish_at(here)
    around = {} if wants_partial() else _around(here)
    context = {**around, **head_of(here, wish), **_listed(here, wish)}
    if here.is_school:
        return _varied(page_or_partial("records/school_board.html", "records/_people.html", **context))
    return _varied(page_or_partial("records/board.html", "records/_figures.html", **context))


def _listed(here: Place, wish: Asked) -> dict[str, Any]:
    return people_context(here, wish) if here.is_school else _figures_context(here, wish)


def head_of(here: Place, wish: Asked) -> dict[str, Any]:
    """What stands above a board: totals, days left, how it goes, until when the numbers hold."""
    told = here.board.told(here, wish.leaves)
    return {"here": here, "wish": wish, "told": told, "summed": told.figures, "until": told.until}


def _around(here: Place) -> dict[str, Any]:
    """What else the whole page shows: the other boards, the filters, what may be done."""
    several = here.unit is None and here.viewer.role != Role.PARTNER  # a provider's own provinces use its own system
    of_ids = here.board.kind == "sector_id"
    return {
        "others": _others(here), "levels": choices("level"),
        "providers": choices("lms_provider") if several and of_ids else [],
        "may_verify": of_ids and here.unit is not None and may_verify(here.viewer),
        "without_urger": without_urger(here),
    }  # fmt: skip


def without_urger(here: Place) -> int:
    """At how many schools of a training board nobody urges; 0 where that is none of the reader's business."""
    if not isinstance(here.board, TrainingBoard) or not sees_unassigned(here.viewer):
        return 0
    within = here.unit.path if here.unit else here.board.year.unit.path
    return count_without(AssignmentTask.URGE_TRAINING, here.viewer, within=within)


def _others(here: Place) -> list[tuple[str, str]]:
    """The other boards of the same place: what each is called, and its address."""
    unit_id = here.unit.id if here.unit else None
    found: list[tuple[str, dict[str, int]]] = [("Mã định danh", {})]
    found += [(f"Đánh giá năm {period.year}", {"period_id": period.id}) for period in boards_for(here.viewer)]
    found += [(words, {"training_id": campaign_id}) for words, campaign_id in training_boards(here.viewer, here.board)]
    others = [(words, address_of(unit_id, about)) for words, about in found if about != here.board.about]
    return [("Toàn cảnh", overview_of(unit_id)), *others] if here.viewer.role in READERS else others


def sorts_of(here: Place) -> set[str]:
    """By what its rows may be sorted."""
    return {"name", "expected", "late", SHARE, *here.board.figures}


def _figures_context(here: Place, wish: Asked) -> dict[str, Any]:
    sort = wish.sort if wish.sort.lstrip("-") in sorts_of(here) else SHARE
    size, board = page_size(), here.board
    for number in dict.fromkeys((page_number(), 1)):  # past the end: back to the first page
        found = board_page(
            here.viewer, board.campaign.id, wish.leaves, board.figures, board.main, below=here.unit, q=wish.search,
            schools=wish.schools, sort=sort, limit=size, offset=size * (number - 1),
        )  # fmt: skip
        if found.rows:
            break
    base = here.address(None)
    joined = joined_by_now(board.keeper) if board.keeper is not None and not found.rows else None
    return {
        "rows": found.rows, "pager": paged(found.total, wish.page, number), "sort": sort, "base": base,
        "cells": cells_at(here, wish), "joined": joined,
    }  # fmt: skip


def people_context(here: Place, wish: Asked) -> dict[str, Any]:
    """One page of people, with everything its list shows."""
    sort = wish.sort or (here.board.first_in_school if here.is_school else "unit")
    for number in dict.fromkeys((page_number(), 1)):
        found = here.board.people(here, wish, sort=sort, size=page_size(), number=number)
        if found.entries:
            break
    return {
        "here": here, "wish": wish, "found": found, "pager": paged(found.total, wish.page, number), "sort": sort,
        "filters": here.board.filters(), "levels": choices("level"),
        "list_title": wish.title() or "Danh sách người", "most_printed": MOST_PRINTED,
    }  # fmt: skip


def _varied(response: Response) -> Response:
    """The length of a page depends on whether the reader saves data."""
    response.vary.add("Save-Data")
    return response
