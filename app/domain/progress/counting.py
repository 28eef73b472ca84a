"""How are figures counted?  From the registered indicators, for given leaf units, as they are true right now."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, or_, select

from app.db import db
from app.domain.organisation.models import Unit
from app.domain.progress.indicators import REGISTERED
from app.domain.progress.models import Campaign, ProvinceDeadline
from app.domain.progress.rules import Count, Period

# (campaign, indicator, unit) → expected, done, on time, late
Key = tuple[int, str, int]
Values = tuple[int, int, int, int]


def province_part(path: str) -> int | None:
    """Id of the province that a path leads through; None for the root itself."""
    parts = path.strip("/").split("/")
    return int(parts[1]) if len(parts) > 1 else None


def count_units(unit_ids: Sequence[int], day: date) -> dict[Key, Values]:
    """Every registered figure of these units, each by the deadline of its province; units without people are absent."""
    found: dict[Key, Values] = {}
    for kind, period, units in _periods(unit_ids, day):
        for indicator in REGISTERED.values():
            if indicator.kind != kind:
                continue
            for count in indicator.count(db.session(), units, period):
                found[period.campaign_id, count.code or indicator.code, count.unit_id] = _values(count)
    return found


def _values(count: Count) -> Values:
    return count.expected, count.done, count.on_time, count.late


def _periods(unit_ids: Sequence[int], day: date) -> Iterable[tuple[str, Period, list[int]]]:
    """The units grouped by the deadline that holds for them, per campaign that covers them, with its kind."""
    paths = db.session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(unit_ids))).all()
    own = {
        (row.campaign_id, row.province_id): row.deadline
        for row in db.session.execute(
            select(ProvinceDeadline.campaign_id, ProvinceDeadline.province_id, ProvinceDeadline.deadline)
        )
    }
    for campaign, root in db.session.execute(_covering([row.path for row in paths])):
        groups: dict[Period, list[int]] = {}
        for unit_id, path in paths:
            if path.startswith(root or "/"):
                deadline = own.get((campaign.id, province_part(path)), campaign.deadline)
                groups.setdefault(Period(campaign.id, deadline, day, campaign.subject_id), []).append(unit_id)
        for period, units in groups.items():
            yield campaign.kind, period, units


def _covering(paths: Iterable[str]) -> Select[Campaign, str]:
    """The campaigns of these units: those of the country, and those of a unit that one of the paths leads through."""
    through = {int(part) for path in paths for part in path.strip("/").split("/")}
    return (
        select(Campaign, Unit.path)
        .outerjoin(Unit, Unit.id == Campaign.unit_id)
        .where(or_(Campaign.unit_id.is_(None), Campaign.unit_id.in_(through)))
        .order_by(Campaign.id)
    )
