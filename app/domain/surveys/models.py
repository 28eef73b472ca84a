"""What is kept of an anonymous survey?  The form, who is invited, and one row of counts: no answer anywhere (ANON-1).

No column here tells of one sending: no time, no number, no order.  An invitation is written once, when the survey
opens, and never again: it only says which seat its person has.  Who has answered stands seat by seat in the very row
that holds the counts, so a sending rewrites this one row and no other, however many are invited, and a row's place on
disk (xmin, ctid, rowid) tells of nobody when they came, nor that they came last.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db


class SurveyForm(db.Model):
    """One survey: about `subject_id` of a kind, run by a unit, open until `closes_at` or closed by hand before.

    `counted` is the number of answers on the morning of `counted_on`, the only one shown while it is open (ANON-3);
    `answers` is told once it is closed.
    """

    __tablename__ = "survey_form"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        CheckConstraint("(closed_at is null) = (answers is null)", name="closed_iff_counted"),
        CheckConstraint("answers <= invited", name="answers_invited"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int] = mapped_column(Integer)
    about: Mapped[str] = mapped_column(String(200))
    run_in: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    statements: Mapped[list[str]] = mapped_column(JSON)
    scale: Mapped[str] = mapped_column(String(20))
    may_skip: Mapped[bool] = mapped_column(default=False)
    invited: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answers: Mapped[int | None] = mapped_column(Integer)
    counted: Mapped[int] = mapped_column(Integer, default=0)
    counted_on: Mapped[date | None] = mapped_column(Date)
    reminded_on: Mapped[date | None] = mapped_column(Date)


class SurveyInvitation(db.Model):
    """Somebody is asked, and has a seat in the form, from 1 on; the result's row says whether they have answered."""

    __tablename__ = "survey_invitation"
    __table_args__ = (UniqueConstraint("form_id", "seat"),)

    form_id: Mapped[int] = mapped_column(ForeignKey("survey_form.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    seat: Mapped[int] = mapped_column(Integer)


class SurveyResult(db.Model):
    """The one row of a form that every sending rewrites; a form without it takes no answers yet.

    `answered` has a sign a seat: has whoever holds it answered?  Never when or what.  While the survey is open the
    counts are sealed with the installation's key: a copy of the database tells nothing, not even after the first
    answer.  Closed, they are opened from five answers on, else thrown away.  Each comment is
    `{"text": …, "hidden": …}`.
    """

    __tablename__ = "survey_result"
    __table_args__ = (
        CheckConstraint("sealed is null or (counts is null and comments is null)", name="sealed_or_open"),
    )

    form_id: Mapped[int] = mapped_column(ForeignKey("survey_form.id"), primary_key=True)
    answered: Mapped[str] = mapped_column(Text)
    sealed: Mapped[str | None] = mapped_column(Text)
    counts: Mapped[list[list[int]] | None] = mapped_column(JSON(none_as_null=True))
    comments: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
