"""Which ID cases may the viewer see, and where may they act?  Access to a person follows today's appointments."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from app.db import db, made_once
from app.domain import clock
from app.domain.identity import queries
from app.domain.identity.case_opening import LEVEL_OF_KIND, levels_with_admin
from app.domain.identity.case_rules import CaseMove, CaseState, Who, moves
from app.domain.identity.comparison import Field, Identity, compare
from app.domain.identity.models import CaseEvent, Claim, IdCase, RegistryRecord
from app.domain.organisation.access import appointed_on, beneath, leavers_visible, people_paths, people_visible
from app.domain.organisation.anybody import anybody_like, today_for, values_of
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position, Role, UnitKind
from app.domain.vietnamese import fold, same_name, search_patterns
from app.domain.viewer import Viewer

OPEN = tuple(state for state in CaseState if state is not CaseState.CLOSED)
STATES = frozenset({"open", *CaseState})
LEVELS = (CaseState.AT_SCHOOL, CaseState.AT_MIDDLE, CaseState.AT_PROVINCE)


def cases_visible(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `IdCase` joined with its `Person`: who oversees the person, and a provider what it was handed.

    The case of somebody who has left stays with those who oversaw them last: nobody's case may wait unseen.
    One's own case is shown on one's own page, in its own words (`own_case`).
    """
    if viewer.role == Role.SYSTEM:
        return true()
    if viewer.role == Role.PARTNER:
        return and_(IdCase.provider == viewer.provider, IdCase.state != CaseState.CLOSED, _in_provinces(viewer))
    return or_(people_visible(viewer), leavers_visible(viewer)) if queries.oversees(viewer) else false()


def _in_provinces(viewer: Viewer) -> ColumnElement[bool]:
    place = aliased(Unit)
    return exists(
        select(Appointment.id)
        .join(place, place.id == Appointment.unit_id)
        .where(Appointment.person_id == IdCase.person_id, appointed_on(today_for(viewer)),
               beneath(place.path, viewer.provinces))
    )  # fmt: skip


def case_for(viewer: Viewer, case_id: int, *, hold: bool = False) -> IdCase | None:
    """One case in the viewer's sight; `hold` locks it until the transaction ends."""
    found = select(IdCase).join(Person, Person.id == IdCase.person_id)
    found = found.where(IdCase.id == case_id, cases_visible(viewer))
    if hold:
        found = found.with_for_update(of=IdCase).execution_options(populate_existing=True)
    return db.session.scalar(found)


def own_case(viewer: Viewer) -> IdCase | None:
    """The viewer's own case: the open one, else the latest."""
    return db.session.scalar(_own(), {"person": viewer.person_id})


@made_once
def _own() -> Select[IdCase]:
    found = select(IdCase).where(IdCase.person_id == bindparam("person"))
    return found.order_by((IdCase.state != CaseState.CLOSED).desc(), IdCase.id.desc()).limit(1)


def open_case_about(viewer: Viewer, person_id: int) -> IdCase | None:
    """The open case about somebody, where the viewer may see it."""
    found = select(IdCase).join(Person, Person.id == IdCase.person_id)
    return db.session.scalar(found.where(IdCase.person_id == person_id, IdCase.state.in_(OPEN), cases_visible(viewer)))


@dataclass(frozen=True)
class CaseLine:
    """A case in a list."""

    case: IdCase
    person: Person
    school: str
    claim: Claim | None
    middle: str


@dataclass(frozen=True)
class CaseFilter:
    """What a list of cases is narrowed to; empty values narrow nothing.  `state` "open" means every open one."""

    state: str = "open"
    q: str = ""
    mine: bool = False


def cases(viewer: Viewer, wanted: CaseFilter, *, offset: int = 0, limit: int = 50) -> tuple[list[CaseLine], int]:
    """Cases in sight, the earliest due first; and how many there are in all."""
    state = wanted.state if wanted.state in STATES else ""
    listed = _named(_listed(anybody_like(viewer), state, wanted.mine), wanted.q)
    rows = db.session.execute(listed, values_of(viewer, offset=offset, limit=limit)).all()
    lines = [CaseLine(case, person, name or "", claim, above or "") for case, person, name, claim, above in rows]
    return lines, number_of_cases(viewer, wanted)


