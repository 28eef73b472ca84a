"""How does an evaluation period stand for the viewer, in one look?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import clock
from app.domain.evaluation.board.indicators import LATELY, LATELY_DAYS, figures_of, main_of
from app.domain.evaluation.models import Period
from app.domain.evaluation.rules.calendar import Step
from app.domain.progress.models import Campaign
from app.domain.progress.queries import Leaves, holds_until, totals
from app.domain.progress.rules import Forecast, forecast
from app.domain.viewer import Viewer

PACED = {Step.SELF: "assessed", Step.DECISION: "ranked"}
"""The steps whose pace is told, and what each brings forward."""


@dataclass(frozen=True)
class Summary:
    """Totals, the step at hand with its deadline and days left (0 or less: over), and what the pace foretells.

    `forecast` is None for a step whose pace tells nothing: opinions, handing in.
    """

    figures: Any
    step: Step
    deadline: datetime
    days_left: int
    forecast: Forecast | None
    lately: int
    until: datetime


def step_at_hand(period: Period, at: datetime) -> Step:
    """The first step whose deadline lies ahead; handing in when none does.

    Results from paper are only entered; in a year between only the self-assessment is due (Điều 11).
    """
    if period.kind != "held":
        steps: tuple[Step, ...] = (Step.DECISION,)
    else:
        steps = (Step.SELF, Step.OPINIONS, Step.DECISION) if period.head_decides else (Step.SELF,)
    return next((step for step in steps if at < getattr(period, f"{step}_due")), Step.HAND_IN)


def summary(viewer: Viewer, campaign: Campaign, period: Period, paths: Sequence[str], leaves: Leaves) -> Summary:
    """The figures beneath these paths, as far as the viewer sees."""
    figures = totals(viewer, campaign.id, paths, leaves, (*figures_of(period), *LATELY.values()), main_of(period))
    now = clock.campaign_now()
    step = step_at_hand(period, now)
    deadline = getattr(period, f"{step}_due")
    left, figure = clock.days_until(deadline, now), PACED.get(step)
    told, recent = None, 0
    if figure is not None:
        recent = getattr(figures, LATELY[figure])
        told = forecast(figures.expected, getattr(figures, figure), recent, LATELY_DAYS, left)
    until = holds_until(figures.waiting_since, figures.counted_day)
    return Summary(figures, step, deadline, left, told, recent, until)
