"""What should be looked at before a report goes to the leader?  What is missing, and what stands out.

Nothing here is a mistake by itself: each is a question to the school, with the people or the unit behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.db import db
from app.domain.organisation.rules import Role
from app.domain.reporting.figures.cube import Counted
from app.domain.reporting.figures.signs import EXCUSED, NOT_YET, UNKNOWN, Cell, Part, Track
from app.domain.reporting.models import SnapshotOutlier, SnapshotUnit
from app.domain.reporting.queries import Reading, cubes_of
from app.domain.viewer import Viewer

READERS = frozenset({Role.DISTRICT, Role.PROVINCE})
ENROLLED = "x-0123456789"
MISSING: dict[str, Cell] = {
    "not_ranked": Cell(Track.RANK, NOT_YET),
    "excused": Cell(Track.RANK, EXCUSED),
    "no_level": Cell(Track.RANK, ENROLLED, part=Part(level=UNKNOWN)),
    "no_sex": Cell(Track.RANK, ENROLLED, part=Part(sex=UNKNOWN)),
    "no_ethnicity": Cell(Track.RANK, ENROLLED, part=Part(ethnicity=UNKNOWN)),
}
"""What may be missing of people, each as the cell that lists them."""


@dataclass(frozen=True)
class Outlier:
    """A school that stands out, and why: see `outliers.Unusual`."""

    unit_id: int
    name: str
    all_best: int | None
    opinions: int | None
    own: float | None
    colleagues: float | None


@dataclass(frozen=True)
class Checked:
    """How many people each lack concerns, and which schools stand out, in the order of the tree."""

    missing: Mapping[str, int]
    outliers: tuple[Outlier, ...]


def check(viewer: Viewer, reading: Reading) -> Checked | None:
    """What to look at in a report; None for whoever does not check it."""
    if viewer.role not in READERS:
        return None
    counted = Counted(cubes_of(reading.snapshot.id, [reading.unit.unit_id], (Track.RANK,))[reading.unit.unit_id])
    missing = {key: counted.number(cell) for key, cell in MISSING.items()}
    return Checked(missing, tuple(_outliers(reading)))


def _outliers(reading: Reading) -> list[Outlier]:
    """Those beneath the unit that is read."""
    row, unit = SnapshotOutlier, reading.unit
    found = (
        select(row.unit_id, SnapshotUnit.name, row.all_best, row.opinions, row.own, row.colleagues)
        .join(SnapshotUnit, (SnapshotUnit.snapshot_id == row.snapshot_id) & (SnapshotUnit.unit_id == row.unit_id))
        .where(
            row.snapshot_id == reading.snapshot.id, SnapshotUnit.first >= unit.first, SnapshotUnit.until <= unit.until
        )
        .order_by(SnapshotUnit.first)
    )
    return [Outlier(*each) for each in db.session.execute(found)]
