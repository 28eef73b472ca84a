"""What may an account and a session be?"""

from enum import StrEnum


class AccountState(StrEnum):
    NEW = "new"  # no code, no password yet
    CODE_ISSUED = "code_issued"
    ACTIVE = "active"
    DISABLED = "disabled"
