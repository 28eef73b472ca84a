"""What is stored of printed sheets: the code, and every printed field as it was when the code was given."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db


class Paper(db.Model):
    """A final sheet that was printed with a code.  `content` is what was printed, word for word, and never changes.

    `subject` names what it is about, so that one edition of it has one code, whoever prints it and how often.
    """

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("kind", "subject", "edition"),
        CheckConstraint("kind in ('self','result','tally','school','report','survey')", name="kind_known"),
        CheckConstraint("(evaluation_id is null) = (unit_id is not null)", name="about_one_thing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(26))
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(80))
    edition: Mapped[str] = mapped_column(String(64))
    period_id: Mapped[int] = mapped_column(ForeignKey("evaluation_period.id"))
    evaluation_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("subject_group.id"))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[int | None] = mapped_column(Integer)
