"""Who is away for long, and still belongs here?  Long leave is not leaving."""

from datetime import date

from sqlalchemy import or_, select

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Leave
from app.domain.organisation.queries import person_to_administer
from app.domain.organisation.rules import Problem
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale


def begin_leave(
    viewer: Viewer, person_id: int, kind: str, starts: date, ends: date | None, note: str
) -> list[Problem] | None:
    """Long leave: the person stays with the unit and is not expected to act meanwhile; None if out of scope."""
    with writing():
        person = person_to_administer(viewer, person_id)
        if person is None:
            return None
        if ends is not None and ends <= starts:
            return [Problem("ends_before_start", "ends")]
        if _is_away(person_id, starts, ends):
            return [Problem("on_leave_already", "starts")]
        leave = Leave(person_id=person_id, kind=kind, starts=starts, ends=ends, note=note or None)
        db.session.add(leave)
        db.session.flush()
        after = {"kind": kind, "starts": starts, "ends": ends}
        record(viewer, "leave_begun", "person", person_id, after=after, unit_id=viewer.unit_id)
        mark_stale(units_of(person_id))
    return []


def leave_to_administer(viewer: Viewer, leave_id: int) -> Leave | None:
    """A long leave of somebody whom the viewer administers."""
    leave = db.session.get(Leave, leave_id)
    return leave if leave is not None and person_to_administer(viewer, leave.person_id) is not None else None


def end_leave(viewer: Viewer, leave_id: int, ends: date) -> list[Problem] | None:
    """The person is or will be back on `ends`, sooner or later than was thought; None if out of scope."""
    with writing():
        leave = leave_to_administer(viewer, leave_id)
        if leave is None:
            return None
        if ends <= leave.starts:
            return [Problem("ends_before_start", "ends")]
        if _is_away(leave.person_id, leave.starts, ends, apart_from=leave.id):
            return [Problem("on_leave_already", "ends")]
        before, leave.ends = {"ends": leave.ends}, ends
        after = {"ends": ends}
        record(viewer, "leave_ended", "person", leave.person_id, before=before, after=after, unit_id=viewer.unit_id)
        mark_stale(units_of(leave.person_id))
    return []


def _is_away(person_id: int, starts: date, ends: date | None, apart_from: int = 0) -> bool:
    """Is there another leave of this person in these days?"""
    other = select(Leave.id).where(
        Leave.person_id == person_id, Leave.id != apart_from, or_(Leave.ends.is_(None), Leave.ends > starts)
    )
    if ends is not None:
        other = other.where(Leave.starts < ends)
    return db.session.scalar(other.limit(1)) is not None


def units_of(person_id: int) -> list[int]:
    held = select(Appointment.unit_id).where(Appointment.person_id == person_id, appointed_on(clock.today()))
    return list(db.session.scalars(held))


def leaves_of(person_id: int) -> list[Leave]:
    """A person's long leaves, newest first; the caller has loaded the person in scope."""
    return list(db.session.scalars(select(Leave).where(Leave.person_id == person_id).order_by(Leave.starts.desc())))
