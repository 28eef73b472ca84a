"""The workflow of an ID case."""

import pytest

from app.domain.identity.case_rules import (
    OWN_CASE,
    SOLVED,
    TRANSITIONS,
    CaseMove,
    CaseOutcome,
    CaseProblem,
    CaseState,
    Who,
    check_closing,
    may_move,
    moves,
    next_state,
)

HOLDER, READER, PERSON = (frozenset({who}) for who in (Who.HOLDER, Who.READER, Who.PERSON))
OPEN_STATES = [state for state in CaseState if state is not CaseState.CLOSED]


@pytest.mark.parametrize("state", OPEN_STATES)
@pytest.mark.parametrize("move", list(CaseMove))
def test_only_who_holds_an_open_case_works_on_it(state, move):
    assert may_move(state, move, READER) == (move is CaseMove.NOTE)
    assert may_move(state, move, PERSON) == (move is CaseMove.NOTE)


@pytest.mark.parametrize("state", list(CaseState))
def test_nobody_decides_about_themselves(state):
    assert set(moves(state, HOLDER | PERSON)) <= OWN_CASE
    assert CaseMove.CLOSE not in moves(state, HOLDER | PERSON)


def test_an_admin_can_pass_their_own_case_up():
    assert may_move(CaseState.AT_SCHOOL, CaseMove.ESCALATE, HOLDER | PERSON)


def test_a_case_climbs_to_the_province_and_no_further():
    middle = next_state(CaseState.AT_SCHOOL, CaseMove.ESCALATE, level=CaseState.AT_MIDDLE)
    assert middle is CaseState.AT_MIDDLE
    assert next_state(middle, CaseMove.ESCALATE, level=CaseState.AT_PROVINCE) is CaseState.AT_PROVINCE
    assert not may_move(CaseState.AT_PROVINCE, CaseMove.ESCALATE, HOLDER)


def test_a_case_of_an_upper_secondary_school_goes_straight_to_the_province():
    assert next_state(CaseState.AT_SCHOOL, CaseMove.ESCALATE, level=CaseState.AT_PROVINCE) is CaseState.AT_PROVINCE


def test_a_case_goes_back_to_where_somebody_looks_at_it():
    assert next_state(CaseState.AT_PROVINCE, CaseMove.RETURN, level=CaseState.AT_MIDDLE) is CaseState.AT_MIDDLE
    with pytest.raises(ValueError, match="no level"):
        next_state(CaseState.AT_MIDDLE, CaseMove.RETURN)


def test_a_school_does_not_hand_cases_to_a_provider():
    assert not may_move(CaseState.AT_SCHOOL, CaseMove.HAND_OVER, HOLDER)
    assert may_move(CaseState.AT_PROVINCE, CaseMove.HAND_OVER, HOLDER)


def test_az_7_a_closed_case_can_only_be_opened_again():
    assert moves(CaseState.CLOSED, HOLDER) == (CaseMove.REOPEN,)
    assert moves(CaseState.CLOSED, PERSON) == ()


def test_az_7_what_is_shown_is_what_is_accepted():
    for state in CaseState:
        for who in (HOLDER, READER, PERSON, HOLDER | PERSON):
            assert all(may_move(state, move, who) for move in moves(state, who))


def test_every_transition_names_a_state_and_somebody():
    assert all(who for _, who in TRANSITIONS.values())


@pytest.mark.parametrize("outcome", list(CaseOutcome))
def test_a_correction_is_only_closed_when_it_helped(outcome):
    problem = check_closing(outcome, check_failed=True)
    assert problem is (CaseProblem.STILL_DIFFERS if outcome in SOLVED else None)
    assert check_closing(outcome, check_failed=False) is None


def test_closing_needs_an_outcome():
    assert check_closing(None, check_failed=False) is CaseProblem.NEEDS_OUTCOME
