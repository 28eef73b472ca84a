"""Which support plans are there for the viewer, what waits for them, and what happened to one?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Role
from app.domain.training.support.access import approving_right, may_comment, plans_visible, waits_for
from app.domain.training.support.models import (
    SupportComment,
    SupportPlan,
    SupportStep,
)
from app.domain.training.support.rules import TABLE, Move, PlanState, Who
from app.domain.viewer import Viewer

S = PlanState
FIGURES: dict[str, frozenset[PlanState] | None] = {
    "waiting": None,  # the viewer is to approve
    "all": frozenset(PlanState),
    "submitted": frozenset({S.SUBMITTED}),
    "returned": frozenset({S.RETURNED, S.REPORT_RETURNED}),
    "approved": frozenset({S.APPROVED, S.IN_PROGRESS, S.REPORT_SUBMITTED, S.REPORT_RETURNED, S.COMPLETED}),
    "running": frozenset({S.APPROVED, S.IN_PROGRESS}),
    "report_submitted": frozenset({S.REPORT_SUBMITTED}),
    "completed": frozenset({S.COMPLETED}),
}
"""What each figure of the list counts."""


@dataclass(frozen=True)
class Listed:
    """Which part of the list: a figure, a year, teachers or managers (None: both), words of the author's name."""

    figure: str = "all"
    year: int | None = None
    audience: str | None = None
    patterns: Sequence[str] = ()
    unit_path: str | None = None


@dataclass(frozen=True)
class Row:
    """One plan of the list, with the figures that a decision about several at once looks at."""

    id: int
    name: str
    audience: str
    position: str
    unit: str
    year: int
    state: str
    sent_at: datetime
    figures: dict[str, int]
    version: int
    waits: bool


@dataclass(frozen=True)
class Comment:
    """What a lecturer said about one item."""

    item: str
    about: str | None
    text: str
    at: datetime
    name: str
    unit: str


@dataclass(frozen=True)
class Happened:
    """One step: what, by whom in which position (`signs_for`: in whose office; or by assignment), and why."""

    event: str
    at: datetime
    name: str
    position: str
    signs_for: str | None
    assigned: bool
    reason: str | None


def plan_for(viewer: Viewer, plan_id: int, *, hold: bool = False) -> SupportPlan | None:
    """One plan in the viewer's sight."""
    found = (
        select(SupportPlan)
        .join(Unit, Unit.id == SupportPlan.unit_id)
        .where(SupportPlan.id == plan_id, plans_visible(viewer))
    )
    if hold:
        return db.session.scalar(found.with_for_update(of=SupportPlan).execution_options(populate_existing=True))
    return db.session.scalar(found.options(joinedload(SupportPlan.person), joinedload(SupportPlan.unit)))


def own_plans(viewer: Viewer) -> list[SupportPlan]:
    """The viewer's own plans, the newest first."""
    found = select(SupportPlan).where(SupportPlan.person_id == viewer.person_id)
    return list(db.session.scalars(found.order_by(SupportPlan.year.desc())))


def numbers(viewer: Viewer, listed: Listed) -> dict[str, int]:
    """How many each figure lists."""
    columns = [func.count(SupportPlan.id).filter(_counted(viewer, figure)) for figure in FIGURES]
    found = _others(select(*columns).select_from(SupportPlan), viewer, listed)
    return dict(zip(FIGURES, db.session.execute(found).one(), strict=True))


def rows_of(viewer: Viewer, listed: Listed, offset: int = 0, size: int | None = None) -> list[Row]:
    """The list: what waits first, by the time it was sent."""
    waits = waits_for(viewer)
    columns = select(SupportPlan, Person.full_name, Unit.name, waits)
    found = _others(columns.join(Person, Person.id == SupportPlan.person_id), viewer, listed)
    found = found.where(_counted(viewer, listed.figure))
    found = found.order_by(case((waits, 0), else_=1), SupportPlan.sent_at, SupportPlan.id).offset(offset).limit(size)
    return [
        Row(
            plan.id, name, plan.audience, plan.position, unit, plan.year, plan.state, plan.sent_at,
            plan.figures or {}, plan.version, bool(mine),
        )
        for plan, name, unit, mine in db.session.execute(found)
    ]  # fmt: skip


