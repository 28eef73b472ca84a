"""Which evaluation periods are there, who keeps them, and what holds for a school in one?"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from app.db import db, made_once
from app.domain import clock
from app.domain.evaluation.hand_in.models import HandIn
from app.domain.evaluation.models import Period, ShortenedCycle
from app.domain.evaluation.rules.calendar import Calendar, Step
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.viewer import Viewer
from app.domain.work.models import Job

CAMPAIGN = "evaluation"
"""The kind under which the boards count a period."""
OPENERS = frozenset({(Role.PROVINCE, UnitKind.PROVINCE), (Role.MINISTRY, UnitKind.MINISTRY)})


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


def own_period(viewer: Viewer, period_id: int) -> Period | None:
    """A period that the viewer's office keeps."""
    found = select(Period).where(Period.id == period_id, Period.unit_id == viewer.unit_id)
    return db.session.scalar(found) if may_open(viewer) else None


def is_locked(period: Period) -> bool:
    """Has the period passed the instant after which nothing moves?"""
    return clock.campaign_now() >= period.locks


def enrolment_of(period_id: int) -> Job | None:
    """The newest work of enrolling people in a period."""
    return db.session.scalar(select(Job).where(enrols(period_id)).order_by(Job.id.desc()).limit(1))


def enrols(period_id: int) -> ColumnElement[bool]:
    """SQL condition on `Job`: it enrols people in a period."""
    return and_(Job.kind == "enrol", Job.key.like(f"enrol:{period_id}:%"))
