"""What is stored of a campaign's progress?  Figures of schools, and of each unit above the sum of what lies beneath."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db

OVER = "over"
"""The kind of a campaign of which nothing is counted any more."""


class Campaign(db.Model):
    """A period in which something is to be done by everybody: its name, and the instant by which (exclusive).

    `kind` says which indicators count it, `subject_id` what of that kind (an evaluation period); it holds for the units
    beneath `unit_id`, for the whole country where that is None.
    """

    __tablename__ = "campaign"
    __table_args__ = (Index("ix_campaign_kind_subject_id", "kind", "subject_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    kind: Mapped[str] = mapped_column(String(20), default="sector_id", server_default="sector_id")
    subject_id: Mapped[int | None] = mapped_column(Integer)
    unit_id: Mapped[int | None] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)


class ProvinceDeadline(db.Model):
    """A province's own deadline, where it differs from the country's."""

    __tablename__ = "province_deadline"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    province_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)


class Figure(db.Model):
    """One indicator of one unit in one campaign: recounted, never incremented."""

    __tablename__ = "figure"
    __table_args__ = (
        CheckConstraint("done = on_time + late", name="done_in_time_or_late"),
        CheckConstraint("done <= expected and on_time >= 0 and late >= 0", name="within_expected"),
        Index("ix_figure_done", "campaign_id", "indicator", "unit_id"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(30), primary_key=True)
    expected: Mapped[int] = mapped_column(Integer)
    done: Mapped[int] = mapped_column(Integer)
    on_time: Mapped[int] = mapped_column(Integer)
    late: Mapped[int] = mapped_column(Integer)


class CountedDay(db.Model):
    """The day for which the figures were last counted: one row; what begins or ends later is marked at midnight."""

    __tablename__ = "counted_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date)


class Reminder(db.Model):
    """Somebody asked the people of a list to do what is still open; the job notes how many were told."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_unit", "unit_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[str] = mapped_column(String(30))
    sender: Mapped[str] = mapped_column(String(320))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told: Mapped[int] = mapped_column(Integer, default=0)
    passed_over: Mapped[int] = mapped_column(Integer, default=0)


class Reminded(db.Model):
    """Whom a campaign has reminded on a day: once, whoever asked for it."""

    __tablename__ = "reminded"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminder.id"), index=True)
