"""Who signs for whom ("ký thay")?  A dated delegation by somebody who holds a deciding office of the unit."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, select
from sqlalchemy.orm import aliased

from app.db import db, made_once, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Delegation, Person
from app.domain.organisation.rules import (
    OFFICES,
    DelegationState,
    Problem,
    UnitKind,
    delegation_state,
    may_sign_at,
)
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result

DELEGATE = "delegate"
LONGEST_DAYS = 366


@dataclass(frozen=True)
class Given:
    """One delegation as a page shows it; `until` is the last day on which it holds."""

    id: int
    by_name: str
    by_position: str
    to_name: str
    starts: date
    ends: date
    reason: str
    taken_back_on: date | None
    state: DelegationState

    @property
    def until(self) -> date:
        """The last day."""
        return date.fromordinal(self.ends.toordinal() - 1)

    @property
    def open(self) -> bool:
        """May it still be taken back?"""
        return self.state in {DelegationState.AHEAD, DelegationState.HOLDING}


def holds_office(viewer: Viewer) -> bool:
    """Does the viewer, in the appointment they act in, hold a deciding office of their unit?"""
    return viewer.position in OFFICES.get(UnitKind(viewer.unit_kind), frozenset())


def delegation_for(viewer: Viewer, unit_id: int, day: date) -> Delegation | None:
    """The delegation by which the viewer, working at the unit, signs there for its head on this day.

    It falls with the office of whoever gave it: nobody signs for a head who has left.
    """
    if viewer.person_id is None or viewer.unit_id != unit_id:
        return None
    if viewer.position not in may_sign_at(UnitKind(viewer.unit_kind)):
        return None
    return db.session.scalar(_signed_by(), {"unit": unit_id, "person": viewer.person_id, "day": day})


@made_once
def _signed_by() -> Select[Delegation]:
    day: Any = bindparam("day", type_=Date)
    found = select(Delegation).where(
        Delegation.unit_id == bindparam("unit"), Delegation.to_person_id == bindparam("person"),
        Delegation.starts <= day, Delegation.ends > day, Delegation.taken_back_on.is_(None), _giver_in_office(day),
    )  # fmt: skip
    return found.order_by(Delegation.id).limit(1)


def signing_of(viewer: Viewer) -> Given | None:
    """For whom the viewer signs today; None when they sign for nobody."""
    delegation = delegation_for(viewer, viewer.unit_id or 0, clock.today())
    return _given(_select_given().where(Delegation.id == delegation.id))[0] if delegation is not None else None


def delegations_at(viewer: Viewer) -> list[Given]:
    """The delegations of the viewer's unit, newest first; for the holders of its offices, nobody else has any."""
    if not holds_office(viewer):
        return []
    return _given(_select_given().where(Delegation.unit_id == viewer.unit_id))


def candidates_for(viewer: Viewer) -> list[tuple[int, str, str]]:
    """Who may be delegated to, as (id, name, position): who comes in by the door on which the office decides."""
    found = (
        select(Person.id, Person.full_name, Appointment.position)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.unit_id == viewer.unit_id, appointed_on(clock.today()),
            Appointment.position.in_(may_sign_at(UnitKind(viewer.unit_kind))), Person.id != viewer.person_id,
        )
        .order_by(Person.sort_key, Person.id)
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
            db.session.rollback()  # with the note of the key: the corrected form may be sent
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
    if starts < clock.today():
        problems.append(Problem("starts_in_the_past", "starts"))
    if ends <= starts or ends <= clock.today():
        problems.append(Problem("ends_before_start", "ends"))
    elif (ends - starts).days > LONGEST_DAYS:
        problems.append(Problem("delegation_too_long", "ends"))
    elif not problems and _overlapping(viewer, to_person_id, starts, ends):
        problems.append(Problem("signs_already", "person"))
    return problems


def _overlapping(viewer: Viewer, to_person_id: int, starts: date, ends: date) -> bool:
    """Does the person sign for the viewer on one of these days already?"""
    found = select(Delegation.id).where(
        Delegation.unit_id == viewer.unit_id, Delegation.by_person_id == viewer.person_id,
        Delegation.to_person_id == to_person_id, Delegation.taken_back_on.is_(None),
        Delegation.starts < ends, Delegation.ends > starts,
    )  # fmt: skip
    return db.session.scalar(found.limit(1)) is not None


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


GIVER, HOLDER = aliased(Person), aliased(Person)


def _select_given():  # type: ignore[no-untyped-def]
    """Delegations with the names of both sides and whether the giver is still in office."""
    return (
        select(Delegation, GIVER.full_name, HOLDER.full_name, _giver_in_office(clock.today()))
        .join(GIVER, GIVER.id == Delegation.by_person_id)
        .join(HOLDER, HOLDER.id == Delegation.to_person_id)
        .order_by(Delegation.starts.desc(), Delegation.id.desc())
    )


def _given(found) -> list[Given]:  # type: ignore[no-untyped-def]
    day = clock.today()
    return [
        Given(
            row.id, giver, row.by_position, holder, row.starts, row.ends, row.reason, row.taken_back_on,
            delegation_state(row.starts, row.ends, row.taken_back_on, day, giver_in_office=bool(in_office)),
        )
        for row, giver, holder, in_office in db.session.execute(found)
    ]  # fmt: skip


def _giver_in_office(day: date) -> ColumnElement[bool]:
    """SQL condition on `Delegation`: whoever gave it holds the office today that they let somebody sign for."""
    return (
        select(Appointment.id)
        .where(
            Appointment.person_id == Delegation.by_person_id, Appointment.unit_id == Delegation.unit_id,
            Appointment.position == Delegation.by_position, appointed_on(day),
        )
        .exists()
    )  # fmt: skip
