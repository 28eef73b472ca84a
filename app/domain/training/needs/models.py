"""What is stored of needs for training?  A province's window, and one form a person and window."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.organisation.models import Person, Unit


class NeedsRound(db.Model):
    """A province asks its people once a school year (that ends in `year`) what they need to learn.

    `closes` is the first instant that is too late; `told_closes` is what everybody was told of it, None before.
    """

    __tablename__ = "needs_round"
    __table_args__ = (UniqueConstraint("unit_id", "year"), CheckConstraint("opens < closes", name="dates_ordered"))

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(Integer)
    opens: Mapped[datetime] = mapped_column(UtcDateTime)
    closes: Mapped[datetime] = mapped_column(UtcDateTime)
    told_closes: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    unit: Mapped[Unit] = relationship()


class NeedsForm(db.Model):
    """What one person declares (phiếu nhu cầu bồi dưỡng); named, read by their school and the offices above it.

    `areas` has one sign an area (`rules.encode_areas`).
    """

    __tablename__ = "needs_form"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id"),
        CheckConstraint("state in ('draft','handed_in')", name="state_known"),
        CheckConstraint("(state = 'handed_in') = (handed_in_at is not null)", name="handed_in_has_a_time"),
        CheckConstraint("way is null or way in ('online','classroom','blended')", name="way_known"),
        CheckConstraint(
            "season is null or season in ('summer','first_term','second_term','weekends')", name="season_known"
        ),
        CheckConstraint(
            "state = 'draft' or (way is not null and season is not null)", name="handed_in_is_complete"
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("needs_round.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    audience: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    areas: Mapped[str] = mapped_column(String(20), default="")
    way: Mapped[str | None] = mapped_column(String(10))
    season: Mapped[str | None] = mapped_column(String(12))
    material: Mapped[str] = mapped_column(Text, default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    person: Mapped[Person] = relationship()
    round: Mapped[NeedsRound] = relationship()


class NeedsFormModule(db.Model):
    """A module that a form asks for."""

    __tablename__ = "needs_form_module"

    form_id: Mapped[int] = mapped_column(ForeignKey("needs_form.id"), primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("training_module.id"), primary_key=True, index=True)
