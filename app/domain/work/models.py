"""Which long work is waiting, running, done?  The database is the queue; the row is the truth."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db
from app.domain.work.rules import JobState


class Job(db.Model):
    """One piece of long work.  `args` holds ids only; `key` makes asking twice one job; `cursor` lets it resume."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_job_due", "state", "due_at"),
        CheckConstraint("state in ('waiting','running','done','failed')", name="state_known"),
        CheckConstraint("(state = 'running') = (lease_until is not null)", name="running_iff_leased"),
        CheckConstraint("(finished_at is not null) = (state in ('done','failed'))", name="finished_iff_over"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str | None] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10), default=JobState.WAITING)
    args: Mapped[dict] = mapped_column(JSON, default=dict)
    cursor: Mapped[dict] = mapped_column(JSON, default=dict)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    result: Mapped[dict] = mapped_column(JSON, default=dict)
    problem: Mapped[str | None] = mapped_column(String(500))
    tries: Mapped[int] = mapped_column(Integer, default=0)
    account_id: Mapped[int | None] = mapped_column(Integer)
    viewer: Mapped[dict] = mapped_column(JSON, default=dict)
    unit_id: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    every_seconds: Mapped[int | None] = mapped_column(Integer)


class Submission(db.Model):
    """A form that was already sent: a double tap, or a retry, finds the first one's result (CON-4)."""

    __tablename__ = "submission"

    account_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    act: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ResultFile(db.Model):
    """A file that long work made for one person: a list, a sheet of slips, one's own data.  Kept a day (EXP-3)."""

    __tablename__ = "result_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(Integer, index=True)
    # The office it was made for: who has lost it has lost the file.  None: made for the person, whatever they do.
    appointment_id: Mapped[int | None] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(40))
    stored_name: Mapped[str] = mapped_column(String(64), unique=True)
    file_name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
