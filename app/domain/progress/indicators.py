"""What is counted on the boards?  Higher domains register their indicators here; this one never imports them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.progress.rules import Count, Period

Counting = Callable[[Session, Sequence[int], Period], Iterable[Count]]


@dataclass(frozen=True)
class Indicator:
    """A figure of every unit.  `count` answers for the given units in one aggregate; a unit it omits has nobody.

    It is counted for campaigns of its `kind`.  `turning` names those of its codes that change with the day, too: where
    several figures come from one aggregate, each `Count` says which it is.
    """

    code: str
    count: Counting
    kind: str = "sector_id"
    turning: tuple[str, ...] = ()


REGISTERED: dict[tuple[str, str], Indicator] = {}


def register(indicator: Indicator) -> Indicator:
    """Have an indicator counted from now on; its code names it in the table of figures."""
    REGISTERED[indicator.kind, indicator.code] = indicator
    return indicator
