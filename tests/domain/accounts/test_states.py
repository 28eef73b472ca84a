"""The four states of an account and what leads from one to the next."""

import itertools

import pytest

from app.domain.accounts.rules.states import AccountMove, AccountState, after, may

S, M = AccountState, AccountMove
ALLOWED = {
    (S.NEW, M.ISSUE_CODE, S.CODE_ISSUED),
    (S.NEW, M.DISABLE, S.DISABLED),
    (S.CODE_ISSUED, M.ISSUE_CODE, S.CODE_ISSUED),
    (S.CODE_ISSUED, M.RESET, S.CODE_ISSUED),
    (S.CODE_ISSUED, M.ACTIVATE, S.ACTIVE),
    (S.CODE_ISSUED, M.DISABLE, S.DISABLED),
    (S.ACTIVE, M.RESET, S.CODE_ISSUED),
    (S.ACTIVE, M.DISABLE, S.DISABLED),
    (S.DISABLED, M.ENABLE, S.NEW),
}


@pytest.mark.parametrize(("state", "move"), list(itertools.product(S, M)))
def test_moves(state: AccountState, move: AccountMove) -> None:
    expected = next((end for start, made, end in ALLOWED if (start, made) == (state, move)), None)
    assert after(state, move) is expected
    assert may(state, move) is (expected is not None)


def test_a_printed_slip_never_opens_an_account_in_use() -> None:
    """Only a reset, with the identity seen, takes a password away."""
    assert not may(S.ACTIVE, M.ISSUE_CODE)
