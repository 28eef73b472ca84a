"""What is true of accounts, sign-ins and sessions: one module a question."""

from app.domain.accounts.rules.states import AccountState

__all__ = ["AccountState"]
