"""What is stored of a school's wish to shorten the cycle?  One row a period and school; the consent stands apart."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db


class CycleProposal(db.Model):
    """A principal asks that the head decide this year too; the office above consents (ShortenedCycle) or declines."""

    __tablename__ = "cycle_proposal"
    __table_args__ = (
        CheckConstraint("state in ('proposed','consented','declined')", name="state_known"),
        CheckConstraint("(state = 'proposed') = (answered_by is null)", name="answered_iff_answered_by"),
        CheckConstraint("(answered_by is null) = (answered_at is null)", name="answered_has_a_time"),
    )

    period_id: Mapped[int] = mapped_column(ForeignKey("evaluation_period.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(1000))
    state: Mapped[str] = mapped_column(String(12), default="proposed")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(1000))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
