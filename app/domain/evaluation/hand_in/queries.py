"""Whose results may the viewer see handed in, where do they stand, and what may the viewer do about it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.db import db
from app.domain import clock
from app.domain.evaluation.hand_in.figures import Numbers, in_lists, numbers_of
from app.domain.evaluation.hand_in.models import HandIn, HandInStep
from app.domain.evaluation.hand_in.rules import CLOSED, TABLES, Actor, HandInState, Move, Route, in_time, route_of
from app.domain.evaluation.models import Period
from app.domain.evaluation.periods import calendar_of
from app.domain.evaluation.rules.calendar import Step
from app.domain.evaluation.sheets import Office, office_in
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Role, UnitKind
from app.domain.progress.queries import named_like
from app.domain.viewer import Viewer

READERS = frozenset({Role.PRINCIPAL, Role.DISTRICT, Role.PROVINCE})
Above = aliased(Unit)
"""The unit that the one at hand hangs beneath."""

NOT_SENT = frozenset(HandInState) - CLOSED
FILTERS = ("all", "waiting", *(state.value for state in HandInState), "late", "amended")
ORDERS = ("work", "name", "state", "sent")
PLACES = {state: place for place, state in enumerate(HandInState)}


@dataclass(frozen=True)
class Row:
    """One unit of the list."""

    unit_id: int
    name: str
    above: str
    route: Route
    state: HandInState
    sent_at: datetime | None
    late: bool
    amended: bool
    version: int
    waits: bool
    numbers: Numbers


@dataclass(frozen=True)
class Listed:
    """Which part of the list, in which order."""

    figure: str = "all"
    query: str = ""
    order: str = "work"
    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True)
class Happened:
    """One step of the history: what, by whom in which position (`signs_for`: in whose office), and the numbers."""

    event: str
    state: str
    at: datetime
    name: str
    position: str
    signs_for: str | None
    reason: str | None
    figures: dict[str, int] | None


@dataclass(frozen=True)
class ProvinceRow:
    """How far the units of a province are in a year."""

    name: str
    units: int
    sent: int
    accepted: int
    returned: int
    late: int


def hand_in_at(viewer: Viewer, period_id: int, unit_id: int, *, hold: bool = False) -> HandIn | None:
    """The hand-in of one unit at or beneath the viewer's; None: it does not exist for them."""
    if viewer.role not in READERS:
        return None
    found = (
        select(HandIn)
        .join(Unit, Unit.id == HandIn.unit_id)
        .where(HandIn.period_id == period_id, HandIn.unit_id == unit_id, beneath(Unit.path, [viewer.unit_path]))
    )
    if hold:
        return db.session.scalar(found.with_for_update(of=HandIn).execution_options(populate_existing=True))
    return db.session.scalar(found.options(joinedload(HandIn.unit), joinedload(HandIn.period)))


def route_for(unit: Unit) -> Route:
    """Through which hands the results of a unit go."""
    above = db.session.get(Unit, unit.parent_id) if unit.parent_id else None
    return route_of(UnitKind(unit.kind), UnitKind(above.kind) if above else None)


def office_for(viewer: Viewer, hand_in: HandIn, actor: Actor) -> Office | None:
    """By what right the viewer makes an actor's move; None: by none.  Nobody passes on what they sent themselves."""
    place = {Actor.SENDER: hand_in.unit_id, Actor.MIDDLE: hand_in.unit.parent_id, Actor.PROVINCE: hand_in.province_id}
    office = office_in(viewer, place[actor] or 0)
    own = actor is Actor.SENDER or hand_in.unit_id == hand_in.province_id
    if office is None or own:
        return office
    return None if viewer.person_id in {hand_in.sent_by, hand_in.checked_by} else office


def moves_open(viewer: Viewer, hand_in: HandIn, period: Period) -> dict[Move, Office]:
    """What the viewer may do with it now, and by what right."""
    timing = calendar_of(period).timing(Step.HAND_IN, clock.campaign_now())
    table = TABLES[route_for(hand_in.unit)]
    found = {
        move: office_for(viewer, hand_in, actor)
        for (state, move), (_, actor) in table.items()
        if state == hand_in.state and in_time(move, timing)
    }
    return {move: office for move, office in found.items() if office is not None}


def history_of(hand_in: HandIn) -> list[Happened]:
    """Everything that happened to it, the newest first; the caller has loaded it in scope."""
    found = (
        select(HandInStep, Person.full_name)
        .outerjoin(Person, Person.id == HandInStep.person_id)
        .where(HandInStep.hand_in_id == hand_in.id)
        .order_by(HandInStep.id.desc())
    )
    return [
        Happened(step.event, step.state, step.at, name or "", step.position, step.signs_for, step.reason, step.figures)
        for step, name in db.session.execute(found)
    ]


