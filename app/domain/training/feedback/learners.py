"""Whom does a survey on a module ask?  The one place that says so."""

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain import clock
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import UnitKind
from app.domain.surveys.models import SurveyForm, SurveyInvitation
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import POSITIONS, Audience, ModuleKind
from app.domain.training.feedback.models import FeedbackBox, FeedbackRun
from app.domain.training.feedback.rules import FORM_KINDS, RunKind
from app.domain.training.records.matching import holds_now
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.rules import Status


def learners_to_ask(run: FeedbackRun) -> list[tuple[int, int]]:
    """`(person, unit of the partition)` of everybody whom the run is to ask and has not asked yet, by person.

    The people of the audience at the province's schools who have passed the module under their verified ID (on a
    programme: all its compulsory modules), each once on a module, whatever the run.
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
            Person.merged_into_id.is_(None), Person.deceased.is_(False), _has_learnt(run),
            ~asked_before,
        )
        .order_by(Person.id)
    )  # fmt: skip
    return [(person_id, unit_id) for person_id, unit_id in db.session.execute(found)]


def _has_learnt(run: FeedbackRun) -> ColumnElement[bool]:
    """SQL condition on `Person`: what the run asks about is behind them."""
    passed = (
        select(func.count(LearningRecord.module_id.distinct()))
        .join(TrainingModule, TrainingModule.id == LearningRecord.module_id)
        .where(
            holds_now(), LearningRecord.status == Status.PASSED, LearningRecord.voided_at.is_(None),
            LearningRecord.duplicate_of_id.is_(None), TrainingModule.audience == run.audience,
        )
    )  # fmt: skip
    if run.kind == RunKind.MODULE:
        return passed.where(TrainingModule.code == run.subject).correlate(Person).scalar_subquery() > 0
    compulsory = TrainingModule.programme == run.subject, TrainingModule.kind == ModuleKind.COMPULSORY
    many = select(func.count()).where(TrainingModule.audience == run.audience, *compulsory)
    needed = db.session.execute(many).scalar_one()
    return passed.where(*compulsory).correlate(Person).scalar_subquery() >= max(needed, 1)
