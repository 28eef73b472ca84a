"""What stands in a plan: as it is now for its author, as it was sent for everybody else."""

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.training.catalogue.models import TrainingModule
from app.domain.training.support.models import (
    SupportActivity,
    SupportEdition,
    SupportPlan,
    SupportPlanModule,
    SupportPlanPerson,
)
from app.domain.training.support.rules import (
    REPORTED,
    Activity,
    Content,
    Module,
    Place,
    Supported,
    without_report,
)
from app.domain.viewer import Viewer


def content_now(plan: SupportPlan, day: date) -> Content:
    """The plan as it stands; where the colleagues work on this day."""
    people = (
        select(Person.id, Person.full_name, Unit.name, Unit.id)
        .join(SupportPlanPerson, SupportPlanPerson.person_id == Person.id)
        .outerjoin(Appointment, (Appointment.person_id == Person.id) & Appointment.main & appointed_on(day))
        .outerjoin(Unit, Unit.id == Appointment.unit_id)
        .where(SupportPlanPerson.plan_id == plan.id)
        .order_by(Unit.id != plan.unit_id, Unit.name_fold, Person.sort_key, Person.id)
    )
    modules = (
        select(TrainingModule)
        .join(SupportPlanModule, SupportPlanModule.module_id == TrainingModule.id)
        .where(SupportPlanModule.plan_id == plan.id)
        .order_by(TrainingModule.programme, TrainingModule.number)
    )
    activities = select(SupportActivity).where(SupportActivity.plan_id == plan.id)
    return Content(
        tuple(
            Supported(person_id, name, unit or "", unit_id == plan.unit_id)
            for person_id, name, unit, unit_id in db.session.execute(people)
        ),
        tuple(Module(each.id, each.title) for each in db.session.scalars(modules)),
        tuple(
            Activity(each.id, each.what, Place(each.place), each.starts, each.ends, each.done, each.took_part)
            for each in db.session.scalars(activities.order_by(SupportActivity.starts, SupportActivity.id))
        ),
        plan.expected, plan.outcome, plan.difficulties,
    )  # fmt: skip


def content_for(viewer: Viewer, plan: SupportPlan, day: date) -> Content:
    """What the viewer reads: the author what stands there now, others the version that was sent last."""
    if viewer.person_id == plan.person_id:
        return content_now(plan, day)
    if plan.state in REPORTED and (report := newest_edition(plan.id, "report")) is not None:
        return content_from(report.content)
    sent = newest_edition(plan.id, "plan")
    assert sent is not None, "a plan that was never sent is its author's alone"
    return without_report(content_from(sent.content))


def newest_edition(plan_id: int, kind: str) -> SupportEdition | None:
    """The version that was sent last."""
    found = select(SupportEdition).where(SupportEdition.plan_id == plan_id, SupportEdition.kind == kind)
    return db.session.scalar(found.order_by(SupportEdition.number.desc()).limit(1))


def editions_of(viewer: Viewer, plan: SupportPlan) -> list[SupportEdition]:
    """Every version that was sent, the newest first; others see no report that was taken back."""
    found = select(SupportEdition).where(SupportEdition.plan_id == plan.id).order_by(SupportEdition.id.desc())
    if viewer.person_id != plan.person_id and plan.state not in REPORTED:
        found = found.where(SupportEdition.kind == "plan")
    return list(db.session.scalars(found))


def kept(content: Content) -> dict[str, Any]:
    """The content in plain values."""
    values = asdict(content)
    for each in values["activities"]:
        each["starts"], each["ends"] = each["starts"].isoformat(), each["ends"].isoformat()
    return values


def content_from(values: dict[str, Any]) -> Content:
    """The content that was kept so."""
    return Content(
        tuple(Supported(**each) for each in values["people"]), tuple(Module(**each) for each in values["modules"]),
        tuple(
            Activity(
                **{
                    **each, "place": Place(each["place"]), "starts": date.fromisoformat(each["starts"]),
                    "ends": date.fromisoformat(each["ends"]),
                }
            )
            for each in values["activities"]
        ),
        values["expected"], values["outcome"], values["difficulties"],
    )  # fmt: skip
