"""How is one page of a long roll found without counting a whole province?

The stored figures know how many people of a state each school has, so a page of a province's list opens only the few
schools that it shows.  What all rolls share stands here: how they keep to places, and what a page of them is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.db import db
from app.domain.organisation.access import beneath, people_paths
from app.domain.organisation.anybody import AnyWords
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.organisation.search import found_by_words, unindexed
from app.domain.progress.models import Figure
from app.domain.progress.queries import Leaves
from app.domain.viewer import Viewer

BY_UNIT = frozenset({"unit", "-unit"})
"""How a list may be sorted that is found by schools."""


@dataclass(frozen=True)
class Listing:
    """A page of people, how many in all, how they may be sorted, and whether there are more than are looked up."""

    total: int
    entries: Sequence[Any]
    sorts: frozenset[str]
    cut: bool = False


@dataclass(frozen=True)
class SchoolPage:
    """The schools that a page shows, how many people of the first are passed over, and how many there are in all."""

    total: int
    unit_ids: Sequence[int]
    offset: int


def keep_to_places(
    found: Select, unit_id: InstrumentedAttribute[int], roots: Sequence[str], paths: Sequence[str], leaves: Leaves,
    *, words: str | AnyWords = "",
) -> Select:  # fmt: skip
    """Only people of schools beneath `roots` and `paths`; the select has `Person` and `Unit`, joined by `unit_id`.

    `words` are those of a search through whole provinces, which begins with people's names.
    """
    if words != "":
        place = unindexed(Unit.path)
        return found_by_words(found, words).where(beneath(place, roots), beneath(place, paths), leaves.condition(Unit))
    # Units first: whatever the planner knows of the tables, it then looks at these schools' people only.
    school = aliased(Unit)
    within = select(school.id).where(beneath(school.path, roots), beneath(school.path, paths), leaves.condition(school))
    return found.where(unit_id.in_(within))


def schools_on_page(
    viewer: Viewer, campaign_id: int, paths: Sequence[str], leaves: Leaves, indicator: str | Sequence[str],
    part: ColumnElement[int] | InstrumentedAttribute[int], *, backwards: bool, size: int, number: int,
) -> SchoolPage:  # fmt: skip
    """Page `number` of the people that `part` of an indicator counts (a column of `Figure`, or a sum of some); of
    several indicators their sum, where nobody is counted by two."""
    by_name = (Unit.name_fold.desc(), Unit.id.desc()) if backwards else (Unit.name_fold, Unit.id)
    several = not isinstance(indicator, str)
    counts = Figure.indicator.in_(indicator) if several else Figure.indicator == indicator
    found = (
        select(Unit.id, func.sum(part) if several else part)
        .join(Figure, and_(Figure.unit_id == Unit.id, Figure.campaign_id == campaign_id, counts))
        .where(
            beneath(Unit.path, people_paths(viewer)), beneath(Unit.path, paths), leaves.condition(Unit),
            Unit.kind == UnitKind.SCHOOL, part > 0,
        )
        .order_by(*by_name)
    )  # fmt: skip
    if several:
        found = found.group_by(Unit.id, Unit.name_fold)
    skip, passed, shown = size * (number - 1), 0, []
    for unit_id, people in db.session.execute(found):
        if passed + people > skip and passed < skip + size:
            shown.append((unit_id, passed))
        passed += people
    return SchoolPage(passed, tuple(unit_id for unit_id, _ in shown), skip - shown[0][1] if shown else 0)
