"""What did the LMSs report?  A row for each record under its provider's reference, and disputes about them.

Whose record it is is never stored: it is whoever holds the sector ID verified (see `matching`), so that a record counts
the moment an ID is verified, and follows a person through corrections and merges.
"""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.organisation.models import Unit
from app.domain.training.catalogue.models import TrainingModule

COUNTS = "status = 'passed' and voided_at is null and duplicate_of_id is null"


class LearningRecord(db.Model):
    """What one provider says of one learner, module and year under its own reference.

    `duplicate_of_id` is set where another pass of the same ID, module and year came first.  `turn` orders changes by
    the transactions that made them (app.domain.work.turns), for those who ask what changed since.
    """

    __tablename__ = "learning_record"
    __table_args__ = (
        UniqueConstraint("provider_id", "ref"),
        CheckConstraint("status in ('enrolled','in_progress','failed','passed')", name="status_known"),
        CheckConstraint("(status in ('failed','passed')) = (completed_at is not null)", name="finished_has_a_time"),
        CheckConstraint("(voided_at is null) = (void_reason is null)", name="voided_for_a_reason"),
        CheckConstraint("duplicate_of_id is null or status = 'passed'", name="duplicate_of_a_pass"),
        CheckConstraint("scale in (10, 100)", name="scale_known"),
        CheckConstraint("score is null or (score >= 0 and score <= scale)", name="score_in_scale"),
        Index("ix_learning_record_key", "sector_key", "module_id", "year"),
        Index("ix_learning_record_turn", "provider_id", "turn", "id"),
        Index(
            "uq_learning_record_counts", "sector_id", "module_id", "year", unique=True,
            sqlite_where=text(COUNTS), postgresql_where=text(COUNTS),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    ref: Mapped[str] = mapped_column(String(64))
    sector_id: Mapped[str] = mapped_column(String(20))
    sector_key: Mapped[str] = mapped_column(String(20))
    module_id: Mapped[int] = mapped_column(ForeignKey("training_module.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(12))
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    scale: Mapped[int] = mapped_column(Integer, default=10)
    progress: Mapped[int | None] = mapped_column(Integer)
    enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    odd: Mapped[bool] = mapped_column(default=False)
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("learning_record.id"), index=True)
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    void_reason: Mapped[str | None] = mapped_column(String(500))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    turn: Mapped[int] = mapped_column(BigInteger)

    provider: Mapped[Unit] = relationship()
    module: Mapped[TrainingModule] = relationship()


class RecordDispute(db.Model):
    """Somebody says that a record about them is wrong ("báo sai"); the provider voids it, or keeps it and says why."""

    __tablename__ = "record_dispute"
    __table_args__ = (
        CheckConstraint("state in ('open','voided','kept')", name="state_known"),
        CheckConstraint("(state = 'open') = (answered_at is null)", name="answered_iff_over"),
        Index(
            "uq_record_dispute_open", "record_id", unique=True,
            sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("learning_record.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="open")
    answer: Mapped[str | None] = mapped_column(String(500))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    record: Mapped[LearningRecord] = relationship()
