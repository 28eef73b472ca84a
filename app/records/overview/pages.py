"""Who has it now, how late, whom to call?  One row a unit with all indicators, the units that need somebody most first.

The numbers are those of the special boards (`records.boards`), read from the same stored figures; each opens the list
that exists behind it there.
"""

from functools import partial
from typing import Any

from flask.typing import ResponseReturnValue

from app.domain.organisation.contacts import contacts_of, may_call
from app.domain.progress.queries import counted_until
from app.domain.reporting.board.lines import Line, line_of, lines_beneath, own_report
from app.records.blueprint import blueprint
from app.records.overview import words
from app.records.overview.links import Links, subject_words
from app.records.overview.place import Place, Wish, address, place
from app.web.htmx import page_or_partial
from app.web.identity import viewer
from app.web.paging import paged

MOST_URGENT = 3
TOLD_OF_EACH = 2


@blueprint.get("/overview")
@blueprint.get("/overview/<int:unit_id>")
def show_overview(unit_id: int | None = None) -> ResponseReturnValue:
    """The units right beneath the reader's own, or beneath one of them; a school by itself."""
    here = place(viewer(), unit_id)
    answer = page_or_partial("records/overview.html", "records/_overview.html", **_context(here))
    answer.vary.add("Save-Data")
    return answer


def _context(here: Place) -> dict[str, Any]:
    shown = _school(here) if here.is_school else _units(here)
    urgent: list[Line] = shown["urgent"]
    others = [line.unit_id for line in urgent if line.unit_id != here.viewer.unit_id]
    return shown | {
        "here": here, "wish": here.wish, "links": Links(here), "words": words, "subject_words": subject_words,
        "base": address(None), "kept": Wish(here.wish.year).query(),
        "contacts": contacts_of(here.viewer, others), "calls": partial(may_call, here.viewer),
        "own_unit": here.viewer.unit_id, "told_of_each": TOLD_OF_EACH,
        "until": counted_until(here.viewer, here.paths),
    }  # fmt: skip


def _school(here: Place) -> dict[str, Any]:
    assert here.unit is not None
    line = line_of(here.viewer, here.ground, here.unit)
    return {"line": line, "total": line.cells, "rows": [], "urgent": [line] if line.troubles else [], "behind": 0}


def _units(here: Place) -> dict[str, Any]:
    found = lines_beneath(here.viewer, here.ground, here.unit, here.wish.search)
    lines = here.wish.sorted(found.rows)
    pager = paged(len(lines), here.wish.page)
    behind = sorted((line for line in found.rows if line.troubles), key=lambda line: line.need)
    return {
        "line": None, "total": {} if here.wish.search else found.total, "pager": pager, "cut": found.cut,
        "rows": lines[pager.offset : pager.offset + pager.size],
        "urgent": [] if here.wish.search else behind[:MOST_URGENT], "behind": len(behind), "many": len(found.rows),
        "own": None if here.wish.search else own_report(here.viewer, here.ground, here.unit),
    }  # fmt: skip
