"""What the boards count of support plans: sent and approved, teachers' and managers' apart, after each move."""

from datetime import date

import pytest

from app.domain import clock
from app.domain.progress.actions import compare, rebuild, recount_all_marked
from app.domain.progress.figures import stored_of
from app.domain.training.catalogue.rules import Way
from app.domain.training.support import writing as plans
from app.domain.training.support.rules import Move
from app.domain.training.years.actions import open_year
from app.domain.training.years.rules import Wish, YearPlan
from tests.cast import Cast
from tests.support_plans import REASON, decide, fill_plan, make_core, send_plan, version_of
from tests.training import make_modules


@pytest.fixture
def year(cast: Cast) -> None:
    wishes = tuple(Wish(each, Way.ONLINE) for each in make_modules().values())
    plan = YearPlan(2022, clock.start_of(date(2022, 1, 1)), clock.start_of(date(2022, 7, 1)), wishes)
    open_year(cast.province_officer.viewer, plan)
    rebuild()


def figures(cast: Cast, unit: str) -> dict[str, tuple[int, int]]:
    """By code, expected and done, after the worker has been."""
    recount_all_marked()
    assert compare() == []
    found = stored_of([cast.units[unit]])
    return {code: values[:2] for (_, code, _), values in found.items() if code.startswith("plans_")}


@pytest.mark.both_databases
def test_a_plan_counts_from_when_it_is_sent_and_again_when_it_is_approved(cast: Cast, year: None) -> None:
    make_core(cast, "teacher")
    plan_id = fill_plan(cast, "teacher")
    assert figures(cast, "school") == {}
    assert plans.send(cast.teacher.viewer, plan_id, version_of(plan_id)) == []
    assert figures(cast, "school") == {"plans_teacher": (1, 0)}
    assert decide(cast, "principal", plan_id, Move.RETURN, REASON) == []
    assert figures(cast, "school") == {"plans_teacher": (1, 0)}
    assert plans.send(cast.teacher.viewer, plan_id, version_of(plan_id)) == []
    assert decide(cast, "principal", plan_id, Move.APPROVE) == []
    assert figures(cast, "province") == {"plans_teacher": (1, 1)}


@pytest.mark.both_databases
def test_managers_plans_are_counted_apart(cast: Cast, year: None) -> None:
    send_plan(cast, "teacher")
    send_plan(cast, "principal")
    assert figures(cast, "district") == {"plans_teacher": (1, 0), "plans_manager": (1, 0)}
