"""How does a campaign stand in one look?  Its totals, its deadline, and what the pace of the last days foretells."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import clock
from app.domain.progress.queries import holds_until
from app.domain.progress.rules import Forecast, forecast


@dataclass(frozen=True)
class Summary:
    """Totals (`expected`, `late` and each figure), the deadline, days left (0 or less: over) and what they foretell."""

    figures: Any
    deadline: datetime
    days_left: int
    forecast: Forecast
    lately: int
    until: datetime


def days_left(deadline: datetime) -> int:
    """Days of the campaign that may still be used, today included."""
    return clock.days_until(deadline, clock.campaign_now())


def summed_up(figures: Any, deadline: datetime, done: str, lately: str, days: int) -> Summary:
    """What totals say: `done` is the figure that the deadline is about, `lately` its last `days`."""
    left, recent = days_left(deadline), getattr(figures, lately)
    told = forecast(figures.expected, getattr(figures, done), recent, days, left)
    return Summary(figures, deadline, left, told, recent, holds_until(figures.waiting_since, figures.counted_day))
