"""Is it the time for a step of an evaluation period?  If not, the refusal says from or since when."""

from app.domain import clock
from app.domain.evaluation.models import Period
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.refusals import NotNow
from app.domain.evaluation.rules.calendar import Step, Timing


def refuse_out_of_time(period: Period, step: Step) -> None:
    """Raise NotNow "early" before the period opens, "locked" once the step is not taken any more."""
    refuse(period, calendar_of(period).timing(step, clock.campaign_now()))


def refuse(period: Period, timing: Timing) -> None:
    """The same of a timing that is judged already."""
    if timing is Timing.EARLY:
        raise NotNow("early", period.opens)
    if timing is Timing.LOCKED:
        raise NotNow("locked", period.locks if clock.campaign_now() >= period.locks else None)
