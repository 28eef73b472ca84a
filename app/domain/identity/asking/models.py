"""How often was a wrong birth date given for an ID on a day?"""

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import db


class IdentityGuess(db.Model):
    """The mismatches of one ID on one day that one provider was answered."""

    __tablename__ = "identity_guess"

    sector_key: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True, index=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    mismatches: Mapped[int] = mapped_column(Integer, default=0)
