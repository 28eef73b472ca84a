"""What is stored of evaluations: periods, one evaluation a person and period, what its steps wrote?

Levels are stored as one sign a criterion (standards.rules.standard.encode), so that one save is one row.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    and_,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from app.db import UtcDateTime, db
from app.domain.organisation.models import Person, Unit

STATES = "('open','sent','returned','considered','decided','published','appealed')"


class Period(db.Model):
    """An evaluation period (kỳ đánh giá) of the units beneath `unit_id`, for the school year that ends in `year`.

    `held` runs in the system, `entered` takes results from paper.  `cutoff` fixes who is due and in which unit.
    Deadlines are the first instants that are too late; after `locks` nothing moves.
    """

    __tablename__ = "evaluation_period"
    __table_args__ = (
        UniqueConstraint("unit_id", "year"),
        CheckConstraint("kind in ('held','entered')", name="kind_known"),
        CheckConstraint(
            "opens <= self_due and self_due <= opinions_due and opinions_due <= decision_due"
            " and decision_due <= hand_in_due and hand_in_due <= locks",
            name="dates_ordered",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(10))
    teacher_standard_id: Mapped[int] = mapped_column(ForeignKey("standard.id"))
    manager_standard_id: Mapped[int] = mapped_column(ForeignKey("standard.id"))
    cutoff: Mapped[date] = mapped_column(Date)
    opens: Mapped[datetime] = mapped_column(UtcDateTime)
    self_due: Mapped[datetime] = mapped_column(UtcDateTime)
    opinions_due: Mapped[datetime] = mapped_column(UtcDateTime)
    decision_due: Mapped[datetime] = mapped_column(UtcDateTime)
    hand_in_due: Mapped[datetime] = mapped_column(UtcDateTime)
    locks: Mapped[datetime] = mapped_column(UtcDateTime)
    # The head decides every second year (Điều 11); in the years between only the self-assessment is due.
    head_decides: Mapped[bool] = mapped_column(default=True)
    vice_by_principal: Mapped[bool] = mapped_column(default=True)
    appeal_days: Mapped[int] = mapped_column(Integer, default=10)
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    unit: Mapped[Unit] = relationship()


class ShortenedCycle(db.Model):
    """A school whose head decides also in a year between, with the superior's recorded consent (Điều 11)."""

    __tablename__ = "shortened_cycle"

    period_id: Mapped[int] = mapped_column(ForeignKey("evaluation_period.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    consent: Mapped[str] = mapped_column(String(200))
    consented_on: Mapped[date] = mapped_column(Date)


class Evaluation(db.Model):
    """One person in one period.  Unit, group, position and standard are those of the cut-off day and stay.

    `excused` says why somebody is not due after all (long leave, …); `decided_in` is the unit whose office decides.
    `first_sent_at` tells whether it came in time: what only answers a return (the newest at `returned_at`) is not late.
    """

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("period_id", "person_id"),
        Index("ix_evaluation_unit", "unit_id", "period_id", "state"),
        Index("ix_evaluation_person", "person_id"),
        CheckConstraint(f"state in {STATES}", name="state_known"),
        CheckConstraint("(sent_at is null) = (receipt is null)", name="receipt_iff_sent"),
        CheckConstraint("state not in ('decided','published','appealed') or rank is not null", name="ranked_has_rank"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("evaluation_period.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    decided_in: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("subject_group.id"))
    standard_id: Mapped[int] = mapped_column(ForeignKey("standard.id"))
    position: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str | None] = mapped_column(String(60))
    level: Mapped[str | None] = mapped_column(String(4))
    excused: Mapped[str | None] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(12), default="open")
    return_reason: Mapped[str | None] = mapped_column(String(1000))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    receipt: Mapped[str | None] = mapped_column(String(20), unique=True)
    rank: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)

    # Asked for by `queries.with_works_until` only: the first day without a post where the person is rated.
    works_until: Mapped[date | None] = query_expression()

    period: Mapped[Period] = relationship()
    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])

    @hybrid_property
    def is_self_assessed(self) -> bool:
        """Does their own assessment lie before the head?  No later state says so: the head may rank somebody who
        never sent one, once it is overdue."""
        return self.sent_at is not None and self.state != "returned"

    @is_self_assessed.inplace.expression
    @classmethod
    def _is_self_assessed(cls) -> ColumnElement[bool]:
        return and_(cls.sent_at.is_not(None), cls.state != "returned")


class SelfAssessment(db.Model):
    """What the person writes about themselves; saved as they go, sent as a whole."""

    __tablename__ = "self_assessment"

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), primary_key=True)
    levels: Mapped[str] = mapped_column(String(60))
    strengths: Mapped[str] = mapped_column(Text, default="")
    improvements: Mapped[str] = mapped_column(Text, default="")
    goal: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text, default="")
    schedule: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    modules: Mapped[list[str]] = mapped_column(JSON, default=list)
    homeroom: Mapped[str] = mapped_column(String(60), default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)


class Edition(db.Model):
    """What was sent or decided, word for word, each time: nothing that left a person's hands is overwritten."""

    __tablename__ = "evaluation_edition"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "kind", "number"),
        CheckConstraint("kind in ('self','decision','appeal')", name="kind_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Decision(db.Model):
    """What the head rates and decides.  `reasons` maps criterion numbers (as text) to the reason given.

    `ruled` is the rank that the rule gives for these levels, `rank` the one decided; they differ only with a reason.
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("(rank is null) = (decided_by is null)", name="decided_iff_decided_by"),
        CheckConstraint("(decided_by is null) = (decided_at is null)", name="decided_has_a_time"),
    )

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), primary_key=True)
    levels: Mapped[str] = mapped_column(String(60))
    reasons: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    comment: Mapped[str] = mapped_column(Text, default="")
    ruled: Mapped[int | None] = mapped_column(Integer)
    rank: Mapped[int | None] = mapped_column(Integer)
    rank_reason: Mapped[str | None] = mapped_column(String(1000))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_as: Mapped[str | None] = mapped_column(String(30))
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)


class PeerAdjustment(db.Model):
    """Who is asked beside, or is not asked from, the members of the subject group: they all are by default."""

    __tablename__ = "peer_adjustment"

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), primary_key=True)
    rater_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    asked: Mapped[bool] = mapped_column()


class PeerOpinion(db.Model):
    """What a colleague says about a teacher: confidential, its author's alone (ANON-10); sent with all the others."""

    __tablename__ = "peer_opinion"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "rater_id"),
        Index("ix_peer_opinion_rater", "rater_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    rater_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    levels: Mapped[str] = mapped_column(String(60))
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
