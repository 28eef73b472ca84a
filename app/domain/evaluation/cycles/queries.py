"""Which schools shorten their cycle, which ask to, and who consents?"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.sql import ColumnElement

from app.db import db
from app.domain.evaluation.cycles.models import CycleProposal
from app.domain.evaluation.models import Period, ShortenedCycle
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class CycleRow:
    """A school and where its wish stands; `state` is None where nobody has asked."""

    unit_id: int
    name: str
    state: str | None
    reason: str | None
    proposed_at: datetime | None
    answer: str | None
    consent: str | None
    consented_on: date | None


def periods_between(viewer: Viewer) -> list[Period]:
    """The periods of a year between that hold at the viewer's unit, the newest first."""
    ids = [int(part) for part in viewer.unit_path.strip("/").split("/") if part]
    found = select(Period).where(Period.unit_id.in_(ids), Period.kind == "held", Period.head_decides.is_(False))
    return list(db.session.scalars(found.order_by(Period.year.desc(), Period.id.desc())))


def schools_right_beneath(viewer: Viewer, period_id: int, q: ColumnElement[bool] | None = None) -> list[CycleRow]:
    """The schools whose direct managing body the viewer's unit is: those that ask first."""
    found = _rows(period_id).where(Unit.parent_id == viewer.unit_id, Unit.kind == UnitKind.SCHOOL)
    if q is not None:
        found = found.where(q)
    rows = [CycleRow(*row) for row in db.session.execute(found.order_by(Unit.name_fold, Unit.id))]
    return sorted(rows, key=lambda row: (row.state != "proposed", row.consent is None))


def cycle_at(viewer: Viewer, period_id: int, unit_id: int) -> CycleRow | None:
    """Where one school's wish stands, for the school itself and for the offices above it."""
    found = _rows(period_id).where(Unit.id == unit_id, beneath(Unit.path, [viewer.unit_path]))
    row = db.session.execute(found).first()
    return CycleRow(*row) if row else None


def _rows(period_id: int) -> Select:
    return (
        select(
            Unit.id, Unit.name, CycleProposal.state, CycleProposal.reason, CycleProposal.proposed_at,
            CycleProposal.answer, ShortenedCycle.consent, ShortenedCycle.consented_on,
        )
        .outerjoin(CycleProposal, (CycleProposal.unit_id == Unit.id) & (CycleProposal.period_id == period_id))
        .outerjoin(ShortenedCycle, (ShortenedCycle.unit_id == Unit.id) & (ShortenedCycle.period_id == period_id))
    )  # fmt: skip
