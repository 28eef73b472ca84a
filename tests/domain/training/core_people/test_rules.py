"""The way of a proposal as a table: whose move, through which hands, what must be said."""

import pytest

from app.domain.evaluation.core.rules import Lack, Missing
from app.domain.organisation.rules import Position
from app.domain.training.core_people.rules import (
    OPEN,
    TABLE,
    WAITING,
    CoreState,
    Move,
    Who,
    after,
    chain_from,
    check_proposal,
    next_hands,
    proposing_unit,
    stage,
    who_may,
)

SCHOOL, UPPER = "/1/2/3/4/", "/1/2/9/"  # beneath a middle level 3, and right beneath the province 2
S, M = CoreState, Move


@pytest.mark.parametrize(
    ("path", "position", "unit"),
    [
        (SCHOOL, Position.TEACHER, 4), (SCHOOL, Position.GROUP_HEAD, 4), (SCHOOL, Position.PRINCIPAL, 3),
        (SCHOOL, Position.VICE_PRINCIPAL, 3), (UPPER, Position.TEACHER, 9), (UPPER, Position.PRINCIPAL, 2),
        (SCHOOL, Position.STAFF, None), ("/1/2/", Position.DIRECTOR, None),
    ],
)  # fmt: skip
def test_who_proposes_follows_the_position_and_the_tree(path, position, unit):
    assert proposing_unit(path, position) == unit


@pytest.mark.parametrize(
    ("proposed_in", "path", "chain"),
    [(4, SCHOOL, (4, 3, 2)), (3, SCHOOL, (3, 2)), (9, UPPER, (9, 2)), (2, UPPER, (2,))],
)
def test_through_which_hands_it_goes_is_read_from_the_tree(proposed_in, path, chain):
    found = chain_from(proposed_in, path, 2)
    assert found == chain
    assert [next_hands(found, each) for each in found] == [*chain[1:], chain[-1]]


def test_every_state_is_reached_and_the_last_ones_are_final():
    assert {state for state, _ in TABLE.values()} == set(CoreState)
    left = {state for state, _ in TABLE}
    assert set(CoreState) - left == {S.REFUSED, S.RECALLED, S.ENDED}
    assert WAITING < OPEN and S.RECOGNISED in OPEN


@pytest.mark.parametrize(
    ("state", "move", "target", "who"),
    [
        (None, M.PROPOSE, S.PROPOSED, Who.PROPOSER), (S.PROPOSED, M.CONFIRM, S.CONFIRMED, Who.BETWEEN),
        (S.CONFIRMED, M.RECOGNISE, S.RECOGNISED, Who.PROVINCE), (S.PROPOSED, M.RECOGNISE, S.RECOGNISED, Who.PROVINCE),
        (S.PROPOSED, M.RETURN, S.RETURNED, Who.HOLDER), (S.RETURNED, M.PROPOSE, S.PROPOSED, Who.PROPOSER),
        (S.RECOGNISED, M.END, S.ENDED, Who.PROVINCE), (S.RECOGNISED, M.RETURN, None, None),
        (S.CONFIRMED, M.RECALL, None, None), (S.REFUSED, M.PROPOSE, None, None),
    ],
)  # fmt: skip
def test_the_table(state, move, target, who):
    assert (after(state, move), who_may(state, move)) == (target, who)


def test_between_and_province_exclude_each_other_and_the_holder_is_either():
    assert stage(Who.BETWEEN, 3, 2) and not stage(Who.BETWEEN, 2, 2)
    assert stage(Who.PROVINCE, 2, 2) and not stage(Who.PROVINCE, 3, 2)
    assert stage(Who.HOLDER, 3, 2) and stage(Who.HOLDER, 2, 2)


@pytest.mark.parametrize(
    ("missing", "remark", "asked"),
    [((), "", False), (None, "", True), ((Missing(Lack.RANK_LOW),), "ngắn", True),
     ((Missing(Lack.RANK_LOW),), "Trường chưa có ai khác.", False), (None, "Mới chuyển về trường.", False)],
)  # fmt: skip
def test_whoever_lacks_something_is_proposed_with_a_remark(missing, remark, asked):
    assert [each.code for each in check_proposal(missing, remark)] == (["remark_needed"] if asked else [])
