"""Who administers a unit, and which subject groups has a school?"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Person, SubjectGroup, Unit
from app.domain.organisation.queries import unit_to_administer
from app.domain.organisation.rules import Position, Problem
from app.domain.vietnamese import fold
from app.domain.viewer import Viewer

HEADS = (
    Position.PRINCIPAL, Position.VICE_PRINCIPAL, Position.MIDDLE_HEAD, Position.MIDDLE_DEPUTY_HEAD, Position.DIRECTOR,
    Position.DEPUTY_DIRECTOR, Position.PROVINCE_DIVISION_HEAD, Position.RECTOR, Position.VICE_RECTOR,
)  # fmt: skip
"""Those who lead a unit, highest first."""


def unit_below(viewer: Viewer, unit_id: int) -> Unit | None:
    """A unit whose admins the viewer decides on: beneath their own, never their own (AZ-10)."""
    unit = unit_to_administer(viewer, unit_id)
    return unit if unit is not None and unit.id != viewer.unit_id else None


def reasons_against(viewer: Viewer, unit: Unit, person_id: int) -> list[Problem]:
    """What speaks against making this person an admin of the unit: they must work there, and not be the viewer."""
    held = select(Appointment.position).where(
        Appointment.unit_id == unit.id, Appointment.person_id == person_id, appointed_on(clock.today())
    )
    positions = set(db.session.scalars(held))
    if person_id == viewer.person_id or not positions - {Position.ADMIN}:
        return [Problem("person_not_at_unit", "person")]
    return [Problem("position_held_already", "person")] if Position.ADMIN in positions else []


def give_office(viewer: Viewer, unit: Unit, person_id: int, *, asked_by: int | None = None) -> None:
    """The person is an admin of the unit from today on, inside the caller's `writing()`; `asked_by` asked for it."""
    db.session.add(
        Appointment(
            person_id=person_id, unit_id=unit.id, position=Position.ADMIN, main=False, starts=clock.today(), version=1
        )
    )
    after = {"unit": unit.id} | ({"asked_by": asked_by} if asked_by else {})
    record(viewer, "admin_appointed", "person", person_id, after=after, unit_id=unit.id)
    tell(person_id, "you_are_admin", "unit", unit.id, unit=unit.name)


def end_admin(viewer: Viewer, unit_id: int, person_id: int) -> list[Problem] | None:
    """Take the admin's office back from today on; None if the unit is not beneath the viewer's."""
    with writing():
        unit = unit_below(viewer, unit_id)
        if unit is None:
            return None
        day = clock.today()
        appointment = office_held(person_id, unit.id)
        if appointment is None or person_id == viewer.person_id:
            return [Problem("person_not_at_unit", "person")]
        if appointment.starts >= day:
            return [Problem("ends_before_start", "person")]
        take_office(viewer, appointment, day)
    return []


def office_held(person_id: int, unit_id: int) -> Appointment | None:
    """The admin's office that somebody holds at a unit today; the caller has loaded both in scope."""
    return db.session.scalar(
        select(Appointment).where(
            Appointment.unit_id == unit_id, Appointment.person_id == person_id,
            Appointment.position == Position.ADMIN, appointed_on(clock.today()),
        )
    )  # fmt: skip


def take_office(viewer: Viewer, office: Appointment, ends: date) -> None:
    """End an admin's office inside the caller's `writing()`; `ends` is the first day without it."""
    office.ends, office.end_reason, office.version = ends, "changed", office.version + 1
    record(viewer, "admin_ended", "person", office.person_id, before={"unit": office.unit_id}, unit_id=office.unit_id)
    tell(office.person_id, "you_are_no_admin", "unit", office.unit_id, unit=office.unit.name)


