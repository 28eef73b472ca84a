"""What is kept of a result that came from paper, beside the decision that it tells?"""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db


class PaperResult(db.Model):
    """Where a person's result of an `entered` period comes from: the paper, and who took it over.

    The result itself stands where every result stands, on the evaluation and its decision.
    """

    __tablename__ = "paper_result"

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), primary_key=True)
    self_rank: Mapped[int | None] = mapped_column(Integer)
    signed_on: Mapped[date | None] = mapped_column(Date)
    signed_by: Mapped[str] = mapped_column(String(100), default="")
    document: Mapped[str] = mapped_column(String(60), default="")
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)
