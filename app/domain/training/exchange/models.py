"""Which totals did a provider name for a month?"""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db


class Reconciliation(db.Model):
    """A provider's own totals of a month (written 2022-04), as it last sent them."""

    __tablename__ = "reconciliation"

    provider_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    totals: Mapped[dict] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