def leave_office(viewer: Viewer, person_id: int, unit: Unit, day: date) -> None:
    """Whoever works at the unit no longer from that day on is its admin no longer, inside the caller's `writing()`.

    It never ends before today, since what its holder did until now stands.  Where nobody else is, the admins nearest
    above are told: they give it another.
    """
    still = or_(Appointment.ends.is_(None), Appointment.ends > day)
    held = select(Appointment).where(Appointment.unit_id == unit.id, Appointment.person_id == person_id, still)
    posts = db.session.scalars(held).all()
    if not posts or any(post.position != Position.ADMIN for post in posts):
        return
    for office in posts:
        take_office(viewer, office, max(day, clock.today(), office.starts + timedelta(days=1)))
    db.session.flush()
    above, nearest = _nearest_admins(unit, person_id)
    if above != unit.path:
        name = db.session.get_one(Person, person_id).full_name
        tell_many(nearest, "unit_without_admin", "unit", unit.id, unit=unit.name, name=name)


def _nearest_admins(unit: Unit, but: int) -> tuple[str, list[int]]:
    """The path of the nearest unit, from this one up, that has other admins than one person, and who they are."""
    found = select(Unit.path, Appointment.person_id).join(Unit, Unit.id == Appointment.unit_id)
    others = found.where(
        Appointment.unit_id.in_([int(part) for part in unit.path.strip("/").split("/")]),
        Appointment.position == Position.ADMIN, Appointment.person_id != but, appointed_on(clock.today()),
    )  # fmt: skip
    admins = [(path, each) for path, each in db.session.execute(others)]
    nearest = max((path for path, _ in admins), key=len, default=unit.path)
    return nearest, sorted({each for path, each in admins if path == nearest})


@dataclass(frozen=True)
class Office:
    """Somebody is the admin of a unit: how many others are, and do they hold another post there?"""

    others: int
    works_on: bool


def office_beside(post: Appointment) -> Office | None:
    """The admin's office beside a post that is to end; None where the person holds none at its unit."""
    held = select(Appointment.person_id, Appointment.position).where(
        Appointment.unit_id == post.unit_id, appointed_on(clock.today()), Appointment.id != post.id
    )
    there = db.session.execute(held).all()
    theirs = {position for person_id, position in there if person_id == post.person_id}
    if Position.ADMIN not in theirs:
        return None
    others = {who for who, position in there if position == Position.ADMIN} - {post.person_id}
    return Office(len(others), bool(theirs - {Position.ADMIN}))


@dataclass(frozen=True)
class Candidate:
    """Somebody who may become the admin of a unit, told apart from namesakes by position and birth year."""

    person_id: int
    name: str
    birth_year: int | None
    position: Position


def may_be_admins(unit: Unit) -> list[Candidate]:
    """The people who work at the unit today and are not its admin yet: its heads first, then as in any list."""
    found = (
        select(Person.id, Person.full_name, Person.birth_date, Appointment.position)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.unit_id == unit.id, appointed_on(clock.today()))
        .order_by(Person.sort_key, Person.id)
    )
    people = [
        Candidate(person_id, name, born.year if born else None, Position(held))
        for person_id, name, born, held in db.session.execute(found)
    ]
    admins = {each.person_id for each in people if each.position is Position.ADMIN}
    people.sort(key=lambda each: HEADS.index(each.position) if each.position in HEADS else len(HEADS))
    candidates: dict[int, Candidate] = {}
    for each in people:
        if each.person_id not in admins:
            candidates.setdefault(each.person_id, each)
    return list(candidates.values())


def save_group(viewer: Viewer, unit_id: int, group_id: int | None, name: str) -> list[Problem] | None:
    """Found a subject group or rename one; None if the unit or the group is out of scope."""
    with writing():
        unit = unit_to_administer(viewer, unit_id)
        group = db.session.get(SubjectGroup, group_id) if group_id else SubjectGroup(unit_id=unit_id)
        if unit is None or group is None or group.unit_id != unit.id:
            return None
        namesake = db.session.scalar(
            select(SubjectGroup.id).where(SubjectGroup.unit_id == unit.id, SubjectGroup.name_fold == fold(name)[:100])
        )
        if namesake is not None and namesake != group_id:
            return [Problem("group_name_taken", "name")]
        before = {"name": group.name} if group_id else None
        group.name, group.name_fold = name, fold(name)[:100]
        db.session.add(group)
        db.session.flush()
        record(viewer, "group_saved", "subject_group", group.id, before=before, after={"name": name}, unit_id=unit.id)
    return []
