"""How does the sector-ID campaign stand for the viewer, in one look?  What boards and first pages say first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app.domain.identity.indicators import CAMPAIGN, FIGURES, LATELY, LATELY_DAYS, MAIN
from app.domain.progress.board import slowest_beneath
from app.domain.progress.models import Campaign
from app.domain.progress.queries import Leaves, plan_and_totals, totals
from app.domain.progress.summary import Summary, summed_up
from app.domain.viewer import Viewer

SUMMED = (*FIGURES, LATELY)


def summary(viewer: Viewer, campaign: Campaign, deadline: datetime, paths: Sequence[str], leaves: Leaves) -> Summary:
    """The figures beneath these paths, as far as the viewer sees."""
    return _told(totals(viewer, campaign.id, paths, leaves, SUMMED, MAIN), deadline)


def _told(figures: Any, deadline: datetime) -> Summary:
    return summed_up(figures, deadline, MAIN, LATELY, LATELY_DAYS)


def own_summary(viewer: Viewer) -> Summary:
    """The same for everything that is the viewer's."""
    return _own(viewer)[1]


def _own(viewer: Viewer) -> tuple[Campaign, Summary]:
    campaign, deadline, figures = plan_and_totals(viewer, CAMPAIGN, SUMMED, MAIN)
    return campaign, _told(figures, deadline)


def overview(viewer: Viewer, slowest: int = 5) -> tuple[Summary, Sequence[Row[Any]]]:
    """The summary of everything that is the viewer's, and the units right beneath where the smallest part has declared.

    The rows have `id, name, expected, declared`: only those few are read, however many units there are.
    """
    campaign, told = _own(viewer)
    return told, slowest_beneath(viewer, campaign.id, MAIN, slowest)
