"""Who sees which support plan, who approves it, who comments on it?  Each as a SQL condition on `SupportPlan`.

A draft is its author's alone.  A plan belongs to the school where it was begun: a teacher's is read at the school and
above, a manager's above the school only; lecturers read those of the provinces that their university serves.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from app.db import db
from app.domain import clock
from app.domain.evaluation.sheets import office_in
from app.domain.organisation.access import beneath
from app.domain.organisation.anybody import today_for
from app.domain.organisation.assignments import holding
from app.domain.organisation.models import Assignment, Unit
from app.domain.organisation.rules import AssignmentTask, Role
from app.domain.training.catalogue.rules import Audience
from app.domain.training.support.models import SupportPlan
from app.domain.training.support.rules import WAITING, PlanState, may_approve
from app.domain.viewer import Viewer

OFFICES_ABOVE = frozenset({Role.DISTRICT, Role.PROVINCE})
READERS = OFFICES_ABOVE | {Role.PRINCIPAL}


@dataclass(frozen=True)
class Right:
    """By what right somebody approves: their position, the office for whose holder they sign, or an assignment."""

    position: str
    signs_for: str | None = None
    assigned: bool = False


def plans_visible(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `SupportPlan`, with `Unit` as the school of the plan."""
    own = SupportPlan.person_id == viewer.person_id if viewer.person_id is not None else false()
    sent = SupportPlan.state != PlanState.DRAFT
    if viewer.role == Role.PRINCIPAL:
        at_school = and_(SupportPlan.audience == Audience.TEACHER, SupportPlan.unit_id == viewer.unit_id)
        return or_(own, and_(sent, at_school))
    if viewer.role in OFFICES_ABOVE:
        return or_(own, and_(sent, beneath(Unit.path, [viewer.unit_path])))
    if viewer.role == Role.UNIVERSITY:
        return or_(own, and_(sent, beneath(Unit.path, viewer.provinces)))
    return own


def waits_for(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `SupportPlan`, with `Unit` as its school: the viewer is to approve plan or report now."""
    return waits_by_office(viewer, decides=decides_here(viewer))


def decides_here(viewer: Viewer) -> bool:
    """Does the viewer hold the deciding office of their unit, or sign for its holder today?"""
    return viewer.unit_id is not None and office_in(viewer, viewer.unit_id) is not None


def waits_by_office(viewer: Viewer, *, decides: bool) -> ColumnElement[bool]:
    """The same where it is known whether the viewer `decides_here`; for a statement that is made once too."""
    if viewer.unit_id is None or viewer.role not in READERS:
        return false()
    office, day = true() if decides else false(), today_for(viewer)
    mine = assigned_to_approve(viewer.person_id, day)
    by_manager = or_(mine, and_(~assigned_to_approve(None, day), office))
    return and_(
        SupportPlan.state.in_(sorted(WAITING)), SupportPlan.decided_in == viewer.unit_id,
        SupportPlan.person_id != viewer.person_id,
        or_(
            and_(SupportPlan.audience == Audience.TEACHER, office),
            and_(SupportPlan.audience == Audience.MANAGER, by_manager),
        ),
    )  # fmt: skip


def assigned_to_approve(person_id: int | None, day: date) -> ColumnElement[bool]:
    """SQL condition: this person (None: anybody) was assigned to approve the plan by the office that decides."""
    return _assigned(AssignmentTask.APPROVE_PLANS, Assignment.by_unit_id == SupportPlan.decided_in, person_id, day)


def may_comment(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition: the viewer, a lecturer, guides the author.

    Whoever their university assigned to it; where it has assigned nobody, each of its lecturers.
    """
    if viewer.role != Role.UNIVERSITY:
        return false()
    by_university = Assignment.by_unit_id == viewer.unit_id
    day = today_for(viewer)
    mine = _assigned(AssignmentTask.GUIDE_CORE_PEOPLE, by_university, viewer.person_id, day)
    return or_(mine, ~_assigned(AssignmentTask.GUIDE_CORE_PEOPLE, by_university, None, day))


def approving_right(viewer: Viewer, plan: SupportPlan) -> Right | None:
    """The one-object twin of `waits_for`, whatever the state: by what right the viewer approves; None: by none."""
    if viewer.person_id is None or viewer.unit_id != plan.decided_in or viewer.role not in READERS:
        return None
    assigned = approvers_assigned(plan) if plan.audience == Audience.MANAGER else []
    office = office_in(viewer, plan.decided_in)
    if not may_approve(
        viewer.person_id, plan.person_id, assigned, by_assignment=plan.audience == Audience.MANAGER,
        holds_office=office is not None,
    ):  # fmt: skip
        return None
    if assigned:
        return Right(viewer.position, assigned=True)
    assert office is not None
    return Right(viewer.position, office.position if office.delegation_id is not None else None)


def approvers_assigned(plan: SupportPlan) -> list[int]:
    """Who was assigned to approve a manager's plan, besides its author."""
    if plan.audience != Audience.MANAGER:
        return []
    found = _people(AssignmentTask.APPROVE_PLANS, Assignment.by_unit_id == plan.decided_in, plan)
    return [person_id for person_id in found if person_id != plan.person_id]


def guides_assigned(plan: SupportPlan) -> list[int]:
    """The lecturers whom their university assigned to guide the author."""
    return _people(AssignmentTask.GUIDE_CORE_PEOPLE, true(), plan)


def _people(task: AssignmentTask, by: ColumnElement[bool], plan: SupportPlan) -> list[int]:
    found = select(Assignment.person_id).where(
        Assignment.task == task, by, holding(clock.today()), _covers(), SupportPlan.id == plan.id,
        Unit.id == SupportPlan.unit_id,
    )  # fmt: skip
    return sorted(set(db.session.scalars(found)))


def _assigned(task: AssignmentTask, by: ColumnElement[bool], person_id: int | None, day: date) -> ColumnElement[bool]:
    """Correlated with the plan and its school; never by the author to themselves."""
    wanted = select(Assignment.id).where(
        Assignment.task == task, by, holding(day), _covers(), Assignment.person_id != SupportPlan.person_id
    )  # fmt: skip
    if person_id is not None:
        wanted = wanted.where(Assignment.person_id == person_id)
    return wanted.correlate(SupportPlan, Unit).exists()


def _covers() -> ColumnElement[bool]:
    """SQL condition on `Assignment`: it is about the plan's author, or a unit at or above the school."""
    place = aliased(Unit)
    above = exists().where(place.id == Assignment.unit_id, Unit.path.startswith(place.path)).correlate(Assignment, Unit)
    return or_(Assignment.about_person_id == SupportPlan.person_id, above)
