"""The letter's days, and what is late."""

from datetime import date, timedelta

from app.domain import clock
from app.domain.reporting.rules import ReportState, Step, is_late, next_step, usual_day


def test_deadlines_are_the_letters_days_and_lateness_is_of_the_next_step():
    assert usual_day(2022, Step.EXTRACTED) == date(2022, 12, 25) and usual_day(2022, Step.SENT) == date(2023, 1, 31)
    due = {step: clock.start_of(usual_day(2022, step)) for step in Step}
    before, after = due[Step.EXTRACTED] - timedelta(microseconds=1), due[Step.EXTRACTED]
    assert not is_late(ReportState.DRAFT, due, before) and is_late(ReportState.DRAFT, due, after)
    assert not is_late(ReportState.FROZEN, due, after)
    assert next_step(ReportState.SENT) is None and not is_late(ReportState.SENT, due, due[Step.SENT])