def years_of(viewer: Viewer) -> list[int]:
    """The years for which there are plans in sight, the newest first."""
    found = _others(select(SupportPlan.year).select_from(SupportPlan), viewer, Listed())
    return list(db.session.scalars(found.distinct().order_by(SupportPlan.year.desc())))


def moves_open(viewer: Viewer, plan: SupportPlan) -> frozenset[Move]:
    """What the viewer may do with the plan now."""
    whose = {who for (state, _), (_, who) in TABLE.items() if state == plan.state}
    mine = {Who.AUTHOR} if viewer.person_id == plan.person_id else set()
    if Who.APPROVER in whose and approving_right(viewer, plan) is not None:
        mine.add(Who.APPROVER)
    return frozenset(move for (state, move), (_, who) in TABLE.items() if state == plan.state and who in mine)


def may_guide(viewer: Viewer, plan: SupportPlan) -> bool:
    """May the viewer comment on the plan?"""
    if viewer.role != Role.UNIVERSITY or viewer.person_id == plan.person_id:
        return False
    found = (
        select(SupportPlan.id)
        .join(Unit, Unit.id == SupportPlan.unit_id)
        .where(SupportPlan.id == plan.id, may_comment(viewer))
    )
    return db.session.scalar(found) is not None


def history_of(plan: SupportPlan) -> list[Happened]:
    """What has happened, the newest first."""
    found = (
        select(SupportStep, Person.full_name)
        .join(Person, Person.id == SupportStep.person_id)
        .where(SupportStep.plan_id == plan.id)
        .order_by(SupportStep.id.desc())
    )
    return [
        Happened(step.event, step.at, name, step.position, step.signs_for, step.assigned, step.reason)
        for step, name in db.session.execute(found)
    ]


def approved_by(plan: SupportPlan, event: str) -> Happened | None:
    """Who approved the plan ("plan_approved") or the report ("report_approved"); None while nobody has."""
    return next((step for step in history_of(plan) if step.event == event), None)


def comments_on(plan: SupportPlan) -> list[Comment]:
    """What lecturers said, the oldest first; whoever sees the plan reads it."""
    found = (
        select(SupportComment, Person.full_name, Unit.name)
        .join(Person, Person.id == SupportComment.person_id)
        .join(Unit, Unit.id == SupportComment.unit_id)
        .where(SupportComment.plan_id == plan.id)
        .order_by(SupportComment.id)
    )
    return [
        Comment(each.item, each.about, each.text, each.at, name, unit) for each, name, unit in db.session.execute(found)
    ]


def _others(columns: Any, viewer: Viewer, listed: Listed) -> Select:
    """Restrict to others' plans in sight, narrowed by year, kind, unit and name."""
    found = columns.join(Unit, Unit.id == SupportPlan.unit_id).where(
        plans_visible(viewer), SupportPlan.person_id != viewer.person_id
    )
    if listed.year is not None:
        found = found.where(SupportPlan.year == listed.year)
    if listed.audience is not None:
        found = found.where(SupportPlan.audience == listed.audience)
    if listed.unit_path is not None:
        found = found.where(beneath(Unit.path, [listed.unit_path]))
    if listed.patterns:
        named = ((" " + Person.name_fold).like(pattern, escape="\\") for pattern in listed.patterns)
        found = found.where(SupportPlan.person_id.in_(select(Person.id).where(*named)))
    return found


def _counted(viewer: Viewer, figure: str) -> ColumnElement[bool]:
    states = FIGURES[figure]
    if states is None:
        return waits_for(viewer)
    return SupportPlan.state.in_(sorted(states)) if figure != "all" else or_(true())
