"""What does a province ask its people to learn in a year?  The year, its modules, and who is an exception."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db
from app.domain.organisation.models import Unit
from app.domain.training.catalogue.models import TrainingModule


class TrainingYear(db.Model):
    """A year of continuous training (năm bồi dưỡng) of a province; `due` is the first instant that is too late."""

    __tablename__ = "training_year"
    __table_args__ = (UniqueConstraint("unit_id", "year"), CheckConstraint("opens < due", name="dates_ordered"))

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(Integer)
    opens: Mapped[datetime] = mapped_column(UtcDateTime)
    due: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    unit: Mapped[Unit] = relationship()


class RequiredModule(db.Model):
    """A module that everybody of its audience is to learn in a year: how, in how many hours, for how much (đồng)."""

    __tablename__ = "required_module"
    __table_args__ = (
        UniqueConstraint("training_year_id", "module_id"),
        CheckConstraint("way in ('online','classroom','blended')", name="way_known"),
        CheckConstraint("hours is null or hours > 0", name="hours_positive"),
        CheckConstraint("cost is null or cost >= 0", name="cost_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    training_year_id: Mapped[int] = mapped_column(ForeignKey("training_year.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("training_module.id"), index=True)
    way: Mapped[str] = mapped_column(String(10))
    hours: Mapped[int | None] = mapped_column(Integer)
    cost: Mapped[int | None] = mapped_column(Integer)

    year: Mapped[TrainingYear] = relationship()
    module: Mapped[TrainingModule] = relationship()


class TrainingException(db.Model):
    """Somebody whom the rule does not find but who is to learn (`added`), or who is let off (`exempt`), and why."""

    __tablename__ = "training_exception"
    __table_args__ = (CheckConstraint("kind in ('added','exempt')", name="kind_known"),)

    training_year_id: Mapped[int] = mapped_column(ForeignKey("training_year.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(10))
    audience: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500))
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
