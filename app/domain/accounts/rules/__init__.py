"""What is true of accounts, sign-ins and sessions: one module a question."""

from app.domain.accounts.rules.states import NOTICE_VERSION, AccountState

__all__ = ["NOTICE_VERSION", "AccountState"]
