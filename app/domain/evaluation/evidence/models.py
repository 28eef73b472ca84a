"""What is stored of evidence: pieces, their files, and which criterion of which evaluation uses which piece?

The bytes lie in the storage.  `sealed_at` is when something was first sent: from then on the row stays for good (UP-7).
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db
from app.domain.evaluation.evidence.stored import StoredFile


class Evidence(db.Model):
    """A piece of evidence (minh chứng) in one person's store.  `number` counts the person's pieces."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("person_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)


class EvidenceFile(StoredFile, db.Model):
    """One file of a piece; never changed.  `superseded_at`: taken out of the piece after it had been sent."""

    __tablename__ = "evidence_file"
    __table_args__ = (
        Index("ix_evidence_file_evidence", "evidence_id"),
        CheckConstraint("kind in ('pdf','jpg','png','docx','xlsx')", name="kind_known"),
        CheckConstraint("superseded_at is null or sealed_at is not null", name="only_sent_is_superseded"),
    )

    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    school_year: Mapped[int] = mapped_column(Integer)
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EvidenceUse(db.Model):
    """A criterion of an evaluation uses a piece.  What was sent is kept in the edition, word for word."""

    __tablename__ = "evidence_use"
    __table_args__ = (Index("ix_evidence_use_evidence", "evidence_id"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), primary_key=True)
    criterion: Mapped[int] = mapped_column(Integer, primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
