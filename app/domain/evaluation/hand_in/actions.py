"""How do results go up, and how are they checked, accepted, given back?  By office or dated delegation, on record."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.hand_in.figures import numbers_of
from app.domain.evaluation.hand_in.models import HandIn, HandInStep
from app.domain.evaluation.hand_in.queries import hand_in_at, office_for, route_for
from app.domain.evaluation.hand_in.rules import (
    DECISIONS,
    Actor,
    HandInState,
    Move,
    Route,
    actor_of,
    after,
    check_sending,
    in_time,
)
from app.domain.evaluation.in_time import refuse
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.evaluation.rules.calendar import Step, Timing
from app.domain.evaluation.self_assessment import RECEIPT_SIGNS
from app.domain.evaluation.sheets import Office
from app.domain.journal.actions import record
from app.domain.notices.actions import tell_many
from app.domain.notices.models import Notice
from app.domain.organisation.delegations import holders_at
from app.domain.organisation.rules import Problem
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result

SEND, RECALL, DECIDE = "send_hand_in", "recall_hand_in", "decide_hand_in"
ARRIVED = "hand_in_arrived"
EVENTS = {
    Move.SEND: "hand_in_sent", Move.RECALL: "hand_in_recalled", Move.CHECK: "hand_in_checked",
    Move.ACCEPT: "hand_in_accepted", Move.RETURN: "hand_in_returned", Move.REOPEN: "hand_in_reopened",
}  # fmt: skip


@dataclass(frozen=True)
class Moving:
    """A hand-in that the viewer may move: by what right, through which hands it goes, where the move leads."""

    hand_in: HandIn
    period: Period
    office: Office
    route: Route
    move: Move
    target: HandInState

    @property
    def signs_for(self) -> str | None:
        """In whose office the viewer signs, if by delegation."""
        return self.office.position if self.office.delegation_id is not None else None


@rerunnable
def send(viewer: Viewer, period_id: int, version: int, submit_key: str = "") -> list[Problem]:
    """Close the own unit's results and send them up; what holds it up, if anything does.

    All of the unit's evaluations are locked first: a rank published at the same moment comes before or after.
    Raises LookupError, NotNow, StaleVersion.
    """
    with writing():
        if is_repeat(viewer, SEND, submit_key):
            return []
        unit_id = viewer.unit_id or 0
        held = select(Evaluation.id).where(Evaluation.period_id == period_id, Evaluation.decided_in == unit_id)
        db.session.execute(held.order_by(Evaluation.id).with_for_update()).all()
        moving = _to_move(viewer, period_id, unit_id, Move.SEND, version)
        hand_in, period = moving.hand_in, moving.period
        numbers = numbers_of(period, [unit_id])[unit_id]
        problems = check_sending(numbers.by_code, enrolled=period.enrolled_at is not None)
        if problems:
            db.session.rollback()
            return problems
        timing = calendar_of(period).timing(Step.HAND_IN, clock.campaign_now())
        hand_in.sent_at, hand_in.sent_by = clock.campaign_now(), viewer.person_id
        hand_in.late = timing is Timing.LATE if hand_in.late is None else hand_in.late
        hand_in.receipt = hand_in.receipt or _receipt()
        hand_in.figures, hand_in.amended_at, hand_in.checked_by = numbers.sent, None, None
        _move(viewer, moving, numbers=numbers.sent)
        keep_result(viewer, SEND, submit_key, hand_in.id)
    return []


def recall(viewer: Viewer, period_id: int, version: int, submit_key: str = "") -> None:
    """Take the own results back, until somebody above has acted.  Raises LookupError, NotNow, StaleVersion."""
    with writing():
        if is_repeat(viewer, RECALL, submit_key):
            return
        moving = _to_move(viewer, period_id, viewer.unit_id or 0, Move.RECALL, version)
        _move(viewer, moving)
        keep_result(viewer, RECALL, submit_key, moving.hand_in.id)


@rerunnable
def decide(
    viewer: Viewer, period_id: int, unit_id: int, move: Move, version: int, reason: str = "", submit_key: str = ""
) -> None:
    """Check, accept, give back or open again what a unit beneath handed in; both sides are told.

    Raises LookupError, NotNow, StaleVersion, ValueError (no decision).
    """
    if move not in DECISIONS:
        raise ValueError(move)
    with writing():
        if is_repeat(viewer, DECIDE, submit_key):
            return
        moving = _to_move(viewer, period_id, unit_id, move, version)
        if move is Move.CHECK:
            moving.hand_in.checked_by = viewer.person_id
        moving.hand_in.reason = reason or None
        numbers = numbers_of(moving.period, [unit_id])[unit_id].sent
        _move(viewer, moving, reason=reason or None, numbers=numbers)
        keep_result(viewer, DECIDE, submit_key, moving.hand_in.id)


def _to_move(viewer: Viewer, period_id: int, unit_id: int, move: Move, version: int) -> Moving:
    """The hand-in, locked, if the viewer may move it so now.  Raises LookupError, NotNow, StaleVersion."""
    hand_in = hand_in_at(viewer, period_id, unit_id, hold=True)
    if hand_in is None:
        raise LookupError(unit_id)
    route, state = route_for(hand_in.unit), HandInState(hand_in.state)
    actor, target = actor_of(route, state, move), after(route, state, move)
    if actor is None or target is None:
        raise NotNow(f"hand_in_{state}")
    if hand_in.version != version:  # before the office: it may have passed out of the viewer's hands meanwhile
        raise StaleVersion
    office = office_for(viewer, hand_in, actor)
    if office is None:
        raise LookupError(unit_id)
    period = db.session.get_one(Period, period_id)
    timing = calendar_of(period).timing(Step.HAND_IN, clock.campaign_now())
    if not in_time(move, timing):
        refuse(period, timing)
    return Moving(hand_in, period, office, route, move, target)


def _move(
    viewer: Viewer, moving: Moving, *, reason: str | None = None, numbers: dict[str, int] | None = None
) -> None:  # fmt: skip
    """Move it by the table, keep the step, put it on record, tell both sides."""
    hand_in, move, target, at = moving.hand_in, moving.move, moving.target, clock.campaign_now()
    before, hand_in.state = hand_in.state, target
    hand_in.accepted_at = at if target is HandInState.ACCEPTED else None
    if target is HandInState.OPEN:
        hand_in.sent_at = hand_in.sent_by = hand_in.late = None
    hand_in.version += 1
    db.session.add(
        HandInStep(
            hand_in_id=hand_in.id, event=EVENTS[move], state=target, at=at, person_id=viewer.person_id,
            position=viewer.position, signs_for=moving.signs_for, reason=reason, figures=numbers,
        )
    )  # fmt: skip
    mark_stale([hand_in.unit_id])
    record(
        viewer, EVENTS[move], "hand_in", hand_in.id, before={"state": before}, reason=reason, unit_id=hand_in.unit_id,
        after={"state": target} | ({"signs_for": moving.signs_for} if moving.signs_for else {}),
    )  # fmt: skip
    _tell(viewer, moving)


def _tell(viewer: Viewer, moving: Moving) -> None:
    """Those above learn that something waits (once, until they have read it); those below what became of theirs."""
    hand_in, route, target, move = moving.hand_in, moving.route, moving.target, moving.move
    year, unit = moving.period.year, hand_in.unit
    waiting_for = {HandInState.SENT: Actor.MIDDLE if route is Route.THROUGH_MIDDLE else Actor.PROVINCE,
                   HandInState.CHECKED: Actor.PROVINCE}.get(target)  # fmt: skip
    if waiting_for is not None:
        place = unit.parent_id if waiting_for is Actor.MIDDLE else hand_in.province_id
        new = _without_unread(holders_at([place]), hand_in.period_id)
        tell_many(new, ARRIVED, "period", hand_in.period_id, unit=unit.name, year=year)
    if move in DECISIONS and route is not Route.OWN:
        passed = route is Route.THROUGH_MIDDLE and move is not Move.CHECK and waiting_for is None
        below = [unit.id, unit.parent_id if passed else None]
        others = [person_id for person_id in holders_at(below) if person_id != viewer.person_id]
        tell_many(others, EVENTS[move], "hand_in", hand_in.id, unit=unit.name, year=year)


def _without_unread(person_ids: list[int], period_id: int) -> list[int]:
    """Without those who have not read yet that something arrived: a province gets hundreds of hand-ins in a week."""
    unread = select(Notice.person_id).where(
        Notice.kind == ARRIVED, Notice.subject_id == period_id, Notice.person_id.in_(person_ids),
        Notice.seen_at.is_(None),
    )  # fmt: skip
    known = set(db.session.scalars(unread))
    return [person_id for person_id in person_ids if person_id not in known]


def _receipt() -> str:
    signs = "".join(secrets.choice(RECEIPT_SIGNS) for _ in range(8))
    return f"NKQ-{signs[:4]}-{signs[4:]}"