def number_of_cases(viewer: Viewer, wanted: CaseFilter) -> int:
    """How many cases are in sight."""
    state = wanted.state if wanted.state in STATES else ""
    counted = _named(_counted(anybody_like(viewer), state, wanted.mine), wanted.q)
    return db.session.scalar(counted, values_of(viewer)) or 0


def cases_to_work_on(viewer: Viewer) -> int:
    """How many open cases lie with the viewer's own unit."""
    level = LEVEL_OF_KIND.get(UnitKind(viewer.unit_kind)) if viewer.unit_kind else None
    return number_of_cases(viewer, CaseFilter(level)) if viewer.role == Role.ADMIN and level is not None else 0


@made_once
def _listed(viewer: Viewer, state: str, mine: bool) -> Select:
    school, middle = aliased(Unit), aliased(Unit)
    found = (
        select(IdCase, Person, school.name, Claim, middle.type_name)
        .join(Person, Person.id == IdCase.person_id)
        .outerjoin(school, school.id == IdCase.unit_id)
        .outerjoin(middle, and_(middle.id == school.parent_id, middle.kind == UnitKind.MIDDLE))
        .outerjoin(Claim, Claim.person_id == Person.id)
        .where(cases_visible(viewer), *_narrowed(viewer, state, mine))
    )
    ordered = found.order_by(IdCase.due_on.is_(None), IdCase.due_on, IdCase.opened_at, IdCase.id)
    return ordered.offset(bindparam("offset")).limit(bindparam("limit"))


@made_once
def _counted(viewer: Viewer, state: str, mine: bool) -> Select:
    found = select(func.count()).select_from(IdCase).join(Person, Person.id == IdCase.person_id)
    return found.where(cases_visible(viewer), *_narrowed(viewer, state, mine))


def _narrowed(viewer: Viewer, state: str, mine: bool) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if state:
        conditions.append(IdCase.state.in_(OPEN) if state == "open" else IdCase.state == state)
    if mine:
        conditions.append(IdCase.assignee_id == viewer.person_id)
    return conditions


def _named(found: Select, text: str) -> Select:
    patterns = search_patterns(text) if text else ()
    words = [(literal(" ") + Person.name_fold).like(each, escape="\\") for each in patterns]
    return found.where(*words) if words else found


def who_is(viewer: Viewer, case: IdCase) -> frozenset[Who]:
    """Who the viewer is to a case that they can see."""
    who: set[Who] = set()
    if viewer.person_id is not None and viewer.person_id == case.person_id:
        who.add(Who.PERSON)
    if viewer.role == Role.ADMIN:
        level = LEVEL_OF_KIND.get(UnitKind(viewer.unit_kind))
        holds_it = level == case.state or (level is not None and level == _stands_in(case))
        who.add(Who.HOLDER if holds_it else Who.READER)
    return frozenset(who)


def _stands_in(case: IdCase) -> CaseState | None:
    """The level that acts where the case lies with a unit whose last admin is gone: the next one up that has one."""
    held = _levels(case)
    return None if case.state in held or case.state not in LEVELS else level_above(case)


def moves_open(viewer: Viewer, case: IdCase) -> tuple[CaseMove, ...]:
    """The moves that the viewer may make now: what the page shows and the action accepts."""
    found = moves(CaseState(case.state), who_is(viewer, case))
    wanted = CaseMove.TAKE_BACK if case.provider else CaseMove.HAND_OVER
    other = CaseMove.HAND_OVER if case.provider else CaseMove.TAKE_BACK
    return tuple(
        move for move in found
        if move is not other or move is wanted
        if move is not CaseMove.ESCALATE or level_above(case)
        if move is not CaseMove.RETURN or level_below(case)
        if move is not CaseMove.RELEASE or holds(other_person(viewer, case), case)
        if move is not CaseMove.MARK_REGISTRY_WRONG or not case.registry_wrong
    )  # fmt: skip


