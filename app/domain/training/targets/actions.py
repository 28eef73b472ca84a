"""How does an office set the targets of the units right beneath it?

A province sets its own and those of its middle levels and own schools, a middle level those of its schools.  They are
compared with the sum beneath, never forced to equal it.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.db import db, writing
from app.domain.journal.actions import record_many
from app.domain.notices.actions import tell_many
from app.domain.organisation.delegations import holders_at
from app.domain.training.targets.models import TrainingTarget
from app.domain.training.targets.queries import lines_settable, share_of, targets_of
from app.domain.training.targets.rules import Share
from app.domain.training.years.models import TrainingYear
from app.domain.training.years.queries import year_for
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result

SET = "set_training_targets"


class ChangedMeanwhile(RuntimeError):
    """Somebody else set the targets of `unit_ids` since the page was opened (CON-1)."""

    def __init__(self, unit_ids: Collection[int]) -> None:
        super().__init__(str(unit_ids))
        self.unit_ids = frozenset(unit_ids)


@dataclass(frozen=True)
class Wish:
    """A target as it is typed: None takes it back; `version` is the one that was shown."""

    share: Share | None
    version: int


def set_targets(viewer: Viewer, year_id: int, wishes: Mapping[int, Wish], submit_key: str = "") -> int:
    """Set, change or take back the targets of these units (by id); returns how many changed.

    The heads of these units are told.  Raises LookupError for a unit or year that is not theirs, ChangedMeanwhile.
    """
    try:
        with writing():
            return _set_targets(viewer, year_id, wishes, submit_key)
    except IntegrityError:  # somebody else's row was the first
        raise ChangedMeanwhile(wishes) from None


def _set_targets(viewer: Viewer, year_id: int, wishes: Mapping[int, Wish], submit_key: str) -> int:
    year = year_for(viewer, year_id)
    if year is None or {line.unit.id for line in lines_settable(viewer, year, wishes)} != set(wishes):
        raise LookupError(year_id)
    if is_repeat(viewer, SET, submit_key):
        return 0
    changed = _write(viewer, year, wishes)
    if changed:
        heads = [each for each in holders_at(changed) if each != viewer.person_id]
        tell_many(heads, "training_target_set", "training_year", year.id, year=str(year.year))
    keep_result(viewer, SET, submit_key, year.id)
    return len(changed)


def _write(viewer: Viewer, year: TrainingYear, wishes: Mapping[int, Wish]) -> list[int]:
    rows = targets_of(year.id, wishes, for_update=True)
    changes = {unit_id: wish for unit_id, wish in wishes.items() if wish.share != share_of(rows.get(unit_id))}
    stale = [each for each, wish in changes.items() if wish.version != (rows[each].version if each in rows else 0)]
    if stale:
        raise ChangedMeanwhile(stale)
    noted: list[tuple[int, int | None, dict[str, Any] | None, dict[str, Any] | None]] = [
        (year.id, each, _told(share_of(rows.get(each))), _told(wish.share)) for each, wish in changes.items()
    ]
    for unit_id, wish in changes.items():
        _write_one(year, unit_id, rows.get(unit_id), wish.share)
    db.session.flush()
    record_many(viewer, "training_target_set", "training_year", noted)
    return sorted(changes)


def _write_one(year: TrainingYear, unit_id: int, row: TrainingTarget | None, share: Share | None) -> None:
    if row is not None and share is None:
        db.session.delete(row)
    elif row is not None and share is not None:
        row.teachers, row.managers, row.version = share.teachers, share.managers, row.version + 1
    elif share is not None:
        db.session.add(TrainingTarget(training_year_id=year.id, unit_id=unit_id, **asdict(share)))


def _told(share: Share | None) -> dict[str, Any] | None:
    return asdict(share) if share is not None else None
