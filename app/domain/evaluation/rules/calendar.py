"""When may what be done in an evaluation period?  Instants in, an answer out; server time, Asia/Ho_Chi_Minh (CON-5).

A deadline is the first instant that is too late.  After it a step is late but allowed, until the period locks.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Step(StrEnum):
    """The steps that have a deadline."""

    SELF = "self"
    OPINIONS = "opinions"
    DECISION = "decision"
    HAND_IN = "hand_in"


class Timing(StrEnum):
    """How an instant lies to a step."""

    EARLY = "early"  # the period is not open yet
    ON_TIME = "on_time"
    LATE = "late"
    LOCKED = "locked"


@dataclass(frozen=True)
class Calendar:
    """A period's instants: opening, one deadline a step, the lock.

    Where results are entered from paper (`held` is false) nobody assesses or decides here: only handing in is open.
    """

    opens: datetime
    deadlines: dict[Step, datetime]
    locks: datetime
    held: bool = True

    def timing(self, step: Step, at: datetime) -> Timing:
        """How `at` lies to the step; opinions end at their deadline, every other step may be late until the lock."""
        if at < self.opens:
            return Timing.EARLY
        if not self.held and step is not Step.HAND_IN:
            return Timing.LOCKED
        if at >= self.locks or (step is Step.OPINIONS and at >= self.deadlines[step]):
            return Timing.LOCKED
        return Timing.ON_TIME if at < self.deadlines[step] else Timing.LATE

    def allows(self, step: Step, at: datetime) -> bool:
        """May the step be taken at this instant?"""
        return self.timing(step, at) in {Timing.ON_TIME, Timing.LATE}


def check_order(opens: datetime, deadlines: dict[Step, datetime], locks: datetime) -> list[str]:
    """Which instants stand in the wrong order?  Names of the fields, empty when all is well."""
    order = [opens, *(deadlines[step] for step in Step), locks]
    names = [*(f"{step}_due" for step in Step), "locks"]
    return [name for earlier, later, name in zip(order, order[1:], names, strict=False) if later < earlier]
