"""Who sits at a screen on the evening before the deadline?  Teachers of twenty schools, and the schools' heads."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.commands.demo.life import CAST_SCHOOLS, viewer_in
from app.commands.demo.school_year import PROVINCE
from app.db import db, writing
from app.domain import clock
from app.domain.accounts.hashing import hash_password
from app.domain.accounts.models import Account
from app.domain.accounts.rules import NOTICE_VERSION, AccountState
from app.domain.accounts.sessions import open_session
from app.domain.evaluation import self_assessment
from app.domain.evaluation.models import Evaluation, Period, SelfAssessment
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position
from app.domain.standards.queries import standard_of

SCHOOLS, TEACHERS, SENT = 20, 10, 4
"""Schools; in each, people who are writing, and people who have sent already, whom the head can rate."""

Place = tuple[Person, Appointment, Unit]


@dataclass(frozen=True)
class Someone:
    """A session, and the page on which they work."""

    token: str
    page: str
    is_head: bool


def prepare() -> list[Someone]:
    """Sign everybody in, and let some have sent already; the demonstration's open period is theirs."""
    password = hash_password("một mật khẩu cho buổi tối")
    people: list[Someone] = []
    for school_id in busiest_schools(SCHOOLS):
        head, teachers = head_of(school_id), teachers_of(school_id, TEACHERS + SENT)
        for place, evaluation in teachers[TEACHERS:]:
            send(place, evaluation)
        people.append(Someone(_signed_in(head, password), "/principal/evaluations/grid?state=sent", is_head=True))
        for place, evaluation in teachers[:TEACHERS]:
            page = f"/teacher/evaluation/{evaluation.id}/part/2"
            people.append(Someone(_signed_in(place, password), page, is_head=False))
    return people


def busiest_schools(number: int) -> Sequence[int]:
    """The schools of the demonstration's period with the most people due, without those of the cast."""
    opener = aliased(Unit)
    found = (
        select(Evaluation.unit_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Period, Period.id == Evaluation.period_id)
        .join(opener, opener.id == Period.unit_id)
        .join(Account, Account.person_id == Evaluation.person_id, isouter=True)
        .where(opener.code == PROVINCE, Evaluation.position == Position.TEACHER, Unit.code.not_in(CAST_SCHOOLS))
        .group_by(Evaluation.unit_id)
        .having(func.count(Account.id) == 0)
        .order_by(func.count().desc(), Evaluation.unit_id)
        .limit(number)
    )
    return db.session.scalars(found).all()


def head_of(school_id: int) -> Place:
    """The school's principal."""
    return _places(school_id, Position.PRINCIPAL)[0]


def _places(school_id: int, position: Position) -> list[Place]:
    found = (
        select(Person, Appointment, Unit)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Unit.id == school_id, Appointment.position == position, Appointment.ends.is_(None))
        .order_by(Person.id)
    )
    return [tuple(row) for row in db.session.execute(found)]


def teachers_of(school_id: int, number: int) -> list[tuple[Place, Evaluation]]:
    """As many of the school's teachers as are asked for, each with the evaluation."""
    places = {place[0].id: place for place in _places(school_id, Position.TEACHER)}
    due = (
        select(Evaluation)
        .join(Period, Period.id == Evaluation.period_id)
        .where(Evaluation.unit_id == school_id, Evaluation.person_id.in_(places), Period.kind == "held")
    )
    found = db.session.scalars(due.order_by(Evaluation.id).limit(number)).all()
    return [(places[each.person_id], each) for each in found]


def send(place: Place, evaluation: Evaluation) -> None:
    """Let somebody assess themselves and send it, unless that was done before."""
    if evaluation.sent_at is not None:
        return
    viewer, number = viewer_in(*place), evaluation.id
    size = len(standard_of(evaluation.standard_id).criteria)
    saved = db.session.scalar(select(SelfAssessment.version).where(SelfAssessment.evaluation_id == number)) or 0
    db.session.rollback()
    version = self_assessment.save_levels(viewer, number, dict.fromkeys(range(1, size + 1), 2), saved)
    self_assessment.send(viewer, number, version)


def _signed_in(place: Place, password: str) -> str:
    """The token of a new session of somebody who had no account yet."""
    person_id, appointment_id, now = place[0].id, place[1].id, clock.now()
    with writing():
        account = Account(
            person_id=person_id, login=f"toi.{person_id}", state=AccountState.ACTIVE, password_hash=password,
            password_changed_at=now, created_at=now, notice_version=NOTICE_VERSION, notice_at=now,
        )  # fmt: skip
        db.session.add(account)
        db.session.flush()
        return open_session(account.id, appointment_id, now)
