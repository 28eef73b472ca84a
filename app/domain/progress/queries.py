"""How far is a campaign, for this viewer?  Boards and totals read the stored figures and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.db import db, made_once
from app.domain import clock
from app.domain.organisation.access import beneath, unit_paths
from app.domain.organisation.anybody import AnyWords, Root, anybody_like, bounds_of, roots, values_of
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.organisation.search import patterns_of, unindexed
from app.domain.progress.counting import province_part
from app.domain.progress.models import Campaign, CountedDay, Figure, ProvinceDeadline
from app.domain.progress.rules import Sight, sight
from app.domain.viewer import Viewer
from app.domain.work.stale import StaleMark

FEW = 3
"""So few indicators are looked up one by one: a round of needs counts two hundred, while other boards show nearly all
that are counted of them, which are found faster together."""
BOARD_KINDS = (UnitKind.PROVINCE, UnitKind.MIDDLE, UnitKind.SCHOOL)


@dataclass(frozen=True)
class Leaves:
    """Which schools are counted: those of a level of schooling, in a difficult area, of an LMS provider."""

    level: str | None = None
    difficult: bool = False
    provider: str | None = None

    @property
    def everything(self) -> bool:
        """Is nothing left out?  Then a unit's own figures say it all; otherwise its schools are summed by path."""
        return self == Leaves()

    def condition(self, leaf: type[Unit]) -> ColumnElement[bool]:
        """The one definition of these filters: boards count by it, lists and exports choose people by it.

        Which provinces a provider supplies is looked up, so no statement that is made once may hold it.
        """
        wanted: list[ColumnElement[bool]] = []
        if self.level:
            wanted.append(("," + leaf.levels + ",").like(f"%,{self.level},%"))
        if self.difficult:
            wanted.append(leaf.difficult.is_(True))
        if self.provider:
            province = aliased(Unit)
            supplied = select(province.path).where(
                province.kind == UnitKind.PROVINCE, province.lms_provider == self.provider
            )
            roots = db.session.scalars(supplied).all()
            wanted.append(beneath(leaf.path, roots))
        return and_(*wanted) if wanted else literal_column("1 = 1")


def sight_of(viewer: Viewer) -> Sight:
    """What the viewer gets of the boards."""
    return sight(viewer.role, viewer.unit_kind)


