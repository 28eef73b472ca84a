"""How is the registry asked whose export lies in our own database?"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select

from app.db import db
from app.domain.identity.models import RegistryRecord
from app.domain.organisation.sector_id import sector_key
from app.integrations.registry.interface import Answer, Found, NotFound, RegistryPerson

EXPORT = "export"


def person_of(record: RegistryRecord) -> RegistryPerson:
    """The plain values of a stored record."""
    return RegistryPerson(
        sector_id=record.sector_id, full_name=record.full_name, birth_date=record.birth_date,
        gender=record.gender or "", unit_code=record.unit_code, unit_name=record.unit_name, position=record.position,
        subject=record.subject, qualification=record.qualification, status=record.status,
    )  # fmt: skip


class EmbeddedRegistry:
    """The imported export as a registry; never unreachable."""

    def look_up(self, sector_id: str) -> Answer:
        """One indexed query; see `Registry.look_up`."""
        records = self.records_of([sector_key(sector_id)])
        return Found(tuple(records)) if records else NotFound()

    def records_of(self, keys: Iterable[str]) -> list[RegistryPerson]:
        """All records with these keys, for bulk work."""
        wanted = _exported().where(RegistryRecord.sector_key.in_(list(keys)))
        return [person_of(record) for record in db.session.scalars(wanted.order_by(RegistryRecord.id))]

    def everybody(self) -> list[RegistryPerson]:
        """The whole export, for the stand-in."""
        return [person_of(record) for record in db.session.scalars(_exported().order_by(RegistryRecord.id))]


def _exported() -> Select[tuple[RegistryRecord]]:
    return select(RegistryRecord).where(RegistryRecord.source == EXPORT)
