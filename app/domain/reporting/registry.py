"""What does a frozen report tell the sector registry?  Verified results, a row a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from app.db import db
from app.domain.organisation.models import Person
from app.domain.organisation.rules import Role
from app.domain.reporting.listing import counted_at, counted_in
from app.domain.reporting.models import SnapshotPerson, SnapshotUnit
from app.domain.reporting.queries import Reading
from app.domain.reporting.rules import KEPT
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class RegistryLine:
    """What the sector registry is told of one person: by the verified ID only, as the frozen report has it."""

    sector_id: str
    name: str
    birth_date: date | None
    unit_code: str
    unit: str
    rank: str
    modules: str


def may_tell(viewer: Viewer, reading: Reading) -> bool:
    """The province tells the registry, of what is frozen."""
    return viewer.role == Role.PROVINCE and reading.report.state in KEPT


def lines_for(viewer: Viewer, reading: Reading, limit: int) -> Sequence[RegistryLine]:
    """Verified results in the registry's own rows (letter of 2020: TEMIS adds to the sector registry).

    Of people whose ID is verified and who have been ranked or have passed a module.
    """
    if not may_tell(viewer, reading):
        return []
    told = or_(SnapshotPerson.rank.in_(list("0123456789")), SnapshotPerson.modules.like("%p%"))
    found = (
        select(
            Person.sector_id, SnapshotPerson.name, Person.birth_date, SnapshotUnit.code, SnapshotUnit.name,
            SnapshotPerson.rank, SnapshotPerson.modules,
        )
        .join(Person, Person.id == SnapshotPerson.person_id)
        .join(SnapshotUnit, counted_at())
        .where(*counted_in(reading), Person.sector_id.is_not(None), told)
        .order_by(SnapshotPerson.place)
        .limit(limit)
    )  # fmt: skip
    rows: Any = db.session.execute(found)
    return [RegistryLine(*row) for row in rows]
