"""What is stored of a support plan?  The plan as it stands, every version that was sent, every move, every comment."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.organisation.models import Person, Unit


class SupportPlan(db.Model):
    """How a core person supports colleagues in a year (kế hoạch hỗ trợ đồng nghiệp), with the completion report.

    `unit_id` is the author's school of the day on which it was begun, `decided_in` the unit whose office approves;
    `figures` counts what was sent last: that is what lists show, never what the author is writing.
    """

    __tablename__ = "support_plan"
    __table_args__ = (
        UniqueConstraint("person_id", "year"),
        Index("ix_support_plan_decided", "decided_in", "state"),
        Index("ix_support_plan_unit", "unit_id", "year"),
        CheckConstraint(
            "state in ('draft','submitted','returned','approved','in_progress','report_submitted','report_returned',"
            "'completed')",
            name="state_known",
        ),
        CheckConstraint("audience in ('teacher','manager')", name="audience_known"),
        CheckConstraint("state = 'draft' or sent_at is not null", name="sent_once"),
        CheckConstraint(
            "(state in ('draft','submitted','returned')) = (approved_at is null)", name="approved_has_a_time"
        ),
        CheckConstraint("(state = 'completed') = (completed_at is not null)", name="completed_has_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    core_person_id: Mapped[int] = mapped_column(ForeignKey("core_person.id"), index=True)
    audience: Mapped[str] = mapped_column(String(10))
    position: Mapped[str] = mapped_column(String(30))
    year: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    decided_in: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    expected: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    difficulties: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str | None] = mapped_column(String(1000))
    figures: Mapped[dict[str, int] | None] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])


class SupportPlanPerson(db.Model):
    """A colleague whom the plan supports."""

    __tablename__ = "support_plan_person"

    plan_id: Mapped[int] = mapped_column(ForeignKey("support_plan.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class SupportPlanModule(db.Model):
    """A module that the plan is about."""

    __tablename__ = "support_plan_module"

    plan_id: Mapped[int] = mapped_column(ForeignKey("support_plan.id"), primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("training_module.id"), primary_key=True)


class SupportActivity(db.Model):
    """What is done, where and when; afterwards what was done and how many took part."""

    __tablename__ = "support_activity"
    __table_args__ = (
        CheckConstraint("place in ('school','cluster')", name="place_known"),
        CheckConstraint("ends >= starts", name="dates_ordered"),
        CheckConstraint("took_part is null or took_part >= 0", name="nobody_or_more"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("support_plan.id"), index=True)
    what: Mapped[str] = mapped_column(String(500))
    place: Mapped[str] = mapped_column(String(10))
    starts: Mapped[date] = mapped_column(Date)
    ends: Mapped[date] = mapped_column(Date)
    done: Mapped[str] = mapped_column(Text, default="")
    took_part: Mapped[int | None] = mapped_column(Integer)


class SupportEdition(db.Model):
    """A version that was sent, word for word; never overwritten."""

    __tablename__ = "support_edition"
    __table_args__ = (
        UniqueConstraint("plan_id", "kind", "number"),
        CheckConstraint("kind in ('plan','report')", name="kind_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("support_plan.id"))
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))


class SupportStep(db.Model):
    """One move, never overwritten; `signs_for` is the office of whoever let the actor sign, `assigned` tells that the
    actor approved because the office's head had assigned them.
    """

    __tablename__ = "support_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("support_plan.id"), index=True)
    event: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    position: Mapped[str] = mapped_column(String(30))
    signs_for: Mapped[str | None] = mapped_column(String(30))
    assigned: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(String(1000))


class SupportComment(db.Model):
    """What a lecturer says about one item of the plan; `about` is how the activity was called then."""

    __tablename__ = "support_comment"
    __table_args__ = (
        CheckConstraint("item in ('people','modules','activity','expected','report')", name="item_known"),
        CheckConstraint("(item = 'activity') = (about is not null)", name="activity_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("support_plan.id"), index=True)
    item: Mapped[str] = mapped_column(String(10))
    about: Mapped[str | None] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
