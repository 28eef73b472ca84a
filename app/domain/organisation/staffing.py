"""How do people come, change, move and go?  By their unit's admin; each change is journalled and dated."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from app.db import db, is_writing, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.access import (
    appointed_on,
    may_administer_unit,
    may_decide_post,
    people_visible,
    units_administered,
)
from app.domain.organisation.models import Appointment, Person, SubjectGroup, Unit
from app.domain.organisation.rules import POSITIONS_IN, Level, Position, Problem, UnitKind, check_appointment
from app.domain.organisation.sector_id import sector_key
from app.domain.vietnamese import default_given_name, fold, same_name, sort_key
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale

LATEST_START = timedelta(days=60)
EARLIEST_START = timedelta(days=366)


class ChangedMeanwhile(RuntimeError):
    """Somebody else changed it since the page was opened (CON-1)."""


@dataclass(frozen=True)
class Post:
    """A position as it is asked for."""

    position: Position
    starts: date
    group_id: int | None = None
    subject: str | None = None
    level: Level | None = None
    title: str | None = None


def unit_to_administer(viewer: Viewer, unit_id: int) -> Unit | None:
    """A unit whose people the viewer may change."""
    return db.session.scalar(_held(select(Unit).where(Unit.id == unit_id, units_administered(viewer))))


def person_to_administer(viewer: Viewer, person_id: int) -> Person | None:
    """Somebody whom the viewer administers today, except themselves: nobody acts on their own record (AZ-5)."""
    if viewer.role not in ("admin", "system") or person_id == viewer.person_id:
        return None
    return db.session.scalar(_held(select(Person).where(Person.id == person_id, people_visible(viewer))))


def _held(found: Select) -> Select:
    """While writing, keep the row until the transaction ends: the same form twice at once acts one after the other."""
    return found.with_for_update(key_share=True).execution_options(populate_existing=True) if is_writing() else found


def check_post(viewer: Viewer, unit: Unit, post: Post, day: date) -> list[Problem]:
    """What speaks against this post at this unit, given by this viewer."""
    levels = frozenset(map(Level, unit.level_set))
    problems = check_appointment(post.position, UnitKind(unit.kind), levels, post.level, post.starts, None)
    if not may_decide_post(viewer, unit.id, post.position):
        problems.append(Problem("position_above_yours", "position"))
    if not day - EARLIEST_START <= post.starts <= day + LATEST_START:
        problems.append(Problem("starts_out_of_range", "starts"))
    if post.group_id is not None:
        group = db.session.get(SubjectGroup, post.group_id)
        if group is None or group.unit_id != unit.id:
            problems.append(Problem("group_unknown", "group"))
    return problems


def add_person(viewer: Viewer, unit_id: int, values: dict[str, Any], post: Post) -> Person | list[Problem]:
    """A person nobody knew yet, at a unit of the viewer's.  `values` are the cleaned fields of the form."""
    with writing():
        unit = unit_to_administer(viewer, unit_id)
        if unit is None:
            return [Problem("unit_unknown", "unit")]
        problems = check_post(viewer, unit, post, clock.today())
        if same_person_at(unit, values["full_name"], values.get("birth_date")):
            problems.append(Problem("person_known_here", "full_name"))
        if problems:
            return problems
        given = default_given_name(values["full_name"])
        sector_id = values.pop("listed_sector_id", None)
        person = Person(
            **values, given_name=given[:50], name_fold=fold(values["full_name"])[:100],
            sort_key=sort_key(values["full_name"], given), created_at=clock.now(), listed_sector_id=sector_id,
            listed_sector_key=sector_key(sector_id) if sector_id else None,
        )  # fmt: skip
        db.session.add(person)
        db.session.flush()
        begin(person, unit, post, main=True)
        record(viewer, "person_added", "person", person.id, after={"position": post.position}, unit_id=unit.id)
        mark_stale([unit.id])
    return person


def same_person_at(unit: Unit, full_name: str, birth_date: date | None) -> bool:
    """Is somebody of this name and birth date at the unit already?"""
    found = (
        select(Person.full_name)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.unit_id == unit.id,
            appointed_on(clock.today()),
            Person.name_fold == fold(full_name)[:100],
            or_(Person.birth_date == birth_date, Person.birth_date.is_(None)),
        )
    )
    return any(same_name(full_name, known) for known in db.session.scalars(found))


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


#: What an admin corrects by themselves.  Name and birth date are compared with the registry: they change by a case.
CORRECTABLE = ("given_name", "gender", "phone", "email", "qualification")


def correct_person(viewer: Viewer, person_id: int, version: int, values: dict[str, Any]) -> Person | None:
    """Correct somebody's contacts and particulars, and fill an unknown birth date; None if out of scope.

    Raises ChangedMeanwhile.
    """
    with writing():
        person = person_to_administer(viewer, person_id)
        if person is None:
            return None
        if person.version != version:
            raise ChangedMeanwhile
        allowed = {name: value for name, value in values.items() if name in CORRECTABLE}
        if person.birth_date is None and values.get("birth_date"):
            allowed["birth_date"] = values["birth_date"]
        before = {name: plain(getattr(person, name)) for name in allowed if getattr(person, name) != allowed[name]}
        if not before:
            return person
        for name, value in allowed.items():
            setattr(person, name, value)
        person.sort_key = sort_key(person.full_name, person.given_name)
        person.version += 1
        after = {name: plain(allowed[name]) for name in before}
        record(viewer, "person_corrected", "person", person.id, before=before, after=after, unit_id=viewer.unit_id)
    return person


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
        after = {"unit": unit.id, "position": post.position, "starts": plain(post.starts)}
        record(viewer, "appointment_begun", "person", person.id, after=after, unit_id=unit.id)
        tell(person.id, "you_were_appointed", "unit", unit.id, unit=unit.name)
        mark_stale([unit.id])
    return appointment


