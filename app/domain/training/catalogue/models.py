"""Which modules does this installation know?"""

from sqlalchemy import CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import db


class TrainingModule(db.Model):
    """A module of a programme (mô đun bồi dưỡng); its code never changes, records and requirements refer to it."""

    __tablename__ = "training_module"
    __table_args__ = (
        CheckConstraint("audience in ('teacher','manager')", name="audience_known"),
        CheckConstraint("kind in ('compulsory','compulsory_core','elective')", name="kind_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    programme: Mapped[str] = mapped_column(String(20))
    number: Mapped[int] = mapped_column(Integer)
    audience: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(20))
    by_code: Mapped[bool] = mapped_column(default=False)

    @property
    def short(self) -> str:
        """What people call it for short: its number, or its code where two programmes would have the same number."""
        return self.code if self.by_code else str(self.number)

    @property
    def title(self) -> str:
        """The name with its number or code, as people speak of it."""
        return f"Mô đun {self.short}: {self.name}"
