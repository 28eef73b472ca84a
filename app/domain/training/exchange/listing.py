"""Which records are behind a figure of a connection?  A province's with their people, a provider's own, a month's."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain import clock
from app.domain.organisation.access import beneath, people_paths
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Role
from app.domain.training.exchange.report import counting, nobodys, of_people, pair_in_sight
from app.domain.training.exchange.rules import Month
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.queries import STANDING
from app.domain.training.records.rules import FINISHED, Standing
from app.domain.viewer import Viewer


class Figure(StrEnum):
    """What a connection counts of one province, and of records that nobody here holds or declares."""

    MATCHED = "matched"
    COUNTED = "counted"
    WAITING = "waiting"
    UNKNOWN = "unknown"


OF_PROVINCE = (Figure.MATCHED, Figure.COUNTED, Figure.WAITING)
ALL, FINISHED_ONES = "all", "finished"
OF_MONTH = (ALL, FINISHED_ONES, *Standing)
"""What a month counts of the records that came first in it."""
NOBODY: tuple[Any, ...] = literal(None), literal(""), literal("")


@dataclass(frozen=True)
class Behind:
    """One record; whose it is only where the reader may know."""

    record: LearningRecord
    standing: Standing
    person_id: int | None
    name: str
    unit: str


def opens_lists(viewer: Viewer) -> bool:
    """Are there records that the viewer may see one by one?  The ministry sees counts alone."""
    return is_own(viewer) or bool(people_paths(viewer))


def is_own(viewer: Viewer) -> bool:
    """Does the viewer work for the provider itself?  It knows its records and learns of no person (AZ-4)."""
    return viewer.role == Role.PARTNER


def of_province(viewer: Viewer, provider_id: int, province_id: int, figure: Figure) -> Select[Any] | None:
    """The records behind one of OF_PROVINCE, for `shown`; None for whom the line does not exist."""
    pair = pair_in_sight(viewer, provider_id, province_id) if opens_lists(viewer) else None
    if pair is None:
        return None
    provider, province = pair
    whose = NOBODY if is_own(viewer) else (Person.id, Person.full_name, Unit.name)
    found = of_people(_records(), [provider.id], expected=figure is Figure.WAITING).add_columns(*whose)
    found = found.where(beneath(Unit.path, [province.path]))
    return found.where(counting()) if figure is Figure.COUNTED else found


def of_nobody(viewer: Viewer) -> Select[Any] | None:
    """The provider's own records whose ID nobody here holds or declares."""
    return _own(viewer).where(nobodys()) if is_own(viewer) else None


def of_month(viewer: Viewer, month: Month, figure: str) -> Select[Any] | None:
    """The provider's own records that came first in a month, behind one of OF_MONTH."""
    if not is_own(viewer):
        return None
    found = _own(viewer).where(
        LearningRecord.received_at >= clock.start_of(month.first),
        LearningRecord.received_at < clock.start_of(month.after),
    )
    if figure == FINISHED_ONES:
        return found.where(LearningRecord.status.in_(sorted(FINISHED)))
    return found if figure == ALL else found.where(STANDING.in_([figure]))


def _own(viewer: Viewer) -> Select[Any]:
    return _records().add_columns(*NOBODY).where(LearningRecord.provider_id == viewer.unit_id)


def _records() -> Select[Any]:
    return select(LearningRecord, STANDING).select_from(LearningRecord)


def number_of(found: Select[Any]) -> int:
    """How many records there are."""
    return db.session.scalar(found.with_only_columns(func.count(LearningRecord.id))) or 0


def shown(found: Select[Any], offset: int, limit: int) -> list[Behind]:
    """Some of the records, the newest first."""
    page = found.order_by(LearningRecord.id.desc()).offset(offset).limit(limit)
    rows = db.session.execute(page.options(joinedload(LearningRecord.module)))
    return [Behind(record, Standing(standing), *whose) for record, standing, *whose in rows]
