"""Whose published rank is looked at again in the demonstration?  One of the cast's school, by the office above."""

from sqlalchemy import select

from app.commands.demo.life import viewer_in
from app.db import db
from app.domain.evaluation.appeals.filing import file_appeal
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.rules.flow import EvaluationState
from app.domain.organisation.models import Appointment, Person, Unit

TEXT = (
    "Tôi đề nghị xem lại tiêu chí 5 và tiêu chí 9. Trong năm học tôi dạy hai chuyên đề của cụm trường và hướng dẫn một"
    " đồng nghiệp mới; biên bản sinh hoạt chuyên môn do tổ lưu."
)
CRITERIA = (5, 9)


def appeal_one(period_id: int, school: str) -> None:
    """The first of the school whose rank is published asks that it be looked at again."""
    found = db.session.execute(
        select(Person, Appointment, Unit, Evaluation.id)
        .join(Evaluation, Evaluation.person_id == Person.id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Appointment, (Appointment.person_id == Person.id) & Appointment.main)
        .where(
            Evaluation.period_id == period_id, Unit.code == school, Evaluation.state == EvaluationState.PUBLISHED,
        )
        .order_by(Evaluation.id)
    ).first()  # fmt: skip
    assert found is not None
    viewer, evaluation_id = viewer_in(*found[:3]), found[3]
    db.session.rollback()
    file_appeal(viewer, evaluation_id, TEXT, CRITERIA)
