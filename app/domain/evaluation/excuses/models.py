"""What is stored of an excuse?  In whose words somebody who was enrolled is not due after all."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db


class Excuse(db.Model):
    """The remark to `Evaluation.excused`, while it is excused by hand; what it was before stands in the journal."""

    __tablename__ = "evaluation_excuse"

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"), primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(String(300))
    excused_at: Mapped[datetime] = mapped_column(UtcDateTime)
    excused_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
