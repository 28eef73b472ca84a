"""What have teachers and staff of the cast's school said by now?  The surveys run since yesterday, some have answered.

Those of the cast have not: the newcomer gives an answer of their own.
"""

from datetime import timedelta
from random import Random

from sqlalchemy import select

from app.commands.demo.life import viewer_in
from app.db import db
from app.domain import clock
from app.domain.accounts.models import Account
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.opinions.actions import open_survey
from app.domain.evaluation.opinions.rules import KIND
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position
from app.domain.surveys.actions import send_answer
from app.domain.surveys.daily import count_the_day
from app.domain.surveys.models import SurveyForm, SurveyInvitation
from app.domain.viewer import Viewer

ANSWERED = 0.5
COMMENTS = (
    "Mong các cuộc họp gọn hơn.",
    "Phân công rõ ràng, mọi người yên tâm làm việc.",
    "Nên công khai kinh phí sớm hơn trong học kỳ.",
)


def ask_about_the_principal(officer: Viewer, period_id: int, school: str, random: Random) -> None:
    """The officer opened the survey on the school's principal yesterday; about half of those asked have answered."""
    today = clock.today()
    about, closes_at = db.session.execute(
        select(Evaluation.id, Period.opinions_due)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Period, Period.id == Evaluation.period_id)
        .where(Evaluation.period_id == period_id, Unit.code == school, Evaluation.position == Position.PRINCIPAL)
    ).one()
    db.session.rollback()
    clock.pin_today(today - timedelta(days=1))
    open_survey(officer, about, closes_at)
    answering = [each for each in _asked(about) if random.random() < ANSWERED]
    for number, (who, form) in enumerate(answering):
        answer = tuple(random.choice((1, 2, 2, 3, 3, 3)) for _ in form.statements)
        send_answer(who, form.id, answer, COMMENTS[number] if number < len(COMMENTS) else "")
    clock.pin_today(today)
    count_the_day()


def _asked(about: int) -> list[tuple[Viewer, SurveyForm]]:
    """Everybody who is invited, without the cast."""
    rows = db.session.execute(
        select(Person, Appointment, Unit, SurveyForm)
        .join(SurveyInvitation, SurveyInvitation.person_id == Person.id)
        .join(SurveyForm, SurveyForm.id == SurveyInvitation.form_id)
        .join(Appointment, (Appointment.person_id == Person.id) & Appointment.main)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(SurveyForm.kind == KIND, SurveyForm.subject_id == about, Account.id.is_(None))
        .order_by(Person.id)
    ).all()
    found = [(viewer_in(person, post, unit), form) for person, post, unit, form in rows]
    db.session.expunge_all()
    db.session.rollback()
    return found