def change_post(viewer: Viewer, appointment_id: int, version: int, post: Post) -> list[Problem] | None:
    """A new position ends the old one on the day it begins; group, subject and level are noted where they are.

    None if out of scope.  Raises ChangedMeanwhile.
    """
    with writing():
        appointment = appointment_to_administer(viewer, appointment_id)
        if appointment is None:
            return None
        if appointment.version != version:
            raise ChangedMeanwhile
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


def appointment_to_administer(viewer: Viewer, appointment_id: int) -> Appointment | None:
    """A position at a unit of the viewer's; not their own, not its head's, and admins' only through `unit_admins`."""
    appointment = db.session.scalar(_held(select(Appointment).where(Appointment.id == appointment_id)))
    if appointment is None or appointment.position == Position.ADMIN or appointment.person_id == viewer.person_id:
        return None
    if not may_change_post(viewer, appointment):
        return None
    return None if appointment.ends is not None and appointment.ends <= clock.today() else appointment


def may_change_post(viewer: Viewer, appointment: Appointment) -> bool:
    """May the viewer change or end this position, which somebody else holds?"""
    ordinary = appointment.position != Position.ADMIN and may_administer_unit(viewer, appointment.unit.path)
    return ordinary and may_decide_post(viewer, appointment.unit_id, appointment.position)


def finish(appointment: Appointment, ends: date, reason: str) -> None:
    appointment.ends, appointment.end_reason = ends, reason
    appointment.version += 1


def end_appointment(viewer: Viewer, appointment_id: int, version: int, ends: date, reason: str) -> list[Problem] | None:
    """Somebody leaves the position: retired, resigned, gone elsewhere; `ends` is the first day without it.

    None if out of scope.  Raises ChangedMeanwhile.
    """
    with writing():
        appointment = appointment_to_administer(viewer, appointment_id)
        if appointment is None:
            return None
        if appointment.version != version:
            raise ChangedMeanwhile
        if ends <= appointment.starts:
            return [Problem("ends_before_start", "ends")]
        if ends > clock.today() + LATEST_START:
            return [Problem("ends_too_late", "ends")]
        finish(appointment, ends, reason)
        after = {"ends": plain(ends), "position": appointment.position}
        record(
            viewer, "appointment_ended", "person", appointment.person_id, after=after, reason=reason,
            unit_id=appointment.unit_id,
        )  # fmt: skip
        tell(appointment.person_id, "your_post_ended", "unit", appointment.unit_id, unit=appointment.unit.name)
        mark_stale([appointment.unit_id])
    return []


def find_newcomer(viewer: Viewer, sector_id: str, full_name: str, birth_date: date) -> Person | None:
    """Somebody who works elsewhere, found only by ID, name and birth date together: no list to search in (IMP-5)."""
    key = sector_key(sector_id)
    found = select(Person).where(
        or_(Person.sector_key == key, Person.listed_sector_key == key),
        Person.birth_date == birth_date,
        Person.merged_into_id.is_(None),
        Person.deceased.is_(False),
    )
    fitting = [person for person in db.session.scalars(found) if same_name(full_name, person.full_name)]
    if len(fitting) != 1 or fitting[0].id == viewer.person_id:
        return None
    return fitting[0]


def move_person(
    viewer: Viewer, sector_id: str, full_name: str, birth_date: date, unit_id: int, post: Post
) -> Person | list[Problem]:
    """The new school reports that somebody works with them now; the old school and the person are told."""
    with writing():
        unit, person = unit_to_administer(viewer, unit_id), find_newcomer(viewer, sector_id, full_name, birth_date)
        if unit is None or person is None:
            return [Problem("person_unknown", "sector_id")]
        problems = check_post(viewer, unit, post, clock.today())
        current = db.session.scalar(
            select(Appointment).where(
                Appointment.person_id == person.id, Appointment.main,
                or_(Appointment.ends.is_(None), Appointment.ends > post.starts),
            )
        )  # fmt: skip
        if current is not None and current.unit_id == unit.id:
            problems.append(Problem("person_known_here", "full_name"))
        elif current is not None and not may_decide_post(viewer, unit.id, current.position):
            problems.append(Problem("head_moves_from_above", "sector_id"))
        elif current is not None and post.starts <= current.starts:
            problems.append(Problem("starts_before_current", "starts"))
        if problems:
            return problems
        before = None
        if current is not None:
            before = {"unit": current.unit_id, "position": current.position}
            finish(current, post.starts, "moved")
            db.session.flush()
            admins = select(Appointment.person_id).where(
                Appointment.unit_id == current.unit_id, Appointment.position == Position.ADMIN,
                appointed_on(clock.today()),
            )  # fmt: skip
            told = list(db.session.scalars(admins))
            tell_many(told, "person_moved_away", "unit", unit.id, name=person.full_name, unit=unit.name)
        begin(person, unit, post, main=True)
        tell(person.id, "you_moved", "unit", unit.id, unit=unit.name)
        after = {"unit": unit.id, "position": post.position, "starts": plain(post.starts)}
        record(viewer, "person_moved", "person", person.id, before=before, after=after, unit_id=unit.id)
        mark_stale([unit.id, *([current.unit_id] if current is not None else [])])
    return person


def positions_for(viewer: Viewer, unit: Unit) -> list[Position]:
    """The positions that the viewer may give at this unit, in the order of the enum; admins are appointed elsewhere."""
    held = POSITIONS_IN[UnitKind(unit.kind)] - {Position.ADMIN}
    return [each for each in Position if each in held and may_decide_post(viewer, unit.id, each)]


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
