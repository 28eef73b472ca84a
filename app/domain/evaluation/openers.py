"""Who has opened the evaluation period of a year, and for which provinces may the ministry still open one?

One year is held once in a place.  Where a province was quicker, the ministry opens none over it; it opens the same
period for each of the others, as if they had: every one of them keeps its own dates afterwards.
"""

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db
from app.domain.evaluation.models import Period
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind


def openers_touching(path: str, year: int) -> list[Unit]:
    """The units at, above or beneath the path that have a period of this year already, by name."""
    opened = select(Unit).join(Period, Period.unit_id == Unit.id).where(Period.year == year).order_by(Unit.name_fold)
    return [unit for unit in db.session.scalars(opened) if path.startswith(unit.path) or unit.path.startswith(path)]


def provinces_left(path: str, year: int) -> Sequence[Unit]:
    """The provinces beneath the path without a period of this year; none while nobody or somebody above has one."""
    openers = openers_touching(path, year)
    if not openers or any(path.startswith(unit.path) for unit in openers):
        return []
    found = select(Unit).where(
        Unit.kind == UnitKind.PROVINCE, beneath(Unit.path, [path]), Unit.valid_to.is_(None),
        Unit.id.not_in([unit.id for unit in openers]),
    )  # fmt: skip
    provinces = db.session.scalars(found.order_by(Unit.name_fold))
    return [one for one in provinces if not any(unit.path.startswith(one.path) for unit in openers)]
