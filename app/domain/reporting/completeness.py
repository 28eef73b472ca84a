"""What was missing when a report was counted?  Units not accepted, a year not over, no round.

What is accepted later is in no figure of it, so it does not make the report complete until that is counted anew.  Which
units there are is told by the snapshot: they may have moved since.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, func, select

from app.db import db
from app.domain import clock
from app.domain.evaluation.hand_in.models import HandIn
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
    """Where a part stands: what it lacks, of how many units, until when; the period whose hand-ins tell of it."""

    lack: Lack
    units: int = 0
    until: datetime | None = None
    period_id: int | None = None


def part_states(reading: Reading) -> dict[str, PartState]:
    """By part, at the instant of its figures: one query each."""
    evaluated = _evaluation(reading)
    return {"A.1": evaluated, "A.2": evaluated, "B": _training(reading), "C": _needs(reading)}


def _evaluation(reading: Reading) -> PartState:
    accepted = and_(HandIn.state == HandInState.ACCEPTED, HandIn.accepted_at <= _as_of(reading))
    units = select(SnapshotUnit.unit_id).where(
        SnapshotUnit.snapshot_id == reading.snapshot.id, beneath(SnapshotUnit.path, [reading.path])
    )
    found = (
        select(HandIn.period_id, func.count().filter(~accepted))
        .join(Period, Period.id == HandIn.period_id)
        .where(Period.year == reading.report.year, HandIn.unit_id.in_(units))
        .group_by(HandIn.period_id)
    )
    rows = db.session.execute(found).all()
    if not rows:
        return PartState(Lack.NOT_HELD)
    missing = sum(number for _, number in rows)
    period_id = max(rows, key=lambda row: row[1])[0]
    return PartState(Lack.UNITS if missing else Lack.NOTHING, missing, None, period_id)


def _training(reading: Reading) -> PartState:
    due = db.session.scalar(
        select(TrainingYear.due).where(
            TrainingYear.unit_id == reading.report.unit_id, TrainingYear.year == reading.report.year
        )
    )
    return _until(due, _as_of(reading))


def _needs(reading: Reading) -> PartState:
    closes = db.session.scalar(
        select(NeedsRound.closes).where(
            NeedsRound.unit_id == reading.report.unit_id, NeedsRound.year == reading.report.year
        )
    )
    return _until(closes, _as_of(reading))


def _until(end: datetime | None, at: datetime) -> PartState:
    if end is None:
        return PartState(Lack.NOT_HELD)
    return PartState(Lack.NOT_OVER if at < end else Lack.NOTHING, until=end)


def _as_of(reading: Reading) -> datetime:
    return clock.campaign_instant(reading.snapshot.as_of)
