"""How does somebody come to a unit, change, and go to another?  By their unit's admin; each change is journalled."""

from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record, record_security
from app.domain.journal.models import SecurityEvent
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.access import appointed_on, may_decide_post
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.posts import Post, begin, check_post, finish
from app.domain.organisation.queries import ChangedMeanwhile, person_to_administer, unit_to_administer
from app.domain.organisation.rules import Position, Problem
from app.domain.organisation.sector_id import sector_key
from app.domain.organisation.unit_admins import leave_office
from app.domain.vietnamese import default_given_name, fold, same_name, sort_key
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale

LOOK_UPS_A_DAY = 5  # in vain, of one account: the form must not become an oracle
IN_VAIN = "arrival_not_found"


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


#: What an admin corrects by themselves.  Name and birth date are compared with the registry: they change by a case.
CORRECTABLE = ("given_name", "gender", "phone", "email", "qualification", "teaching_since", "managing_since")


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
        before = {name: getattr(person, name) for name in allowed if getattr(person, name) != allowed[name]}
        if not before:
            return person
        for name, value in allowed.items():
            setattr(person, name, value)
        person.sort_key = sort_key(person.full_name, person.given_name)
        person.version += 1
        after = {name: allowed[name] for name in before}
        record(viewer, "person_corrected", "person", person.id, before=before, after=after, unit_id=viewer.unit_id)
    return person


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
    """The new school reports that somebody works with them now; the old school and the person are told.

    Whatever a look-up confirms without a move is counted like one that finds nobody: five a day (API-6, domain.md 3).
    """
    with writing():
        unit = unit_to_administer(viewer, unit_id)
        if unit is None:
            return [Problem("person_unknown", "sector_id")]
        problems = check_post(viewer, unit, post, clock.today())
        if problems:
            return problems  # said before anybody is looked for: it tells nothing about the person
        if _look_ups_in_vain(viewer) >= LOOK_UPS_A_DAY:
            return [Problem("too_many_look_ups", "sector_id")]
        person = find_newcomer(viewer, sector_id, full_name, birth_date)
        current = _main_post(person, post.starts) if person is not None else None
        problem = _against_moving(viewer, unit, person, current, post)
        if person is None or problem is not None:
            _note_in_vain(viewer)
            return [problem or Problem("person_unknown", "sector_id")]
        before = _leave_old_unit(viewer, current, person, unit, post.starts) if current is not None else None
        begin(person, unit, post, main=True)
        tell(person.id, "you_moved", "unit", unit.id, unit=unit.name)
        after = {"unit": unit.id, "position": post.position, "starts": post.starts}
        record(viewer, "person_moved", "person", person.id, before=before, after=after, unit_id=unit.id)
        mark_stale([unit.id, *([current.unit_id] if current is not None else [])])
    return person


def _leave_old_unit(
    viewer: Viewer, current: Appointment, person: Person, unit: Unit, day: date
) -> dict[str, Any]:  # fmt: skip
    """End the old main post on the day the new one begins, with the admin's office there, and tell the old unit's
    admins; answers what it was.
    """
    before = {"unit": current.unit_id, "position": current.position}
    finish(current, day, "moved")
    db.session.flush()
    leave_office(viewer, person.id, current.unit, day)
    admins = select(Appointment.person_id).where(
        Appointment.unit_id == current.unit_id, Appointment.position == Position.ADMIN,
        Appointment.person_id != person.id, appointed_on(clock.today()),
    )  # fmt: skip
    told = list(db.session.scalars(admins))
    tell_many(told, "person_moved_away", "unit", unit.id, name=person.full_name, unit=unit.name)
    return before


def _main_post(person: Person, starts: date) -> Appointment | None:
    """Where the person is counted on the day the new post begins, or later."""
    return db.session.scalar(
        select(Appointment).where(
            Appointment.person_id == person.id, Appointment.main,
            or_(Appointment.ends.is_(None), Appointment.ends > starts),
        )
    )  # fmt: skip


def _against_moving(
    viewer: Viewer, unit: Unit, person: Person | None, current: Appointment | None, post: Post
) -> Problem | None:
    if person is None:
        return Problem("person_unknown", "sector_id")
    if current is None:
        return None
    if current.unit_id == unit.id:
        return Problem("person_known_here", "full_name")
    if not may_decide_post(viewer, unit.id, current.position):
        return Problem("head_moves_from_above", "sector_id")
    return Problem("starts_before_current", "starts") if post.starts <= current.starts else None


def _look_ups_in_vain(viewer: Viewer) -> int:
    """How many look-ups of the real day led to no move."""
    start = clock.start_of(clock.now().astimezone(clock.VIETNAM).date())
    counted = select(func.count()).where(
        SecurityEvent.account_id == viewer.account_id, SecurityEvent.event == IN_VAIN, SecurityEvent.at >= start
    )
    return db.session.scalar(counted) or 0


def _note_in_vain(viewer: Viewer) -> None:
    fact = {
        "at": clock.now(), "event": IN_VAIN, "account_id": viewer.account_id, "person_id": viewer.person_id,
        "role": viewer.role, "unit_id": viewer.unit_id, "request_id": viewer.request_id,
    }  # fmt: skip
    record_security([fact])
