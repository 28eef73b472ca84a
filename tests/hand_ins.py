"""How do tests get results that are ready to hand in, or handed in?  Through the app's own actions."""

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.evaluation import deciding, sheets
from app.domain.evaluation.hand_in import actions
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.hand_in.rules import Move
from app.domain.evaluation.models import Evaluation
from tests.cast import Cast
from tests.evaluations import SELF_DUE, move_day

HEADS = {
    "school": "principal", "other_school": "stranger_principal", "upper_school": "upper_principal",
    "district": "district_head", "province": "director",
}  # fmt: skip
REASON = "Số người chưa khớp với danh sách của trường."


def due_in(cast: Cast, period_id: int, unit: str) -> list[int]:
    """Ids of the evaluations about which a unit's office decides."""
    found = select(Evaluation.id).where(
        Evaluation.period_id == period_id, Evaluation.decided_in == cast.units[unit], Evaluation.excused.is_(None)
    )
    return list(db.session.scalars(found.order_by(Evaluation.id)))


def finish(cast: Cast, period_id: int, unit: str, *, publish: bool = True) -> list[int]:
    """After the self-assessment is over the head ranks and publishes everybody; ids of the evaluations."""
    if clock.today() < SELF_DUE:
        move_day(1)
    head = cast[HEADS[unit]].viewer
    ids = due_in(cast, period_id, unit)
    for evaluation_id in ids:
        size = len(sheets.standard_of(db.session.get_one(Evaluation, evaluation_id).standard_id).criteria)
        version = deciding.rate(head, evaluation_id, dict.fromkeys(range(1, size + 1), 2), {}, 0)
        deciding.decide(head, evaluation_id, 2, "", version)
    if publish and ids:
        deciding.publish(head, ids)
    return ids


def hand_in_of(cast: Cast, period_id: int, unit: str) -> HandIn:
    """The row of a unit, as it is stored now."""
    found = select(HandIn).where(HandIn.period_id == period_id, HandIn.unit_id == cast.units[unit])
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def send(cast: Cast, period_id: int, unit: str, *, who: str = "", key: str = "") -> list:
    """The unit's head hands in."""
    version = hand_in_of(cast, period_id, unit).version
    return actions.send(cast[who or HEADS[unit]].viewer, period_id, version, key)


def decide(cast: Cast, who: str, period_id: int, unit: str, move: Move, reason: str = REASON, key: str = "") -> None:
    """Somebody above decides about what the unit handed in."""
    version = hand_in_of(cast, period_id, unit).version
    actions.decide(cast[who].viewer, period_id, cast.units[unit], move, version, reason, key)


def accept(cast: Cast, period_id: int, unit: str) -> None:
    """Ranked, published, handed in, checked, accepted."""
    finish(cast, period_id, unit)
    assert send(cast, period_id, unit) == []
    if unit in {"school", "other_school"}:
        decide(cast, "district_head", period_id, unit, Move.CHECK, "")
    decide(cast, "director", period_id, unit, Move.ACCEPT, "")
