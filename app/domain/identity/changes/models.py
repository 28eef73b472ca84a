"""What became of verified IDs, in the order in which it could be seen, and which provider follows which ID?

Both tables carry the turn of their transaction (app.domain.work.turns), counted by one counter: a change reaches a
follower at the later of the two, so that neither a change nor a new follower is missed, whoever commits first.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, db
from app.domain.identity.changes.rules import Change
from app.domain.identity.models import one_of
from app.domain.journal.models import LongId


class IdentityChange(db.Model):
    """One change of one verified ID."""

    __tablename__ = "identity_change"
    __table_args__ = (
        CheckConstraint(one_of("change", Change), name="change_known"),
        CheckConstraint("(replaced_by is not null) = (change = 'replaced')", name="replaced_by_another"),
        Index("ix_identity_change_turn", "turn", "id"),
        Index("ix_identity_change_key", "sector_key", "turn", "id"),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    turn: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    change: Mapped[str] = mapped_column(String(10))
    sector_id: Mapped[str] = mapped_column(String(20))
    sector_key: Mapped[str] = mapped_column(String(20))
    replaced_by: Mapped[str | None] = mapped_column(String(20))


class IdFollower(db.Model):
    """A provider hears of changes of IDs with this key from now on: somebody learns with it under one."""

    __tablename__ = "id_follower"
    __table_args__ = (
        Index("ix_id_follower_provider", "provider_id", "turn"),
        Index("ix_id_follower_turn", "turn"),
    )

    sector_key: Mapped[str] = mapped_column(String(20), primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    turn: Mapped[int] = mapped_column(BigInteger)
