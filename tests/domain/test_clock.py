"""Two clocks, one calendar on the screen: what the real clock stamped is shown beside the campaign's dates."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain import clock


@pytest.fixture
def demonstration(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    clock.pin_today(date(2022, 4, 18))
    yield
    clock.pin_today(None)


@pytest.mark.parametrize(
    ("stamped", "shown"),
    [
        (datetime(2026, 11, 23, 1, 59, tzinfo=UTC), datetime(2022, 4, 18, 1, 59, tzinfo=UTC)),  # a minute ago
        (datetime(2026, 11, 20, 2, 0, tzinfo=UTC), datetime(2022, 4, 15, 2, 0, tzinfo=UTC)),  # three days ago
        (datetime(2026, 11, 25, 2, 0, tzinfo=UTC), datetime(2022, 4, 20, 2, 0, tzinfo=UTC)),  # a code still good
        (datetime(2022, 4, 9, 2, 0, tzinfo=UTC), datetime(2022, 4, 9, 2, 0, tzinfo=UTC)),  # declared in the campaign
        (datetime(2022, 4, 22, 17, 0, tzinfo=UTC), datetime(2022, 4, 22, 17, 0, tzinfo=UTC)),  # its deadline
    ],
)
def test_a_demonstration_shows_one_calendar(demonstration, stamped: datetime, shown: datetime) -> None:
    assert clock.campaign_instant(stamped) == shown


def test_nothing_is_moved_outside_a_demonstration() -> None:
    clock.pin_today(None)
    for stamped in (clock.now(), clock.now() - timedelta(days=1700), clock.now() + timedelta(days=30)):
        assert clock.campaign_instant(stamped) == stamped
