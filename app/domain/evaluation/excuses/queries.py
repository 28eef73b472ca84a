"""Who is not due in a period, and why; and who came after the cut-off day and is rated elsewhere, or not at all?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, not_, select
from sqlalchemy.orm import aliased, joinedload

from app.db import db
from app.domain import clock
from app.domain.evaluation.access import evaluations_visible
from app.domain.evaluation.enrolment import RATED
from app.domain.evaluation.excuses.models import Excuse
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.rules.flow import RANKED
from app.domain.evaluation.sheets import office_in
from app.domain.organisation.access import appointed_on, beneath, people_visible
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import MANAGERS, Role
from app.domain.viewer import Viewer

MOST_FOUND = 20


@dataclass(frozen=True)
class NotDue:
    """Somebody enrolled who is not due."""

    evaluation_id: int
    name: str
    unit: str
    excused: str
    note: str | None


@dataclass(frozen=True)
class CameLater:
    """Somebody who works here today and was elsewhere on the cut-off day; `rated_in` None: not enrolled at all."""

    name: str
    unit: str
    rated_in: str | None


def excusable_by(viewer: Viewer) -> ColumnElement[bool] | None:
    """SQL condition on `Evaluation`: whom the viewer may excuse, by the deciding office or as admin; None: nobody."""
    if viewer.person_id is None:
        return None
    not_oneself = Evaluation.person_id != viewer.person_id
    if viewer.role == Role.ADMIN:
        units = select(Unit.id).where(beneath(Unit.path, [viewer.unit_path]))
        # As with their posts: who leads the admin's own unit is excused from above (AZ-10).
        own_head = and_(Evaluation.unit_id == viewer.unit_id, Evaluation.position.in_(MANAGERS))
        return and_(not_oneself, Evaluation.unit_id.in_(units), not_(own_head))
    if office_in(viewer, viewer.unit_id or 0) is None:
        return None
    return and_(not_oneself, Evaluation.decided_in == viewer.unit_id, evaluations_visible(viewer))


def periods_to_excuse(viewer: Viewer) -> list[Period]:
    """The periods in which the viewer may excuse somebody, the newest first."""
    mine = excusable_by(viewer)
    if mine is None:
        return []
    found = select(Period).where(Period.id.in_(select(Evaluation.period_id).where(mine)))
    return list(db.session.scalars(found.order_by(Period.year.desc())))


def evaluation_to_excuse(viewer: Viewer, evaluation_id: int, *, hold: bool = False) -> Evaluation | None:
    """An evaluation whose person the viewer may excuse or bring back."""
    mine = excusable_by(viewer)
    if mine is None:
        return None
    found = select(Evaluation).where(Evaluation.id == evaluation_id, mine)
    if hold:
        return db.session.scalar(found.with_for_update())
    return db.session.scalar(
        found.options(joinedload(Evaluation.person), joinedload(Evaluation.unit), joinedload(Evaluation.period))
    )


def not_due(viewer: Viewer, period_id: int, offset: int, limit: int) -> list[NotDue]:
    """Who is excused, by school and name."""
    found = _excused(viewer, period_id)
    if found is None:
        return []
    found = (
        found.join(Unit, Unit.id == Evaluation.unit_id)
        .outerjoin(Excuse, Excuse.evaluation_id == Evaluation.id)
        .with_only_columns(Evaluation.id, Person.full_name, Unit.name, Evaluation.excused, Excuse.note)
        .order_by(Unit.name_fold, Person.sort_key, Evaluation.id)
    )
    rows = db.session.execute(found.offset(offset).limit(limit))
    return [NotDue(number, name, unit, excused or "", note) for number, name, unit, excused, note in rows]


def number_not_due(viewer: Viewer, period_id: int) -> int:
    """How many are excused."""
    found = _excused(viewer, period_id)
    return 0 if found is None else db.session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _excused(viewer: Viewer, period_id: int) -> Select | None:
    mine = excusable_by(viewer)
    if mine is None:
        return None
    return (
        select(Evaluation.id)
        .join(Person, Person.id == Evaluation.person_id)
        .where(mine, Evaluation.period_id == period_id, Evaluation.excused.is_not(None))
    )


def excusable(viewer: Viewer, period_id: int, patterns: Sequence[str]) -> list[tuple[int, str, str]]:
    """Those who are due and not decided about, found by name: (evaluation id, name, school), the first few."""
    mine = excusable_by(viewer)
    if mine is None or not patterns:
        return []
    found = (
        select(Evaluation.id, Person.full_name, Unit.name)
        .join(Person, Person.id == Evaluation.person_id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .where(
            mine, Evaluation.period_id == period_id, Evaluation.excused.is_(None), Evaluation.state.not_in(RANKED),
            *((" " + Person.name_fold).like(pattern, escape="\\") for pattern in patterns),
        )
        .order_by(Person.sort_key, Evaluation.id)
        .limit(MOST_FOUND)
    )  # fmt: skip
    return [(evaluation_id, name, unit) for evaluation_id, name, unit in db.session.execute(found)]


def came_later(viewer: Viewer, period: Period, limit: int) -> list[CameLater]:
    """Who works in the viewer's own unit today and is not rated there: elsewhere, or nowhere in this period."""
    if viewer.role not in {Role.PRINCIPAL, Role.ADMIN}:
        return []
    there = aliased(Unit)
    found = (
        select(Person.full_name, Unit.name, there.name)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(Evaluation, and_(Evaluation.person_id == Person.id, Evaluation.period_id == period.id))
        .outerjoin(there, there.id == Evaluation.unit_id)
        .where(
            Appointment.unit_id == viewer.unit_id, Appointment.main, Appointment.position.in_(RATED),
            appointed_on(clock.today()), Person.merged_into_id.is_(None), people_visible(viewer),
            func.coalesce(Evaluation.unit_id, 0) != viewer.unit_id,
        )
        .order_by(Person.sort_key, Person.id)
        .limit(limit)
    )  # fmt: skip
    return [CameLater(*row) for row in db.session.execute(found)]
