"""How is somebody proposed as a core person, and how do the offices above decide?  By office, on record, both told."""

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.core.queries import Candidate
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.evaluation.sheets import Office
from app.domain.journal.actions import record
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.delegations import holders_at
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.queries import province_of
from app.domain.organisation.rules import Problem
from app.domain.training.core_people.models import CorePerson, CoreStep
from app.domain.training.core_people.proposing import person_to_propose
from app.domain.training.core_people.queries import core_person_for, office_for, proposing_office
from app.domain.training.core_people.rules import (
    SHORTEST_REASON,
    WAITING,
    WITH_REASON,
    CoreState,
    Move,
    after,
    chain_from,
    check_proposal,
    next_hands,
    who_may,
)
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result, result_of

PROPOSE, MOVE = "propose_core_person", "move_core_person"
EVENTS = {
    Move.PROPOSE: "core_proposed", Move.RECALL: "core_recalled", Move.CONFIRM: "core_confirmed",
    Move.RECOGNISE: "core_recognised", Move.RETURN: "core_returned", Move.REFUSE: "core_refused",
    Move.END: "core_ended",
}  # fmt: skip


@rerunnable
def propose(viewer: Viewer, person_id: int, remark: str, submit_key: str = "") -> tuple[int | None, list[Problem]]:
    """Propose somebody of one's own; the id of the record, or what speaks against it.

    What the published ranks say on this day is kept with it.  Raises LookupError (not the office's to propose).
    """
    with writing():
        if is_repeat(viewer, PROPOSE, submit_key):
            return result_of(viewer, PROPOSE, submit_key), []
        # One after the other: two proposals of one person at the same moment are one.
        db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
        found = person_to_propose(viewer, person_id)
        if found is None:
            raise LookupError(person_id)
        one, period = found
        problems = check_proposal(one.record.missing if one.record else None, remark)
        if problems:
            db.session.rollback()  # with the note of the key: the corrected form may be sent
            return None, problems
        province = province_of(db.session.get_one(Unit, one.unit_id))
        if province is None or viewer.unit_id is None or viewer.person_id is None:
            raise LookupError(person_id)
        core = CorePerson(
            person_id=person_id, audience=one.audience, position=one.position, unit_id=one.unit_id,
            proposed_in=viewer.unit_id, province_id=province.id, state=CoreState.PROPOSED,
            waits_in=next_hands(chain_from(viewer.unit_id, one.unit_path, province.id), viewer.unit_id),
            facts=facts_of(one.record, period.year if period else None), remark=remark,
            proposed_by=viewer.person_id, proposed_at=clock.campaign_now(), version=1,
        )  # fmt: skip
        db.session.add(core)
        db.session.flush()
        office = proposing_office(viewer, core.proposed_in, core.province_id)
        assert office is not None
        _note(viewer, core, Move.PROPOSE, office, None, remark or None)
        keep_result(viewer, PROPOSE, submit_key, core.id)
        return core.id, []


@rerunnable
def move(
    viewer: Viewer, core_id: int, wanted: Move, version: int, reason: str = "", *, on: date | None = None,
    submit_key: str = "",
) -> list[Problem]:  # fmt: skip
    """Make one move of the table; what speaks against it.  `on` is the day from which nobody is a core person any more.

    For a proposal that came back `reason` is the new remark.  Raises LookupError, NotNow, StaleVersion.
    """
    with writing():
        if is_repeat(viewer, MOVE, submit_key):
            return []
        core, office = _to_move(viewer, core_id, wanted, version)
        problems = _problems(core, wanted, reason, on)
        if problems:
            db.session.rollback()
            return problems
        before, target = core.state, after(CoreState(core.state), wanted)
        assert target is not None
        core.waits_in = _next_place(core, wanted)
        core.state = target
        if wanted is Move.PROPOSE:
            core.remark, core.reason = reason or core.remark, None
            core.proposed_by, core.proposed_at = viewer.person_id or core.proposed_by, clock.campaign_now()
        else:
            core.reason = reason or None
        if target is CoreState.RECOGNISED:
            core.recognised_on = clock.today()
        if target is CoreState.ENDED:
            core.ended_on = on or clock.today()
        core.version += 1
        _note(viewer, core, wanted, office, before, reason or None)
        keep_result(viewer, MOVE, submit_key, core.id)
    return []


