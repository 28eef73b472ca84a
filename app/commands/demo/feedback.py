"""What have learners said of the modules?  One survey is over and has results, another runs; verified people only."""

from datetime import timedelta
from random import Random

from sqlalchemy import select

from app.commands.demo.life import somebody, viewer_in
from app.db import db
from app.domain import clock
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position
from app.domain.surveys.actions import send_answer
from app.domain.surveys.daily import count_the_day
from app.domain.surveys.models import SurveyForm, SurveyInvitation
from app.domain.training.catalogue.rules import Audience
from app.domain.training.feedback.actions import Wanted, ask_to_open, count_run, open_run
from app.domain.training.feedback.models import FeedbackRun
from app.domain.training.feedback.queries import forms_of
from app.domain.training.feedback.rules import RunKind, Topic, marked
from app.integrations.survey_files import questionnaire

OVER, RUNNING = "ETEP-GV-03", "ETEP-GV-05"
ANSWERED = {OVER: 0.6, RUNNING: 0.3}
REMARKS = (
    (Topic.MATERIAL, "Video số 3 tiếng nhỏ, nên thu lại."),
    (Topic.MATERIAL, "Nên có bản in gọn để đọc khi mạng yếu."),
    (Topic.OTHER, "Mong lớp tập trung xếp vào thứ Bảy."),
    (Topic.OTHER, "Bài tập sát với việc soạn bài, dùng được ngay."),
)


def ask_learners(province: str, random: Random) -> None:
    """The province asked about a module of last year last month, and asks about one of this year since three days."""
    officer, today = somebody(province, Position.PROVINCE_OFFICER), clock.today()
    for code, opened, closes in ((OVER, -25, -5), (RUNNING, -3, 12)):
        clock.pin_today(today + timedelta(days=opened))
        wanted = Wanted(
            RunKind.MODULE, code, Audience.TEACHER, clock.start_of(today + timedelta(days=closes))
        )  # fmt: skip
        run_id = ask_to_open(officer, wanted, questionnaire(RunKind.MODULE))
        open_run(run_id)
        _answer(run_id, ANSWERED[code], random)
        clock.pin_today(today)
        count_run(run_id)
    count_the_day()


def _answer(run_id: int, share: float, random: Random) -> None:
    """So many of those asked answer; the first ones write a remark."""
    run = db.session.get_one(FeedbackRun, run_id)
    rows = db.session.execute(
        select(Person, Appointment, Unit, SurveyForm)
        .join(SurveyInvitation, SurveyInvitation.person_id == Person.id)
        .join(SurveyForm, SurveyForm.id == SurveyInvitation.form_id)
        .join(Appointment, (Appointment.person_id == Person.id) & Appointment.main)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(SurveyForm.id.in_(forms_of(run)), Appointment.ends.is_(None))
        .order_by(Person.id)
    ).all()
    asked = [(viewer_in(person, post, unit), form.id, len(form.statements)) for person, post, unit, form in rows]
    db.session.rollback()
    answering = [each for each in asked if random.random() < share]
    for number, (who, form_id, size) in enumerate(answering):
        choices = tuple(random.choice((1, 2, 2, 2, 3, 3, 3)) for _ in range(size))
        remark = marked(*REMARKS[number]) if number < len(REMARKS) else ""
        send_answer(who, form_id, choices, remark)
