"""Who becomes a unit's admin?  A province's is asked for by one person at the ministry and decided by another (AZ-10).

Taking the office back (`unit_admins.end_admin`) needs one person only: whoever misuses it is stopped at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, select
from sqlalchemy.orm import aliased

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import AdminRequest, Appointment, Person, Unit
from app.domain.organisation.queries import ChangedMeanwhile
from app.domain.organisation.rules import AdminRequestState, Position, Problem, Role, UnitKind
from app.domain.organisation.unit_admins import give_office, reasons_against, unit_below
from app.domain.viewer import Viewer

MINISTRY_POSITIONS = (Position.MINISTRY_OFFICER,)


@dataclass(frozen=True)
class Asked:
    """A request that waits, in plain values."""

    id: int
    unit_id: int
    unit_name: str
    person_name: str
    asked_by_id: int
    asked_by: str
    asked_at: datetime


def needs_two_people(unit: Unit) -> bool:
    """Does this unit get its admin from two people together?"""
    return unit.kind == UnitKind.PROVINCE


@rerunnable
def make_admin(viewer: Viewer, unit_id: int, person_id: int) -> list[Problem] | None:
    """Make somebody who works at the unit its admin; at a province, ask a second person for it.

    None if the unit is not beneath the viewer's.
    """
    with writing():
        unit = unit_below(viewer, unit_id)
        if unit is None:
            return None
        problems = reasons_against(viewer, unit, person_id)
        if problems:
            return problems
        if not needs_two_people(unit):
            give_office(viewer, unit, person_id)
            return []
        return _ask(viewer, unit, person_id)


def _ask(viewer: Viewer, unit: Unit, person_id: int) -> list[Problem]:
    if requests_waiting(unit.id, person_id):
        return [Problem("admin_asked_for_already", "person")]
    asked = AdminRequest(
        unit_id=unit.id, person_id=person_id, asked_by_id=viewer.person_id, asked_at=clock.now(),
        state=AdminRequestState.OPEN,
    )  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    record(viewer, "admin_asked_for", "person", person_id, after={"unit": unit.id}, unit_id=unit.id)
    tell_many(second_people(viewer, person_id), "admin_request_waits", "admin_request", asked.id, unit=unit.name)
    return []


def second_people(viewer: Viewer, person_id: int) -> list[int]:
    """Who at the viewer's unit may decide what the viewer asks for this person: neither of the two."""
    found = select(Appointment.person_id).where(
        Appointment.unit_id == viewer.unit_id,
        Appointment.position.in_(MINISTRY_POSITIONS),
        Appointment.person_id.not_in([viewer.person_id, person_id]),
        appointed_on(clock.today()),
    )
    return sorted(set(db.session.scalars(found)))


def requests_waiting(unit_id: int, person_id: int | None = None) -> Sequence[Asked]:
    """What waits for a second person at one unit; the caller has loaded it in scope."""
    wanted = AdminRequest.unit_id == unit_id
    return _waiting(wanted if person_id is None else and_(wanted, AdminRequest.person_id == person_id))


def requests_to_decide(viewer: Viewer) -> Sequence[Asked]:
    """What waits for this very viewer's decision, the oldest first."""
    return _waiting(_decided_by(viewer))


def _waiting(wanted: ColumnElement[bool]) -> Sequence[Asked]:
    asker = aliased(Person)
    found = (
        select(
            AdminRequest.id, Unit.id, Unit.name, Person.full_name, AdminRequest.asked_by_id, asker.full_name,
            AdminRequest.asked_at,
        )
        .join(Unit, Unit.id == AdminRequest.unit_id)
        .join(Person, Person.id == AdminRequest.person_id)
        .join(asker, asker.id == AdminRequest.asked_by_id)
        .where(AdminRequest.state == AdminRequestState.OPEN, wanted)
        .order_by(AdminRequest.id)
    )  # fmt: skip
    return [Asked(*row) for row in db.session.execute(found)]


def _decided_by(viewer: Viewer) -> ColumnElement[bool]:
    """Somebody of the ministry who neither asked for it nor would be the admin; also not in a second appointment."""
    if viewer.role != Role.MINISTRY or viewer.person_id is None:
        return false()
    place = select(Unit.id).where(Unit.id == AdminRequest.unit_id, beneath(Unit.path, [viewer.unit_path]))
    return and_(
        exists(place.correlate_except(Unit)),  # few requests wait, and there are very many units
        AdminRequest.asked_by_id != viewer.person_id,
        AdminRequest.person_id != viewer.person_id,
    )


@rerunnable
def decide_admin_request(viewer: Viewer, request_id: int, *, approve: bool, reason: str) -> list[Problem] | None:
    """Appoint the person, or refuse with a reason; the one who asked is told.

    None if it is not the viewer's to decide.  Raises ChangedMeanwhile when it was decided or taken back already.
    """
    with writing():
        request = db.session.scalar(
            select(AdminRequest).where(AdminRequest.id == request_id, _decided_by(viewer)).with_for_update()
        )
        if request is None:
            return None
        unit = db.session.get_one(Unit, request.unit_id)
        if request.state == AdminRequestState.OPEN and approve:
            problems = reasons_against(viewer, unit, request.person_id)
            if problems:
                return problems
        _end(viewer, request, AdminRequestState.APPROVED if approve else AdminRequestState.REFUSED, reason)
        if approve:
            give_office(viewer, unit, request.person_id, asked_by=request.asked_by_id)
        else:
            _record(viewer, "admin_request_refused", request, reason)
        said = "admin_request_approved" if approve else "admin_request_refused"
        tell(request.asked_by_id, said, "admin_request", request.id, unit=unit.name)
    return []


@rerunnable
def withdraw_admin_request(viewer: Viewer, request_id: int) -> list[Problem] | None:
    """Whoever asked takes it back; None if it is not theirs.  Raises ChangedMeanwhile when it was decided already."""
    with writing():
        mine = AdminRequest.id == request_id, AdminRequest.asked_by_id == viewer.person_id
        request = db.session.scalar(select(AdminRequest).where(*mine).with_for_update())
        if request is None or unit_below(viewer, request.unit_id) is None:
            return None
        _end(viewer, request, AdminRequestState.WITHDRAWN, "")
        _record(viewer, "admin_request_withdrawn", request, "")
    return []


def withdraw_requests(viewer: Viewer, unit: Unit) -> int:
    """How many were open at a unit that is closed; they are over, inside the caller's `writing()`."""
    wanted = AdminRequest.unit_id == unit.id, AdminRequest.state == AdminRequestState.OPEN
    requests = db.session.scalars(select(AdminRequest).where(*wanted).with_for_update()).all()
    for request in requests:
        _end(viewer, request, AdminRequestState.WITHDRAWN, "")
        _record(viewer, "admin_request_withdrawn", request, "")
    return len(requests)


def _end(viewer: Viewer, request: AdminRequest, state: AdminRequestState, reason: str) -> None:
    if request.state != AdminRequestState.OPEN:
        raise ChangedMeanwhile
    request.state, request.reason = state, reason or None
    request.decided_by_id, request.decided_at = viewer.person_id, clock.now()
    db.session.flush()


def _record(viewer: Viewer, event: str, request: AdminRequest, reason: str) -> None:
    after = {"unit": request.unit_id}
    record(viewer, event, "person", request.person_id, after=after, reason=reason, unit_id=request.unit_id)
