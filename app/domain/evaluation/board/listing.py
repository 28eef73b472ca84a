"""How is one page of an evaluation's people found?

In whole provinces by the stored figures of their schools; a search is looked up to the first few hundred.  Within one
school or district the rows themselves are counted.
"""

from dataclasses import replace

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.db import made_once, rows_of
from app.domain.evaluation.board.indicators import RESTS, main_of
from app.domain.evaluation.board.roll import LATE, SORTS, Wanted, counted, entries, in_order, lines_of, roll
from app.domain.evaluation.models import Period
from app.domain.organisation.anybody import anybody_like, values_of
from app.domain.organisation.search import MOST_LOOKED_UP
from app.domain.progress.listing import BY_UNIT, Listing, schools_on_page
from app.domain.progress.models import Figure
from app.domain.viewer import Viewer

ANY_ORDER = frozenset(SORTS)


def list_page(
    viewer: Viewer, campaign_id: int, wanted: Wanted, *, wide: bool, sort: str, size: int, number: int
) -> Listing:
    """Page `number` of the roll; `wide` says that whole provinces are looked at."""
    offset = size * (number - 1)
    if wide and wanted.q:
        return _first_few(viewer, wanted, sort, size, offset)
    if wide:
        return _by_school(viewer, campaign_id, wanted, sort, size, number)
    found = roll(viewer, wanted)
    return Listing(counted(found), entries(viewer, wanted, found, sort=sort, limit=size, offset=offset), ANY_ORDER)


def part_of(state: str, period: Period) -> tuple[str, ColumnElement[int] | InstrumentedAttribute[int]]:
    """Which part of which indicator counts the people in a state."""
    if not state:
        return main_of(period), Figure.expected
    if state in RESTS:
        return RESTS[state], Figure.expected - Figure.done
    if state in LATE:
        return LATE[state], Figure.late
    return state, Figure.done


def _by_school(viewer: Viewer, campaign_id: int, wanted: Wanted, sort: str, size: int, number: int) -> Listing:
    backwards = sort == "-unit"
    indicator, part = part_of(wanted.state, wanted.period)
    page = schools_on_page(
        viewer, campaign_id, wanted.paths, wanted.leaves, indicator, part, backwards=backwards, size=size, number=number
    )
    if not page.unit_ids:
        return Listing(page.total, [], BY_UNIT)
    of_page = replace(wanted, unit_ids=tuple(page.unit_ids))
    order = "-unit" if backwards else "unit"
    lines = entries(viewer, of_page, roll(viewer, of_page), sort=order, limit=size, offset=page.offset)
    return Listing(page.total, lines, BY_UNIT)


def _first_few(viewer: Viewer, wanted: Wanted, sort: str, size: int, offset: int) -> Listing:
    order, values = sort if sort in SORTS else "unit", values_of(viewer, limit=size, offset=offset)
    if wanted.usual:
        found, values = _usual_few(anybody_like(viewer), wanted.of_anything(), order), values | wanted.values()
    else:
        found = _few(viewer, wanted, order)
    rows = rows_of(found, values).all()
    many = rows[0].total if rows else 0
    lines = lines_of(viewer, wanted, rows)
    return Listing(min(many, MOST_LOOKED_UP), lines, ANY_ORDER, cut=many > MOST_LOOKED_UP)


def _few(viewer: Viewer, wanted: Wanted, sort: str) -> Select:
    few = roll(viewer, wanted, by_words=True).limit(MOST_LOOKED_UP + 1).cte()
    total = select(func.count()).select_from(few).scalar_subquery().label("total")
    page = in_order(select(few.c.id), sort).add_columns(total)
    return page.limit(bindparam("limit")).offset(bindparam("offset"))


_usual_few = made_once(_few)
