"""What makes a year of training a sound plan?  Values in, problems out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.organisation.rules import Problem
from app.domain.training.catalogue.rules import Audience, Way

YEAR, MODULE = "training", "training_module"
"""The kinds under which the boards count a year as a whole, and each of its modules."""
BY_RULE = "rule"
"""Stands beside the kinds of exceptions: the rule holds for somebody, no exception does."""
MOST_HOURS, MOST_COST = 500, 50_000_000
MOST_MODULES = 12


@dataclass(frozen=True)
class Wish:
    """A module as it is asked for in a year: hours of learning, cost a learner in đồng, None where not settled."""

    module_id: int
    way: Way
    hours: int | None = None
    cost: int | None = None


@dataclass(frozen=True)
class YearPlan:
    """A year as it is to be; `due` is the first instant that is too late."""

    year: int
    opens: datetime
    due: datetime
    modules: tuple[Wish, ...]


def check_plan(plan: YearPlan) -> list[Problem]:
    """What speaks against this plan?"""
    problems = []
    if plan.opens >= plan.due:
        problems.append(Problem("dates_out_of_order", "due"))
    if not plan.opens.year - 1 <= plan.year <= plan.opens.year + 1:
        problems.append(Problem("year_apart_from_dates", "year"))
    ids = [wish.module_id for wish in plan.modules]
    if not ids:
        problems.append(Problem("no_module", "modules"))
    elif len(ids) > MOST_MODULES:
        problems.append(Problem("too_many_modules", "modules"))
    elif len(set(ids)) < len(ids):
        problems.append(Problem("modules_unclear", "modules"))
    for wish in plan.modules:
        if (wish.hours is not None and not 0 < wish.hours <= MOST_HOURS) or (
            wish.cost is not None and not 0 <= wish.cost <= MOST_COST
        ):
            problems.append(Problem("module_facts_out_of_range", "modules"))
            break
    return problems


def needed(modules: Mapping[int, Audience]) -> dict[Audience, int]:
    """How many modules each audience is to pass in a year."""
    return {each: list(modules.values()).count(each) for each in Audience}
