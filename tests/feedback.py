"""How do tests get a survey on a module?  Through the app's own actions and jobs."""

from datetime import date

from sqlalchemy import insert, select

from app.commands.modules import import_bundled
from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.surveys.actions import send_answer
from app.domain.surveys.models import SurveyForm, SurveyInvitation
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.catalogue.rules import POSITIONS, Audience, ModuleKind
from app.domain.training.feedback.actions import Wanted, ask_to_open
from app.domain.training.feedback.models import FeedbackBox, FeedbackRun
from app.domain.training.feedback.queries import forms_of
from app.domain.training.feedback.rules import RunKind, Topic, marked
from app.domain.training.records.models import LearningRecord
from app.domain.viewer import Viewer
from app.integrations.survey_files import questionnaire
from app.jobs.runner import run_due_jobs
from tests.cast import Cast
from tests.factories import make_teacher
from tests.surveys import invited

CLOSES = date(2022, 5, 5)
MODULE = "ETEP-GV-01"
SIZE = 14


def wanted(**changes) -> Wanted:
    values = {
        "kind": RunKind.MODULE, "subject": MODULE, "audience": Audience.TEACHER, "closes_at": clock.start_of(CLOSES),
    }  # fmt: skip
    return Wanted(**{**values, **changes})


def people_at(cast: Cast, key: str, number: int) -> None:
    """So many more teachers at a unit of the cast."""
    unit = db.session.get_one(Unit, cast.units[key])
    for place in range(number):
        make_teacher(unit, f"Võ Thị Học {place}")
    db.session.rollback()


def let_learn(cast: Cast, code: str = MODULE, but: tuple[str, ...] = (), **changes) -> None:
    """Everybody whom a module is for has a verified ID by now and has passed it, unless told otherwise."""
    import_bundled()
    db.session.rollback()
    with writing():
        module = db.session.scalars(select(TrainingModule).where(TrainingModule.code == code)).one()
        held = select(Appointment.person_id).where(Appointment.position.in_(POSITIONS[Audience(module.audience)]))
        people = db.session.scalars(select(Person).where(Person.id.in_(held))).all()
        for person in people:
            person.sector_id = person.sector_key = f"9{person.id:010d}"
        db.session.flush()
        known = set(db.session.scalars(select(LearningRecord.sector_id).where(LearningRecord.module_id == module.id)))
        values = {
            "provider_id": cast.units["viettel"], "module_id": module.id, "year": 2022, "status": "passed",
            "completed_at": clock.now(), "received_at": clock.now(), "changed_at": clock.now(), "turn": 0,
        }  # fmt: skip
        left_out = {cast[who].person_id for who in but}
        rows = [
            {"ref": f"{code}-{one.id}", "sector_id": one.sector_id, "sector_key": one.sector_key, **values, **changes}
            for one in people
            if one.id not in left_out and one.sector_id not in known
        ]
        if rows:
            db.session.execute(insert(LearningRecord), rows)


def compulsory() -> list[str]:
    """Codes of what a teacher is to learn of the whole programme."""
    import_bundled()
    found = select(TrainingModule.code).where(
        TrainingModule.kind == ModuleKind.COMPULSORY, TrainingModule.audience == Audience.TEACHER
    )
    codes = list(db.session.scalars(found))
    db.session.rollback()
    return codes


def open_run_of(cast: Cast, who: str = "province_officer", learnt: bool = True, **changes) -> int:
    """Everybody learns, the province's officer opens a run and the job invites; the run's id."""
    import_bundled()
    what = wanted(**changes)
    if learnt and what.kind is RunKind.MODULE:
        let_learn(cast, what.subject)
    run_id = ask_to_open(cast[who].viewer, what, questionnaire(what.kind))
    run_due_jobs()
    db.session.rollback()
    return run_id


def run_of(run_id: int) -> FeedbackRun:
    db.session.rollback()
    return db.session.get_one(FeedbackRun, run_id)


def forms(run_id: int) -> dict[int, int | None]:
    """Ids of the run's forms, each with the unit its people belong to."""
    rows = db.session.execute(forms_of(run_of(run_id)).add_columns(FeedbackBox.unit_id).order_by(SurveyForm.id))
    return {row[0]: row[1] for row in rows}


def form_of(cast: Cast, run_id: int, who: str = "teacher") -> int:
    """The form that one of the cast is asked to answer."""
    found = select(SurveyInvitation.form_id).where(
        SurveyInvitation.person_id == cast[who].person_id, SurveyInvitation.form_id.in_(forms(run_id))
    )
    return db.session.execute(found).scalar_one()


def answer(run_id: int, numbers: dict[int | None, int], choice: int = 3, remark: str = "", size: int = SIZE) -> None:
    """So many people of each unit of the partition choose one level throughout; each writes the remark."""
    left = dict(numbers)
    for form_id, unit_id in forms(run_id).items():
        for who in invited(form_id):
            if left.get(unit_id, 0) > 0:
                left[unit_id] -= 1
                send(who, form_id, choice, remark, size)


def send(who: Viewer, form_id: int, choice: int, remark: str = "", size: int = SIZE) -> None:
    send_answer(who, form_id, (choice,) * size, marked(Topic.MATERIAL, remark))
