"""Who may do what with an ID case, and in which order? Pure: one table that a headmaster could read.

A case lies at one level at a time: the school's admin, the middle level's, the province's. Who holds it acts; the other
levels read and may add notes; nobody acts on a case of their own, except to pass it up.
"""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case lies."""

    AT_SCHOOL = "at_school"
    AT_MIDDLE = "at_middle"
    AT_PROVINCE = "at_province"
    CLOSED = "closed"


class CaseKind(StrEnum):
    """What the case is about."""

    CHECK_FAILED = "check_failed"
    DUPLICATE = "duplicate"
    RECONFIRM = "reconfirm"
    ROSTER_DIFFERS = "roster_differs"
    CORRECTION = "correction"


class CaseMove(StrEnum):
    """What somebody does with a case."""

    NOTE = "note"
    ASSIGN = "assign"
    CORRECT_PROFILE = "correct_profile"
    MARK_REGISTRY_WRONG = "mark_registry_wrong"
    RECHECK = "recheck"
    RELEASE = "release"  # take the ID back from the other person of a duplicate
    HAND_OVER = "hand_over"
    TAKE_BACK = "take_back"
    ESCALATE = "escalate"
    RETURN = "return"
    CLOSE = "close"
    REOPEN = "reopen"


class CaseOutcome(StrEnum):
    """How a case ended."""

    PROFILE_CORRECTED = "profile_corrected"
    REGISTRY_CORRECTED = "registry_corrected"
    ID_CORRECTED = "id_corrected"
    HELD_BY_ANOTHER = "held_by_another"
    MERGED = "merged"
    NOTHING_WRONG = "nothing_wrong"
    WITHDRAWN = "withdrawn"


SOLVED = frozenset({CaseOutcome.PROFILE_CORRECTED, CaseOutcome.REGISTRY_CORRECTED, CaseOutcome.ID_CORRECTED})
"""Outcomes that promise a match: the closing check must not fail."""


class Who(StrEnum):
    """Who may make a move."""

    HOLDER = "holder"  # an admin of the unit where the case lies
    READER = "reader"  # any other admin whose subtree holds the person
    PERSON = "person"  # the person whom the case is about


_WORK = (
    CaseMove.ASSIGN,
    CaseMove.CORRECT_PROFILE,
    CaseMove.MARK_REGISTRY_WRONG,
    CaseMove.RECHECK,
    CaseMove.RELEASE,
)
_OFFICE = (CaseMove.HAND_OVER, CaseMove.TAKE_BACK)  # only an office deals with an LMS provider
_HOLDER = frozenset({Who.HOLDER})
_ADMINS = frozenset({Who.HOLDER, Who.READER})
_ALL = _ADMINS | {Who.PERSON}

UP = "up"
"""Next state of an escalation: one level up, as the tree has it (an upper secondary school lies under the province)."""

DOWN = "down"
"""Next state of a return and of a reopening: the lowest level with an admin (a school just imported has none)."""

TRANSITIONS: dict[tuple[CaseState, CaseMove], tuple[str, frozenset[Who]]] = {
    (CaseState.AT_SCHOOL, CaseMove.NOTE): (CaseState.AT_SCHOOL, _ALL),
    (CaseState.AT_SCHOOL, CaseMove.ESCALATE): (UP, _HOLDER),
    (CaseState.AT_SCHOOL, CaseMove.CLOSE): (CaseState.CLOSED, _HOLDER),
    (CaseState.AT_MIDDLE, CaseMove.NOTE): (CaseState.AT_MIDDLE, _ALL),
    (CaseState.AT_MIDDLE, CaseMove.ESCALATE): (UP, _HOLDER),
    (CaseState.AT_MIDDLE, CaseMove.RETURN): (DOWN, _HOLDER),
    (CaseState.AT_MIDDLE, CaseMove.CLOSE): (CaseState.CLOSED, _HOLDER),
    (CaseState.AT_PROVINCE, CaseMove.NOTE): (CaseState.AT_PROVINCE, _ALL),
    (CaseState.AT_PROVINCE, CaseMove.RETURN): (DOWN, _HOLDER),
    (CaseState.AT_PROVINCE, CaseMove.CLOSE): (CaseState.CLOSED, _HOLDER),
    (CaseState.CLOSED, CaseMove.REOPEN): (DOWN, _ADMINS),
    **{(s, m): (s, _HOLDER) for s in (CaseState.AT_SCHOOL, CaseState.AT_MIDDLE, CaseState.AT_PROVINCE) for m in _WORK},
    **{(s, m): (s, _HOLDER) for s in (CaseState.AT_MIDDLE, CaseState.AT_PROVINCE) for m in _OFFICE},
}

OWN_CASE = frozenset({CaseMove.NOTE, CaseMove.ESCALATE})
"""What an admin may still do with a case about themselves."""


def may_move(state: CaseState, move: CaseMove, who: frozenset[Who]) -> bool:
    """Whether somebody who is `who` to this case may make this move now."""
    entry = TRANSITIONS.get((state, move))
    if entry is None or not who & entry[1]:
        return False
    return move in OWN_CASE if Who.PERSON in who else True


def moves(state: CaseState, who: frozenset[Who]) -> tuple[CaseMove, ...]:
    """The moves that are open to `who`, in the order of CaseMove: what the page shows, the action accepts."""
    return tuple(move for move in CaseMove if may_move(state, move, who))


def next_state(state: CaseState, move: CaseMove, *, level: CaseState | None = None) -> CaseState:
    """Where a move leads; `level` is what UP or DOWN means here (None: there is none). KeyError: no such move."""
    following = TRANSITIONS[state, move][0]
    if following not in (UP, DOWN):
        return CaseState(following)
    if level is None:
        raise ValueError("no level lies there")
    return level


class CaseProblem(StrEnum):
    """Why a case cannot be closed like this."""

    NEEDS_OUTCOME = "case_needs_outcome"
    STILL_DIFFERS = "case_still_differs"


def check_closing(outcome: CaseOutcome | None, *, check_failed: bool) -> CaseProblem | None:
    """Closing needs an outcome, and "corrected" must be true: the check that closing makes may not fail."""
    if outcome is None:
        return CaseProblem.NEEDS_OUTCOME
    return CaseProblem.STILL_DIFFERS if outcome in SOLVED and check_failed else None
