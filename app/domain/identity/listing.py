"""How is one page of the campaign's people found?

In whole provinces by the stored figures of their schools.  What these do not know (a search, one single standing) is
looked up to the first few hundred.  Within one school or district the rows themselves are counted.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from app.db import made_once, rows_of
from app.domain.identity.flows import ClaimState, Standing, standing
from app.domain.identity.indicators import FIGURES, LATELY, MAIN, joined
from app.domain.identity.models import Claim
from app.domain.identity.roll import (
    COLUMNS,
    ONE_STANDING,
    SORTS,
    Wanted,
    entries,
    in_order,
    lines_of,
    roll,
)
from app.domain.organisation.anybody import AnyWords, anybody_like, values_of
from app.domain.organisation.models import Appointment, Unit
from app.domain.organisation.search import MOST_LOOKED_UP
from app.domain.progress.listing import BY_UNIT, Listing, schools_on_page
from app.domain.progress.models import Figure
from app.domain.viewer import Viewer

ANY_ORDER = frozenset(SORTS)
Make = Callable[[Viewer, Wanted, str], Select]


def list_page(
    viewer: Viewer, campaign_id: int, wanted: Wanted, *, wide: bool, sort: str, size: int, number: int
) -> Listing:
    """Page `number` of the roll; `wide` says that whole provinces are looked at."""
    if not wide:
        return _counted_whole(viewer, wanted, sort, size, number)
    if wanted.q or wanted.outcome or wanted.state.startswith(ONE_STANDING):
        return _first_few(viewer, wanted, sort, size, number)
    return _by_school(viewer, campaign_id, wanted, sort, size, number)


def _counted_whole(viewer: Viewer, wanted: Wanted, sort: str, size: int, number: int) -> Listing:
    rows = _page(_whole, _usual_whole, viewer, wanted, sort, size, number)
    return Listing(rows[0].total if rows else 0, lines_of(viewer, rows), ANY_ORDER)


def _page(
    make: Make, usual: Make, viewer: Viewer, wanted: Wanted, sort: str, size: int, number: int
) -> Sequence[Row[Any]]:
    """A page of what is put together once for all viewers of a kind, where that may be."""
    order, values = sort if sort in SORTS else "unit", values_of(viewer, limit=size, offset=size * (number - 1))
    if wanted.usual:
        found, values = usual(anybody_like(viewer), wanted.of_anything(), order), values | wanted.values()
    else:
        found = make(viewer, wanted, order)
    return rows_of(found, values).all()


def _whole(viewer: Viewer, wanted: Wanted, sort: str) -> Select:
    total = func.count().over().label("total")
    found = roll(viewer, wanted).with_only_columns(*COLUMNS, total, maintain_column_froms=True)
    return in_order(found, sort, wanted.q).limit(bindparam("limit")).offset(bindparam("offset"))


_usual_whole = made_once(_whole)


def _by_school(viewer: Viewer, campaign_id: int, wanted: Wanted, sort: str, size: int, number: int) -> Listing:
    backwards = sort == "-unit"
    indicator, part = MAIN, Figure.expected
    if wanted.state in {"late", "on_time"}:
        part = getattr(Figure, wanted.state)
    elif wanted.state:
        indicator, part = wanted.state if wanted.state in {*FIGURES, LATELY} else "", Figure.done
    page = schools_on_page(
        viewer, campaign_id, wanted.paths, wanted.leaves, indicator, part, backwards=backwards, size=size, number=number
    )
    if not page.unit_ids:
        return Listing(page.total, [], BY_UNIT)
    found = roll(viewer, replace(wanted, unit_ids=tuple(page.unit_ids)))
    lines = entries(viewer, found, sort="-unit" if backwards else "unit", limit=size, offset=page.offset)
    return Listing(page.total, lines, BY_UNIT)


def _first_few(viewer: Viewer, wanted: Wanted, sort: str, size: int, number: int) -> Listing:
    rows = _page(_few, _usual_few, viewer, wanted, sort, size, number)
    many = rows[0].total if rows else 0
    return Listing(min(many, MOST_LOOKED_UP), lines_of(viewer, rows), ANY_ORDER, cut=many > MOST_LOOKED_UP)


def _few(viewer: Viewer, wanted: Wanted, sort: str) -> Select:
    is_name = isinstance(wanted.q, AnyWords) or (bool(wanted.q) and not any(c.isdigit() for c in wanted.q))
    found = roll(viewer, wanted, by_words=is_name)
    if wanted.q == "" and wanted.state.startswith(ONE_STANDING) and (claims := _claims_of(wanted.state)) is not None:
        found = found.where(Appointment.person_id.in_(claims))
    few = found.with_only_columns(Appointment.id, maintain_column_froms=True).limit(MOST_LOOKED_UP + 1).cte()
    total = select(func.count()).select_from(few).scalar_subquery()
    page = (
        joined(select(*COLUMNS, total.label("total")))
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.id.in_(select(few.c.id)))
    )
    return in_order(page, sort, wanted.q).limit(bindparam("limit")).offset(bindparam("offset"))


_usual_few = made_once(_few)


def _claims_of(state: str) -> Select | None:
    """The people whose claims stand so, by the claims' own index; None where the standing needs no claim."""
    asked = Standing(state.removeprefix(ONE_STANDING))
    states = [each for each in ClaimState if asked in {standing(each, in_bulk=bulk) for bulk in (False, True)}]
    return select(Claim.person_id).where(Claim.state.in_(states)) if states else None
