"""How is a question about somebody's identity answered without becoming an oracle?  Mismatches are counted (API-6)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.identity.asking.models import IdentityGuess
from app.domain.identity.asking.queries import agreement
from app.domain.identity.asking.rules import MOST_MISMATCHES, MOST_OF_ALL, Agreement
from app.domain.organisation.sector_id import sector_key
from app.domain.viewer import Viewer


class GuessedEnough(RuntimeError):
    """Too many mismatches for this ID today: the provider, or anybody, is told no more, whatever they ask."""


@rerunnable
def check_identity(viewer: Viewer, sector_id: str, birth_date: date, at: datetime) -> Agreement:
    """Whether the two belong together.  Raises GuessedEnough.

    Questions about one ID are answered one after the other, so that asking in parallel gains nothing.
    """
    with writing():
        guesses = _held(sector_key(sector_id), at.astimezone(clock.VIETNAM).date(), viewer.unit_id)
        own = next(each for each in guesses if each.provider_id == viewer.unit_id)
        if own.mismatches >= MOST_MISMATCHES or sum(each.mismatches for each in guesses) >= MOST_OF_ALL:
            raise GuessedEnough
        answer = agreement(viewer, sector_id, birth_date)
        if answer is Agreement.MISMATCH:
            own.mismatches += 1
    return answer


def _held(key: str, day: date, provider_id: int | None) -> Sequence[IdentityGuess]:
    """Every provider's guesses, the asking one's among them."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    row = {"sector_key": key, "day": day, "provider_id": provider_id, "mismatches": 0}
    db.session.execute(dialect.insert(IdentityGuess).values(row).on_conflict_do_nothing())
    held = select(IdentityGuess).where(IdentityGuess.sector_key == key, IdentityGuess.day == day)
    held = held.order_by(IdentityGuess.provider_id).with_for_update()
    return db.session.scalars(held.execution_options(populate_existing=True)).all()


def forget_guesses(at: datetime) -> None:
    """Counts of days that are over serve nothing more."""
    with writing():
        db.session.execute(delete(IdentityGuess).where(IdentityGuess.day < at.astimezone(clock.VIETNAM).date()))
