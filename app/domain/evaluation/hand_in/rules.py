"""How does a unit hand its results in?  Sent up, checked, accepted, or given back with a reason.  One table.

A school hands in what its head decides, a middle level what its own head decides (the principals), so "a unit's
results" are those of the people about whom its office decides.  A THPT school hangs beneath the province and hands in
there; the province closes its own.  Letters 4529 and 4530: the school reports to the office above, that to the Sở.
"""

from collections.abc import Mapping
from enum import StrEnum

from app.domain.evaluation.rules.calendar import Timing
from app.domain.organisation.rules import Problem, UnitKind


class HandInState(StrEnum):
    """Where the results of one unit and period stand."""

    OPEN = "open"  # never sent, or taken back
    SENT = "sent"
    CHECKED = "checked"  # by the middle level; the province's turn
    ACCEPTED = "accepted"  # frozen
    RETURNED = "returned"
    REOPENED = "reopened"  # accepted once, opened again by the province


class Move(StrEnum):
    """What an office may do with it."""

    SEND = "send"
    RECALL = "recall"
    CHECK = "check"
    ACCEPT = "accept"
    RETURN = "return"
    REOPEN = "reopen"


class Actor(StrEnum):
    """Whose office makes the move."""

    SENDER = "sender"
    MIDDLE = "middle"
    PROVINCE = "province"


class Route(StrEnum):
    """Through which hands the results go."""

    THROUGH_MIDDLE = "through_middle"  # a school beneath a middle level
    STRAIGHT = "straight"  # a THPT school, a middle level itself
    OWN = "own"  # the province's own: closed by its own office


S, M, A, R = HandInState, Move, Actor, Route
Table = dict[tuple[HandInState, Move], tuple[HandInState, Actor]]

_SENDING: Table = {
    (S.OPEN, M.SEND): (S.SENT, A.SENDER),
    (S.RETURNED, M.SEND): (S.SENT, A.SENDER),
    (S.REOPENED, M.SEND): (S.SENT, A.SENDER),
    (S.SENT, M.RECALL): (S.OPEN, A.SENDER),  # until somebody above has acted
    (S.ACCEPTED, M.REOPEN): (S.REOPENED, A.PROVINCE),
}
TABLES: dict[Route, Table] = {
    R.THROUGH_MIDDLE: _SENDING
    | {
        (S.SENT, M.CHECK): (S.CHECKED, A.MIDDLE),
        (S.SENT, M.RETURN): (S.RETURNED, A.MIDDLE),
        (S.CHECKED, M.ACCEPT): (S.ACCEPTED, A.PROVINCE),
        (S.CHECKED, M.RETURN): (S.RETURNED, A.PROVINCE),
    },
    R.STRAIGHT: _SENDING
    | {
        (S.SENT, M.ACCEPT): (S.ACCEPTED, A.PROVINCE),
        (S.SENT, M.RETURN): (S.RETURNED, A.PROVINCE),
    },
    R.OWN: {
        (S.OPEN, M.SEND): (S.ACCEPTED, A.PROVINCE),
        (S.REOPENED, M.SEND): (S.ACCEPTED, A.PROVINCE),
        (S.ACCEPTED, M.REOPEN): (S.REOPENED, A.PROVINCE),
    },
}

CLOSED = frozenset({S.SENT, S.CHECKED, S.ACCEPTED})
"""Nothing of the unit and period is changed while its results lie with somebody above."""

WITH_REASON = frozenset({M.RETURN, M.REOPEN})
DECISIONS = (M.CHECK, M.ACCEPT, M.RETURN, M.REOPEN)
"""What an office above decides, in the order in which a page offers it."""

FORWARD = (M.CHECK, M.ACCEPT)
SHORTEST_REASON = 10


def route_of(kind: UnitKind, parent: UnitKind | None) -> Route:
    """Through which hands the results of a unit of this kind go, by what it hangs beneath."""
    if kind is UnitKind.PROVINCE:
        return R.OWN
    return R.THROUGH_MIDDLE if parent is UnitKind.MIDDLE else R.STRAIGHT


def after(route: Route, state: HandInState, move: Move) -> HandInState | None:
    """The state that a move leads to, None where it is not open."""
    found = TABLES[route].get((state, move))
    return found[0] if found else None


def actor_of(route: Route, state: HandInState, move: Move) -> Actor | None:
    """Whose office makes the move, None where it is not open."""
    found = TABLES[route].get((state, move))
    return found[1] if found else None


def has_it(route: Route, state: HandInState) -> Actor | None:
    """Whose turn it is: whoever sends, checks or accepts next; None when it is accepted."""
    onward = (M.SEND, M.CHECK, M.ACCEPT)
    return next((actor for (at, move), (_, actor) in TABLES[route].items() if at is state and move in onward), None)


def in_time(move: Move, timing: Timing) -> bool:
    """Does the calendar allow the move?  Before the lock everything; what lies above is checked and accepted after it.

    Late is allowed (and stays on record); giving back after the lock would ask for what nobody can do any more.
    """
    if move in FORWARD:
        return timing is not Timing.EARLY
    return timing in {Timing.ON_TIME, Timing.LATE}


BLOCKING = ("writing", "unranked", "unpublished")
"""People who must be seen to first: they may still write, are not ranked, or do not know their rank."""

TELLING = ("unassessed", "asking", "surveyed", "appealed")
"""What does not hold the sending up: no self-assessment, opinions that may still come, an appeal that is open."""


def check_sending(numbers: Mapping[str, int], *, enrolled: bool) -> list[Problem]:
    """What holds the sending up?  `numbers` are people by figure; `enrolled` whether the period's list is closed.

    Who has nobody on the list has no results: where they come from paper, nobody has entered any yet.
    """
    problems = [] if enrolled else [Problem("list_not_closed")]
    if not numbers.get("due", 0) + numbers.get("excused", 0):
        problems.append(Problem("nobody_on_list"))
    return problems + [Problem(code, code) for code in BLOCKING if numbers.get(code, 0)]
