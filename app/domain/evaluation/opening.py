"""How is an evaluation period opened and changed, and who entered late enrolled in it?  By its own office."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Period
from app.domain.evaluation.openers import openers_touching, provinces_left
from app.domain.evaluation.periods import CAMPAIGN, enrolment_of, enrols, is_locked, may_open, own_period
from app.domain.evaluation.rules.calendar import Step, check_order
from app.domain.journal.actions import record
from app.domain.organisation.rules import Problem
from app.domain.progress.actions import move_campaign, open_campaign
from app.domain.standards.actions import hold_still
from app.domain.standards.queries import standards_for
from app.domain.standards.rules.standard import StandardKind
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.models import Job
from app.domain.work.rules import JobState
from app.domain.work.submissions import is_repeat, keep_result, result_of

OPEN_PERIOD, CHANGE_PERIOD, ENROL_AGAIN = "open_period", "change_period", "enrol_again"


class PeriodChanged(RuntimeError):
    """Somebody else changed the period since it was shown: 409."""


class PeriodLocked(RuntimeError):
    """The period is over: its dates and its people stay as they are."""


@dataclass(frozen=True)
class Plan:
    """What the opener settles; instants are the first that are too late.

    `others`: a period each for the provinces that have opened none, where some have (`openers`).
    """

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
    others: bool = False


def check_plan(viewer: Viewer, plan: Plan, period_id: int | None = None) -> list[Problem]:
    """What speaks against this plan?  Empty when nothing does."""
    problems = [Problem("dates_out_of_order", name) for name in check_order(plan.opens, plan.deadlines, plan.locks)]
    if plan.cutoff.year not in {plan.year - 1, plan.year}:
        problems.append(Problem("cutoff_outside_year", "cutoff"))
    if period_id is None:
        if plan.others and not provinces_left(viewer.unit_path, plan.year):
            problems.append(Problem("no_province_left", "year"))
        elif not plan.others and openers_touching(viewer.unit_path, plan.year):
            problems.append(Problem("year_covered", "year"))
        problems += _standards_out_of_force(plan)
    return problems


def _standards_out_of_force(plan: Plan) -> list[Problem]:
    chosen = (
        (StandardKind.TEACHER, plan.teacher_standard_id, "teacher_standard"),
        (StandardKind.MANAGER, plan.manager_standard_id, "manager_standard"),
    )
    return [
        Problem("standard_not_in_force", field)
        for kind, standard_id, field in chosen
        if standard_id not in {row.id for row in standards_for(kind, plan.cutoff)}
    ]


def open_period(viewer: Viewer, plan: Plan, submit_key: str = "") -> tuple[int | None, list[Problem]]:
    """Open a period for the units beneath the viewer's and have everybody who is due enrolled; its id, or problems.

    For the `others` it is one period each, the first one's id; the provinces keep them.
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
            hold_still(plan.teacher_standard_id)
            hold_still(plan.manager_standard_id)
            left = provinces_left(viewer.unit_path, plan.year) if plan.others else ()
            places = [unit.id for unit in left] if plan.others else [viewer.unit_id or 0]
            period_ids = [_open(viewer, plan, unit_id) for unit_id in places]
            keep_result(viewer, OPEN_PERIOD, submit_key, period_ids[0])
            return period_ids[0], []
    except IntegrityError:  # somebody of the same office was a moment quicker
        return None, [Problem("year_covered", "year")]


def _open(viewer: Viewer, plan: Plan, unit_id: int) -> int:
    """One period for the units beneath one, inside the caller's `writing()`; its id."""
    period = Period(unit_id=unit_id, **_columns(plan))
    db.session.add(period)
    db.session.flush()
    open_campaign(CAMPAIGN, period.id, unit_id, f"Đánh giá theo chuẩn năm {plan.year}", period.decision_due)
    facts = {"year": plan.year, "kind": plan.kind}
    record(viewer, "period_opened", "period", period.id, after=facts, unit_id=unit_id)
    request_job("enrol", {"period_id": period.id}, viewer, unit_id=unit_id, key=f"enrol:{period.id}:1")
    _tell_heads(viewer, period.id, "period_opened")
    return period.id


