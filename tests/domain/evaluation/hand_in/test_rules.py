"""The table of moves: who may make which, where each leads, and that nothing of it is a dead end."""

from itertools import product

import pytest

from app.domain.evaluation.hand_in.rules import (
    CLOSED,
    DECISIONS,
    TABLES,
    Actor,
    HandInState,
    Move,
    Route,
    actor_of,
    after,
    check_sending,
    in_time,
    route_of,
)
from app.domain.evaluation.rules.calendar import Timing
from app.domain.organisation.rules import UnitKind

S, M, A, R = HandInState, Move, Actor, Route
WRITTEN_OUT = {
    R.THROUGH_MIDDLE: [
        (S.OPEN, M.SEND, S.SENT, A.SENDER), (S.RETURNED, M.SEND, S.SENT, A.SENDER),
        (S.REOPENED, M.SEND, S.SENT, A.SENDER), (S.SENT, M.RECALL, S.OPEN, A.SENDER),
        (S.SENT, M.CHECK, S.CHECKED, A.MIDDLE), (S.SENT, M.RETURN, S.RETURNED, A.MIDDLE),
        (S.CHECKED, M.ACCEPT, S.ACCEPTED, A.PROVINCE), (S.CHECKED, M.RETURN, S.RETURNED, A.PROVINCE),
        (S.ACCEPTED, M.REOPEN, S.REOPENED, A.PROVINCE),
    ],
    R.STRAIGHT: [
        (S.OPEN, M.SEND, S.SENT, A.SENDER), (S.RETURNED, M.SEND, S.SENT, A.SENDER),
        (S.REOPENED, M.SEND, S.SENT, A.SENDER), (S.SENT, M.RECALL, S.OPEN, A.SENDER),
        (S.SENT, M.ACCEPT, S.ACCEPTED, A.PROVINCE), (S.SENT, M.RETURN, S.RETURNED, A.PROVINCE),
        (S.ACCEPTED, M.REOPEN, S.REOPENED, A.PROVINCE),
    ],
    R.OWN: [
        (S.OPEN, M.SEND, S.ACCEPTED, A.PROVINCE), (S.REOPENED, M.SEND, S.ACCEPTED, A.PROVINCE),
        (S.ACCEPTED, M.REOPEN, S.REOPENED, A.PROVINCE),
    ],
}  # fmt: skip


@pytest.mark.parametrize("route", R)
def test_every_move_stands_in_the_table_and_no_other(route):
    known = {(state, move): (to, who) for state, move, to, who in WRITTEN_OUT[route]}
    for state, move in product(S, M):
        to, who = known.get((state, move), (None, None))
        assert (after(route, state, move), actor_of(route, state, move)) == (to, who), (state, move)


@pytest.mark.parametrize("route", R)
def test_whatever_lies_above_can_come_back_and_whatever_came_back_can_go_up(route):
    reached, waiting = {S.OPEN}, [S.OPEN]
    while waiting:
        state = waiting.pop()
        for (here, _), (there, _) in TABLES[route].items():
            if here is state and there not in reached:
                reached.add(there)
                waiting.append(there)
    assert S.ACCEPTED in reached
    for state in reached:
        moves = [move for (here, move) in TABLES[route] if here is state]
        if state in CLOSED:
            assert any(after(route, state, move) not in CLOSED for move in moves), state
        else:
            assert moves == [M.SEND], state


@pytest.mark.parametrize("route", [R.THROUGH_MIDDLE, R.STRAIGHT])
def test_nobody_below_decides_and_nobody_above_sends(route):
    for (_, move), (_, who) in TABLES[route].items():
        assert (who is A.SENDER) is (move not in DECISIONS)


@pytest.mark.parametrize(
    ("kind", "parent", "route"),
    [(UnitKind.SCHOOL, UnitKind.MIDDLE, R.THROUGH_MIDDLE), (UnitKind.SCHOOL, UnitKind.PROVINCE, R.STRAIGHT),
     (UnitKind.MIDDLE, UnitKind.PROVINCE, R.STRAIGHT), (UnitKind.PROVINCE, UnitKind.MINISTRY, R.OWN)],
)  # fmt: skip
def test_the_route_follows_from_where_a_unit_hangs(kind, parent, route):
    assert route_of(kind, parent) is route


@pytest.mark.parametrize("move", M)
def test_con_5_late_is_allowed_and_after_the_lock_only_what_lies_above_moves_on(move):
    assert not in_time(move, Timing.EARLY)
    assert in_time(move, Timing.ON_TIME) and in_time(move, Timing.LATE)
    assert in_time(move, Timing.LOCKED) is (move in {M.CHECK, M.ACCEPT})


@pytest.mark.parametrize(
    ("numbers", "enrolled", "codes"),
    [
        ({"due": 0}, True, ["nobody_on_list"]),
        ({"due": 0, "excused": 1}, True, []),
        ({"unassessed": 3, "asking": 2, "appealed": 1, "surveyed": 1}, True, []),
        ({"unranked": 1}, True, ["unranked"]),
        ({"unpublished": 2, "writing": 1}, True, ["writing", "unpublished"]),
        ({}, False, ["list_not_closed"]),
        ({"due": 0}, False, ["list_not_closed", "nobody_on_list"]),
    ],
)
def test_what_holds_the_sending_up_and_what_only_tells(numbers, enrolled, codes):
    problems = check_sending({"due": 9} | numbers, enrolled=enrolled)
    assert [problem.code for problem in problems] == codes
