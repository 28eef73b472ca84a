"""May anything of this unit and period still be changed?  The one place that every writing part asks.

It is asked after the evaluation is locked: sending locks all of a unit's evaluations first, so of a save and a sending
at the same moment one comes first and the other sees it.
"""

from collections.abc import Iterable

from sqlalchemy import insert, select

from app.db import db, is_writing
from app.domain import clock
from app.domain.evaluation.hand_in.models import HandIn, HandInStep
from app.domain.evaluation.hand_in.rules import CLOSED, HandInState
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.refusals import NotNow
from app.domain.organisation.models import Unit
from app.domain.viewer import Viewer

REFUSALS = {
    HandInState.SENT: "handed_in", HandInState.CHECKED: "handed_in", HandInState.ACCEPTED: "hand_in_accepted",
}  # fmt: skip


def why_closed(period_id: int, unit_id: int) -> str | None:
    """Why nothing of what this unit's office decides may be changed, as the code of a refusal; None: it may."""
    state = db.session.scalar(select(HandIn.state).where(HandIn.period_id == period_id, HandIn.unit_id == unit_id))
    return REFUSALS.get(HandInState(state)) if state else None


def refuse_closed(period_id: int, unit_id: int) -> None:
    """Raise NotNow where the unit's results of the period are handed in."""
    refused = why_closed(period_id, unit_id)
    if refused is not None:
        raise NotNow(refused)


def refuse_where_closed(evaluation: Evaluation) -> None:
    """The same for the unit whose office decides about this evaluation."""
    refuse_closed(evaluation.period_id, evaluation.decided_in)


def closed_units(period_id: int, unit_ids: Iterable[int]) -> frozenset[int]:
    """Those of the units whose results of the period are handed in: nobody is added to them any more."""
    found = select(HandIn.unit_id).where(
        HandIn.period_id == period_id, HandIn.unit_id.in_(set(unit_ids)), HandIn.state.in_(CLOSED)
    )
    return frozenset(db.session.scalars(found))


def expect_hand_ins(period_id: int, unit_ids: Iterable[int]) -> list[int]:
    """Note that these units have something to hand in, inside the caller's `writing()`; those noted before stay.

    Returns those that are new.
    """
    if not is_writing():
        raise RuntimeError("a unit is expected to hand in from the transaction that enrols its people")
    wanted = set(unit_ids)
    known = select(HandIn.unit_id).where(HandIn.period_id == period_id, HandIn.unit_id.in_(wanted))
    new = sorted(wanted - set(db.session.scalars(known)))
    if new:
        paths = {row.id: row.path for row in db.session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(new)))}
        rows = [
            {"period_id": period_id, "unit_id": unit_id, "province_id": province_of(paths[unit_id]),
             "state": HandInState.OPEN, "version": 1}
            for unit_id in new
        ]  # fmt: skip
        db.session.execute(insert(HandIn), rows)
    return new


def province_of(path: str) -> int | None:
    """Id of the province that a path leads through."""
    parts = path.strip("/").split("/")
    return int(parts[1]) if len(parts) > 1 else None


def note_amended(viewer: Viewer, evaluation: Evaluation, reason: str | None = None) -> None:
    """A result changed after it was handed in (an appeal, a merge): it passes, and the hand-in says so."""
    found = select(HandIn).where(
        HandIn.period_id == evaluation.period_id, HandIn.unit_id == evaluation.decided_in, HandIn.state.in_(CLOSED)
    )
    hand_in = db.session.scalar(found.with_for_update())
    if hand_in is None:
        return
    hand_in.amended_at = clock.campaign_now()
    hand_in.version += 1
    db.session.add(
        HandInStep(
            hand_in_id=hand_in.id, event="amended", state=hand_in.state, at=hand_in.amended_at,
            person_id=viewer.person_id, position=viewer.position, reason=reason,
        )
    )  # fmt: skip
