"""Which standards does this installation know?"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db


class StoredStandard(db.Model):
    """A standard as its document; immutable, but for its last day, from when a period uses it (`used_since`).

    `digest` names the content: whoever printed by it can prove which text it was.
    """

    __tablename__ = "standard"
    __table_args__ = (CheckConstraint("kind in ('teacher','manager')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
