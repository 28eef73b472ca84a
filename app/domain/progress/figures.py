"""How are figures stored?  Of a school as counted; of everything above as the sum of what lies right beneath.

So a board reads one row a figure of each unit it shows, however many schools lie below.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, func, insert, select, tuple_, update

from app.db import db
from app.domain import clock
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.progress.counting import Key, Values, count_units
from app.domain.progress.models import Figure

IDS = ("campaign_id", "indicator", "unit_id")
NAMES = ("expected", "done", "on_time", "late")
# The table, not the class, and the same statement for every row: a mark in one school moves hundreds of sums above it.
_FIGURES, _OF = Figure.__table__, tuple(f"of_{name}" for name in IDS)
_NEW = insert(_FIGURES)
_MOVED = (
    update(_FIGURES)
    .where(*(_FIGURES.c[name] == bindparam(of) for name, of in zip(IDS, _OF, strict=True)))
    .values({name: bindparam(name) for name in NAMES})
)


def count_schools(unit_ids: Sequence[int]) -> dict[Key, Values]:
    """The figures of those units that are schools, as they are true right now; slow, so count outside `writing()`."""
    schools = select(Unit.id).where(Unit.id.in_(unit_ids), Unit.kind == UnitKind.SCHOOL).order_by(Unit.id)
    return count_units(list(db.session.scalars(schools)), clock.today())


def keep(unit_ids: Sequence[int], counted: dict[Key, Values]) -> None:
    """Store what was counted of these units and sum up whatever lies above them, inside the caller's `writing()`."""
    places = db.session.execute(select(Unit.id, Unit.kind, Unit.path).where(Unit.id.in_(unit_ids))).all()
    schools = [place.id for place in places if place.kind == UnitKind.SCHOOL]
    store(schools, counted)
    for level in _levels(path for _, kind, path in places if kind != UnitKind.SCHOOL or schools):
        if summed_up := sorted(level - set(schools)):
            store(summed_up, sums_of(summed_up))


def _levels(paths: Iterable[str]) -> list[set[int]]:
    """The units that these paths lead through, by depth, the deepest first."""
    levels: list[set[int]] = []
    for path in paths:
        for depth, part in enumerate(path.strip("/").split("/")):
            if depth == len(levels):
                levels.append(set())
            levels[depth].add(int(part))
    return levels[::-1]


def sums_of(unit_ids: Sequence[int]) -> dict[Key, Values]:
    """What the units right beneath each of these add up to; a unit with none that have figures is absent."""
    rows = db.session.execute(
        select(
            Figure.campaign_id, Figure.indicator, Unit.parent_id,
            func.sum(Figure.expected), func.sum(Figure.done), func.sum(Figure.on_time), func.sum(Figure.late),
        )
        .join(Unit, Unit.id == Figure.unit_id)
        .where(Unit.parent_id.in_(unit_ids))
        .group_by(Figure.campaign_id, Figure.indicator, Unit.parent_id)
    )  # fmt: skip
    return {(row[0], row[1], row[2] or 0): (row[3], row[4], row[5], row[6]) for row in rows}


def stored_of(unit_ids: Sequence[int]) -> dict[Key, Values]:
    """The figures of these units as they are stored."""
    columns = (getattr(Figure, name) for name in (*IDS, *NAMES))
    rows = db.session.execute(select(*columns).where(Figure.unit_id.in_(unit_ids)))
    return {(row[0], row[1], row[2]): (row[3], row[4], row[5], row[6]) for row in rows}


def store(unit_ids: Sequence[int], counted: dict[Key, Values]) -> None:
    """Make the stored figures of these units equal to what was counted, touching only what differs."""
    stored = stored_of(unit_ids)
    gone = [key for key in stored if key not in counted]
    new = [key for key in counted if key not in stored]
    changed = [key for key in counted if key in stored and stored[key] != counted[key]]
    if gone:
        columns = tuple_(Figure.campaign_id, Figure.indicator, Figure.unit_id)
        db.session.execute(delete(Figure).where(columns.in_(gone)))
    if new:
        rows = [dict(zip(IDS, key, strict=True)) | dict(zip(NAMES, counted[key], strict=True)) for key in new]
        db.session.execute(_NEW, rows)
    if changed:
        moved = [dict(zip(_OF, key, strict=True)) | dict(zip(NAMES, counted[key], strict=True)) for key in changed]
        db.session.execute(_MOVED, moved)
