"""How a unit stands in everything at once: late before slow, days from the first day too late, who comes first."""

import pytest

from app.domain.evaluation.hand_in.rules import Actor, HandInState, Route, has_it
from app.domain.progress.rules import forecast
from app.domain.reporting.board.rules import (
    Cell,
    Course,
    Subject,
    Trouble,
    course_of,
    days_late,
    need,
    trouble_with,
    worst_first,
)


def cell(expected: int, done: int, days_left: int | None, lately: int = 0) -> Cell:
    told = forecast(expected, done, lately, 7, days_left) if days_left is not None else None
    return Cell(expected, done, expected - done, days_left, told, lately)


@pytest.mark.parametrize(("left", "days"), [(None, 0), (5, 0), (1, 0), (0, 1), (-9, 10)])
def test_the_first_day_that_is_too_late_is_day_one(left: int | None, days: int) -> None:
    assert days_late(left) == days


def test_who_is_through_is_never_late() -> None:
    assert cell(10, 10, -5).days_late == 0 and trouble_with(Subject.TRAINING, cell(10, 10, -5)) is None
    assert cell(0, 0, -5).days_late == 0 and cell(0, 0, None).share == 1.0


def test_slow_is_what_todays_pace_does_not_bring_in_time() -> None:
    assert cell(100, 10, 5, lately=7).is_slow and cell(100, 10, 5).is_slow
    assert not cell(100, 96, 5, lately=7).is_slow and not cell(100, 10, -1, lately=7).is_slow
    assert not cell(100, 10, None).is_slow


def test_late_comes_before_slow_and_the_longest_late_first() -> None:
    slow, short, long = cell(10, 1, 4), cell(10, 1, -1), cell(10, 9, -8)
    found = [
        trouble_with(Subject.IDENTITY, slow), trouble_with(Subject.EVALUATION, short),
        trouble_with(Subject.TRAINING, long),
    ]  # fmt: skip
    ordered = worst_first([each for each in found if each])
    assert [each.subject for each in ordered] == [Subject.TRAINING, Subject.EVALUATION, Subject.IDENTITY]
    assert need(ordered)[0] == -9


def test_of_units_that_are_as_late_the_one_with_the_greater_part_left_comes_first() -> None:
    big = worst_first([Trouble(Subject.IDENTITY, 3, 50, cell(1000, 950, -2))])
    small = worst_first([Trouble(Subject.IDENTITY, 3, 9, cell(10, 1, -2))])
    assert need(small) < need(big) < need([])


def test_a_unit_is_late_slow_on_its_way_done_or_without_anything() -> None:
    late = worst_first([Trouble(Subject.REPORT, 3, own=True)])
    slow = worst_first([Trouble(Subject.IDENTITY, 0, 9, cell(10, 1, 4))])
    assert course_of([], late, open_work=True) is Course.LATE
    assert course_of([cell(10, 1, 4)], slow, open_work=False) is Course.SLOW
    assert course_of([cell(10, 9, 9, 5)], (), open_work=False) is Course.ON_COURSE
    assert course_of([cell(10, 10, 9)], (), open_work=True) is Course.ON_COURSE
    assert course_of([cell(10, 10, 9)], (), open_work=False) is Course.DONE
    assert course_of([cell(0, 0, 9)], (), open_work=False) is Course.NOTHING


@pytest.mark.parametrize(
    ("route", "state", "actor"),
    [
        (Route.THROUGH_MIDDLE, HandInState.OPEN, Actor.SENDER),
        (Route.THROUGH_MIDDLE, HandInState.SENT, Actor.MIDDLE),
        (Route.THROUGH_MIDDLE, HandInState.CHECKED, Actor.PROVINCE),
        (Route.THROUGH_MIDDLE, HandInState.RETURNED, Actor.SENDER),
        (Route.THROUGH_MIDDLE, HandInState.ACCEPTED, None),
        (Route.STRAIGHT, HandInState.SENT, Actor.PROVINCE),
        (Route.OWN, HandInState.REOPENED, Actor.PROVINCE),
    ],
)
def test_who_has_the_results_now(route: Route, state: HandInState, actor: Actor | None) -> None:
    assert has_it(route, state) is actor
