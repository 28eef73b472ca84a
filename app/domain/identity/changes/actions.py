"""How is a change of a verified ID noted?  In the transaction that makes it, by whatever makes it."""

from collections.abc import Iterable

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db, table_of
from app.domain import clock
from app.domain.identity.changes.models import IdentityChange, IdFollower
from app.domain.identity.changes.rules import Change
from app.domain.organisation.sector_id import sector_key
from app.domain.work.turns import Turn, this_turn


def turn() -> Turn:
    """The turn of the transaction at hand, by the one counter of changes and followers."""
    return this_turn(IdentityChange.turn, IdFollower.turn)


def note_given(given: Iterable[tuple[str | None, str]]) -> None:
    """Note that IDs became people's: pairs of the one they held (or None) and the one they have now."""
    noted: list[tuple[Change, str, str | None]] = []
    for held, now in given:
        if held == now:
            continue
        if held is not None:
            noted.append((Change.REPLACED, held, now))
        noted.append((Change.VERIFIED, now, None))
    _note(noted)


def note_lost(sector_id: str, replaced_by: str | None) -> None:
    """Note that an ID leads to another one from now on, or to nobody."""
    _note([(Change.REPLACED if replaced_by else Change.WITHDRAWN, sector_id, replaced_by)])


def _note(noted: Iterable[tuple[Change, str, str | None]]) -> None:
    rows = [
        {"change": change, "sector_id": sector_id, "sector_key": sector_key(sector_id), "replaced_by": other}
        for change, sector_id, other in noted
    ]
    if rows:
        shared = {"turn": turn(), "at": clock.campaign_now()}
        db.session.execute(insert(table_of(IdentityChange)).values(shared), rows)


def follow(provider_id: int, sector_ids: Iterable[str]) -> None:
    """From now on the provider is told what becomes of these IDs; once is enough."""
    keys = sorted({sector_key(sector_id) for sector_id in sector_ids})
    if not keys:
        return
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    followed = dialect.insert(table_of(IdFollower)).values(provider_id=provider_id, turn=turn())
    db.session.execute(followed.on_conflict_do_nothing(), [{"sector_key": key} for key in keys])
