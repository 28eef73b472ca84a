"""How is one page of a training board's people found?

In whole provinces by the stored figures of their schools; a search is looked up to the first few hundred.  Within one
school or district the rows themselves are counted.
"""

from dataclasses import replace

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.db import db
from app.domain.organisation.models import Person
from app.domain.organisation.search import MOST_LOOKED_UP
from app.domain.progress.listing import BY_UNIT, Listing, schools_on_page
from app.domain.progress.models import Figure
from app.domain.training.board.indicators import MAIN
from app.domain.training.board.roll import FURTHEST, LATE, SORTS, Wanted, entries, page_of, roll
from app.domain.viewer import Viewer

ANY_ORDER = frozenset({*SORTS, FURTHEST})


def list_page(
    viewer: Viewer, campaign_id: int, wanted: Wanted, *, wide: bool, sort: str, size: int, number: int
) -> Listing:
    """Page `number` of the roll; `wide` says that whole provinces are looked at."""
    offset = size * (number - 1)
    if wide and wanted.q:
        return _first_few(viewer, wanted, sort, size, offset)
    if wide:
        return _by_school(viewer, campaign_id, wanted, sort, size, number)
    total, lines = page_of(viewer, wanted, sort=sort, limit=size, offset=offset)
    return Listing(total, lines, ANY_ORDER)


def part_of(state: str) -> tuple[str, ColumnElement[int] | InstrumentedAttribute[int]]:
    """Which part of which indicator counts the people in a state."""
    if not state:
        return MAIN, Figure.expected
    return (MAIN, Figure.late) if state == LATE else (state, Figure.done)


def _by_school(viewer: Viewer, campaign_id: int, wanted: Wanted, sort: str, size: int, number: int) -> Listing:
    backwards = sort == "-unit"
    indicator, part = part_of(wanted.state)
    page = schools_on_page(
        viewer, campaign_id, wanted.paths, wanted.leaves, indicator, part, backwards=backwards, size=size, number=number
    )
    if not page.unit_ids:
        return Listing(page.total, [], BY_UNIT)
    of_page = replace(wanted, unit_ids=tuple(page.unit_ids))
    order = "-unit" if backwards else "unit"
    _, lines = page_of(viewer, of_page, sort=order, limit=size, offset=page.offset)
    return Listing(page.total, lines, BY_UNIT)


def _first_few(viewer: Viewer, wanted: Wanted, sort: str, size: int, offset: int) -> Listing:
    few = roll(viewer, wanted, by_words=True).limit(MOST_LOOKED_UP + 1).cte()
    many = db.session.scalar(select(func.count()).select_from(few)) or 0
    found = select(Person.id).where(Person.id.in_(select(few.c.id)))
    lines = entries(wanted, found, sort=sort, limit=size, offset=offset)
    return Listing(min(many, MOST_LOOKED_UP), lines, ANY_ORDER, cut=many > MOST_LOOKED_UP)
