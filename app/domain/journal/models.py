"""What is kept of who did what when?  Two append-only tables; triggers in the migration forbid change (AUD-2)."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db

# SQLite numbers rows by itself only for INTEGER keys; PostgreSQL wants room for a national journal.
LongId = BigInteger().with_variant(Integer(), "sqlite")


class JournalEntry(db.Model):
    """One state change, written in the transaction that made it (AUD-1)."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        Index("ix_journal_entry_subject", "subject_kind", "subject_id", "id"),
        Index("ix_journal_entry_unit", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(Integer, index=True)
    person_id: Mapped[int | None] = mapped_column(Integer, index=True)
    role: Mapped[str] = mapped_column(String(20))
    position: Mapped[str] = mapped_column(String(40))
    acting_unit_id: Mapped[int | None] = mapped_column(Integer)
    event: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[int | None] = mapped_column(Integer)
    before: Mapped[dict | None] = mapped_column(JSON)
    after: Mapped[dict | None] = mapped_column(JSON)
    reason: Mapped[str | None] = mapped_column(String(2000))
    request_id: Mapped[str] = mapped_column(String(40), default="")
    app_version: Mapped[str] = mapped_column(String(20), default="")


class SecurityEvent(db.Model):
    """A fact that must outlive a refusal, or that a reading leaves behind: denied, throttled, looked at (AUD-4)."""

    __tablename__ = "security_event"
    __table_args__ = (Index("ix_security_event_person", "about_person_id", "id"),)

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    event: Mapped[str] = mapped_column(String(60), index=True)
    account_id: Mapped[int | None] = mapped_column(Integer, index=True)
    person_id: Mapped[int | None] = mapped_column(Integer)
    role: Mapped[str] = mapped_column(String(20), default="")
    unit_id: Mapped[int | None] = mapped_column(Integer)
    about_person_id: Mapped[int | None] = mapped_column(Integer)
    route: Mapped[str] = mapped_column(String(120), default="")
    detail: Mapped[dict | None] = mapped_column(JSON)
    request_id: Mapped[str] = mapped_column(String(40), default="")
