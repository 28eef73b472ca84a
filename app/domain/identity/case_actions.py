"""How is an ID case worked on?  Each act is one `writing()`: load in scope, ask the table, change, journal, tell."""

from collections.abc import Callable
from datetime import date
from typing import Any

from app.db import db, is_writing, writing
from app.domain import clock
from app.domain.identity import actions, queries
from app.domain.identity.actions import ChangedMeanwhile
from app.domain.identity.case_opening import add_event, admins_of, first_holder, open_case, open_case_of
from app.domain.identity.case_queries import (
    case_for,
    colleagues,
    holder_unit,
    level_above,
    level_below,
    moves_open,
    own_case,
)
from app.domain.identity.case_rules import CaseKind, CaseMove, CaseState, next_state
from app.domain.identity.flows import ClaimState, Standing
from app.domain.identity.models import IdCase
from app.domain.identity.records import unsettle
from app.domain.identity.rules import Change
from app.domain.journal.actions import record
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.queries import person_to_administer, province_of
from app.domain.organisation.rules import Problem
from app.domain.vietnamese import default_given_name, fold, sort_key
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale
from app.domain.work.submissions import is_repeat, keep_result

MOVE = "case_move"
KIND_OF_STANDING = {
    Standing.DUPLICATE: CaseKind.DUPLICATE,
    Standing.RECONFIRM: CaseKind.RECONFIRM,
    Standing.MISMATCH: CaseKind.CHECK_FAILED,
    Standing.NOT_FOUND: CaseKind.CHECK_FAILED,
}


class CaseUnknown(LookupError):
    """No such case in the viewer's sight: 404."""


class _Refused(Exception):
    """Ends a transaction without a trace; carries the problems."""

    def __init__(self, problems: list[Problem]):
        super().__init__()
        self.problems = problems


def ask_for_help(viewer: Viewer, note: str, submit_key: str = "") -> None:
    """The person sends everything about their ID to their school's admin; a second sending adds to the open case."""
    assert viewer.person_id is not None
    with writing():
        if is_repeat(viewer, "ask_for_help", submit_key):
            return
        case = _open_as_it_stands(viewer, queries.person(viewer.person_id), note)
        keep_result(viewer, "ask_for_help", submit_key, case.id)


def take_up(viewer: Viewer, person_id: int) -> IdCase | None:
    """An admin opens the case about somebody in their care, who may have no account yet; the open one if there is one.

    None if the person is out of scope, or the admin's own self.
    """
    with writing():
        person = person_to_administer(viewer, person_id)
        if person is None:
            return None
        return open_case_of(person.id) or _open_as_it_stands(viewer, person, "")


def _open_as_it_stands(viewer: Viewer, person: Person, note: str) -> IdCase:
    """A case of the kind that the ID's state asks for, with what the last check compared."""
    claim, attempt = queries.claim_of(person.id), queries.last_attempt(person.id)
    shown = queries.standing_of(person, claim)
    detail: dict[str, Any] = {"standing": str(shown), "sector_id": claim.sector_id if claim else None}
    if attempt is not None:
        detail |= {"name": attempt.name_matched, "birth_date": attempt.birth_date_matched}
    return open_case(viewer, person.id, KIND_OF_STANDING.get(shown, CaseKind.CORRECTION), note, detail=detail)


def once(
    viewer: Viewer, case_id: int, submit_key: str, act: Callable[[], list[Problem] | None]
) -> list[Problem]:  # fmt: skip
    """Make a move once, however often its form arrives; refused with problems, it may be sent again."""
    try:
        with writing():
            if is_repeat(viewer, MOVE, submit_key):
                return []
            problems = act()
            if problems:
                raise _Refused(problems)
            keep_result(viewer, MOVE, submit_key, case_id)
    except _Refused as refused:
        return refused.problems
    return []


def add_note(viewer: Viewer, case_id: int, version: int, note: str) -> None:
    """Add a note; the person reads it too.  Notes do not get in each other's way, so any version will do."""
    with writing():
        case = opened(viewer, case_id, CaseMove.NOTE)
        add_event(viewer, case, CaseMove.NOTE, note)
        tell_person(viewer, case, "case_answered")


