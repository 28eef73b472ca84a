"""What is kept of opinions on managers beside the survey's counts?  The remark where people were heard in person."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import db


class ManagerHearing(db.Model):
    """Too few people for a survey: the superior heard them in person, and says so.  No name of theirs is kept."""

    __tablename__ = "manager_hearing"

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), primary_key=True)
    remark: Mapped[str] = mapped_column(Text)
    heard_on: Mapped[date] = mapped_column(Date)
    heard_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    heard_as: Mapped[str] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(Integer, default=1)
