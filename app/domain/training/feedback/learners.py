"""Whom does a survey on a module ask?  The one place that says so."""

from sqlalchemy import case, exists, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain import clock
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import UnitKind
from app.domain.surveys.models import SurveyForm, SurveyInvitation
from app.domain.training.catalogue.rules import POSITIONS, Audience
from app.domain.training.feedback.models import FeedbackBox, FeedbackRun
from app.domain.training.feedback.rules import FORM_KINDS, RunKind


def learners_to_ask(run: FeedbackRun) -> list[tuple[int, int]]:
    """`(person, unit of the partition)` of everybody whom the run is to ask and has not asked yet, by person.

    The people of the audience at the province's schools, each once on a module, whatever the run.
    """
    school, above = aliased(Unit), aliased(Unit)
    leaf = case((above.kind == UnitKind.MIDDLE, above.id), else_=school.id)
    kind = FORM_KINDS[RunKind(run.kind)]
    asked_before = exists(
        select(SurveyInvitation.form_id)
        .join(SurveyForm, SurveyForm.id == SurveyInvitation.form_id)
        .join(FeedbackBox, FeedbackBox.id == SurveyForm.subject_id)
        .join(FeedbackRun, FeedbackRun.id == FeedbackBox.run_id)
        .where(
            SurveyInvitation.person_id == Person.id, SurveyForm.kind == kind,
            FeedbackRun.subject == run.subject, FeedbackRun.audience == run.audience,
        )
    )  # fmt: skip
    found = (
        select(Person.id, leaf)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(school, school.id == Appointment.unit_id)
        .join(above, above.id == school.parent_id)
        .where(
            Appointment.main.is_(True), appointed_on(clock.today()),
            Appointment.position.in_(POSITIONS[Audience(run.audience)]), beneath(school.path, [run.unit.path]),
            Person.merged_into_id.is_(None), Person.deceased.is_(False), ~asked_before,
        )
        .order_by(Person.id)
    )  # fmt: skip
    return [(person_id, unit_id) for person_id, unit_id in db.session.execute(found)]
