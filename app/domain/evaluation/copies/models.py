"""What is stored of scanned papers?  One row a file; the bytes lie in the storage."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db


class PaperCopy(db.Model):
    """A scan or photo of a signed paper of an `entered` period: of one person's, or without an evaluation the sheet
    that the unit's office signed for all.  `removed_at`: taken out after it had been handed in; it stays on record.
    """

    __tablename__ = "paper_copy"
    __table_args__ = (
        UniqueConstraint("stored_name"),
        Index("ix_paper_copy_place", "period_id", "unit_id"),
        Index("ix_paper_copy_evaluation", "evaluation_id"),
        Index("ix_paper_copy_scan", "scan"),
        CheckConstraint("kind in ('pdf','jpg','png')", name="kind_known"),
        CheckConstraint("scan in ('unscanned','checking','clean','infected')", name="scan_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("evaluation_period.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    evaluation_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation.id"))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(4))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    stored_name: Mapped[str] = mapped_column(String(64))
    scan: Mapped[str] = mapped_column(String(10))
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
