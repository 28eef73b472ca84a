"""What is kept of surveys on modules and programmes?  Runs, their boxes, and what is shown once a run has closed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.organisation.models import Unit


class FeedbackRun(db.Model):
    """One survey of a province on a module or programme (`subject`, its code); `number` tells several of a year apart.

    `groups` is the questionnaire as it was asked.  `counts`, `rows` (unit id as text → counts) and `comments` come into
    being when the run closes, all at once, and only from five answers on.
    """

    __tablename__ = "feedback_run"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "subject", "audience", "number"),
        CheckConstraint("kind in ('module','programme')", name="kind_known"),
        CheckConstraint("audience in ('teacher','manager')", name="audience_known"),
        CheckConstraint("state in ('preparing','open','counting','closed','too_few')", name="state_known"),
        CheckConstraint("(state = 'closed') = (answers is not null)", name="closed_iff_counted"),
        CheckConstraint("answers is not null or counts is null", name="shown_when_closed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(20))
    audience: Mapped[str] = mapped_column(String(10))
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    questionnaire: Mapped[str] = mapped_column(String(20))
    groups: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), index=True)
    invited: Mapped[int] = mapped_column(Integer, default=0)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answers: Mapped[int | None] = mapped_column(Integer)
    counts: Mapped[list[list[int]] | None] = mapped_column(JSON(none_as_null=True))
    rows: Mapped[dict[str, list[list[int]]] | None] = mapped_column(JSON(none_as_null=True))
    comments: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))

    unit: Mapped[Unit] = relationship()


class FeedbackBox(db.Model):
    """One form of a run: for people of a unit, or of several small ones (None); the form's subject is this row."""

    __tablename__ = "feedback_box"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("feedback_run.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    size: Mapped[int] = mapped_column(Integer)
