"""Until when may a self-assessment that was given back ("trả lại để sửa") be corrected, and was it sent late?"""

from datetime import datetime

from app.domain import clock
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.rules.calendar import correction_ends, first_day_after_correction
from app.domain.evaluation.rules.flow import WRITABLE, EvaluationState


def correction_until(evaluation: Evaluation, period: Period) -> datetime | None:
    """The first instant at which the head may rate although nothing came back; None where nothing is being corrected.

    It runs from the newest return, also for whoever takes an answer back to go on correcting.
    """
    if evaluation.returned_at is None or EvaluationState(evaluation.state) not in WRITABLE:
        return None
    return _end(period, evaluation.returned_at)


def time_to_correct(period: Period) -> datetime | None:
    """Until when a sheet could be corrected that is given back now; None where no time is left."""
    now = clock.campaign_now()
    end = _end(period, now)
    return end if end > now else None


def _end(period: Period, returned_at: datetime) -> datetime:
    day = first_day_after_correction(returned_at.astimezone(clock.VIETNAM).date())
    return correction_ends(calendar_of(period), clock.start_of(day))


def sent_late(evaluation: Evaluation, period: Period) -> bool:
    """Was it sent, and too late?  What answers a return is as timely as what was sent first."""
    return was_late(evaluation.sent_at, evaluation.first_sent_at, period)


def was_late(sent_at: datetime | None, first_sent_at: datetime | None, period: Period) -> bool:
    """The same of the instants alone."""
    return sent_at is not None and (first_sent_at or sent_at) >= period.self_due