def _tell_heads(viewer: Viewer, period_id: int, notice: str) -> None:
    """Have the heads of all units beneath told, by a job in batches."""
    request_job("tell_heads", {"period_id": period_id, "notice": notice}, viewer, unit_id=viewer.unit_id)


def enrol_again(viewer: Viewer, period_id: int, submit_key: str = "") -> None:
    """Have those enrolled whose post was entered after the opening; nobody else changes.

    While enrolling is under way nothing more is asked for.  Raises LookupError (not the viewer's), PeriodLocked.
    """
    with writing():
        period = own_period(viewer, period_id)
        if period is None:
            raise LookupError(period_id)
        if is_locked(period):
            raise PeriodLocked
        db.session.refresh(period, with_for_update=True)
        if is_repeat(viewer, ENROL_AGAIN, submit_key):
            return
        latest = enrolment_of(period_id)
        if latest is not None and latest.state in {JobState.WAITING, JobState.RUNNING}:
            return
        earlier = select(func.count()).select_from(Job).where(enrols(period_id))
        number = db.session.execute(earlier).scalar_one() + 1
        key = f"enrol:{period_id}:{number}"
        request_job("enrol", {"period_id": period_id}, viewer, unit_id=viewer.unit_id, key=key)
        record(viewer, "enrolment_asked_for", "period", period_id, unit_id=period.unit_id)
        keep_result(viewer, ENROL_AGAIN, submit_key, period_id)


def change_period(viewer: Viewer, period_id: int, plan: Plan, version: int, submit_key: str = "") -> list[Problem]:
    """Move a period's dates and settings; the heads beneath are told.

    Year, kind, standards, cut-off and who decides about vice principals stay: everybody was enrolled by them.
    Raises PeriodChanged, PeriodLocked; LookupError when it is not the viewer's unit's own.
    """
    with writing():
        if is_repeat(viewer, CHANGE_PERIOD, submit_key):
            return []
        period = db.session.scalar(
            select(Period).where(Period.id == period_id, Period.unit_id == viewer.unit_id).with_for_update()
        )
        if period is None or not may_open(viewer):
            raise LookupError(period_id)
        if is_locked(period):
            raise PeriodLocked
        if period.version != version:
            raise PeriodChanged
        problems = [p for p in check_plan(viewer, plan, period.id) if p.field not in {"cutoff", "year"}]
        problems += _opinions_reopened(period, plan)
        if problems:
            db.session.rollback()
            return problems
        before = {name: _plain(getattr(period, name)) for name in CHANGEABLE}
        for name, value in _columns(plan).items():
            if name in CHANGEABLE:
                setattr(period, name, value)
        period.version += 1
        after = {name: _plain(getattr(period, name)) for name in CHANGEABLE}
        record(viewer, "period_changed", "period", period.id, before=before, after=after, unit_id=period.unit_id)
        if before != after:
            _tell_heads(viewer, period.id, "period_changed")
            move_campaign(viewer, CAMPAIGN, period.id, period.decision_due)
        keep_result(viewer, CHANGE_PERIOD, submit_key, period.id)
    return []


def _opinions_reopened(period: Period, plan: Plan) -> list[Problem]:
    """Once the step is over, counts are shown: whoever answered afterwards could be told from them (ANON-10)."""
    over = period.opinions_due <= clock.campaign_now()
    longer = plan.deadlines[Step.OPINIONS] > period.opinions_due
    return [Problem("opinions_over", "opinions_due")] if over and longer else []


CHANGEABLE = (
    "opens", "self_due", "opinions_due", "decision_due", "hand_in_due", "locks", "head_decides", "appeal_days",
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
