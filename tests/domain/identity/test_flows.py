"""The two ways of letter 95, and the states that lists and boards show."""

import pytest

from app.domain.identity.flows import (
    DECLARED,
    MAY_START,
    MISMATCHED,
    NOT_STARTED,
    SAVABLE,
    STEPS,
    UNSAVED,
    VERIFIED,
    ClaimState,
    Move,
    Standing,
    Step,
    Way,
    may_move,
    outcome_to_save,
    standing,
    state_after,
)
from app.domain.identity.rules import Outcome


def test_the_letter_has_four_steps_for_one_way_and_five_for_the_other():
    assert [len(STEPS[way]) for way in (Way.TEMIS, Way.VNPT)] == [4, 5]
    assert STEPS[Way.TEMIS][-1] is STEPS[Way.VNPT][-1] is Step.SAVE


def test_the_temis_button_verifies_and_saves_at_once():
    assert state_after(Move.COMPLETE, Outcome.VERIFIED) is ClaimState.VERIFIED
    assert state_after(Move.COMPLETE, Outcome.UNREACHABLE) is ClaimState.PENDING


@pytest.mark.parametrize("outcome", [Outcome.VERIFIED, Outcome.UNREACHABLE, Outcome.WITHHELD])
def test_who_verifies_by_vnpt_and_leaves_has_declared_nothing_until_saving(outcome):
    checked = state_after(Move.VERIFY, outcome)
    assert standing(checked) is Standing.UNSAVED and standing(checked) not in DECLARED
    assert may_move(checked, Move.SAVE, Way.VNPT)
    saved = state_after(Move.SAVE, outcome_to_save(checked))
    assert standing(saved) in DECLARED and saved is state_after(Move.COMPLETE, outcome)


@pytest.mark.parametrize("outcome", [Outcome.MISMATCH, Outcome.NOT_FOUND, Outcome.DUPLICATE])
def test_a_failed_vnpt_check_cannot_be_saved(outcome):
    failed = state_after(Move.VERIFY, outcome)
    assert not may_move(failed, Move.SAVE, Way.VNPT)
    assert standing(failed) in DECLARED & MISMATCHED


def test_an_id_that_is_only_entered_cannot_be_saved():
    assert not may_move(state_after(Move.ENTER, None), Move.SAVE, Way.VNPT)


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("move", [Move.COMPLETE, Move.ENTER, Move.VERIFY, Move.SAVE])
def test_each_way_has_only_its_own_buttons(way, move):
    somewhere = any(may_move(state, move, way) for state in [None, *ClaimState])
    assert somewhere == ((move is Move.COMPLETE) == (way is Way.TEMIS))


@pytest.mark.parametrize("move", [move for move in Move if move is not Move.UNSETTLE])
def test_nothing_but_the_registry_unsettles_what_is_verified(move):
    assert not may_move(ClaimState.VERIFIED, move)
    assert MAY_START[Move.UNSETTLE] == {ClaimState.VERIFIED}


def test_a_withheld_claim_reads_like_a_waiting_one():
    assert standing(ClaimState.WITHHELD) is standing(ClaimState.PENDING)


@pytest.mark.parametrize(
    ("state", "in_bulk", "listed", "shown"),
    [
        (None, False, False, Standing.NOT_DECLARED),
        (None, False, True, Standing.LISTED),
        (ClaimState.VERIFIED, False, True, Standing.VERIFIED_SELF),
        (ClaimState.VERIFIED, True, True, Standing.VERIFIED_BULK),
        (ClaimState.RECONFIRM, True, False, Standing.RECONFIRM),
        (ClaimState.NOT_FOUND, False, False, Standing.NOT_FOUND),
    ],
)
def test_the_state_shown(state, in_bulk, listed, shown):
    assert standing(state, in_bulk=in_bulk, listed=listed) is shown


def test_every_stored_state_is_shown_and_every_shown_state_can_be_reached():
    reached = {standing(s, in_bulk=b, listed=x) for s in [None, *ClaimState] for b in (0, 1) for x in (0, 1)}
    assert reached == set(Standing)


def test_the_figures_of_a_board_add_up():
    assert set(Standing) == DECLARED | NOT_STARTED | {Standing.UNSAVED}
    assert not DECLARED & NOT_STARTED
    assert VERIFIED | MISMATCHED <= DECLARED
    assert not VERIFIED & MISMATCHED


def test_only_what_was_checked_can_be_saved():
    assert {state for state in ClaimState if may_move(state, Move.SAVE)} == SAVABLE
    assert {ClaimState.ENTERED} == UNSAVED - SAVABLE
