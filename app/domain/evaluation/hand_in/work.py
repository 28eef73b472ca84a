"""Which periods concern the viewer's office now: where do its own results stand, how many units wait for it?"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, or_, select

from app.db import db, made_once
from app.domain import clock
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.hand_in.queries import READERS, Above, waits_for
from app.domain.evaluation.hand_in.rules import HandInState
from app.domain.evaluation.models import Period
from app.domain.organisation.anybody import anybody_like, values_of
from app.domain.organisation.models import Unit
from app.domain.organisation.successions import taken_over
from app.domain.viewer import Viewer

NEAR = timedelta(days=7)
PATH: Any = bindparam("path", type_=Integer, expanding=True)
"""The ids of the viewer's unit and of those above it."""
MOST_PERIODS = 5


@dataclass(frozen=True)
class PeriodWork:
    """A period that holds at the viewer's unit: where its own results stand (None: it decides about nobody in it), and
    how many units wait for its office.
    """

    period: Period
    state: HandInState | None
    waiting: int

    @property
    def is_open(self) -> bool:
        """Before the lock."""
        return clock.campaign_now() < self.period.locks

    @property
    def is_near(self) -> bool:
        """Is the deadline at most a week away, or over?"""
        return self.period.hand_in_due <= clock.campaign_now() + NEAR


def period_work(viewer: Viewer) -> list[PeriodWork]:
    """The periods that have been opened at or above the viewer's unit, or at one that is gone there, the newest first;
    all of it in one query.
    """
    if viewer.role not in READERS or viewer.unit_id is None:
        return []
    path = [int(part) for part in viewer.unit_path.strip("/").split("/")]
    values = values_of(viewer, path=path, now=clock.campaign_now())
    return [
        PeriodWork(period, HandInState(state) if state else None, number)
        for period, state, number in db.session.execute(_period_work(anybody_like(viewer)), values)
    ]


@made_once
def _period_work(viewer: Viewer) -> Select[Period, str, int]:
    own = select(HandIn.state).where(HandIn.period_id == Period.id, HandIn.unit_id == viewer.unit_id)
    waiting = (
        select(func.count(HandIn.id))
        .join(Unit, Unit.id == HandIn.unit_id)
        .outerjoin(Above, Above.id == Unit.parent_id)
        .where(HandIn.period_id == Period.id, waits_for(viewer))
    )
    return (
        select(Period, own.scalar_subquery(), waiting.scalar_subquery())
        .where(or_(Period.unit_id.in_(PATH), Period.unit_id.in_(taken_over(PATH))), Period.opens <= bindparam("now"))
        .order_by(Period.year.desc())
        .limit(MOST_PERIODS)
    )
