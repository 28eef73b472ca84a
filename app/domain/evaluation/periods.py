"""Which evaluation periods are there, who opens them, and what holds for a school in one?"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.db import db, writing
from app.domain.evaluation.models import Period, ShortenedCycle
from app.domain.evaluation.rules.calendar import Calendar, Step, check_order
from app.domain.journal.actions import record
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Problem, Role, UnitKind
from app.domain.standards.actions import hold_still
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import is_repeat, keep_result, result_of

OPEN_PERIOD, CHANGE_PERIOD = "open_period", "change_period"
OPENERS = frozenset({(Role.PROVINCE, UnitKind.PROVINCE), (Role.MINISTRY, UnitKind.MINISTRY)})


@dataclass(frozen=True)
class Plan:
    """What the opener settles; instants are the first that are too late."""

    year: int
    kind: str
    teacher_standard_id: int
    manager_standard_id: int
    cutoff: date
    opens: datetime
    deadlines: dict[Step, datetime]
    locks: datetime
    head_decides: bool = True
    vice_by_principal: bool = True
    appeal_days: int = 10


def may_open(viewer: Viewer) -> bool:
    """May the viewer open a period for the units beneath theirs?  An officer of a province or of the ministry."""
    return (viewer.role, viewer.unit_kind) in OPENERS


def calendar_of(period: Period) -> Calendar:
    """The period's instants, as the rules want them."""
    deadlines = {
        Step.SELF: period.self_due, Step.OPINIONS: period.opinions_due,
        Step.DECISION: period.decision_due, Step.HAND_IN: period.hand_in_due,
    }  # fmt: skip
    return Calendar(period.opens, deadlines, period.locks, held=period.kind == "held")


def periods_for(viewer: Viewer) -> list[Period]:
    """The periods that concern the viewer's unit: opened by it, above it or beneath it; the newest first."""
    found = select(Period).join(Unit, Unit.id == Period.unit_id).options(joinedload(Period.unit))
    periods = db.session.scalars(found.order_by(Period.year.desc(), Unit.path.desc()))
    return [period for period in periods if _concerns(viewer, period.unit.path)]


def _concerns(viewer: Viewer, path: str) -> bool:
    return viewer.unit_path.startswith(path) or path.startswith(viewer.unit_path)


def period_for(viewer: Viewer, period_id: int) -> Period | None:
    """One period that concerns the viewer's unit."""
    found = select(Period).where(Period.id == period_id).options(joinedload(Period.unit))
    period = db.session.scalar(found)
    return period if period is not None and _concerns(viewer, period.unit.path) else None


def current_period(path: str) -> Period | None:
    """The newest period that holds at a path: the nearest opener of the newest year (a province's own goes first)."""
    ids = [int(part) for part in path.strip("/").split("/") if part]
    found = (
        select(Period)
        .join(Unit, Unit.id == Period.unit_id)
        .where(Period.unit_id.in_(ids), Period.kind == "held")
        .order_by(Period.year.desc(), Unit.path.desc())
        .limit(1)
    )
    return db.session.scalar(found)


def head_decides_in(period: Period, unit_id: int) -> bool:
    """Does the head decide in this school this year?  Every second year, or with a recorded consent (Điều 11)."""
    return period.head_decides or db.session.get(ShortenedCycle, (period.id, unit_id)) is not None


def check_plan(viewer: Viewer, plan: Plan, period_id: int | None = None) -> list[Problem]:
    """What speaks against this plan?  Empty when nothing does."""
    problems = [Problem("dates_out_of_order", name) for name in check_order(plan.opens, plan.deadlines, plan.locks)]
    if plan.cutoff.year not in {plan.year - 1, plan.year}:
        problems.append(Problem("cutoff_outside_year", "cutoff"))
    if period_id is None and _covered(viewer.unit_path, plan.year):
        problems.append(Problem("year_covered", "year"))
    return problems


def _covered(path: str, year: int) -> bool:
    """Is there a period of this year at, above or beneath the path already?"""
    opened = select(Unit.path).join(Period, Period.unit_id == Unit.id).where(Period.year == year)
    return any(path.startswith(other) or other.startswith(path) for other in db.session.scalars(opened))


def open_period(viewer: Viewer, plan: Plan, submit_key: str = "") -> tuple[int | None, list[Problem]]:
    """Open a period for the units beneath the viewer's and have everybody who is due enrolled; its id, or problems.

    Raises PermissionError unless the viewer may open one.
    """
    if not may_open(viewer):
        raise PermissionError("only a province or the ministry opens a period")
    try:
        with writing():
            if is_repeat(viewer, OPEN_PERIOD, submit_key):
                return result_of(viewer, OPEN_PERIOD, submit_key), []
            problems = check_plan(viewer, plan)
            if problems:
                db.session.rollback()
                return None, problems
            period = Period(unit_id=viewer.unit_id, **_columns(plan))
            db.session.add(period)
            db.session.flush()
            hold_still(plan.teacher_standard_id)
            hold_still(plan.manager_standard_id)
            record(
                viewer, "period_opened", "period", period.id,
                after={"year": plan.year, "kind": plan.kind}, unit_id=viewer.unit_id,
            )  # fmt: skip
            request_job("enrol", {"period_id": period.id}, viewer, unit_id=viewer.unit_id)
            keep_result(viewer, OPEN_PERIOD, submit_key, period.id)
            return period.id, []
    except IntegrityError:  # somebody of the same office was a moment quicker
        return None, [Problem("year_covered", "year")]


class PeriodChanged(RuntimeError):
    """Somebody else changed the period since it was shown: 409."""


def change_period(viewer: Viewer, period_id: int, plan: Plan, version: int) -> list[Problem]:
    """Move a period's dates and settings; year, kind, standards and the cut-off stay as they were opened.

    Raises PeriodChanged; LookupError when it is not the viewer's unit's own.
    """
    with writing():
        period = db.session.scalar(
            select(Period).where(Period.id == period_id, Period.unit_id == viewer.unit_id).with_for_update()
        )
        if period is None or not may_open(viewer):
            raise LookupError(period_id)
        if period.version != version:
            raise PeriodChanged
        problems = [p for p in check_plan(viewer, plan, period.id) if p.field not in {"cutoff", "year"}]
        if problems:
            return problems
        before = {name: _plain(getattr(period, name)) for name in CHANGEABLE}
        for name, value in _columns(plan).items():
            if name in CHANGEABLE:
                setattr(period, name, value)
        period.version += 1
        after = {name: _plain(getattr(period, name)) for name in CHANGEABLE}
        record(viewer, "period_changed", "period", period.id, before=before, after=after, unit_id=period.unit_id)
    return []


CHANGEABLE = (
    "opens", "self_due", "opinions_due", "decision_due", "hand_in_due", "locks",
    "head_decides", "vice_by_principal", "appeal_days",
)  # fmt: skip


def _columns(plan: Plan) -> dict[str, object]:
    due = {f"{step}_due": instant for step, instant in plan.deadlines.items()}
    names = (
        "year", "kind", "teacher_standard_id", "manager_standard_id", "cutoff", "opens", "locks",
        "head_decides", "vice_by_principal", "appeal_days",
    )  # fmt: skip
    return {name: getattr(plan, name) for name in names} | due


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
