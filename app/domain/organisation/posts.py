"""Which position does somebody hold, from which day, until which?  Each change is journalled and dated."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.access import appointed_on, may_decide_post
from app.domain.organisation.models import Appointment, Person, SubjectGroup, Unit
from app.domain.organisation.queries import (
    ChangedMeanwhile,
    appointment_to_administer,
    person_to_administer,
    unit_to_administer,
)
from app.domain.organisation.rules import POSITIONS_IN, Level, Position, Problem, UnitKind, check_appointment
from app.domain.organisation.unit_admins import leave_office
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale

LATEST_START = timedelta(days=60)
EARLIEST_START = timedelta(days=366)


@dataclass(frozen=True)
class Post:
    """A position as it is asked for."""

    position: Position
    starts: date
    group_id: int | None = None
    subject: str | None = None
    level: Level | None = None
    title: str | None = None


def positions_for(viewer: Viewer, unit: Unit) -> list[Position]:
    """The positions that the viewer may give at this unit, in the order of the enum; admins are appointed elsewhere."""
    held = POSITIONS_IN[UnitKind(unit.kind)] - {Position.ADMIN}
    return [each for each in Position if each in held and may_decide_post(viewer, unit.id, each)]


def check_post(viewer: Viewer, unit: Unit, post: Post, day: date) -> list[Problem]:
    """What speaks against this post at this unit, given by this viewer."""
    levels = frozenset(map(Level, unit.level_set))
    problems = check_appointment(post.position, UnitKind(unit.kind), levels, post.level, post.starts, None)
    if unit.valid_to is not None and unit.valid_to <= day:
        problems.append(Problem("unit_closed", "position"))
    if not may_decide_post(viewer, unit.id, post.position):
        problems.append(Problem("position_above_yours", "position"))
    if not day - EARLIEST_START <= post.starts <= day + LATEST_START:
        problems.append(Problem("starts_out_of_range", "starts"))
    if post.group_id is not None:
        group = db.session.get(SubjectGroup, post.group_id)
        if group is None or group.unit_id != unit.id:
            problems.append(Problem("group_unknown", "group"))
    return problems


def begin(person: Person, unit: Unit, post: Post, *, main: bool) -> Appointment:
    levels = unit.level_set
    appointment = Appointment(
        person_id=person.id, unit_id=unit.id, position=post.position, title=post.title or None, group_id=post.group_id,
        subject=post.subject or None, level=post.level or (next(iter(levels)) if len(levels) == 1 else None), main=main,
        starts=post.starts, version=1,
    )  # fmt: skip
    db.session.add(appointment)
    db.session.flush()
    return appointment


def finish(appointment: Appointment, ends: date, reason: str) -> None:
    appointment.ends, appointment.end_reason = ends, reason
    appointment.version += 1


def appoint(viewer: Viewer, person_id: int, unit_id: int, post: Post) -> Appointment | list[Problem] | None:
    """A further position beside the main one, acted in explicitly (AZ-8); None if person or unit is out of scope."""
    with writing():
        person, unit = person_to_administer(viewer, person_id), unit_to_administer(viewer, unit_id)
        if person is None or unit is None or post.position is Position.ADMIN:
            return None
        problems = check_post(viewer, unit, post, clock.today())
        held = select(Appointment.id).where(
            Appointment.person_id == person.id, Appointment.unit_id == unit.id,
            Appointment.position == post.position, appointed_on(post.starts),
        )  # fmt: skip
        if db.session.scalar(held) is not None:
            problems.append(Problem("position_held_already", "position"))
        if problems:
            return problems
        main = select(Appointment.id).where(
            Appointment.person_id == person.id, Appointment.main, Appointment.ends.is_(None)
        )
        appointment = begin(person, unit, post, main=db.session.scalar(main) is None)
        after = {"unit": unit.id, "position": post.position, "starts": post.starts}
        record(viewer, "appointment_begun", "person", person.id, after=after, unit_id=unit.id)
        tell(person.id, "you_were_appointed", "unit", unit.id, unit=unit.name)
        mark_stale([unit.id])
    return appointment


def change_post(viewer: Viewer, appointment_id: int, version: int, post: Post) -> list[Problem] | None:
    """A new position ends the old one on the day it begins; group, subject and level are noted where they are.

    None if out of scope.  Raises ChangedMeanwhile.
    """
    with writing():
        appointment = _shown(viewer, appointment_id, version)
        if appointment is None:
            return None
        unit, person = appointment.unit, appointment.person
        problems = check_post(viewer, unit, post, clock.today())
        if post.position != appointment.position and post.starts < appointment.starts:
            problems.append(Problem("starts_before_current", "starts"))
        if problems:
            return problems
        before = {"position": appointment.position, "group": appointment.group_id, "subject": appointment.subject}
        if post.position != appointment.position and post.starts > appointment.starts:
            main = appointment.main
            finish(appointment, post.starts, "changed")
            db.session.flush()
            begin(person, unit, post, main=main)
        else:
            appointment.position, appointment.title, appointment.group_id = post.position, post.title, post.group_id
            appointment.subject, appointment.level = post.subject, post.level or appointment.level
            appointment.version += 1
        after = {"position": post.position, "group": post.group_id, "subject": post.subject}
        record(viewer, "appointment_changed", "person", person.id, before=before, after=after, unit_id=unit.id)
        mark_stale([unit.id])
    return []


def end_appointment(viewer: Viewer, appointment_id: int, version: int, ends: date, reason: str) -> list[Problem] | None:
    """Somebody leaves the position: retired, resigned, gone elsewhere; `ends` is the first day without it.

    Who holds nothing else at the unit is its admin no longer either.  None if out of scope.  Raises ChangedMeanwhile.
    """
    with writing():
        appointment = _shown(viewer, appointment_id, version)
        if appointment is None:
            return None
        if ends <= appointment.starts:
            return [Problem("ends_before_start", "ends")]
        if ends > clock.today() + LATEST_START:
            return [Problem("ends_too_late", "ends")]
        finish(appointment, ends, reason)
        after = {"ends": ends, "position": appointment.position}
        record(
            viewer, "appointment_ended", "person", appointment.person_id, after=after, reason=reason,
            unit_id=appointment.unit_id,
        )  # fmt: skip
        tell(appointment.person_id, "your_post_ended", "unit", appointment.unit_id, unit=appointment.unit.name)
        db.session.flush()
        leave_office(viewer, appointment.person_id, appointment.unit, ends)
        mark_stale([appointment.unit_id])
    return []


def _shown(viewer: Viewer, appointment_id: int, version: int) -> Appointment | None:
    """The position as the form showed it; None if out of scope.  Raises ChangedMeanwhile."""
    appointment = appointment_to_administer(viewer, appointment_id)
    if appointment is not None and appointment.version != version:
        raise ChangedMeanwhile
    return appointment
