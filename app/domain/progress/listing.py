"""How is one page of a long roll found without counting a whole province?

The stored figures know how many people of a state each school has, so a page of a province's list opens only the few
schools that it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.db import db
from app.domain.organisation.access import beneath, people_paths
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.progress.models import Figure
from app.domain.progress.queries import Leaves
from app.domain.viewer import Viewer

BY_UNIT = frozenset({"unit", "-unit"})
"""How a list may be sorted that is found by schools."""


@dataclass(frozen=True)
class SchoolPage:
    """The schools that a page shows, how many people of the first are passed over, and how many there are in all."""

    total: int
    unit_ids: Sequence[int]
    offset: int


def schools_on_page(
    viewer: Viewer, campaign_id: int, paths: Sequence[str], leaves: Leaves, indicator: str,
    part: ColumnElement[int] | InstrumentedAttribute[int], *, backwards: bool, size: int, number: int,
) -> SchoolPage:  # fmt: skip
    """Page `number` of the people that `part` of an indicator counts (a column of `Figure`, or a sum of some)."""
    by_name = (Unit.name_fold.desc(), Unit.id.desc()) if backwards else (Unit.name_fold, Unit.id)
    found = (
        select(Unit.id, part)
        .join(Figure, and_(Figure.unit_id == Unit.id, Figure.campaign_id == campaign_id, Figure.indicator == indicator))
        .where(
            beneath(Unit.path, people_paths(viewer)), beneath(Unit.path, paths), leaves.condition(Unit),
            Unit.kind == UnitKind.SCHOOL, part > 0,
        )
        .order_by(*by_name)
    )  # fmt: skip
    skip, passed, shown = size * (number - 1), 0, []
    for unit_id, people in db.session.execute(found):
        if passed + people > skip and passed < skip + size:
            shown.append((unit_id, passed))
        passed += people
    return SchoolPage(passed, tuple(unit_id for unit_id, _ in shown), skip - shown[0][1] if shown else 0)
