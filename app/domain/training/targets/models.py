"""How many people is a unit to bring through a year of training?"""

from sqlalchemy import CheckConstraint, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.db import db


class TrainingTarget(db.Model):
    """How many people a unit is to bring through the year (chỉ tiêu), set by the unit above it."""

    __tablename__ = "training_target"
    __table_args__ = (CheckConstraint("teachers >= 0 and managers >= 0", name="not_negative"),)

    training_year_id: Mapped[int] = mapped_column(ForeignKey("training_year.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)
    teachers: Mapped[int] = mapped_column(Integer)
    managers: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)
