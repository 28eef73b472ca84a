"""How do tests get a survey on the cast's principal?  Through the app's own actions."""

from datetime import date

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.evaluation.opinions.actions import open_survey
from app.domain.evaluation.opinions.rules import KIND
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.surveys.actions import send_answer
from app.domain.surveys.models import SurveyForm, SurveyInvitation, SurveyResult
from app.domain.surveys.queries import has_answered
from app.domain.viewer import Viewer
from tests.cast import Cast
from tests.evaluations import evaluation_of

CLOSES = date(2022, 5, 5)


def open_about(cast: Cast, period: int, about: str = "principal", who: str = "district_officer") -> int:
    """The officer opens the survey on a manager; the form's id."""
    evaluation_id = evaluation_of(cast, period, about)
    assert open_survey(cast[who].viewer, evaluation_id, clock.start_of(CLOSES))
    return form_id_about(evaluation_id)


def form_id_about(evaluation_id: int) -> int:
    found = select(SurveyForm.id).where(SurveyForm.kind == KIND, SurveyForm.subject_id == evaluation_id)
    return db.session.execute(found).scalar_one()


def invited(form_id: int) -> list[Viewer]:
    """Everybody who is invited, by person id."""
    rows = db.session.execute(
        select(Person, Appointment, Unit)
        .join(SurveyInvitation, SurveyInvitation.person_id == Person.id)
        .join(Appointment, (Appointment.person_id == Person.id) & Appointment.main)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(SurveyInvitation.form_id == form_id)
        .order_by(Person.id)
    ).all()
    found = [
        Viewer(
            account_id=None, person_id=person.id, appointment_id=post.id, unit_id=unit.id, unit_path=unit.path,
            unit_kind=unit.kind, role="teacher", position=post.position,
        )
        for person, post, unit in rows
    ]  # fmt: skip
    db.session.rollback()
    return found


def who_answered(form_id: int) -> list[int]:
    """Ids of those who have answered, by seat."""
    found = (
        select(SurveyInvitation.person_id)
        .join(SurveyResult, SurveyResult.form_id == SurveyInvitation.form_id)
        .where(SurveyInvitation.form_id == form_id, has_answered())
        .order_by(SurveyInvitation.seat)
    )
    return list(db.session.scalars(found))


def answer_all(form_id: int, chosen: list[int], comments: tuple[str, ...] = (), size: int = 18) -> None:
    """The first of those invited choose one level throughout each; the first of them write a comment, too."""
    for number, (who, choice) in enumerate(zip(invited(form_id), chosen, strict=False)):
        send_answer(who, form_id, (choice,) * size, comments[number] if number < len(comments) else "")
