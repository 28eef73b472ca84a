"""How does a year of training stand for the viewer, in one look?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import clock
from app.domain.progress.models import Campaign
from app.domain.progress.queries import Leaves, holds_until, totals
from app.domain.progress.rules import Forecast, forecast
from app.domain.training.board.indicators import FIGURES, LATELY, LATELY_DAYS, MAIN, OF_YEAR, Scope
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Summary:
    """Totals, days left (0 or less: over), and what the pace of the last days foretells."""

    figures: Any
    deadline: datetime
    days_left: int
    forecast: Forecast
    lately: int
    until: datetime


def summary(viewer: Viewer, campaign: Campaign, scope: Scope, paths: Sequence[str], leaves: Leaves) -> Summary:
    """The figures beneath these paths, as far as the viewer sees."""
    shown = OF_YEAR if scope.whole else FIGURES
    figures = totals(viewer, campaign.id, paths, leaves, (*shown, LATELY), MAIN)
    left = clock.days_until(scope.due, clock.campaign_now())
    recent = getattr(figures, LATELY)
    told = forecast(figures.expected, getattr(figures, MAIN), recent, LATELY_DAYS, left)
    until = holds_until(figures.waiting_since, figures.counted_day)
    return Summary(figures, scope.due, left, told, recent, until)
