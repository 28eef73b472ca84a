"""The choices of an LMS that provinces have made; each is kept, the newest holds."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.evaluation.evidence.stored import StoredFile
from app.domain.organisation.models import Person, Unit


class ProviderChoice(db.Model):
    """A province's choice: which system, from which day, by which document, what was looked at; never changed."""

    __tablename__ = "provider_choice"
    __table_args__ = (CheckConstraint("provider in ('viettel','vnpt')", name="provider_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    provider: Mapped[str] = mapped_column(String(10))
    starts: Mapped[date] = mapped_column(Date)
    document: Mapped[str] = mapped_column(String(100))
    decided_on: Mapped[date] = mapped_column(Date)
    met: Mapped[dict[str, bool]] = mapped_column(JSON)
    notes: Mapped[dict[str, str]] = mapped_column(JSON)
    remark: Mapped[str] = mapped_column(String(1000))
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship()
    by: Mapped[Person] = relationship()

    @property
    def held(self) -> int:
        """How many items of the checklist the system meets."""
        return sum(self.met.values())


class ProviderChoiceScan(StoredFile, db.Model):
    """A scan of the signed decision; one that comes later stands beside the earlier ones, which stay."""

    __tablename__ = "provider_choice_scan"
    __table_args__ = (CheckConstraint("kind in ('pdf','jpg','png')", name="kind_known"),)

    choice_id: Mapped[int] = mapped_column(ForeignKey("provider_choice.id"), index=True)
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
