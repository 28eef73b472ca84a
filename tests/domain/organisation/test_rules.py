"""What follows from kinds, positions and paths?"""

from datetime import date

import pytest

from app.domain.organisation.rules import (
    POSITIONS_IN,
    ROLE_OF,
    Level,
    Position,
    Role,
    UnitKind,
    check_appointment,
    is_below,
    is_valid_on,
    path_below,
)

DAY = date(2022, 4, 18)


def test_az3_a_path_does_not_contain_its_namesake_prefix() -> None:
    low, high = path_below("/1/12/")
    assert low <= "/1/12/" < high
    assert low <= "/1/12/345/" < high
    assert not low <= "/1/120/" < high
    assert not is_below("/1/120/", "/1/12/")


def test_every_position_has_a_role_and_a_kind_of_unit() -> None:
    assert set(ROLE_OF) == set(Position)
    assert set().union(*POSITIONS_IN.values()) == set(Position)
    assert Role.SYSTEM not in ROLE_OF.values()


@pytest.mark.parametrize(
    ("position", "kind", "levels", "level", "ends", "codes"),
    [
        (Position.TEACHER, UnitKind.SCHOOL, {Level.PRIMARY}, None, None, []),
        (Position.TEACHER, UnitKind.PROVINCE, set(), None, None, ["position_not_in_unit"]),
        (Position.TEACHER, UnitKind.SCHOOL, {Level.PRIMARY, Level.LOWER_SECONDARY}, None, None, ["level_needed"]),
        (Position.TEACHER, UnitKind.SCHOOL, {Level.PRIMARY}, Level.UPPER_SECONDARY, None, ["level_not_at_school"]),
        (Position.ADMIN, UnitKind.SCHOOL, {Level.PRIMARY, Level.LOWER_SECONDARY}, None, None, []),
        (Position.TEACHER, UnitKind.SCHOOL, {Level.PRIMARY}, None, DAY, ["ends_before_start"]),
    ],
)
def test_appointment_problems(position, kind, levels, level, ends, codes) -> None:
    found = check_appointment(position, kind, frozenset(levels), level, DAY, ends)
    assert [problem.code for problem in found] == codes


def test_an_end_is_the_first_day_that_no_longer_counts() -> None:
    assert is_valid_on(DAY, None, DAY)
    assert not is_valid_on(DAY, DAY.replace(day=19), DAY.replace(day=19))
    assert not is_valid_on(DAY.replace(day=19), None, DAY)
