"""Which evaluation periods are there, who opens them, and what holds for a school in one?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager, joinedload

from app.db import db, made_once, writing
from app.domain import clock
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.models import Period, ShortenedCycle
from app.domain.evaluation.openers import openers_touching, provinces_left
from app.domain.evaluation.rules.calendar import Calendar, Step, check_order
from app.domain.journal.actions import record
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Problem, Role, UnitKind
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
CAMPAIGN = "evaluation"
"""The kind under which the boards count a period."""
OPENERS = frozenset({(Role.PROVINCE, UnitKind.PROVINCE), (Role.MINISTRY, UnitKind.MINISTRY)})


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


# Built once: every board asks it for the others beside it.
ALL = (
    select(Period).join(Period.unit).options(contains_eager(Period.unit)).order_by(Period.year.desc(), Unit.path.desc())
)


def periods_for(viewer: Viewer) -> list[Period]:
    """The periods that concern the viewer's unit: opened by it, above it or beneath it; the newest first."""
    return [period for period in db.session.scalars(ALL) if _concerns(viewer, period.unit.path)]


def periods_kept_for(viewer: Viewer) -> list[Period]:
    """These, and after them those of a unit that is gone, in which units at or beneath the viewer's took part.

    Boards count none of the latter any more; what was handed in or decided in them stays.
    """
    periods = db.session.scalars(ALL).all()
    joined = _joined_in(viewer, [period.id for period in periods if period.unit.valid_to is not None])
    found = [each for each in periods if each.id in joined or _concerns(viewer, each.unit.path)]
    return sorted(found, key=lambda each: (-each.year, each.id in joined))


def _joined_in(viewer: Viewer, period_ids: Sequence[int]) -> set[int]:
    """In which of these periods units at or beneath the viewer's took part."""
    if not period_ids:
        return set()
    found = select(HandIn.period_id).join(Unit, Unit.id == HandIn.unit_id)
    places = beneath(Unit.path, [viewer.unit_path] if viewer.unit_path else [])
    return set(db.session.scalars(found.where(HandIn.period_id.in_(period_ids), places).distinct()))


def _concerns(viewer: Viewer, path: str) -> bool:
    return viewer.unit_path.startswith(path) or path.startswith(viewer.unit_path)


def period_for(viewer: Viewer, period_id: int) -> Period | None:
    """One period that concerns the viewer's unit."""
    period = db.session.scalar(_period(), {"period": period_id})
    if period is None or _concerns(viewer, period.unit.path):
        return period
    gone = [period.id] if period.unit.valid_to is not None else []
    return period if _joined_in(viewer, gone) else None


@made_once
def _period() -> Select[Period]:
    return select(Period).where(Period.id == bindparam("period")).options(joinedload(Period.unit))


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


class PeriodChanged(RuntimeError):
    """Somebody else changed the period since it was shown: 409."""


class PeriodLocked(RuntimeError):
    """The period is over: its dates and its people stay as they are."""


def own_period(viewer: Viewer, period_id: int) -> Period | None:
    """A period that the viewer's office keeps."""
    found = select(Period).where(Period.id == period_id, Period.unit_id == viewer.unit_id)
    return db.session.scalar(found) if may_open(viewer) else None


def is_locked(period: Period) -> bool:
    """Has the period passed the instant after which nothing moves?"""
    return clock.campaign_now() >= period.locks


def enrolment_of(period_id: int) -> Job | None:
    """The newest work of enrolling people in a period."""
    return db.session.scalar(select(Job).where(_enrols(period_id)).order_by(Job.id.desc()).limit(1))


def _enrols(period_id: int) -> ColumnElement[bool]:
    return and_(Job.kind == "enrol", Job.key.like(f"enrol:{period_id}:%"))


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
        earlier = select(func.count()).select_from(Job).where(_enrols(period_id))
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
