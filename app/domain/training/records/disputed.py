"""Which results do people beneath an office call wrong, and for how long has nobody answered them?

The provider answers (`disputes`); the office above reads along, so that it knows whom to urge.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from app.db import db, made_once
from app.domain import clock
from app.domain.organisation.access import holds_people_of
from app.domain.organisation.anybody import anybody_like, today_for, values_of
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Role
from app.domain.training.records.actions import OPEN
from app.domain.training.records.models import LearningRecord, RecordDispute
from app.domain.viewer import Viewer

READERS = frozenset({Role.DISTRICT, Role.PROVINCE})
"""Who reads along: the offices above the schools."""


@dataclass(frozen=True)
class Disputed:
    """A dispute with the record that it is about and whose it is, at their main post of today."""

    said: RecordDispute
    person_id: int
    name: str
    unit: str

    @property
    def record(self) -> LearningRecord:
        return self.said.record

    @property
    def waits(self) -> bool:
        """Has nobody answered yet?"""
        return self.said.state == OPEN

    @property
    def days(self) -> int:
        """For how many days it waited, or has been waiting."""
        return ((self.said.answered_at or clock.now()) - self.said.opened_at).days


def may_follow(viewer: Viewer) -> bool:
    """Does the viewer read along what is answered to people beneath them?"""
    return viewer.role in READERS


def open_beneath(viewer: Viewer) -> Select[int]:
    """How many disputes of people beneath the viewer wait; a part of other statements (`values_of(viewer)`)."""
    return select(func.count(RecordDispute.id)).where(RecordDispute.state == OPEN, _is_beneath(viewer))


def number_beneath(viewer: Viewer, *, waits: bool) -> int:
    """How many there are, unanswered or answered; 0 for who reads none."""
    if not may_follow(viewer):
        return 0
    return db.session.scalar(_number(anybody_like(viewer), waits=waits), values_of(viewer)) or 0


@made_once
def _number(viewer: Viewer, *, waits: bool) -> Select[int]:
    return select(func.count(RecordDispute.id)).where(_waits(waits), _is_beneath(viewer))


def disputes_beneath(viewer: Viewer, *, waits: bool, offset: int = 0, limit: int = 50) -> list[Disputed]:
    """The unanswered ones, the oldest first; or the answered ones, the last answered first."""
    if not may_follow(viewer):
        return []
    order = (RecordDispute.opened_at, RecordDispute.id)
    if not waits:
        order = (RecordDispute.answered_at.desc(), RecordDispute.id.desc())  # type: ignore[assignment]
    found = _whole(viewer).where(_waits(waits)).order_by(*order).offset(offset).limit(limit)
    return [Disputed(*row) for row in db.session.execute(found)]


def dispute_beneath(viewer: Viewer, dispute_id: int) -> Disputed | None:
    """One of them."""
    if not may_follow(viewer):
        return None
    row = db.session.execute(_whole(viewer).where(RecordDispute.id == dispute_id)).one_or_none()
    return Disputed(*row) if row else None


def _waits(waits: bool) -> ColumnElement[bool]:
    return RecordDispute.state == OPEN if waits else RecordDispute.state != OPEN


def _is_beneath(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `RecordDispute`: its person's main post of today lies beneath the viewer.

    As a condition and no join: disputes are few, and a join would begin with all people of the province.
    """
    post, place = aliased(Appointment), aliased(Unit)
    held = select(post.id).join(place, place.id == post.unit_id).where(holds_people_of(viewer, place))
    return exists(held.where(_is_main(post, viewer))).correlate(RecordDispute)


def _is_main(post: type[Appointment], viewer: Viewer) -> ColumnElement[bool]:
    day = today_for(viewer)
    return and_(
        post.person_id == RecordDispute.person_id, post.main, post.starts <= day,
        or_(post.ends.is_(None), post.ends > day),
    )  # fmt: skip


def _whole(viewer: Viewer) -> Select[RecordDispute, int, str, str]:
    record = contains_eager(RecordDispute.record)
    return (
        select(RecordDispute, Person.id, Person.full_name, Unit.name)
        .join(LearningRecord, LearningRecord.id == RecordDispute.record_id)
        .join(Person, Person.id == RecordDispute.person_id)
        .join(Appointment, _is_main(Appointment, viewer))
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(_is_beneath(viewer))
        .options(record.joinedload(LearningRecord.module), record.joinedload(LearningRecord.provider))
    )
