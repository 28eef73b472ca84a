"""Which units' figures no longer hold?  Marks that any action may leave; the boards' worker recounts and removes them.

A mark is a row of its own, so that two people of one school never wait for each other's transaction.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Integer, insert
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db, is_writing, table_of
from app.domain import clock


class StaleMark(db.Model):
    """Something that a figure counts has changed in this unit."""

    __tablename__ = "stale_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(Integer, index=True)
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)


def mark_stale(unit_ids: Iterable[int]) -> None:
    """Have these units' figures recounted; call it in the transaction of whatever changed people, claims or leave."""
    if not is_writing():
        raise RuntimeError("a stale mark belongs to the transaction of the change it tells of")
    at = clock.now()
    marks = [{"unit_id": unit_id, "marked_at": at} for unit_id in sorted(set(unit_ids))]
    if marks:
        db.session.execute(insert(table_of(StaleMark)), marks)