def board_units(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `Unit`: those whose figures the viewer may see; counts-only viewers see provinces, no deeper."""
    seen = sight_of(viewer)
    if viewer.role != Role.SYSTEM and seen is Sight.NOTHING:
        return literal_column("1 = 0")
    kinds = (UnitKind.PROVINCE,) if seen is Sight.COUNTS else BOARD_KINDS
    return and_(beneath(Unit.path, unit_paths(viewer)), Unit.kind.in_(kinds))


def board_unit(viewer: Viewer, unit_id: int) -> Unit | None:
    """One unit whose figures the viewer may see."""
    return db.session.scalar(_board_unit(anybody_like(viewer)), values_of(viewer, unit=unit_id))


@made_once
def _board_unit(viewer: Viewer) -> Select[Unit]:
    return select(Unit).where(Unit.id == bindparam("unit"), board_units(viewer))


def campaign(code: str) -> Campaign:
    """The campaign of this code; the migration that brings a campaign's code brings its row."""
    return db.session.scalars(select(Campaign).where(Campaign.code == code)).one()


@dataclass(frozen=True)
class Deadline:
    """The instant by which, and the version of the row that holds it (0: the province has none of its own)."""

    at: datetime
    version: int


def deadline_of(campaign: Campaign, path: str) -> Deadline:
    """The deadline that holds for a unit: its province's own, else the country's."""
    own = db.session.get(ProvinceDeadline, (campaign.id, province_part(path) or 0))
    return Deadline(own.deadline, own.version) if own else Deadline(campaign.deadline, 0)


def plan_at(code: str, path: str) -> tuple[Campaign, datetime]:
    """The campaign and the deadline that holds at a path, in one query."""
    values = {"code": code, "province": province_part(path) or 0}
    campaign, own = db.session.execute(_plan(), values).one()
    return campaign, own or campaign.deadline


@made_once
def _plan() -> Select[Campaign, datetime]:
    own = and_(ProvinceDeadline.campaign_id == Campaign.id, ProvinceDeadline.province_id == bindparam("province"))
    found = select(Campaign, ProvinceDeadline.deadline.label("own_deadline")).outerjoin(ProvinceDeadline, own)
    return found.where(Campaign.code == bindparam("code"))


def campaign_about(kind: str, subject_id: int) -> Campaign | None:
    """The campaign about one thing of a kind, e.g. an evaluation period."""
    return db.session.scalar(_campaign_about(), {"kind": kind, "subject": subject_id})


@made_once
def _campaign_about() -> Select[Campaign]:
    return select(Campaign).where(Campaign.kind == bindparam("kind"), Campaign.subject_id == bindparam("subject"))


def nearest_deadline(path: str, at: datetime) -> datetime | None:
    """The next deadline after `at` that holds for a unit, of any campaign of the country; None when none is ahead."""
    everybodys = select(Campaign).where(Campaign.unit_id.is_(None))
    ahead = [deadline_of(each, path).at for each in db.session.scalars(everybodys)]
    return min((deadline for deadline in ahead if deadline > at), default=None)


def counted_until(viewer: Viewer, paths: Sequence[str]) -> datetime:
    """The real instant for which the stored figures beneath `paths` hold: now, or when the oldest mark was left.

    A day that the worker has not turned to yet holds them back at its midnight.
    """
    return holds_until(*db.session.execute(select(*holding(paths))).one())


def holding(paths: Sequence[str | Root]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The columns `waiting_since` and `counted_day`, for a statement that asks for figures beneath these paths."""
    oldest = (
        select(func.min(StaleMark.marked_at))
        .join(Unit, Unit.id == StaleMark.unit_id + 0)  # from the few marks, never from all units beneath
        .where(beneath(unindexed(Unit.path), paths))
        .scalar_subquery()
    )
    return oldest.label("waiting_since"), select(CountedDay.day).scalar_subquery().label("counted_day")


def holds_until(waiting_since: datetime | None, counted_day: date | None) -> datetime:
    """Until when figures hold, by the oldest mark and the day they were counted for (`totals` brings both along)."""
    instants = [waiting_since or clock.now()]
    if counted_day is not None and counted_day < clock.today():
        instants.append(clock.start_of(clock.now().astimezone(clock.VIETNAM).date()))
    return min(instants)


def figure_column(indicator: str, part: str = "done") -> ColumnElement[int]:
    """SQL: what a part of an indicator adds up to among the joined figures."""
    value: InstrumentedAttribute[int] = getattr(Figure, part)
    return func.coalesce(func.sum(value).filter(Figure.indicator == indicator), 0)


@cache
def _pivot(indicators: tuple[str, ...], main: str) -> list[ColumnElement[int]]:
    """One column an indicator, and of the main one what is expected and what came late."""
    columns = [figure_column(code).label(code) for code in indicators]
    return [figure_column(main, "expected").label("expected"), figure_column(main, "late").label("late"), *columns]


def totals(
    viewer: Viewer, campaign_id: int, paths: Sequence[str], leaves: Leaves, indicators: Sequence[str], main: str
) -> Row:
    """The figures of everything beneath `paths` in one row: expected, late and each indicator's done.

    With them come `waiting_since` and `counted_day`, from which `holds_until` tells for which instant they hold.
    """
    make = _totals if leaves.provider else _usual_totals
    found = make(anybody_like(viewer), len(paths), leaves, tuple(indicators), main)
    values = values_of(viewer, campaign=campaign_id, paths=paths, **dict(bounds_of("path", paths)))
    return db.session.execute(found, values).one()


def _totals(viewer: Viewer, number: int, leaves: Leaves, indicators: tuple[str, ...], main: str) -> Select:
    paths = roots("path", number)
    counted: ColumnElement[bool] = Unit.path.in_(bindparam("paths", expanding=True))
    if not leaves.everything:
        counted = and_(beneath(Unit.path, paths), Unit.kind == UnitKind.SCHOOL, leaves.condition(Unit))
    return (
        select(*_pivot(indicators, main), *holding(paths))
        .select_from(Unit)
        .join(Figure, and_(Figure.unit_id == Unit.id, Figure.campaign_id == bindparam("campaign")))
        .where(counted, beneath(Unit.path, unit_paths(viewer)))
    )


_usual_totals = made_once(_totals)


def plan_and_totals(viewer: Viewer, code: str, indicators: Sequence[str], main: str) -> tuple[Campaign, datetime, Any]:
    """The campaign, the deadline that holds at the viewer's unit, and `totals` of everything theirs, in one query."""
    values = values_of(viewer, code=code, province=province_part(viewer.unit_path) or 0, paths=unit_paths(viewer))
    row = db.session.execute(_plan_and_totals(anybody_like(viewer), tuple(indicators), main), values).one()
    return row.Campaign, row.own_deadline or row.Campaign.deadline, row


@made_once
def _plan_and_totals(viewer: Viewer, indicators: tuple[str, ...], main: str) -> Select:
    units = select(Unit.id).where(Unit.path.in_(bindparam("paths", expanding=True)))
    counted = and_(Figure.campaign_id == Campaign.id, Figure.unit_id.in_(units))
    return (
        _plan()
        .add_columns(*_pivot(indicators, main), *holding(unit_paths(viewer)))
        .outerjoin(Figure, counted)
        .group_by(Campaign.id, ProvinceDeadline.deadline)
    )


def figures_of(
    viewer: Viewer,
    campaign_id: int,
    leaves: Leaves,
    indicators: Sequence[str],
    main: str,
    *,
    below: Unit | None,
    q: str = "",
    schools: str = "",
) -> Select:
    """A row a unit with its figures: the children of `below` (None: the viewer's provinces), or with `q` the units
    beneath whose name or code has these words.  The caller sorts and cuts it.

    `schools` names an indicator of schools: those beneath that have done it, with "-" before it those that have not.
    """
    columns = (Unit.id, Unit.name, Unit.name_fold, Unit.code, Unit.kind, Unit.path)
    found = select(*columns, *_pivot(tuple(indicators), main)).where(board_units(viewer)).group_by(*columns)
    leaf = Unit if leaves.everything else aliased(Unit)
    if not leaves.everything:
        end = func.substr(Unit.path, 1, func.length(Unit.path) - 1) + "0"
        found = found.join(leaf, and_(leaf.path >= Unit.path, leaf.path < end, leaf.kind == UnitKind.SCHOOL))
        found = found.where(leaves.condition(leaf))
    found = found.join(Figure, and_(Figure.unit_id == leaf.id, Figure.campaign_id == campaign_id))
    asked = {*indicators, main, schools.removeprefix("-")} - {""}
    if len(asked) <= FEW:
        found = found.where(Figure.indicator.in_(sorted(asked)))
    if schools:
        indicator, missing = schools.removeprefix("-"), schools.startswith("-")
        done = figure_column(indicator)
        reached = figure_column(indicator, "expected") > done if missing else done > 0
        found = found.where(Unit.kind == UnitKind.SCHOOL).having(reached)
        found = found.where(beneath(Unit.path, [below.path])) if below else found
        return found.where(named_like(Unit.name_fold, q) | (Unit.code == q)) if q else found
    if q:
        found = found.where(named_like(Unit.name_fold, q) | (Unit.code == q))
        return found.where(beneath(Unit.path, [below.path]), Unit.id != below.id) if below else found
    if below:
        return found.where(Unit.parent_id == below.id)
    country = select(Unit.id).where(Unit.parent_id.is_(None)).scalar_subquery()
    return found.where(Unit.parent_id == country, Unit.kind == UnitKind.PROVINCE)


def named_like(folded: ColumnElement[str] | InstrumentedAttribute[str], text: str | AnyWords) -> ColumnElement[bool]:
    """Every word of `text` begins a word of the folded name, in any order, with or without marks."""
    patterns = patterns_of(text)
    return (
        and_(*((" " + folded).like(pattern, escape="\\") for pattern in patterns))
        if patterns
        else literal_column("1 = 0")
    )
