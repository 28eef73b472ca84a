"""How is the ID of a case checked once more, and the case closed with an outcome?"""

from collections.abc import Sequence

from app.db import writing
from app.domain import clock
from app.domain.identity import actions, queries
from app.domain.identity.case_actions import apply_move, opened, tell_person
from app.domain.identity.case_opening import add_event
from app.domain.identity.case_rules import CaseMove, CaseOutcome, CaseState, check_closing
from app.domain.identity.claim_writing import Check
from app.domain.identity.comparison import Record
from app.domain.identity.flows import FAILED, ClaimState, Move, may_move
from app.domain.organisation.rules import Problem
from app.domain.viewer import Viewer


def prepare_closing(viewer: Viewer, case_id: int, version: int) -> Check | None:
    """What closing checks once more, read before the registry is asked; None when there is nothing to check.

    Raises CaseUnknown, ChangedMeanwhile.
    """
    case = opened(viewer, case_id, CaseMove.CLOSE, version)
    claim = queries.claim_of(case.person_id)
    if claim is None or not may_move(ClaimState(claim.state), Move.RECHECK):
        return None
    if queries.person(case.person_id).birth_date is None:
        return None
    return actions.prepare_check(viewer, case.person_id, Move.RECHECK)


def close(
    viewer: Viewer, case_id: int, version: int, outcome: CaseOutcome | None, note: str,
    check: Check | None, records: Sequence[Record] | None, fault: str | None = None,
) -> list[Problem]:  # fmt: skip
    """Close a case after checking the ID once more, in one transaction: either both are written or neither.

    An outcome that promises a match is refused while the check still fails.  The person is told.
    """
    with writing():
        case = opened(viewer, case_id, CaseMove.CLOSE, version)
        claim = queries.claim_of(case.person_id)
        state = ClaimState(claim.state) if claim else None
        if check is not None:
            state = actions.foresee(viewer, check, records)
        failed = state is None or state in FAILED or state is ClaimState.RECONFIRM
        problem = check_closing(outcome, check_failed=failed)
        if problem is not None or outcome is None:
            return [Problem(str(problem), "outcome")]
        if check is not None:
            actions.settle_check(viewer, check, records, fault=fault)
            add_event(viewer, case, "rechecked", detail={"state": str(state)})
        apply_move(viewer, case, CaseMove.CLOSE, note, state=CaseState.CLOSED, outcome=outcome, closed_at=clock.now(),
               provider=None)  # fmt: skip
        tell_person(viewer, case, "case_closed")
    return []


def prepare_recheck(viewer: Viewer, case_id: int, version: int) -> Check:
    """What is checked once more while the case goes on.  Raises CaseUnknown, ChangedMeanwhile, BirthDateNeeded."""
    case = opened(viewer, case_id, CaseMove.RECHECK, version)
    return actions.prepare_check(viewer, case.person_id, Move.RECHECK)


def recheck(
    viewer: Viewer, case_id: int, version: int, note: str, check: Check, records: Sequence[Record] | None,
    fault: str | None = None,
) -> list[Problem]:  # fmt: skip
    """Write what the registry answered, and a line of history; the person is told."""
    with writing():
        case = opened(viewer, case_id, CaseMove.RECHECK, version)
        state = actions.settle_check(viewer, check, records, fault=fault)
        add_event(viewer, case, "rechecked", note, detail={"state": str(state)})
    return []
