"""How do people learn of a window for forms?  Once when it has opened, and again when its end has moved."""

from datetime import datetime

from sqlalchemy import or_, select

from app.db import db, writing
from app.domain import clock
from app.domain.notices.actions import tell_many
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.training.needs.models import NeedsRound
from app.domain.training.needs.people import asked_on

TOLD_AT_ONCE = 200


def rounds_to_tell() -> list[NeedsRound]:
    """The rounds that are open and of whose end not everybody was told."""
    now = clock.campaign_now()
    untold = or_(NeedsRound.told_closes.is_(None), NeedsRound.told_closes != NeedsRound.closes)
    found = select(NeedsRound).where(untold, NeedsRound.opens <= now, NeedsRound.closes > now)
    return list(db.session.scalars(found.order_by(NeedsRound.id)))


def people_to_tell(round_id: int, after: int) -> list[int]:
    """The next of those who are asked, by id."""
    round_ = db.session.get_one(NeedsRound, round_id)
    schools = select(Unit.id).where(beneath(Unit.path, [round_.unit.path]))
    found = (
        select(Person.id)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.unit_id.in_(schools), asked_on(clock.today()), Person.id > after)
    )
    return list(db.session.scalars(found.order_by(Person.id).limit(TOLD_AT_ONCE)))


def tell_of_round(round_id: int, person_ids: list[int], deadline: str, *, moved: bool) -> None:
    """Tell these people until when the form is taken, in words, or that this has `moved`.  Inside `writing()`."""
    round_ = db.session.get_one(NeedsRound, round_id)
    kind, years = "needs_moved" if moved else "needs_asked", f"{round_.year - 1}–{round_.year}"
    tell_many(person_ids, kind, "needs_round", round_id, years=years, deadline=deadline)


def note_told(round_id: int, closes: datetime) -> None:
    """Everybody was told of this end; should it have moved meanwhile they will be told again."""
    with writing():
        db.session.get_one(NeedsRound, round_id, with_for_update=True).told_closes = closes