def other_person(viewer: Viewer, case: IdCase) -> Person | None:
    """The other person of a duplicate, if the viewer oversees them too; nobody once both records are one."""
    if case.other_person_id in (None, case.person_id):
        return None
    return db.session.scalar(select(Person).where(Person.id == case.other_person_id, people_visible(viewer)))


def holds(other: Person | None, case: IdCase) -> bool:
    """Whether the other person of a duplicate still has the ID that the case is about."""
    claim = queries.claim_of(case.person_id)
    return other is not None and claim is not None and claim.matched_id == other.sector_id is not None


def level_above(case: IdCase) -> CaseState | None:
    """The level to which a case can be passed up: the next one over its own that has an admin."""
    own = LEVELS.index(CaseState(case.state)) if case.state in LEVELS else len(LEVELS)
    return next((level for level in _levels(case) if LEVELS.index(level) > own), None)


def level_below(case: IdCase) -> CaseState | None:
    """The level to which a case can be given back: the lowest one that has an admin, if it lies beneath its own."""
    own = LEVELS.index(CaseState(case.state)) if case.state in LEVELS else 0
    return next((level for level in _levels(case) if LEVELS.index(level) < own), None)


def _levels(case: IdCase) -> list[CaseState]:
    """Where somebody would look at the case today, the lowest level first: nobody's case may wait unseen."""
    place = queries.place_of_case(case.person_id)
    return [level for _unit_id, level in levels_with_admin(place)] if place else []


def holder_unit(case: IdCase) -> int | None:
    """The unit where a case lies today: the person's own, or the office of its level above."""
    place = queries.place_of_case(case.person_id)
    if place is None:
        return case.unit_id
    wanted = next((kind for kind, level in LEVEL_OF_KIND.items() if level == case.state), None)
    ids = [int(part) for part in place.path.strip("/").split("/")]
    return db.session.scalar(select(Unit.id).where(Unit.id.in_(ids), Unit.kind == wanted))


def history(case: IdCase) -> Sequence[CaseEvent]:
    """All lines of a case, newest first."""
    found = select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id.desc())
    return db.session.scalars(found.options(joinedload(CaseEvent.actor))).all()


def colleagues(viewer: Viewer) -> Sequence[Person]:
    """The admins of the viewer's own unit: to whom a case may be given."""
    found = (
        select(Person)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.unit_id == viewer.unit_id, Appointment.position == Position.ADMIN, appointed_on(clock.today())
        )
    )
    return db.session.scalars(found.order_by(Person.sort_key)).all()


def records_like(person: Person) -> Sequence[RegistryRecord]:
    """Records of the person's own school under the same name, or, born on the same day, under it without its marks."""
    place = queries.place_of_case(person.id)
    if place is None:
        return []
    code = select(Unit.code).where(Unit.id == place.unit_id).scalar_subquery()
    at_school = db.session.scalars(select(RegistryRecord).where(RegistryRecord.unit_code == code)).all()
    return [
        record for record in at_school
        if same_name(record.full_name, person.full_name)
        or (record.birth_date == person.birth_date and fold(record.full_name) == person.name_fold)
    ][:5]  # fmt: skip


def registry_side(viewer: Viewer, case: IdCase, person: Person) -> tuple[Sequence[RegistryRecord], int]:
    """The registry's records that the case's ID may mean, and how many of them are withheld.

    A record is shown if its name or birth date agrees with the person's, or if it is of a unit in the viewer's scope:
    an ID that was typed in at will must not open a stranger's record (no oracle, AZ-2).
    """
    claim = queries.claim_of(case.person_id)
    found = queries.records_near(claim.sector_id if claim else case.sector_id)
    codes = {each.unit_code for each in found}
    within = select(Unit.code).where(Unit.code.in_(codes), beneath(Unit.path, people_paths(viewer)))
    own = set(db.session.scalars(within)) if codes else set()
    us = Identity(person.full_name, person.birth_date)
    shown = [each for each in found if each.unit_code in own or len(compare(us, each).differing) < len(Field)]
    return shown, len(found) - len(shown)
