"""Which targets are set down the tree (giao chỉ tiêu), do they add up, and how many have reached them?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.progress.models import Figure
from app.domain.progress.queries import board_unit, board_units
from app.domain.training.board.indicators import MAIN
from app.domain.training.catalogue.rules import Audience
from app.domain.training.targets.models import TrainingTarget
from app.domain.training.targets.rules import NOTHING, Check, Share
from app.domain.training.years.models import TrainingYear
from app.domain.training.years.queries import board_of_year, first_boards
from app.domain.viewer import Viewer

SETTERS = frozenset({(Role.PROVINCE, UnitKind.PROVINCE), (Role.DISTRICT, UnitKind.MIDDLE)})
HEADED = (UnitKind.PROVINCE, UnitKind.MIDDLE)
BENEATH = (UnitKind.MIDDLE, UnitKind.SCHOOL)


@dataclass(frozen=True)
class Line:
    """A unit: who is to learn there today, what is asked of it (version 0: nothing yet), what it asks of its own."""

    unit: Unit
    due: Share
    target: Share | None
    version: int
    finished: int
    check: Check | None  # where units stand beneath it

    @property
    def beyond(self) -> Share:
        """By how many its target exceeds who is to learn there today."""
        return self.target.beyond(self.due) if self.target is not None else NOTHING


def may_set(viewer: Viewer, year: TrainingYear) -> bool:
    """Does the viewer's office set the targets of the units right beneath theirs, in their own province's year?"""
    return (viewer.role, viewer.unit_kind) in SETTERS and viewer.unit_path.startswith(year.unit.path)


def unit_in_year(viewer: Viewer, year: TrainingYear, unit_id: int) -> Unit | None:
    """A unit of the year's province whose figures the viewer may see."""
    unit = board_unit(viewer, unit_id)
    return unit if unit is not None and unit.path.startswith(year.unit.path) else None


def right_beneath(viewer: Viewer, unit_id: int) -> ColumnElement[bool]:
    """SQL condition on `Unit`: it stands right beneath this one today, and in sight."""
    return and_(Unit.parent_id == unit_id, Unit.kind.in_(BENEATH), Unit.valid_to.is_(None), board_units(viewer))


def number_beneath(viewer: Viewer, unit: Unit) -> int:
    """How many units stand right beneath this one."""
    return db.session.scalar(select(func.count(Unit.id)).where(right_beneath(viewer, unit.id))) or 0


def lines_beneath(
    viewer: Viewer, year: TrainingYear, unit: Unit, *, offset: int = 0, limit: int | None = None
) -> list[Line]:
    """The units right beneath this one, middle levels first, then by name."""
    found = select(Unit).where(right_beneath(viewer, unit.id)).order_by(*_order(year))
    return lines_of(year, list(db.session.scalars(found.offset(offset).limit(limit))))


def settable(viewer: Viewer, year: TrainingYear) -> list[int]:
    """The units whose targets the viewer's office sets: a province's own first, middle levels, then by name."""
    return list(db.session.scalars(select(Unit.id).where(_settable(viewer, year)).order_by(*_order(year))))


def lines_settable(viewer: Viewer, year: TrainingYear, unit_ids: Collection[int]) -> list[Line]:
    """Those of these units whose targets the viewer's office sets."""
    found = select(Unit).where(Unit.id.in_(unit_ids), _settable(viewer, year)).order_by(*_order(year))
    return lines_of(year, list(db.session.scalars(found)))


def _settable(viewer: Viewer, year: TrainingYear) -> ColumnElement[bool]:
    if not may_set(viewer, year) or viewer.unit_id is None:
        return false()
    own = and_(Unit.id == viewer.unit_id, Unit.id == year.unit_id)
    return or_(own, right_beneath(viewer, viewer.unit_id))


def _order(year: TrainingYear) -> tuple[ColumnElement[Any], ...]:
    return Unit.id != year.unit_id, Unit.kind != UnitKind.MIDDLE, Unit.name_fold.expression, Unit.id.expression


def lines_of(year: TrainingYear, units: Sequence[Unit]) -> list[Line]:
    """What is to be told of these units, in as many questions however many they are."""
    ids = [unit.id for unit in units]
    targets, due, finished = targets_of(year.id, ids), _due(year.id, ids), _finished(year.id, ids)
    checks = _checks(year.id, [unit.id for unit in units if unit.kind in HEADED], targets)
    return [
        Line(
            unit, due.get(unit.id, NOTHING), share_of(targets.get(unit.id)),
            targets[unit.id].version if unit.id in targets else 0, finished.get(unit.id, 0), checks.get(unit.id),
        )
        for unit in units
    ]  # fmt: skip


def targets_of(year_id: int, unit_ids: Collection[int], *, for_update: bool = False) -> dict[int, TrainingTarget]:
    """The targets of these units that are set; locked, and as they stand now, for whoever changes them."""
    of_year = TrainingTarget.training_year_id == year_id
    found = select(TrainingTarget).where(of_year, TrainingTarget.unit_id.in_(unit_ids))
    if for_update:
        found = found.order_by(TrainingTarget.unit_id).with_for_update().execution_options(populate_existing=True)
    return {row.unit_id: row for row in db.session.scalars(found)}


def share_of(row: TrainingTarget | None) -> Share | None:
    """What a stored target asks for; None where none is set."""
    return Share(row.teachers, row.managers) if row is not None else None


def _due(year_id: int, unit_ids: Collection[int]) -> dict[int, Share]:
    audiences = {campaign_id: audience for audience, campaign_id in first_boards(year_id).items()}
    found = select(Figure.unit_id, Figure.campaign_id, Figure.expected).where(
        Figure.campaign_id.in_(audiences), Figure.indicator == MAIN, Figure.unit_id.in_(unit_ids)
    )
    due: dict[int, Share] = {}
    for unit_id, campaign_id, people in db.session.execute(found):
        share = Share(people, 0) if audiences[campaign_id] == Audience.TEACHER else Share(0, people)
        due[unit_id] = due.get(unit_id, NOTHING) + share
    return due


def _finished(year_id: int, unit_ids: Collection[int]) -> dict[int, int]:
    found = select(Figure.unit_id, Figure.done).where(
        Figure.campaign_id == board_of_year(year_id), Figure.indicator == MAIN, Figure.unit_id.in_(unit_ids)
    )
    return {row.unit_id: row.done for row in db.session.execute(found)}


def _checks(year_id: int, unit_ids: Sequence[int], own: dict[int, TrainingTarget]) -> dict[int, Check]:
    if not unit_ids:
        return {}
    child, target = aliased(Unit), TrainingTarget
    found = (
        select(
            child.parent_id, func.coalesce(func.sum(target.teachers), 0), func.coalesce(func.sum(target.managers), 0),
            func.count(child.id), func.count(target.unit_id),
        )
        .outerjoin(target, and_(target.unit_id == child.id, target.training_year_id == year_id))
        .where(child.parent_id.in_(unit_ids), child.kind.in_(BENEATH), child.valid_to.is_(None))
        .group_by(child.parent_id)
    )  # fmt: skip
    told = {unit_id: rest for unit_id, *rest in db.session.execute(found)}
    return {each: _check(share_of(own.get(each)), *told.get(each, (0, 0, 0, 0))) for each in unit_ids}


def _check(own: Share | None, teachers: int, managers: int, units: int, with_target: int) -> Check:
    return Check(own, Share(teachers, managers), units, units - with_target)
