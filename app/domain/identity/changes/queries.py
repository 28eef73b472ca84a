"""What became of the IDs that a provider follows, since it last asked?  No entry is ever missed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_, select, union_all

from app.db import db
from app.domain.identity.changes.models import IdentityChange, IdFollower
from app.domain.identity.changes.rules import Change, Cursor
from app.domain.work.turns import settled


@dataclass(frozen=True)
class Entry:
    """One line of the feed; `cursor` is where a reader is who has read it."""

    cursor: Cursor
    change: Change
    sector_id: str
    replaced_by: str | None
    at: datetime


def changes_for(provider_id: int, since: Cursor, limit: int, whose: ColumnElement[bool] | None = None) -> list[Entry]:
    """The next changes of IDs that the provider follows, oldest first, of transactions that are surely over.

    A change counts from the moment at which both it and the following could be seen: whoever begins to follow an ID
    hears what became of it before.  `whose` (a condition on `IdentityChange`) leaves out what a reader may not know.
    """
    change, follower = IdentityChange, IdFollower
    seen = case((change.turn > follower.turn, change.turn), else_=follower.turn)
    found = (
        select(seen.label("seen"), change.id)
        .join(follower, follower.sector_key == change.sector_key)
        .where(follower.provider_id == provider_id, _after(seen, since), settled(change.turn), settled(follower.turn))
        .order_by("seen", change.id)
        .limit(limit)
    )
    if whose is not None:
        found = found.where(whose)
    # Two ways in, each by its index: changes since then, and IDs followed since then.
    later = found.where(change.turn >= since.turn).subquery()
    begun = found.where(follower.turn >= since.turn, change.turn < since.turn).subquery()
    both = union_all(select(later), select(begun)).subquery()
    rows = db.session.execute(
        select(both.c.seen, change).join(change, change.id == both.c.id).order_by(both.c.seen, both.c.id).limit(limit)
    )
    return [
        Entry(Cursor(seen_at, row.id), Change(row.change), row.sector_id, row.replaced_by, row.at)
        for seen_at, row in rows
    ]


def _after(seen: ColumnElement[int], since: Cursor) -> ColumnElement[bool]:
    return or_(seen > since.turn, (seen == since.turn) & (IdentityChange.id > since.id))


def last_change_of(sector_id: str) -> Change | None:
    """What happened to this very ID last; None if nothing ever did."""
    newest = select(func.max(IdentityChange.id)).where(IdentityChange.sector_id == sector_id).scalar_subquery()
    found = db.session.scalar(select(IdentityChange.change).where(IdentityChange.id == newest))
    return Change(found) if found else None