def units_listed(viewer: Viewer, period: Period, listed: Listed) -> list[Row]:
    """The units beneath the viewer's, what waits for their office first, with the numbers of each."""
    found = _found(viewer, period, listed).order_by(*_order(viewer, listed.order), Unit.name_fold, Unit.id)
    rows = db.session.execute(found.offset(listed.offset).limit(listed.limit)).all()
    numbers = numbers_of(period, [hand_in.unit_id for hand_in, *_ in rows], in_lists(period))
    return [
        Row(
            hand_in.unit_id, unit.name, above or "", route_of(UnitKind(unit.kind), UnitKind(kind) if kind else None),
            HandInState(hand_in.state), hand_in.sent_at, bool(late), hand_in.amended_at is not None, hand_in.version,
            bool(waits), numbers[hand_in.unit_id],
        )
        for hand_in, unit, above, kind, late, waits in rows
    ]  # fmt: skip


def number_of_units(viewer: Viewer, period: Period, query: str = "") -> dict[str, int]:
    """How many units each filter lists, in one query."""
    columns = [func.coalesce(func.sum(case((_condition(viewer, period, name), 1), else_=0)), 0) for name in FILTERS]
    found = _found(viewer, period, Listed(query=query)).with_only_columns(*columns)
    return dict(zip(FILTERS, db.session.execute(found).one(), strict=True))


def provinces_in(viewer: Viewer, year: int) -> list[ProvinceRow]:
    """How far each province is, for the ministry: numbers of units, no names of schools."""
    if viewer.role != Role.MINISTRY:
        return []

    def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    found = (
        select(
            Unit.name, func.count(), number(HandIn.state.in_(CLOSED)), number(HandIn.state == HandInState.ACCEPTED),
            number(HandIn.state == HandInState.RETURNED), number(or_(HandIn.late.is_(True), _overdue())),
        )
        .select_from(HandIn)
        .join(Period, Period.id == HandIn.period_id)
        .join(Unit, Unit.id == HandIn.province_id)
        .where(Period.year == year, beneath(Unit.path, [viewer.unit_path]))
        .group_by(Unit.id, Unit.name, Unit.name_fold)
        .order_by(Unit.name_fold)
    )  # fmt: skip
    return [ProvinceRow(*row) for row in db.session.execute(found)]


def years_handed_in(viewer: Viewer) -> list[int]:
    """The years of which the ministry may read how far the provinces are, the newest first."""
    if viewer.role != Role.MINISTRY:
        return []
    return list(db.session.scalars(select(Period.year).distinct().order_by(Period.year.desc())))


def waits_for(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `HandIn`, `Unit` and `Above`: the next move forward is the viewer's office's."""
    if viewer.unit_kind == UnitKind.MIDDLE:
        return and_(HandIn.state == HandInState.SENT, Unit.parent_id == viewer.unit_id)
    straight = func.coalesce(Above.kind, "") != UnitKind.MIDDLE
    here = and_(HandIn.province_id == viewer.unit_id, HandIn.unit_id != viewer.unit_id)
    return and_(
        here, or_(HandIn.state == HandInState.CHECKED, and_(HandIn.state == HandInState.SENT, straight))
    )  # fmt: skip


def _overdue() -> ColumnElement[bool]:
    """SQL condition on `HandIn` and `Period`: never sent in time, and the deadline has passed."""
    return and_(HandIn.late.is_(None), HandIn.state.in_(NOT_SENT), Period.hand_in_due <= clock.campaign_now())


def _condition(viewer: Viewer, period: Period, name: str) -> ColumnElement[bool]:
    if name == "waiting":
        return waits_for(viewer)
    if name == "late":
        return or_(HandIn.late.is_(True), _overdue())
    if name == "amended":
        return HandIn.amended_at.is_not(None)
    return HandIn.state == name if name != "all" else HandIn.id.is_not(None)


def _found(viewer: Viewer, period: Period, listed: Listed) -> Select:
    late = _condition(viewer, period, "late")
    found = (
        select(HandIn, Unit, Above.name, Above.kind, late.label("is_late"), waits_for(viewer).label("waits"))
        .join(Unit, Unit.id == HandIn.unit_id)
        .join(Period, Period.id == HandIn.period_id)
        .outerjoin(Above, Above.id == Unit.parent_id)
        .where(
            HandIn.period_id == period.id, beneath(Unit.path, [viewer.unit_path] if viewer.role in READERS else []),
            Unit.id != viewer.unit_id, _condition(viewer, period, listed.figure),
        )
    )  # fmt: skip
    return found.where(named_like(Unit.name_fold, listed.query)) if listed.query else found


def _order(viewer: Viewer, order: str) -> Sequence[Any]:
    key, turned = order.removeprefix("-"), order.startswith("-")
    columns: dict[str, tuple[Any, ...]] = {
        "name": (Unit.name_fold,),
        "state": (case(PLACES, value=HandIn.state),),
        "sent": (HandIn.sent_at.is_(None), HandIn.sent_at),
        "work": (case((waits_for(viewer), 0), else_=1), HandIn.sent_at.is_(None), HandIn.sent_at),
    }
    last = columns.get(key, columns["work"])
    return (*last[:-1], last[-1].desc() if turned else last[-1])
