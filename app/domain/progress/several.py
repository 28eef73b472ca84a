"""How do units stand in several campaigns at once?  One row a unit, from the stored figures and nothing else.

A board of one campaign sorts and cuts its rows where they are stored.  Here a row's place follows from deadlines that
differ from province to province, so the units right beneath one come as a whole: a province has a few dozen, the
country 63.  A search through everything beneath is cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Label, Row, Select, and_, bindparam, or_, select

from app.db import db, made_once
from app.domain.organisation.access import beneath
from app.domain.organisation.anybody import AnyUnit, anybody_like, today_for, unit_values, values_of
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.progress.models import Campaign, Figure, ProvinceDeadline
from app.domain.progress.queries import BOARD_KINDS, board_units, figure_column, named_like
from app.domain.viewer import Viewer

MOST_FOUND = 300
BELOW: Any = AnyUnit("below")


@dataclass(frozen=True)
class Held:
    """A campaign: what of its kind it is about, and by when; `own` are the deadlines of provinces that have another."""

    id: int
    kind: str
    subject_id: int | None
    deadline: datetime
    own: dict[int, datetime]

    def due_in(self, province_id: int | None) -> datetime:
        """The deadline that holds in a province, the country's where none is named."""
        return self.own.get(province_id or 0, self.deadline)


def campaigns_held(code: str, kind: str, subject_ids: Sequence[int]) -> list[Held]:
    """The campaign of this code, and those of a kind about these subjects; one query."""
    held: dict[int, Held] = {}
    values = {"code": code, "kind": kind, "subjects": list(subject_ids)}
    for campaign_id, of_kind, subject_id, deadline, province_id, own in db.session.execute(_held(), values):
        one = held.setdefault(campaign_id, Held(campaign_id, of_kind, subject_id, deadline, {}))
        if province_id is not None:
            one.own[province_id] = own
    return list(held.values())


@made_once
def _held() -> Select:
    about = and_(Campaign.kind == bindparam("kind"), Campaign.subject_id.in_(bindparam("subjects", expanding=True)))
    return (
        select(
            Campaign.id, Campaign.kind, Campaign.subject_id, Campaign.deadline, ProvinceDeadline.province_id,
            ProvinceDeadline.deadline,
        )
        .outerjoin(ProvinceDeadline, ProvinceDeadline.campaign_id == Campaign.id)
        .where(or_(Campaign.code == bindparam("code"), about))
        .order_by(Campaign.id)
    )  # fmt: skip


def units_beneath(
    viewer: Viewer, campaign_ids: Sequence[int], codes: Sequence[str], *, below: Unit | None
) -> Sequence[Row[Any]]:
    """The units right beneath one (None: the viewer's provinces), by name: `id, name, code, kind, path`, and of each
    figure what is done under its own code and what is expected under `of_…`.

    A unit that is no more is among them while it has figures.
    """
    made = _beneath(anybody_like(viewer), tuple(codes), BELOW if below else None)
    values = values_of(viewer, campaigns=list(campaign_ids), **unit_values("below", below))
    return db.session.execute(made, values).all()


def unit_alone(viewer: Viewer, campaign_ids: Sequence[int], codes: Sequence[str], unit: Unit) -> Row[Any]:
    """The same of one unit in sight, by itself."""
    found = _figures(viewer, tuple(codes)).where(Unit.id == unit.id)
    return db.session.execute(found, values_of(viewer, campaigns=list(campaign_ids))).one()


def units_named(
    viewer: Viewer, campaign_ids: Sequence[int], codes: Sequence[str], words: str, *, below: Unit | None
) -> Sequence[Row[Any]]:
    """The same of the units anywhere beneath whose name or code has these words, at most one more than `MOST_FOUND`."""
    found = _figures(viewer, tuple(codes)).where(or_(named_like(Unit.name_fold, words), Unit.code == words))
    if below is not None:
        found = found.where(beneath(Unit.path, [below.path]), Unit.id != below.id)
    values = values_of(viewer, campaigns=list(campaign_ids))
    return db.session.execute(found.limit(MOST_FOUND + 1), values).all()


@made_once
def _beneath(viewer: Viewer, codes: tuple[str, ...], below: Any) -> Select:
    found = _figures(viewer, codes)
    if below is not None:
        return found.where(Unit.parent_id == below.id)
    country = select(Unit.id).where(Unit.parent_id.is_(None)).scalar_subquery()
    return found.where(Unit.parent_id == country, Unit.kind == UnitKind.PROVINCE)


@cache
def _parts(codes: tuple[str, ...]) -> list[Label[int]]:
    """Of each figure one column for what is done and one for what is expected."""
    return [
        part
        for code in codes
        for part in (figure_column(code).label(code), figure_column(code, "expected").label(f"of_{code}"))
    ]


def _figures(viewer: Viewer, codes: tuple[str, ...]) -> Select:
    columns = (Unit.id, Unit.name, Unit.name_fold, Unit.code, Unit.kind, Unit.path)
    counted = and_(
        Figure.unit_id == Unit.id, Figure.campaign_id.in_(bindparam("campaigns", expanding=True)),
        Figure.indicator.in_(codes),
    )  # fmt: skip
    day: Any = today_for(viewer)
    standing = or_(Unit.valid_to.is_(None), Unit.valid_to > day, Figure.unit_id.is_not(None))
    return (
        select(*columns, *_parts(codes))
        .outerjoin(Figure, counted)
        .where(board_units(viewer), Unit.kind.in_(BOARD_KINDS), standing)
        .group_by(*columns)
        .order_by(Unit.name_fold, Unit.id)
    )
