"""Who signs for whom ("ký thay")?  A dated delegation by somebody who holds a deciding office of the unit."""

from datetime import date

from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Delegation, Person
from app.domain.organisation.rules import OFFICES, Position, Problem, UnitKind
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result

DELEGATE = "delegate"
LONGEST_DAYS = 366


def holds_office(viewer: Viewer) -> bool:
    """Does the viewer, in the appointment they act in, hold a deciding office of their unit?"""
    return viewer.position in OFFICES.get(UnitKind(viewer.unit_kind), frozenset())


def delegation_for(viewer: Viewer, unit_id: int, day: date) -> Delegation | None:
    """The delegation by which the viewer, working at the unit, signs there for its head on this day.

    It falls with the office of whoever gave it: nobody signs for a head who has left.
    """
    if viewer.person_id is None or viewer.unit_id != unit_id:
        return None
    still_in_office = (
        select(Appointment.id)
        .where(
            Appointment.person_id == Delegation.by_person_id, Appointment.unit_id == Delegation.unit_id,
            Appointment.position == Delegation.by_position, appointed_on(day),
        )
        .exists()
    )  # fmt: skip
    found = select(Delegation).where(
        Delegation.unit_id == unit_id, Delegation.to_person_id == viewer.person_id,
        Delegation.starts <= day, Delegation.ends > day, Delegation.taken_back_on.is_(None), still_in_office,
    )  # fmt: skip
    return db.session.scalar(found.order_by(Delegation.id).limit(1))


def delegations_at(viewer: Viewer) -> list[tuple[Delegation, str, str]]:
    """The delegations of the viewer's unit, newest first, with the names of who gave and who holds them."""
    people = select(Person.id, Person.full_name).where(Person.id.in_(_people(viewer)))
    names = {row.id: row.full_name for row in db.session.execute(people)}
    rows = db.session.scalars(
        select(Delegation).where(Delegation.unit_id == viewer.unit_id).order_by(Delegation.starts.desc())
    )
    return [(row, names[row.by_person_id], names[row.to_person_id]) for row in rows]


def candidates_for(viewer: Viewer) -> list[tuple[int, str, str]]:
    """Who may be delegated to: everybody else with a post at the unit today, as (id, name, position)."""
    found = (
        select(Person.id, Person.full_name, Appointment.position)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.unit_id == viewer.unit_id, appointed_on(clock.today()),
            Appointment.position.not_in((Position.ADMIN, Position.STAFF)), Person.id != viewer.person_id,
        )
        .order_by(Person.sort_key)
    )  # fmt: skip
    return [(person_id, name, position) for person_id, name, position in db.session.execute(found)]


def delegate(
    viewer: Viewer, to_person_id: int, starts: date, ends: date, reason: str, submit_key: str = ""
) -> list[Problem]:
    """Let somebody of the unit sign from `starts` until the day before `ends`.  Raises PermissionError."""
    if not holds_office(viewer):
        raise PermissionError("only the holder of a deciding office delegates")
    with writing():
        if is_repeat(viewer, DELEGATE, submit_key):
            return []
        problems = _problems(viewer, to_person_id, starts, ends)
        if problems:
            return problems
        row = Delegation(
            unit_id=viewer.unit_id, by_person_id=viewer.person_id, by_position=viewer.position,
            to_person_id=to_person_id, starts=starts, ends=ends, reason=reason, version=1,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        record(
            viewer, "office_delegated", "delegation", row.id, reason=reason, unit_id=viewer.unit_id,
            after={"to": to_person_id, "starts": starts.isoformat(), "ends": ends.isoformat()},
        )  # fmt: skip
        tell(to_person_id, "you_sign_for", "delegation", row.id, name=viewer.name, starts=starts.isoformat())
        keep_result(viewer, DELEGATE, submit_key, row.id)
    return []


def _problems(viewer: Viewer, to_person_id: int, starts: date, ends: date) -> list[Problem]:
    problems = []
    if to_person_id not in {person_id for person_id, _, _ in candidates_for(viewer)}:
        problems.append(Problem("not_at_this_unit", "person"))
    if ends <= starts or ends <= clock.today():
        problems.append(Problem("ends_before_start", "ends"))
    elif (ends - starts).days > LONGEST_DAYS:
        problems.append(Problem("delegation_too_long", "ends"))
    return problems


def take_back(viewer: Viewer, delegation_id: int) -> None:
    """Take a delegation back from this moment on.  Raises LookupError, PermissionError."""
    if not holds_office(viewer):
        raise PermissionError("only the holder of a deciding office takes a delegation back")
    with writing():
        row = db.session.scalar(
            select(Delegation)
            .where(Delegation.id == delegation_id, Delegation.unit_id == viewer.unit_id)
            .with_for_update()
        )
        if row is None:
            raise LookupError(delegation_id)
        if row.taken_back_on is not None:
            return
        row.taken_back_on = clock.today()
        row.version += 1
        record(viewer, "delegation_taken_back", "delegation", row.id, unit_id=row.unit_id)
        tell(row.to_person_id, "you_sign_no_more", "delegation", row.id, name=viewer.name)


def _people(viewer: Viewer) -> set[int]:
    pairs = select(Delegation.by_person_id, Delegation.to_person_id).where(Delegation.unit_id == viewer.unit_id)
    return {person_id for pair in db.session.execute(pairs) for person_id in pair}
