"""Is there a form of needs to fill in, for the first page of whoever is asked?  In one query."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, bindparam, select

from app.db import db, made_once
from app.domain import clock
from app.domain.training.needs.models import NeedsForm, NeedsRound
from app.domain.training.needs.queries import asked_as
from app.domain.training.needs.rules import FormState
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class OwnNeeds:
    """The open window that asks the viewer, and where their own form stands; None where it was not begun."""

    year: int
    closes: datetime
    state: str | None

    @property
    def is_done(self) -> bool:
        """Was it handed in?  It may still be changed."""
        return self.state == FormState.HANDED_IN


def own_needs(viewer: Viewer) -> OwnNeeds | None:
    """The window of the viewer's province while it is open."""
    if asked_as(viewer) is None or viewer.person_id is None:
        return None
    above = [int(part) for part in viewer.unit_path.strip("/").split("/")]
    values = {"above": above, "person": viewer.person_id, "now": clock.campaign_now()}
    row = db.session.execute(_own_needs(), values).first()
    return OwnNeeds(*row) if row else None


@made_once
def _own_needs() -> Select[int, datetime, str]:
    now = bindparam("now")
    own = and_(NeedsForm.round_id == NeedsRound.id, NeedsForm.person_id == bindparam("person"))
    return (
        select(NeedsRound.year, NeedsRound.closes, NeedsForm.state)
        .outerjoin(NeedsForm, own)
        .where(NeedsRound.unit_id.in_(bindparam("above", expanding=True)), NeedsRound.opens <= now)
        .where(NeedsRound.closes > now)
        .order_by(NeedsRound.year.desc())
        .limit(1)
    )
