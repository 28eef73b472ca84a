"""What does each day bring to the surveys that are open?  A count of those who answered, and reminders."""

from datetime import date, timedelta

from sqlalchemy import or_, select, update

from app.db import db, writing
from app.domain import clock
from app.domain.notices.actions import tell_many
from app.domain.surveys.models import SurveyForm, SurveyInvitation, SurveyResult
from app.domain.surveys.rules import number_answered

REMINDED_BEFORE = (timedelta(days=3), timedelta(days=1))
TOLD_AT_ONCE = 400


def count_the_day() -> int:
    """Note how many have answered each open survey, once a day; returns how many surveys were counted (ANON-3)."""
    day = clock.today()
    stale = or_(SurveyForm.counted_on.is_(None), SurveyForm.counted_on < day)
    ids = db.session.scalars(select(SurveyForm.id).where(SurveyForm.closed_at.is_(None), stale)).all()
    for form_id in ids:
        with writing():
            seats = db.session.scalar(select(SurveyResult.answered).where(SurveyResult.form_id == form_id))
            number = number_answered(seats or "")
            uncounted = update(SurveyForm).where(SurveyForm.id == form_id, SurveyForm.closed_at.is_(None), stale)
            db.session.execute(uncounted.values(counted=number, counted_on=day))
    return len(ids)


def remind_invited() -> int:
    """Remind everybody invited, those who have answered too, three days before the end and on the last (ANON-8).

    That it was done is noted with the first part of them: whoever was told is not told twice.
    """
    day, reminded = clock.today(), 0
    started = select(SurveyResult.form_id).where(SurveyResult.form_id == SurveyForm.id).exists()
    open_ones = select(SurveyForm.id).where(SurveyForm.closed_at.is_(None), started)
    for form_id in db.session.scalars(open_ones).all():
        everybody = select(SurveyInvitation.person_id).where(SurveyInvitation.form_id == form_id)
        with writing():
            form = db.session.get_one(SurveyForm, form_id, with_for_update=True, populate_existing=True)
            if form.closed_at is not None or form.reminded_on == day or not _is_reminder_day(form, day):
                continue
            kind, about = f"{form.kind}_reminder", form.about
            people = sorted(db.session.scalars(everybody))
            tell_many(people[:TOLD_AT_ONCE], kind, "survey", form_id, about=about)
            form.reminded_on, reminded = day, reminded + 1
        for start in range(TOLD_AT_ONCE, len(people), TOLD_AT_ONCE):
            with writing():
                tell_many(people[start : start + TOLD_AT_ONCE], kind, "survey", form_id, about=about)
    return reminded


def _is_reminder_day(form: SurveyForm, day: date) -> bool:
    end = form.closes_at.astimezone(clock.VIETNAM).date()
    return any(day == end - before for before in REMINDED_BEFORE)