def add_own_note(viewer: Viewer, note: str, submit_key: str = "") -> None:
    """The person adds to their own open case.  Raises CaseUnknown."""
    with writing():
        if is_repeat(viewer, "case_note", submit_key):
            return
        case = own_case(viewer)
        if case is None or case.state == CaseState.CLOSED:
            raise CaseUnknown
        add_event(viewer, case, CaseMove.NOTE, note)
        unit_id = holder_unit(case)
        if unit_id is not None:
            tell_many(sorted(admins_of(unit_id) - {viewer.person_id}), "case_arrived", "id_case", case.id)
        keep_result(viewer, "case_note", submit_key, case.id)


def assign(viewer: Viewer, case_id: int, version: int, person_id: int | None, due_on: date | None) -> list[Problem]:
    """Give the case to an admin of the viewer's own unit (None: nobody yet), to be settled by a day."""
    with writing():
        case = opened(viewer, case_id, CaseMove.ASSIGN, version)
        if person_id is not None and person_id not in {each.id for each in colleagues(viewer)}:
            return [Problem("assignee_unknown", "assignee")]
        if due_on is not None and due_on < clock.today() and due_on != case.due_on:
            return [Problem("due_in_past", "due_on")]
        before = {"assignee": case.assignee_id, "due_on": _iso(case.due_on)}
        case.assignee_id, case.due_on, case.version = person_id, due_on, case.version + 1
        after = {"assignee": person_id, "due_on": _iso(due_on)}
        name = queries.person(person_id).full_name if person_id else None
        add_event(viewer, case, CaseMove.ASSIGN, detail={"assignee": name, "due_on": _iso(due_on)})
        _journal(viewer, case, CaseMove.ASSIGN, before, after)
        if person_id is not None and person_id not in (before["assignee"], viewer.person_id):
            tell(person_id, "case_assigned", "id_case", case.id)
    return []


def correct_profile(
    viewer: Viewer, case_id: int, version: int, full_name: str, birth_date: date | None, reason: str
) -> list[Problem]:
    """Correct the name or birth date that TEMIS holds; the person is told, the journal keeps both values.

    A verified person whose profile no longer matches must confirm again.  Raises CaseUnknown, ChangedMeanwhile.
    """
    with writing():
        case = opened(viewer, case_id, CaseMove.CORRECT_PROFILE, version)
        person = db.session.get_one(Person, case.person_id, with_for_update=True)
        before = {"full_name": person.full_name, "birth_date": _iso(person.birth_date)}
        after = {"full_name": full_name, "birth_date": _iso(birth_date)}
        if before == after:
            return [Problem("nothing_changed", "full_name")]
        rename(person, full_name)
        person.birth_date, person.version = birth_date, person.version + 1
        case.version += 1
        changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
        add_event(viewer, case, CaseMove.CORRECT_PROFILE, reason, detail=changed)
        record(
            viewer, "profile_corrected", "person", person.id, before=before, after=after, reason=reason,
            unit_id=case.unit_id,
        )  # fmt: skip
        db.session.flush()
        actions.unsettle_if_differs(viewer, person.id)
        tell_person(viewer, case, "profile_corrected")
    return []


def rename(person: Person, full_name: str) -> None:
    """Give a person another name, with everything that is made from it."""
    if full_name == person.full_name:
        return
    kept = person.given_name in full_name.split()
    person.full_name, person.name_fold = full_name, fold(full_name)
    person.given_name = person.given_name if kept else default_given_name(full_name)
    person.sort_key = sort_key(full_name, person.given_name)


def mark_registry_wrong(viewer: Viewer, case_id: int, version: int, note: str) -> None:
    """Note that the sector registry is wrong: the case waits until the ministry's database is corrected."""
    _move(viewer, case_id, CaseMove.MARK_REGISTRY_WRONG, version, note, registry_wrong=True)


def release_holder(viewer: Viewer, case_id: int, version: int, note: str) -> None:
    """Of two people who match one ID, take it back from the one who verified it first; both are told.

    Only where the viewer oversees both.  The released person must confirm again; the ID no longer leads to them.
    """
    with writing():
        case = opened(viewer, case_id, CaseMove.RELEASE, version)
        claim = queries.claim_of(int(case.other_person_id or 0))
        if claim is None or claim.person_id == viewer.person_id or claim.state != ClaimState.VERIFIED:
            raise ChangedMeanwhile
        other = db.session.get_one(Person, claim.person_id, with_for_update=True)
        unsettle(viewer, [(claim, other, (Change.WITHDRAWN,))])
        other.sector_id, other.sector_key, other.version = None, None, other.version + 1
        apply_move(viewer, case, CaseMove.RELEASE, note)


