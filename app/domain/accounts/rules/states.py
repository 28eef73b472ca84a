"""In which state is an account, and which move leads where?"""

from enum import StrEnum

# The notice on personal data that everybody acknowledges before the first use; a new text gets a new version (DP-1).
NOTICE_VERSION = "2022-07"


class AccountState(StrEnum):
    """What an account can do today; a password exists iff it was activated."""

    NEW = "new"  # no code, no password yet
    CODE_ISSUED = "code_issued"
    ACTIVE = "active"
    DISABLED = "disabled"


class AccountMove(StrEnum):
    """What may be done with an account."""

    ISSUE_CODE = "issue_code"
    RESET = "reset"
    ACTIVATE = "activate"
    DISABLE = "disable"
    ENABLE = "enable"


class DisabledReason(StrEnum):
    """Why an account is closed (AUTH-9: a leaver keeps the login for the own data)."""

    BY_ADMIN = "by_admin"
    DECEASED = "deceased"
    MERGED = "merged"


S, M = AccountState, AccountMove
# A slip is printed for those who never came in; a reset takes the old password away and leads back to a code.
# Whoever is enabled again gets a new code: nobody remembers what happened to the old password meanwhile.
MOVES: dict[tuple[AccountState, AccountMove], AccountState] = {
    (S.NEW, M.ISSUE_CODE): S.CODE_ISSUED,
    (S.CODE_ISSUED, M.ISSUE_CODE): S.CODE_ISSUED,
    (S.CODE_ISSUED, M.ACTIVATE): S.ACTIVE,
    (S.CODE_ISSUED, M.RESET): S.CODE_ISSUED,
    (S.ACTIVE, M.RESET): S.CODE_ISSUED,
    (S.NEW, M.DISABLE): S.DISABLED,
    (S.CODE_ISSUED, M.DISABLE): S.DISABLED,
    (S.ACTIVE, M.DISABLE): S.DISABLED,
    (S.DISABLED, M.ENABLE): S.NEW,
}


def after(state: AccountState, move: AccountMove) -> AccountState | None:
    """The state that the move leads to, or None where it is not allowed."""
    return MOVES.get((state, move))


def may(state: AccountState, move: AccountMove) -> bool:
    """Tell whether the move is allowed in this state: a button shown is a button that works."""
    return (state, move) in MOVES
