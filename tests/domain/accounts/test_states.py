"""The four states of an account."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.accounts.rules.states import AccountState, account_state

NOW = datetime(2022, 4, 18, tzinfo=UTC)
LATER, NEVER = NOW + timedelta(days=1), None


@pytest.mark.parametrize(
    ("disabled", "has_password", "has_code", "until", "state"),
    [
        (False, False, False, NEVER, AccountState.NO_CODE),
        (False, False, True, LATER, AccountState.CODE_ISSUED),
        (False, False, True, NOW, AccountState.NO_CODE),
        (False, True, False, NEVER, AccountState.ACTIVE),
        (False, True, True, LATER, AccountState.CODE_ISSUED),
        (False, True, True, NOW, AccountState.ACTIVE),
        (True, True, True, LATER, AccountState.DISABLED),
        (True, False, False, NEVER, AccountState.DISABLED),
    ],
)
def test_state(disabled: bool, has_password: bool, has_code: bool, until: datetime | None, state: AccountState) -> None:
    judged = account_state(
        disabled=disabled, has_password=has_password, has_code=has_code, code_good_until=until, now=NOW
    )
    assert judged is state
