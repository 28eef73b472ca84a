"""Who has handed in early in the demonstration?  Three small schools of the cast's office: sent, given back, accepted.

Their people have assessed themselves and their heads have ranked and published before anybody else's.
"""

from random import Random

from sqlalchemy import func, select

from app.commands.demo.life import somebody, viewer_in
from app.db import db
from app.domain.evaluation import deciding, self_assessment
from app.domain.evaluation.hand_in.actions import decide, send
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.hand_in.rules import Move
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.sheets import sheet_of
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position, UnitKind
from app.domain.standards.queries import standard_of
from app.domain.viewer import Viewer

REASON = "Biểu mẫu 04 bản giấy gửi kèm chưa ký, chưa đóng dấu. Đề nghị trường in lại, ký, đóng dấu rồi nộp lại."


def hand_in_early(period_id: int, office: str, province: str, seen: str, random: Random) -> None:
    """The three smallest schools beneath the office, without the one that the cast looks at first."""
    head, director = somebody(office, Position.MIDDLE_HEAD), somebody(province, Position.DIRECTOR)
    accepted, returned, sent = _smallest(period_id, office, seen)
    for school in (accepted, returned, sent):
        principal = somebody(school, Position.PRINCIPAL)
        _finish(principal, period_id, random)
        assert not send(principal, period_id, _version(period_id, principal.unit_id))
    decide(head, period_id, *_at(period_id, accepted, Move.CHECK))
    decide(director, period_id, *_at(period_id, accepted, Move.ACCEPT))
    decide(head, period_id, *_at(period_id, returned, Move.RETURN), REASON)


def _at(period_id: int, code: str, move: Move) -> tuple[int, Move, int]:
    unit_id = db.session.scalars(select(Unit.id).where(Unit.code == code)).one()
    return unit_id, move, _version(period_id, unit_id)


def _version(period_id: int, unit_id: int | None) -> int:
    found = select(HandIn.version).where(HandIn.period_id == period_id, HandIn.unit_id == unit_id)
    version = db.session.scalars(found).one()
    db.session.rollback()
    return version


def _smallest(period_id: int, office: str, seen: str) -> list[str]:
    """Codes of the three schools with the fewest people and a head, the smallest first."""
    above = select(Unit.id).where(Unit.code == office).scalar_subquery()
    led = select(Appointment.id).where(Appointment.unit_id == Unit.id, Appointment.position == Position.PRINCIPAL)
    found = (
        select(Unit.code)
        .join(Evaluation, Evaluation.unit_id == Unit.id)
        .where(
            Unit.parent_id == above, Unit.kind == UnitKind.SCHOOL, Unit.code != seen, led.exists(),
            Evaluation.period_id == period_id,
        )
        .group_by(Unit.id, Unit.code)
        .order_by(func.count(), Unit.code)
        .limit(3)
    )  # fmt: skip
    codes = list(db.session.scalars(found))
    db.session.rollback()
    return codes


def _finish(head: Viewer, period_id: int, random: Random) -> None:
    """Everybody about whom the head decides assesses themselves, is ranked as they say, and learns it."""
    rows = db.session.execute(
        select(Person, Appointment, Unit, Evaluation.id, Evaluation.standard_id)
        .join(Evaluation, Evaluation.person_id == Person.id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Appointment, (Appointment.person_id == Person.id) & Appointment.main)
        .where(Evaluation.period_id == period_id, Evaluation.decided_in == head.unit_id, Evaluation.excused.is_(None))
        .order_by(Evaluation.id)
    ).all()
    people = [(viewer_in(person, post, unit), number, standard) for person, post, unit, number, standard in rows]
    db.session.rollback()
    for who, evaluation_id, standard_id in people:
        size = len(standard_of(standard_id).criteria)
        levels: dict[int, int | None] = {no: random.choice((2, 2, 3, 3, 3)) for no in range(1, size + 1)}
        if random.random() < 0.1:
            levels[random.randint(1, size)] = 1
        self_assessment.send(
            who, evaluation_id, self_assessment.save_levels(who, evaluation_id, levels, 0)
        )  # fmt: skip
        version = deciding.rate(head, evaluation_id, levels, {}, 0)
        ruled = sheet_of(db.session.get_one(Evaluation, evaluation_id)).ranking.rank
        assert ruled is not None
        deciding.decide(head, evaluation_id, ruled, "", version)
    deciding.publish(head, [evaluation_id for _, evaluation_id, _ in people])
