"""How does somebody come to a unit, change, and go to another?  By their unit's admin; each change is journalled."""

from datetime import date
from typing import Any

from sqlalchemy import or_, select

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.access import appointed_on, may_decide_post
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.posts import Post, begin, check_post, finish
from app.domain.organisation.queries import ChangedMeanwhile, person_to_administer, unit_to_administer
from app.domain.organisation.rules import Position, Problem
from app.domain.organisation.sector_id import sector_key
from app.domain.vietnamese import default_given_name, fold, same_name, sort_key
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale


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
        after = {"unit": unit.id, "position": post.position, "starts": post.starts}
        record(viewer, "person_moved", "person", person.id, before=before, after=after, unit_id=unit.id)
        mark_stale([unit.id, *([current.unit_id] if current is not None else [])])
    return person
