"""What is stored of an appeal?  One row a decision: what was asked, who settles it, what came of it."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.evaluation.models import Evaluation


class Appeal(db.Model):
    """An appeal against a published rank.  `levels` holds what the second decider rates anew, a blank keeps the first.

    `first_decider_id` decided, `first_signed_for_id` is for whom, if by delegation: neither ever settles.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        CheckConstraint("state in ('open','taken','settled','withdrawn')", name="state_known"),
        CheckConstraint("outcome is null or outcome in ('kept','changed')", name="outcome_known"),
        CheckConstraint(
            "(state = 'settled') = (settled_by is not null) and (settled_by is null) = (settled_at is null)"
            " and (settled_by is null) = (outcome is null) and (outcome is null) = (rank is null)",
            name="settled_iff_settled_by",
        ),
        CheckConstraint("settled_by is null or settled_by <> first_decider_id", name="two_deciders"),
        Index("ix_appeal_settled_in", "settled_in", "state"),
    )

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(10), default="open")
    text: Mapped[str] = mapped_column(Text)
    criteria: Mapped[list[int]] = mapped_column(JSON, default=list)
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_decider_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    first_signed_for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_in: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    levels: Mapped[str] = mapped_column(String(60))
    reasons: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    comment: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(1000))
    rank: Mapped[int | None] = mapped_column(Integer)
    ruled: Mapped[int | None] = mapped_column(Integer)
    rank_reason: Mapped[str | None] = mapped_column(String(1000))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_as: Mapped[str | None] = mapped_column(String(30))
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"))
    version: Mapped[int] = mapped_column(Integer, default=1)

    evaluation: Mapped[Evaluation] = relationship()
