"""What is stored of a core person?  One row a proposal and what came of it; every move with who made it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.organisation.models import Person, Unit


class CorePerson(db.Model):
    """Somebody proposed or recognised as a core person (công nhận cốt cán).

    `unit_id` is the school of the day of the proposal, `proposed_in` the unit that proposes, `province_id` the one that
    decides, `waits_in` where it lies now.  `facts` keeps what the ranks said on that day: rank, year, what is missing.
    """

    __tablename__ = "core_person"
    __table_args__ = (
        Index("ix_core_person_waits", "waits_in", "state"),
        Index("ix_core_person_province", "province_id", "state"),
        Index(
            "uq_core_person_open", "person_id", unique=True,
            sqlite_where=text("state in ('proposed','confirmed','returned','recognised')"),
            postgresql_where=text("state in ('proposed','confirmed','returned','recognised')"),
        ),
        CheckConstraint(
            "state in ('proposed','confirmed','returned','recognised','refused','recalled','ended')",
            name="state_known",
        ),
        CheckConstraint("audience in ('teacher','manager')", name="audience_known"),
        CheckConstraint(
            "(state in ('proposed','confirmed','returned')) = (waits_in is not null)", name="lies_somewhere"
        ),
        CheckConstraint("(state in ('recognised','ended')) = (recognised_on is not null)", name="recognised_on_a_day"),
        CheckConstraint("(state = 'ended') = (ended_on is not null)", name="ended_on_a_day"),
        CheckConstraint("ended_on is null or ended_on >= recognised_on", name="days_ordered"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    audience: Mapped[str] = mapped_column(String(10))
    position: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    proposed_in: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    province_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    waits_in: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[str] = mapped_column(String(12))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    remark: Mapped[str] = mapped_column(String(1000), default="")
    reason: Mapped[str | None] = mapped_column(String(1000))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recognised_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, default=1)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])


class CoreStep(db.Model):
    """One move, never overwritten; `signs_for` is the office of whoever let the actor sign."""

    __tablename__ = "core_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    core_person_id: Mapped[int] = mapped_column(ForeignKey("core_person.id"), index=True)
    event: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    position: Mapped[str] = mapped_column(String(30))
    signs_for: Mapped[str | None] = mapped_column(String(30))
    reason: Mapped[str | None] = mapped_column(String(1000))