def hand_over(viewer: Viewer, case_id: int, version: int, note: str) -> None:
    """Let the province's LMS provider see our side of the case."""
    with writing():
        case = opened(viewer, case_id, CaseMove.HAND_OVER, version)
        unit = db.session.get_one(Unit, viewer.unit_id)
        province = province_of(unit)
        if province is None or province.lms_provider is None:
            raise ChangedMeanwhile
        apply_move(viewer, case, CaseMove.HAND_OVER, note, provider=province.lms_provider)


def take_back(viewer: Viewer, case_id: int, version: int, note: str) -> None:
    """End the provider's sight of the case."""
    _move(viewer, case_id, CaseMove.TAKE_BACK, version, note, provider=None)


def escalate(viewer: Viewer, case_id: int, version: int, note: str) -> None:
    """Pass the case one level up, as the tree has it; that level's admins are told."""
    with writing():
        case = opened(viewer, case_id, CaseMove.ESCALATE, version)
        above = next_state(CaseState(case.state), CaseMove.ESCALATE, level=level_above(case))
        apply_move(viewer, case, CaseMove.ESCALATE, note, state=above, assignee_id=None)
        _tell_holder(case)


def send_back(viewer: Viewer, case_id: int, version: int, note: str) -> None:
    """Give the case back to the school, or to the lowest level that has an admin, with the reason."""
    with writing():
        case = opened(viewer, case_id, CaseMove.RETURN, version)
        below = next_state(CaseState(case.state), CaseMove.RETURN, level=level_below(case))
        apply_move(viewer, case, CaseMove.RETURN, note, state=below, assignee_id=None, provider=None)
        _tell_holder(case)


def reopen(viewer: Viewer, case_id: int, version: int, note: str) -> None:
    """Open a closed case again, where a new one would lie; refused while another case of the person is open."""
    with writing():
        case = opened(viewer, case_id, CaseMove.REOPEN, version)
        if open_case_of(case.person_id) is not None:
            raise ChangedMeanwhile
        _unit_id, level = first_holder(queries.place_of_case(case.person_id))
        again = next_state(CaseState.CLOSED, CaseMove.REOPEN, level=level)
        apply_move(viewer, case, CaseMove.REOPEN, note, state=again, outcome=None, closed_at=None)
        _tell_holder(case)


def opened(viewer: Viewer, case_id: int, move: CaseMove, version: int | None = None) -> IdCase:
    """The case, held while writing, if the viewer may make this move on it now; else CaseUnknown, ChangedMeanwhile."""
    case = case_for(viewer, case_id, hold=is_writing())
    if case is None:
        raise CaseUnknown
    if version is not None and case.version != version:
        raise ChangedMeanwhile
    if move not in moves_open(viewer, case):
        raise ChangedMeanwhile
    return case


def _move(viewer: Viewer, case_id: int, move: CaseMove, version: int, note: str, **changes: Any) -> None:
    with writing():
        apply_move(viewer, opened(viewer, case_id, move, version), move, note, **changes)


def apply_move(viewer: Viewer, case: IdCase, move: CaseMove, note: str, **changes: Any) -> None:
    """Set the values, add the line of history, journal."""
    before = {name: getattr(case, name) for name in changes}
    came_from = case.state
    for name, value in changes.items():
        setattr(case, name, value)
    case.version += 1
    add_event(viewer, case, move, note, from_state=came_from, to_state=case.state)
    _journal(viewer, case, move, before, changes, note)


def _journal(
    viewer: Viewer, case: IdCase, move: CaseMove, before: dict[str, Any], after: dict[str, Any], note: str = ""
) -> None:
    event = "case_closed" if move is CaseMove.CLOSE else "case_moved"
    record(
        viewer, event, "id_case", case.id, before=before, after=after | {"move": str(move)}, reason=note or None,
        unit_id=case.unit_id,
    )  # fmt: skip
    mark_stale(queries.units_of([case.person_id]))


def tell_person(viewer: Viewer, case: IdCase, kind: str) -> None:
    if case.person_id != viewer.person_id:
        tell(case.person_id, kind, "id_case", case.id)


def _tell_holder(case: IdCase) -> None:
    unit_id = holder_unit(case)
    if unit_id is not None:
        tell_many(sorted(admins_of(unit_id)), "case_arrived", "id_case", case.id)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
