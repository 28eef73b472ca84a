"""Whom may a core person support?  Colleagues of the own school, or of the other schools of its clusters.

A core teacher supports teachers, a core manager managers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.db import db
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, ClusterMember, Person, Unit
from app.domain.training.catalogue.rules import POSITIONS, Audience
from app.domain.training.support.models import SupportPlan, SupportPlanPerson


@dataclass(frozen=True)
class Colleague:
    """Somebody who may be supported."""

    id: int
    name: str
    birth_year: int | None
    position: str
    unit: str
    own_school: bool


def has_cluster(unit_id: int) -> bool:
    """Does the school belong to a cluster?"""
    return (
        db.session.scalar(select(ClusterMember.cluster_id).where(ClusterMember.unit_id == unit_id).limit(1)) is not None
    )


def number_of_colleagues(plan: SupportPlan, day: date, patterns: Sequence[str], *, at_cluster: bool) -> int:
    """How many the search finds."""
    return (
        db.session.scalar(_colleagues(select(func.count(Person.id)), plan, day, patterns, at_cluster=at_cluster)) or 0
    )


def colleagues_for(
    plan: SupportPlan, day: date, patterns: Sequence[str] = (), offset: int = 0, size: int | None = None, *,
    at_cluster: bool,
) -> list[Colleague]:  # fmt: skip
    """Those who may still be added: of the own school, or of the other schools of its clusters; the author's plan only.

    A core teacher supports teachers, a core manager managers.
    """
    found = _colleagues(select(Person, Appointment.position, Unit), plan, day, patterns, at_cluster=at_cluster)
    found = found.order_by(Unit.name_fold, Person.sort_key, Person.id).offset(offset).limit(size)
    return [
        Colleague(
            person.id, person.full_name, person.birth_date.year if person.birth_date else None, position, unit.name,
            unit.id == plan.unit_id,
        )
        for person, position, unit in db.session.execute(found)
    ]  # fmt: skip


def colleagues_among(plan: SupportPlan, day: date, person_ids: Sequence[int]) -> set[int]:
    """Which of these may be added."""
    either = [
        _colleagues(select(Person.id), plan, day, (), at_cluster=at_cluster).where(Person.id.in_(person_ids))
        for at_cluster in (False, True)
    ]
    return {person_id for found in either for person_id in db.session.scalars(found)}


def _colleagues(columns: Any, plan: SupportPlan, day: date, patterns: Sequence[str], *, at_cluster: bool) -> Any:
    mine = select(ClusterMember.cluster_id).where(ClusterMember.unit_id == plan.unit_id)
    schools = select(ClusterMember.unit_id).where(ClusterMember.cluster_id.in_(mine))
    chosen = select(SupportPlanPerson.person_id).where(SupportPlanPerson.plan_id == plan.id)
    other_school = (Unit.id.in_(schools), Unit.id != plan.unit_id)
    place = other_school if at_cluster else (Unit.id == plan.unit_id,)
    return (
        columns.select_from(Person)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            *place, Appointment.main, Appointment.position.in_(sorted(POSITIONS[Audience(plan.audience)])),
            appointed_on(day), Person.id != plan.person_id, Person.id.not_in(chosen),
            *((" " + Person.name_fold).like(pattern, escape="\\") for pattern in patterns),
        )
    )  # fmt: skip
