"""One page of a board: units with their figures, sorted and cut where they are stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, bindparam, func, select

from app.db import db, made_once
from app.domain.organisation.anybody import AnyUnit, anybody_like, unit_values, values_of
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.progress.models import Figure
from app.domain.progress.queries import BOARD_KINDS, Leaves, board_units, figures_of
from app.domain.viewer import Viewer

CAMPAIGN: Any = bindparam("campaign", type_=Integer)
BELOW: Any = AnyUnit("below")
SHARE = "share"
"""Sort key: the part of those expected who have done the main thing; ascending is "worst first"."""


@dataclass(frozen=True)
class BoardPage:
    """Rows with `id, name, code, kind, path, expected, late` and one column an indicator, and how many in all."""

    total: int
    rows: Sequence[Row[Any]]


def board_page(
    viewer: Viewer, campaign_id: int, leaves: Leaves, indicators: Sequence[str], main: str, *,
    below: Unit | None, q: str = "", schools: str = "", sort: str = SHARE, limit: int, offset: int = 0,
) -> BoardPage:  # fmt: skip
    """The units beneath `below` as `figures_of` gives them; `sort` is a column, `share` or `name`, "-" turns it."""
    wish = (leaves, tuple(indicators), main, schools, sort)
    values = values_of(viewer)
    if q or leaves.provider:  # what was typed, or is looked up first, is put together each time
        found = _sorted(viewer, campaign_id, below, q, *wish)
    else:
        found = _usual(anybody_like(viewer), CAMPAIGN, BELOW if below else None, "", *wish)
        values |= {"campaign": campaign_id, **unit_values("below", below)}
    rows = db.session.execute(found, values | {"limit": limit, "offset": offset}).all()
    return BoardPage(rows[0].total if rows else 0, rows)


def _sorted(
    viewer: Viewer, campaign_id: int, below: Unit | None, q: str, leaves: Leaves, indicators: tuple[str, ...],
    main: str, schools: str, sort: str,
) -> Select:  # fmt: skip
    figures = figures_of(viewer, campaign_id, leaves, indicators, main, below=below, q=q, schools=schools).subquery()
    columns = figures.c
    key: ColumnElement[Any] = {
        SHARE: columns[main] * 1.0 / func.nullif(columns.expected, 0),
        "name": columns.name_fold,
    }.get(sort.lstrip("-"), columns.get(sort.lstrip("-"), columns.name_fold))
    found = select(figures, func.count().over().label("total"))
    ordered = found.order_by(key.desc() if sort.startswith("-") else key, columns.name_fold, columns.id)
    return ordered.limit(bindparam("limit")).offset(bindparam("offset"))


_usual = made_once(_sorted)


def slowest_beneath(viewer: Viewer, campaign_id: int, main: str, limit: int) -> Sequence[Row[Any]]:
    """The units right beneath the viewer's own (the viewer's provinces, for those who look at several) where the
    smallest part has done the main thing: `id, name, expected` and the main indicator's done under its own name.
    """
    values = values_of(viewer, campaign=campaign_id, limit=limit)
    rows: Sequence[Any] = db.session.execute(_slowest(anybody_like(viewer), main), values).all()
    return rows


@made_once
def _slowest(viewer: Viewer, main: str) -> Select:
    share = Figure.done * 1.0 / Figure.expected
    counted = and_(Figure.unit_id == Unit.id, Figure.campaign_id == CAMPAIGN, Figure.indicator == main)
    here = Unit.parent_id == viewer.unit_id if viewer.unit_kind in BOARD_KINDS else Unit.kind == UnitKind.PROVINCE
    return (
        select(Unit.id, Unit.name, Figure.expected, Figure.done.label(main))
        .join(Figure, counted)
        .where(board_units(viewer), here, Figure.expected > 0)
        .order_by(share, Unit.name_fold, Unit.id)
        .limit(bindparam("limit"))
    )
