"""Who leads the units of a period, to be told of it?"""

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.evaluation.models import Period
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import Appointment, Unit
from app.domain.organisation.rules import Position

TOLD = (Position.PRINCIPAL, Position.MIDDLE_HEAD, Position.DIRECTOR)
HEADS_AT_ONCE = 400


def heads_of(period_id: int, after: int = 0) -> list[int]:
    """The next people, by id, who lead a school, a middle level or a province of the period today."""
    opener = select(Unit.path).join(Period, Period.unit_id == Unit.id).where(Period.id == period_id)
    path = db.session.execute(opener).scalar_one()
    found = (
        select(Appointment.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.position.in_(TOLD), appointed_on(clock.today()),
            beneath(Unit.path, [path]), Appointment.person_id > after,
        )
        .distinct()
        .order_by(Appointment.person_id)
        .limit(HEADS_AT_ONCE)
    )  # fmt: skip
    return list(db.session.scalars(found))
