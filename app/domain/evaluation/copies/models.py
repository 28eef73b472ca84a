"""What is stored of scanned papers?  One row a file; the bytes lie in the storage."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db
from app.domain.evaluation.evidence.stored import StoredFile


class PaperCopy(StoredFile, db.Model):
    """A scan or photo of a signed paper of an `entered` period: of one person's, or without an evaluation the sheet
    that the unit's office signed for all.  `removed_at`: taken out after it had been handed in; it stays on record.
    """

    __tablename__ = "paper_copy"
    __table_args__ = (
        Index("ix_paper_copy_place", "period_id", "unit_id"),
        Index("ix_paper_copy_evaluation", "evaluation_id"),
        CheckConstraint("kind in ('pdf','jpg','png')", name="kind_known"),
    )

    period_id: Mapped[int] = mapped_column(ForeignKey("evaluation_period.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    evaluation_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation.id"))
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
