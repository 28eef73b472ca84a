"""What is a month, and where do two sides' totals of it differ?  Values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

TOTALS = ("records", "completed", "voided")
"""What both sides count of a month: records received first in it, those of them finished, those taken back since."""


@dataclass(frozen=True)
class Month:
    """A calendar month in Vietnam."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def after(self) -> date:
        """The first day of the next month."""
        return date(self.year + self.number // 12, self.number % 12 + 1, 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def read_month(text: str) -> Month:
    """A month written 2022-04.  Raises ValueError."""
    year, dash, number = text.partition("-")
    right = dash and len(year) == 4 and len(number) == 2 and (year + number).isascii() and (year + number).isdigit()
    if not right or not 1 <= int(number) <= 12 or not 2000 <= int(year) <= 9998:
        raise ValueError(text)
    return Month(int(year), int(number))


@dataclass(frozen=True)
class Difference:
    """A total that the two sides do not share."""

    name: str
    theirs: int
    ours: int


def differences(theirs: Mapping[str, int], ours: Mapping[str, int]) -> list[Difference]:
    """Where totals that were sent differ from ours; what was not sent is not compared."""
    return [
        Difference(name, theirs[name], ours[name]) for name in TOTALS if name in theirs and theirs[name] != ours[name]
    ]
