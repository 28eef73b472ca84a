"""How does an ID case begin, and how is a line added to its history?"""

from typing import Any

from sqlalchemy import exists, select

from app.db import db, is_writing
from app.domain import clock
from app.domain.identity import queries
from app.domain.identity.case_rules import CaseKind, CaseState
from app.domain.identity.models import CaseEvent, IdCase
from app.domain.journal.actions import record
from app.domain.notices.actions import tell_many
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position, UnitKind
from app.domain.viewer import Viewer

LEVEL_OF_KIND = {
    UnitKind.SCHOOL: CaseState.AT_SCHOOL,
    UnitKind.MIDDLE: CaseState.AT_MIDDLE,
    UnitKind.PROVINCE: CaseState.AT_PROVINCE,
}


def open_case_of(person_id: int) -> IdCase | None:
    """A person's open case, if there is one."""
    return db.session.scalar(select(IdCase).where(IdCase.person_id == person_id, IdCase.state != CaseState.CLOSED))


def open_case(
    viewer: Viewer, person_id: int, kind: CaseKind, note: str = "", *,
    other_person_id: int | None = None, detail: dict[str, Any] | None = None,
) -> IdCase:  # fmt: skip
    """Open a case about a person inside the caller's `writing()`, or add to the one that is open; its admins are told.

    It lies where the person works, or worked last, or at the next level up that has an admin: a school whose roster was
    just imported has none yet, and nobody's case may wait unseen.  `detail` holds codes and values for the history, and
    nothing that the person may not see.
    """
    if not is_writing():
        raise RuntimeError("a case belongs to the transaction of what gave rise to it")
    person = db.session.get_one(Person, person_id, with_for_update=True)
    case = open_case_of(person_id)
    if case is not None:
        case.version += 1
        if other_person_id is not None:
            case.kind, case.other_person_id = kind, other_person_id
        add_event(viewer, case, "added", note, detail=detail)
        return case
    claim, place = queries.claim_of(person_id), queries.place_of_case(person_id)
    holder_id, level = first_holder(place)
    case = IdCase(
        person_id=person.id, kind=kind, state=level, unit_id=place.unit_id if place else None,
        sector_id=(claim.sector_id if claim else None) or person.listed_sector_id, other_person_id=other_person_id,
        registry_wrong=False, opened_at=clock.now(), version=1,
    )  # fmt: skip
    db.session.add(case)
    db.session.flush()
    add_event(viewer, case, "opened", note, to_state=case.state, detail=detail)
    record(viewer, "case_opened", "id_case", case.id, after={"kind": str(kind), "state": str(case.state)},
           unit_id=case.unit_id)  # fmt: skip
    if holder_id is not None:
        tell_many(sorted(admins_of(holder_id) - {viewer.person_id}), "case_arrived", "id_case", case.id)
    return case


def add_event(
    viewer: Viewer, case: IdCase, event: str, note: str = "", *,
    from_state: str | None = None, to_state: str | None = None, detail: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Add one line to a case's history."""
    db.session.add(
        CaseEvent(
            case_id=case.id, at=clock.now(), person_id=viewer.person_id, position=viewer.position,
            unit_name=viewer.unit_name, event=event, from_state=from_state, to_state=to_state, note=note,
            detail=detail or {},
        )
    )  # fmt: skip


def admins_of(unit_id: int) -> set[int]:
    """People who administer a unit today."""
    found = select(Appointment.person_id).where(
        Appointment.unit_id == unit_id, Appointment.position == Position.ADMIN, appointed_on(clock.today())
    )
    return set(db.session.scalars(found))


def levels_with_admin(place: queries.Place) -> list[tuple[int, CaseState]]:
    """The units from the place of work up that have an admin today, with their levels; the lowest first."""
    ids = [int(part) for part in place.path.strip("/").split("/")]
    has_admin = exists().where(
        Appointment.unit_id == Unit.id, Appointment.position == Position.ADMIN, appointed_on(clock.today())
    )
    found = select(Unit.id, Unit.kind).where(Unit.id.in_(ids), Unit.kind.in_(LEVEL_OF_KIND), has_admin)
    rows = db.session.execute(found.order_by(Unit.path.desc())).all()
    return [(unit_id, LEVEL_OF_KIND[UnitKind(kind)]) for unit_id, kind in rows]


def first_holder(place: queries.Place | None) -> tuple[int | None, CaseState]:
    """The unit where a case begins and its level: the lowest one that has an admin, from the place of work up.

    Where nobody is admin at all, the place of work itself: its first admin finds the case there.
    """
    if place is None:
        return None, CaseState.AT_SCHOOL
    held = levels_with_admin(place)
    if held:
        return held[0]
    kind = db.session.scalar(select(Unit.kind).where(Unit.id == place.unit_id))
    return place.unit_id, LEVEL_OF_KIND.get(UnitKind(kind) if kind else UnitKind.SCHOOL, CaseState.AT_SCHOOL)
