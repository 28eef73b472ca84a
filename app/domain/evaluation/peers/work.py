"""How many opinions are in of those that the viewer watches?  One line of the first page, so it must cost little."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain import clock
from app.domain.evaluation.models import Evaluation, PeerOpinion, Period
from app.domain.evaluation.peers.asking import Rater, by_rater, is_asked
from app.domain.evaluation.peers.counting import is_closed
from app.domain.organisation.models import Appointment
from app.domain.organisation.rules import Position, Role
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class WatchWork:
    """For the first page: the newest period in which the viewer watches a group, and how many opinions are in."""

    period_id: int
    year: int
    due: datetime
    closed: bool
    asked: int
    answered: int


def watch_work(viewer: Viewer) -> WatchWork | None:
    """How many opinions are in of those that the viewer watches, in the newest open period; None: none is asked."""
    heads_school = viewer.role == Role.PRINCIPAL
    if not heads_school and viewer.position != Position.GROUP_HEAD:
        return None
    values = {"unit_id": viewer.unit_id, "appointment_id": viewer.appointment_id, "now": clock.campaign_now()}
    row = db.session.execute(OF_SCHOOL if heads_school else OF_OWN_GROUP, values).first()
    if row is None:
        return None
    period, asked, answered = row
    return WatchWork(period.id, period.year, period.opinions_due, is_closed(period), asked, answered)


def _opinions_in(*, only_headed: bool) -> Select[Period, int, int]:
    """The newest open period with its opinions asked and given."""
    open_one = aliased(Period)  # an alias: `is_asked` asks for the period by itself
    found = (
        select(open_one, func.count(), func.count(PeerOpinion.sent_at))
        .select_from(Evaluation)
        .join(open_one, open_one.id == Evaluation.period_id)
        .join(Rater, is_asked())
        .outerjoin(PeerOpinion, by_rater())
        .where(
            Evaluation.unit_id == bindparam("unit_id"), open_one.opens <= bindparam("now"),
            open_one.locks > bindparam("now"),
        )
        .group_by(open_one.id)
        .order_by(open_one.year.desc())
        .limit(1)
    )  # fmt: skip
    headed = select(Appointment.group_id).where(Appointment.id == bindparam("appointment_id")).scalar_subquery()
    return found.where(Evaluation.group_id == headed) if only_headed else found


# Made once: every first page of a school asks one of them, and making one takes longer than asking it.
OF_SCHOOL, OF_OWN_GROUP = _opinions_in(only_headed=False), _opinions_in(only_headed=True)
