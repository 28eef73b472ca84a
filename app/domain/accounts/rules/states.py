"""In which state is an account, and which move leads where?"""

from datetime import datetime
from enum import StrEnum


class AccountState(StrEnum):
    """What an account can do today."""

    NO_CODE = "no_code"
    CODE_ISSUED = "code_issued"
    ACTIVE = "active"
    DISABLED = "disabled"


class DisabledReason(StrEnum):
    """Why an account is closed (AUTH-9: a leaver keeps the login for the own data)."""

    BY_ADMIN = "by_admin"
    DECEASED = "deceased"
    MERGED = "merged"


def account_state(
    *, disabled: bool, has_password: bool, has_code: bool, code_good_until: datetime | None, now: datetime
) -> AccountState:
    """Judge the account at `now`; a code that has died counts as none."""
    if disabled:
        return AccountState.DISABLED
    if has_code and code_good_until is not None and now < code_good_until:
        return AccountState.CODE_ISSUED
    return AccountState.ACTIVE if has_password else AccountState.NO_CODE
