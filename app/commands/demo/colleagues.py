"""What have colleagues of the cast's school said of each other by now?  More than half have sent.

Those of the cast have not: the newcomer gives opinions of their own.
"""

from random import Random

from sqlalchemy import select

from app.commands.demo.life import viewer_in
from app.db import db
from app.domain.accounts.models import Account
from app.domain.evaluation import peers
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.peers.queries import asked_of
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import MANAGERS
from app.domain.viewer import Viewer

ANSWERED = 0.6


def rate_each_other(period_id: int, school: str, random: Random) -> None:
    """A part of the school's teachers rates the colleagues of their group and sends."""
    for viewer in _raters(period_id, school):
        if random.random() >= ANSWERED:
            continue
        colleagues = asked_of(viewer, period_id)
        changes = {
            one.evaluation_id: {no: random.choice((1, 2, 2, 3, 3)) for no in range(1, len(one.form) + 1)}
            for one in colleagues
        }
        if changes:
            peers.save_opinions(viewer, changes, 0)
            peers.send_opinions(viewer, period_id)


def _raters(period_id: int, school: str) -> list[Viewer]:
    """The school's teachers without the cast."""
    rows = db.session.execute(
        select(Person, Appointment, Unit)
        .join(Evaluation, Evaluation.person_id == Person.id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Appointment, (Appointment.person_id == Person.id) & Appointment.main)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Evaluation.period_id == period_id, Unit.code == school, Account.id.is_(None), Evaluation.excused.is_(None),
            Evaluation.position.not_in(MANAGERS),
        )
        .order_by(Evaluation.id)
    ).all()  # fmt: skip
    found = [viewer_in(*row) for row in rows]
    db.session.rollback()
    return found
