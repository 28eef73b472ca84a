"""How does a unit stand in everything at once: what is late, what will not come in time, which unit comes first?

Pure: figures, days and forecasts in, answers out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.progress.rules import Forecast, Pace

SLOW = frozenset({Pace.TOO_SLOW, Pace.STANDING_STILL})


class Subject(StrEnum):
    """What a column of the board is about."""

    IDENTITY = "identity"
    EVALUATION = "evaluation"
    HAND_IN = "hand_in"
    TRAINING = "training"
    PLANS = "plans"
    REPORT = "report"


class Course(StrEnum):
    """How a unit is doing, all in all."""

    LATE = "late"
    SLOW = "slow"
    ON_COURSE = "on_course"
    DONE = "done"
    NOTHING = "nothing"  # there is nobody, or nothing is to be done


@dataclass(frozen=True)
class Cell:
    """One figure of one unit: how many of how many.

    `left` are those who still have to do what the deadline at hand is about, `days_left` the days that may be used for
    it (0 or less: over; None: no deadline holds here), `forecast` what the pace of the last days foretells and `lately`
    how many they brought.
    """

    expected: int
    done: int
    left: int
    days_left: int | None = None
    forecast: Forecast | None = None
    lately: int = 0

    @property
    def days_late(self) -> int:
        """For how many days what is left has been late; 0 when it is not."""
        return days_late(self.days_left) if self.left else 0

    @property
    def is_slow(self) -> bool:
        """Is there time left, but not enough at today's pace?"""
        return self.left > 0 and not self.days_late and self.forecast is not None and self.forecast.pace in SLOW

    @property
    def share(self) -> float:
        """The part of those expected who have done it; 1 where nobody is."""
        return self.done / self.expected if self.expected else 1.0


@dataclass(frozen=True)
class Trouble:
    """Where a unit is behind: late by so many days, or too slow (0 days); `left`: how many still have to do it.

    `own`: it is the unit's own hand-in or report, not its people's or its schools'.
    """

    subject: Subject
    days_late: int
    left: int = 0
    cell: Cell | None = None
    own: bool = False


def days_late(days_left: int | None) -> int:
    """The first day on which it is too late is day 1; 0 while it is not, or where no deadline holds."""
    return 1 - days_left if days_left is not None and days_left <= 0 else 0


def trouble_with(subject: Subject, cell: Cell) -> Trouble | None:
    """What is wrong with a figure; None when nothing is."""
    if cell.days_late or cell.is_slow:
        return Trouble(subject, cell.days_late, cell.left, cell)
    return None


def worst_first(troubles: Sequence[Trouble]) -> tuple[Trouble, ...]:
    """Late before slow, the longest late first; of equals the one with the most left."""
    return tuple(sorted(troubles, key=lambda each: (-each.days_late, -each.left, each.subject)))


def need(troubles: Sequence[Trouble]) -> tuple[int, float, int]:
    """A sort key of units, those that need somebody most first: by days late, by the greatest part left, by how many
    figures are behind."""
    late = max((each.days_late for each in troubles), default=0)
    of_latest = [each for each in troubles if each.days_late == late]
    parts = [each.left / each.cell.expected if each.cell and each.cell.expected else 1.0 for each in of_latest]
    return -late, -max(parts, default=0.0), -len(troubles)


def course_of(cells: Sequence[Cell], troubles: Sequence[Trouble], *, open_work: bool) -> Course:
    """How the unit is doing; `open_work`: something else than its figures (hand-in, report) is not over yet."""
    if any(each.days_late for each in troubles):
        return Course.LATE
    if troubles:
        return Course.SLOW
    if not open_work and not any(each.expected for each in cells):
        return Course.NOTHING
    return Course.ON_COURSE if open_work or any(each.left for each in cells) else Course.DONE
