"""What is stored of a hand-in?  Where it stands, one row a unit and period; and every move with what was sent."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.evaluation.models import Period
from app.domain.organisation.models import Unit


class HandIn(db.Model):
    """The results of the people about whom a unit's office decides in a period.

    `late` is how the first sending lay to the deadline: what comes again after a return is no later for it.  `figures`
    are the numbers that were sent last; `amended_at` tells that something changed after they were closed.
    """

    __tablename__ = "hand_in"
    __table_args__ = (
        UniqueConstraint("period_id", "unit_id"),
        Index("ix_hand_in_place", "period_id", "province_id", "state"),
        CheckConstraint(
            "state in ('open','sent','checked','accepted','returned','reopened')", name="state_known"
        ),
        CheckConstraint("(state = 'accepted') = (accepted_at is not null)", name="accepted_has_a_time"),
        CheckConstraint(
            "state not in ('sent','checked','accepted') or (sent_at is not null and receipt is not null)",
            name="closed_was_sent",
        ),
        CheckConstraint("(sent_at is null) = (sent_by is null)", name="sent_by_somebody"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("evaluation_period.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    province_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[str] = mapped_column(String(10), default="open")
    receipt: Mapped[str | None] = mapped_column(String(20), unique=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    late: Mapped[bool | None] = mapped_column()
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(1000))
    figures: Mapped[dict[str, int] | None] = mapped_column(JSON)
    amended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    period: Mapped[Period] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])


class HandInStep(db.Model):
    """One move of a hand-in, or a change that came after it was closed; never overwritten.

    `signs_for` is the office of whoever let the actor sign; `figures` are the numbers of that moment.
    """

    __tablename__ = "hand_in_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    hand_in_id: Mapped[int] = mapped_column(ForeignKey("hand_in.id"), index=True)
    event: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    position: Mapped[str] = mapped_column(String(30))
    signs_for: Mapped[str | None] = mapped_column(String(30))
    reason: Mapped[str | None] = mapped_column(String(1000))
    figures: Mapped[dict[str, int] | None] = mapped_column(JSON)
