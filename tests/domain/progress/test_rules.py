"""What a board says: who gets what of it, and how the rest will go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.organisation.rules import Role, UnitKind
from app.domain.progress.rules import Forecast, Pace, Sight, forecast, sight


@pytest.mark.parametrize(
    ("role", "kind", "expected"),
    [
        (Role.PRINCIPAL, UnitKind.SCHOOL, Sight.PEOPLE),
        (Role.ADMIN, UnitKind.SCHOOL, Sight.PEOPLE),
        (Role.ADMIN, UnitKind.MIDDLE, Sight.PEOPLE),
        (Role.ADMIN, UnitKind.PROVINCE, Sight.PEOPLE),
        (Role.ADMIN, UnitKind.MINISTRY, Sight.COUNTS),
        (Role.ADMIN, UnitKind.UNIVERSITY, Sight.NOTHING),
        (Role.DISTRICT, UnitKind.MIDDLE, Sight.PEOPLE),
        (Role.PROVINCE, UnitKind.PROVINCE, Sight.PEOPLE),
        (Role.UNIVERSITY, UnitKind.UNIVERSITY, Sight.STATES),
        (Role.PARTNER, UnitKind.PROVIDER, Sight.COUNTS),
        (Role.MINISTRY, UnitKind.MINISTRY, Sight.COUNTS),
        (Role.TEACHER, UnitKind.SCHOOL, Sight.NOTHING),
        ("", "", Sight.NOTHING),
    ],
)
def test_each_role_gets_its_own_of_a_board(role: str, kind: str, expected: Sight) -> None:
    assert sight(role, kind) is expected


@pytest.mark.parametrize(
    ("expected", "done", "lately", "left", "answer"),
    [
        (100, 100, 10, 5, Forecast(Pace.DONE, 10 / 7, 0)),
        (100, 30, 70, 7, Forecast(Pace.IN_TIME, 10.0, 7)),
        (100, 29, 70, 7, Forecast(Pace.TOO_SLOW, 10.0, 8)),
        (100, 50, 0, 5, Forecast(Pace.STANDING_STILL, 0.0, None)),
        (100, 50, 70, 0, Forecast(Pace.OVER, 10.0, None)),
        (0, 0, 0, 5, Forecast(Pace.DONE, 0.0, 0)),
    ],
)
def test_the_rest_is_foretold_from_the_last_seven_days(
    expected: int, done: int, lately: int, left: int, answer: Forecast
) -> None:
    assert forecast(expected, done, lately, 7, left) == answer


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.integers(1, 30))
def test_going_on_as_now_reaches_everybody_in_the_days_foretold(rest: int, done: int, lately: int, left: int) -> None:
    told = forecast(done + rest, done, lately, 7, left)
    if told.days is not None and rest:
        assert told.days * lately >= rest * 7 > (told.days - 1) * lately
        assert (told.pace is Pace.IN_TIME) == (told.days <= left)
