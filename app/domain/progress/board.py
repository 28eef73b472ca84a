"""One page of a board: units with their figures, sorted and cut where they are stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select

from app.db import db
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.progress.models import Figure
from app.domain.progress.queries import BOARD_KINDS, Leaves, board_units, figures_of
from app.domain.viewer import Viewer

SHARE = "share"
"""Sort key: the part of those expected who have done the main thing; ascending is "worst first"."""


@dataclass(frozen=True)
class BoardPage:
    """Rows with `id, name, code, kind, path, expected, late` and one column an indicator, and how many in all."""

    total: int
    rows: Sequence[Row[Any]]


def board_page(
    viewer: Viewer, campaign_id: int, leaves: Leaves, indicators: Sequence[str], main: str, *,
    below: Unit | None, q: str = "", schools: str = "", sort: str = SHARE, limit: int | None = None, offset: int = 0,
) -> BoardPage:  # fmt: skip
    """The units beneath `below` as `figures_of` gives them; `sort` is a column, `share` or `name`, "-" turns it."""
    figures = figures_of(viewer, campaign_id, leaves, indicators, main, below=below, q=q, schools=schools).subquery()
    columns = figures.c
    key: ColumnElement[Any] = {
        SHARE: columns[main] * 1.0 / func.nullif(columns.expected, 0),
        "name": columns.name_fold,
    }.get(sort.lstrip("-"), columns.get(sort.lstrip("-"), columns.name_fold))
    found = select(figures, func.count().over().label("total"))
    found = found.order_by(key.desc() if sort.startswith("-") else key, columns.name_fold, columns.id)
    rows = db.session.execute(found.limit(limit).offset(offset)).all()
    return BoardPage(rows[0].total if rows else 0, rows)


def slowest_beneath(viewer: Viewer, campaign_id: int, main: str, limit: int) -> Sequence[Row[Any]]:
    """The units right beneath the viewer's own (the viewer's provinces, for those who look at several) where the
    smallest part has done the main thing: `id, name, expected` and the main indicator's done under its own name.
    """
    share = Figure.done * 1.0 / Figure.expected
    counted = and_(Figure.unit_id == Unit.id, Figure.campaign_id == campaign_id, Figure.indicator == main)
    here = Unit.parent_id == viewer.unit_id if viewer.unit_kind in BOARD_KINDS else Unit.kind == UnitKind.PROVINCE
    found = (
        select(Unit.id, Unit.name, Figure.expected, Figure.done.label(main))
        .join(Figure, counted)
        .where(board_units(viewer), here, Figure.expected > 0)
    )
    rows: Sequence[Any] = db.session.execute(found.order_by(share, Unit.name_fold, Unit.id).limit(limit)).all()
    return rows
