"""How does the sector-ID campaign stand for the viewer, in one look?  What boards and first pages say first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app.domain import clock
from app.domain.identity.indicators import CAMPAIGN, FIGURES, LATELY, LATELY_DAYS, MAIN
from app.domain.progress.board import slowest_beneath
from app.domain.progress.models import Campaign
from app.domain.progress.queries import Leaves, holds_until, plan_and_totals, totals
from app.domain.progress.rules import Forecast, forecast
from app.domain.viewer import Viewer

SUMMED = (*FIGURES, LATELY)


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


def summary(viewer: Viewer, campaign: Campaign, deadline: datetime, paths: Sequence[str], leaves: Leaves) -> Summary:
    """The figures beneath these paths, as far as the viewer sees."""
    figures = totals(viewer, campaign.id, paths, leaves, SUMMED, MAIN)
    return _told(deadline, figures, holds_until(figures.waiting_since, figures.counted_day))


def _told(deadline: datetime, figures: Any, until: datetime) -> Summary:
    left, lately = days_left(deadline), getattr(figures, LATELY)
    told = forecast(figures.expected, figures.declared, lately, LATELY_DAYS, left)
    return Summary(figures, deadline, left, told, lately, until)


def own_summary(viewer: Viewer) -> Summary:
    """The same for everything that is the viewer's."""
    return _own(viewer)[1]


def _own(viewer: Viewer) -> tuple[Campaign, Summary]:
    campaign, deadline, figures = plan_and_totals(viewer, CAMPAIGN, SUMMED, MAIN)
    return campaign, _told(deadline, figures, holds_until(figures.waiting_since, figures.counted_day))


def overview(viewer: Viewer, slowest: int = 5) -> tuple[Summary, Sequence[Row[Any]]]:
    """The summary of everything that is the viewer's, and the units right beneath where the smallest part has declared.

    The rows have `id, name, expected, declared`: only those few are read, however many units there are.
    """
    campaign, told = _own(viewer)
    return told, slowest_beneath(viewer, campaign.id, MAIN, slowest)
