"""When may what be done in an evaluation period?  Instants in, an answer out; server time, Asia/Ho_Chi_Minh (CON-5).

A deadline is the first instant that is too late.  After it a step is late but allowed, until the period locks.

Whoever gives a self-assessment back for correction gives time for it: the rest of the time for self-assessing, at least
three whole days after the day of the return.  Until then nobody rates past the author.  Only the last day before the
lock is the head's in any case, so that nobody stays without a rank because a sheet never came back.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

CORRECTION_DAYS = 3
LAST_FOR_THE_HEAD = timedelta(days=1)


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


def first_day_after_correction(returned_on: date) -> date:
    """The day at whose first instant the three days after a return are over."""
    return returned_on + timedelta(days=CORRECTION_DAYS + 1)


def correction_ends(calendar: Calendar, days_over: datetime) -> datetime:
    """The first instant at which somebody is rated whose returned sheet has not come back.

    `days_over` is when the days after the return are over.
    """
    return max(calendar.deadlines[Step.SELF], min(days_over, calendar.locks - LAST_FOR_THE_HEAD))


def check_order(opens: datetime, deadlines: dict[Step, datetime], locks: datetime) -> list[str]:
    """Which instants stand in the wrong order?  Names of the fields, empty when all is well."""
    order = [opens, *(deadlines[step] for step in Step), locks]
    names = [*(f"{step}_due" for step in Step), "locks"]
    return [name for earlier, later, name in zip(order, order[1:], names, strict=False) if later < earlier]
