"""What makes a year of training a sound plan?  Values in, problems out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.organisation.rules import Problem
from app.domain.training.catalogue.rules import Audience, Way

YEAR, MODULE = "training", "training_module"
"""The kinds under which the boards count a year as a whole, and each of its modules."""
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


@dataclass(frozen=True)
class Share:
    """How many people a target asks for."""

    teachers: int
    managers: int

    def __add__(self, other: "Share") -> "Share":
        return Share(self.teachers + other.teachers, self.managers + other.managers)


NOTHING = Share(0, 0)


@dataclass(frozen=True)
class TargetCheck:
    """How the targets of the units beneath add up to one's own; below zero where they ask for less."""

    own: Share | None
    below: Share
    without: int  # units beneath that have none

    @property
    def difference(self) -> Share | None:
        """The sum below less one's own; None where one's own is not set."""
        return None if self.own is None else Share(
            self.below.teachers - self.own.teachers, self.below.managers - self.own.managers
        )  # fmt: skip

    @property
    def agrees(self) -> bool:
        return self.difference == NOTHING and not self.without


def check_targets(own: Share | None, below: Sequence[Share | None]) -> TargetCheck:
    """Do the targets of the units right beneath reach what is asked of the unit itself?"""
    total = NOTHING
    for share in below:
        total += share or NOTHING
    return TargetCheck(own, total, sum(share is None for share in below))


def needed(modules: Mapping[int, Audience]) -> dict[Audience, int]:
    """How many modules each audience is to pass in a year."""
    return {each: list(modules.values()).count(each) for each in Audience}
