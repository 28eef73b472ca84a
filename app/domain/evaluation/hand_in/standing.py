"""Where do the results of several units stand: who has them now, since when, how late?  For boards, one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, func, select

from app.db import db, made_once
from app.domain.evaluation.hand_in.models import HandIn, HandInStep
from app.domain.evaluation.hand_in.queries import NOT_SENT, READERS, Above
from app.domain.evaluation.hand_in.rules import Actor, HandInState, has_it, route_of
from app.domain.organisation.access import beneath
from app.domain.organisation.anybody import anybody_like, values_of
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.viewer import Viewer

AMENDED = "amended"
"""A step that moves nothing: something changed after the results were closed."""


@dataclass(frozen=True)
class Standing:
    """One unit's results: their state, whose turn it is (None: nobody's), since when, what the unit above is called.

    `was_late`: they were first sent after the deadline.
    """

    state: HandInState
    has_it: Actor | None
    since: datetime | None
    above: str
    was_late: bool

    @property
    def is_with_sender(self) -> bool:
        """Has it never been sent, or come back?"""
        return self.state in NOT_SENT


def standings(viewer: Viewer, period_ids: Sequence[int], unit_ids: Sequence[int]) -> dict[int, Standing]:
    """By unit, of those at or beneath the viewer's that hand in; nothing for who reads no hand-ins."""
    if viewer.role not in READERS or not period_ids or not unit_ids:
        return {}
    values = values_of(viewer, periods=list(period_ids), units=list(unit_ids))
    found = {}
    for unit_id, state, late, since, kind, parent, above in db.session.execute(_found(anybody_like(viewer)), values):
        route = route_of(UnitKind(kind), UnitKind(parent) if parent else None)
        found[unit_id] = Standing(HandInState(state), has_it(route, HandInState(state)), since, above or "", bool(late))
    return found


@made_once
def _found(viewer: Viewer) -> Select:
    moved = (
        select(func.max(HandInStep.at))
        .where(HandInStep.hand_in_id == HandIn.id, HandInStep.event != AMENDED)
        .scalar_subquery()
    )
    return (
        select(HandIn.unit_id, HandIn.state, HandIn.late, moved, Unit.kind, Above.kind, Above.type_name)
        .join(Unit, Unit.id == HandIn.unit_id)
        .outerjoin(Above, Above.id == Unit.parent_id)
        .where(
            HandIn.period_id.in_(bindparam("periods", expanding=True)),
            HandIn.unit_id.in_(bindparam("units", expanding=True)), beneath(Unit.path, [viewer.unit_path]),
        )
    )  # fmt: skip
