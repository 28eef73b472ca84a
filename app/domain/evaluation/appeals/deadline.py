"""Until when may a published rank be appealed?"""

from datetime import datetime

from app.domain import clock
from app.domain.evaluation.appeals.rules import first_day_too_late
from app.domain.evaluation.models import Period


def deadline_of(period: Period, published_at: datetime) -> datetime:
    """The first instant that is too late to appeal: midnight in Vietnam, never past the lock."""
    published_on = published_at.astimezone(clock.VIETNAM).date()
    return min(clock.start_of(first_day_too_late(published_on, period.appeal_days)), period.locks)