def facts_of(record: Candidate | None, year: int | None) -> dict[str, Any]:
    """What the ranks say, as it is kept with the proposal; `missing` is None where there is no published rank."""
    if record is None:
        return {"missing": None}
    return {
        "year": year, "evaluation_id": record.evaluation_id, "standard_id": record.standard_id, "rank": record.rank,
        "since": record.since, "missing": [asdict(each) for each in record.missing],
    }  # fmt: skip


def _to_move(viewer: Viewer, core_id: int, wanted: Move, version: int) -> tuple[CorePerson, Office]:
    core = core_person_for(viewer, core_id, hold=True)
    if core is None:
        raise LookupError(core_id)
    who = who_may(CoreState(core.state), wanted)
    if who is None:
        raise NotNow(f"core_{core.state}")
    if core.version != version:  # before the office: it may have passed out of the viewer's hands meanwhile
        raise StaleVersion
    office = office_for(viewer, core, wanted, who)
    if office is None:
        raise LookupError(core_id)
    return core, office


def _problems(core: CorePerson, wanted: Move, reason: str, on: date | None) -> list[Problem]:
    problems = []
    if wanted in WITH_REASON and len(reason) < SHORTEST_REASON:
        problems.append(Problem("core_reason_needed", "reason"))
    if wanted is Move.PROPOSE and core.facts["missing"] != [] and len(reason or core.remark) < SHORTEST_REASON:
        problems.append(Problem("remark_needed", "reason"))
    if wanted is Move.END and on is not None and core.recognised_on is not None and on < core.recognised_on:
        problems.append(Problem("core_ends_before_start", "on"))
    if wanted is Move.END and on is not None and on > clock.today():
        problems.append(Problem("core_ends_ahead", "on"))
    return problems


def _next_place(core: CorePerson, wanted: Move) -> int | None:
    """Where it lies after the move."""
    if wanted is Move.RETURN:
        return core.proposed_in
    if wanted in {Move.PROPOSE, Move.CONFIRM}:
        here = core.proposed_in if wanted is Move.PROPOSE else core.waits_in
        path = db.session.scalars(select(Unit.path).where(Unit.id == core.unit_id)).one()
        return next_hands(chain_from(core.proposed_in, path, core.province_id), here or core.proposed_in)
    return None


def _note(
    viewer: Viewer, core: CorePerson, made: Move, office: Office, before: str | None, reason: str | None
) -> None:  # fmt: skip
    """Keep the step, put it on record, tell whoever is next and whoever must know."""
    signs_for = office.position if office.delegation_id is not None else None
    db.session.add(
        CoreStep(
            core_person_id=core.id, event=EVENTS[made], at=clock.campaign_now(), unit_id=viewer.unit_id,
            person_id=viewer.person_id, position=viewer.position, signs_for=signs_for, reason=reason,
        )
    )  # fmt: skip
    record(
        viewer, EVENTS[made], "core_person", core.id, before={"state": before} if before else None, reason=reason,
        after={"state": core.state} | ({"signs_for": signs_for} if signs_for else {}), unit_id=core.unit_id,
    )  # fmt: skip
    name = core.person.full_name
    if core.state in WAITING:
        next_ones = [one for one in holders_at([core.waits_in]) if one not in {viewer.person_id, core.person_id}]
        tell_many(next_ones, "core_proposal_waits", "core_person", core.id, name=name)
    elif made is not Move.RECALL:
        theirs = [one for one in holders_at([core.proposed_in]) if one not in {viewer.person_id, core.person_id}]
        tell_many(theirs, EVENTS[made], "core_person", core.id, name=name)
    if made is Move.RECOGNISE:
        tell(core.person_id, "you_are_core", "core_person", core.id)
    if made is Move.END:
        tell(core.person_id, "you_are_core_no_more", "core_person", core.id)
