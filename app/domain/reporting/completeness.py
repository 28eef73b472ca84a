"""What was missing when a report was counted?  Units not accepted, a year not over, no round.

What is accepted later is in no figure of it, so it does not make the report complete until that is counted anew.  Which
units there are is told by the snapshot: they may have moved since.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.db import db
from app.domain import clock
from app.domain.evaluation.hand_in.models import HandIn, HandInStep
from app.domain.evaluation.hand_in.rules import HandInState
from app.domain.evaluation.models import Period
from app.domain.organisation.access import beneath
from app.domain.reporting.models import SnapshotUnit
from app.domain.reporting.queries import Reading
from app.domain.training.needs.models import NeedsRound
from app.domain.training.years.models import TrainingYear


class Lack(StrEnum):
    """What a part lacks."""

    NOTHING = "nothing"
    NOT_HELD = "not_held"  # there is no period, year or round of this kind
    UNITS = "units"  # their results are not accepted yet
    NOT_OVER = "not_over"  # people may still learn, or declare


@dataclass(frozen=True)
class PartState:
    """Where a part stands: what it lacks, of how many units, until when."""

    lack: Lack
    units: int = 0
    until: datetime | None = None


@dataclass(frozen=True)
class Awaited:
    """A unit whose results were not accepted when the figures were taken, and where they stand today."""

    unit_id: int
    name: str
    state: HandInState
    sent_at: datetime | None


def part_states(reading: Reading) -> dict[str, PartState]:
    """By part, at the instant of its figures; one query."""
    report, at = reading.report, _as_of(reading)
    due = select(TrainingYear.due).where(TrainingYear.unit_id == report.unit_id, TrainingYear.year == report.year)
    closes = select(NeedsRound.closes).where(NeedsRound.unit_id == report.unit_id, NeedsRound.year == report.year + 1)
    ends = due.scalar_subquery(), closes.scalar_subquery()
    found = (
        select(func.count(), func.count().filter(_awaited(reading)), *ends)
        .select_from(HandIn)
        .join(Period, Period.id == HandIn.period_id)
        .where(Period.year == report.year, HandIn.unit_id.in_(_units(reading)))
    )
    held, missing, training, needs = db.session.execute(found).one()
    evaluated = _evaluation(held, missing)
    return {"A.1": evaluated, "A.2": evaluated, "B": _until(training, at), "C": _until(needs, at)}


def _evaluation(held: int, missing: int) -> PartState:
    if not held:
        return PartState(Lack.NOT_HELD)
    return PartState(Lack.UNITS if missing else Lack.NOTHING, missing)


def awaited_units(reading: Reading, offset: int, limit: int) -> list[Awaited]:
    """A page of the units that `PartState.units` counts, in the order of the tree."""
    found = (
        _units(reading)
        .with_only_columns(SnapshotUnit.unit_id, SnapshotUnit.name, HandIn.state, HandIn.sent_at)
        .join(HandIn, HandIn.unit_id == SnapshotUnit.unit_id)
        .join(Period, Period.id == HandIn.period_id)
        .where(Period.year == reading.report.year, _awaited(reading))
        .order_by(SnapshotUnit.first)
    )
    rows = db.session.execute(found.offset(offset).limit(limit))
    return [Awaited(unit_id, name, HandInState(state), sent_at) for unit_id, name, state, sent_at in rows]


def _units(reading: Reading) -> Select[int]:
    """The units of the snapshot that the reading is about."""
    return select(SnapshotUnit.unit_id).where(
        SnapshotUnit.snapshot_id == reading.snapshot.id, beneath(SnapshotUnit.path, [reading.path])
    )


def _awaited(reading: Reading) -> ColumnElement[bool]:
    """SQL condition on `HandIn`: not accepted when the figures were taken.

    What was opened again since had been accepted then: the signed paper goes on saying what it said.
    """
    at = _as_of(reading)
    step = select(HandInStep.state).where(HandInStep.hand_in_id == HandIn.id, HandInStep.at <= at)
    stood = step.order_by(HandInStep.id.desc()).limit(1).correlate(HandIn).scalar_subquery()
    now = or_(HandIn.state != HandInState.ACCEPTED, HandIn.accepted_at > at)
    return and_(now, func.coalesce(stood, HandInState.OPEN) != HandInState.ACCEPTED)


def _until(end: datetime | None, at: datetime) -> PartState:
    if end is None:
        return PartState(Lack.NOT_HELD)
    return PartState(Lack.NOT_OVER if at < end else Lack.NOTHING, until=end)


def _as_of(reading: Reading) -> datetime:
    return clock.campaign_instant(reading.snapshot.as_of)
