"""How do figures come to hold again, and who moves a deadline?  Recounted in small transactions, never incremented."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import delete, exists, func, or_, select, update

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.journal.actions import record
from app.domain.organisation.access import beneath, may_administer_unit
from app.domain.organisation.models import Appointment, Leave, Unit
from app.domain.organisation.rules import UnitKind
from app.domain.progress.counting import Key, Values, count_units
from app.domain.progress.figures import count_schools, keep, stored_of, sums_of
from app.domain.progress.indicators import REGISTERED
from app.domain.progress.models import OVER, Campaign, CountedDay, Figure, ProvinceDeadline
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.stale import StaleMark, mark_stale

UNITS_AT_ONCE = 8  # as many as are stored, with what lies above, within the milliseconds of a write
MARKS_AT_ONCE = 400


class NotAllowed(RuntimeError):
    """The viewer may not set this campaign's deadline."""


class ChangedMeanwhile(RuntimeError):
    """Somebody else changed it since the page was opened (CON-1)."""


@rerunnable
def recount_marked() -> int:
    """Recount the units marked first, and remove exactly the marks that were seen; returns how many units.

    They are counted outside of the transaction that stores them: a change that commits meanwhile leaves a mark of its
    own, so nothing is lost between seeing the marks and removing them.
    """
    marks = _marked_first()
    if not marks:
        db.session.rollback()
        return 0
    unit_ids = sorted({unit_id for _, unit_id in marks})
    counted = count_schools(unit_ids)
    with writing():
        campaigns = _one_counter_at_a_time()
        if _take(mark_id for mark_id, _ in marks):
            keep(unit_ids, {key: values for key, values in counted.items() if key[0] in campaigns})
    return len(unit_ids)


def recount_all_marked() -> int:
    """Recount until no mark is left; returns how many units were recounted."""
    total = 0
    while done := recount_marked():
        total += done
    return total


def rebuild() -> int:
    """Recount every school that has or had people, and what lies above; returns how many schools."""
    marked = _mark(leaf_units())
    recount_all_marked()
    with writing():
        _set_day(clock.today())
    return marked


def compare() -> list[tuple[Key, Values | None, Values | None]]:
    """Where stored figures and a fresh count differ, as (key, stored, counted); marked units are left out."""
    marked = set(db.session.scalars(select(StaleMark.unit_id)))
    schools = [unit for unit in leaf_units() if unit not in marked]
    above = list(db.session.scalars(select(Unit.id).where(Unit.kind != UnitKind.SCHOOL).order_by(Unit.id)))
    return [
        *_differences(schools, lambda units: count_units(units, clock.today())),
        *_differences(above, sums_of),
    ]


def _differences(
    units: Sequence[int], anew: Callable[[Sequence[int]], dict[Key, Values]]
) -> Iterator[tuple[Key, Values | None, Values | None]]:
    for start in range(0, len(units), 500):
        batch = units[start : start + 500]
        stored, counted = stored_of(batch), anew(batch)
        for key in sorted(stored.keys() | counted.keys()):
            if stored.get(key) != counted.get(key):
                yield key, stored.get(key), counted.get(key)


def leaf_units() -> list[int]:
    """Schools with people, now or once, and those that still carry figures."""
    known = select(Appointment.unit_id).union(select(Figure.unit_id))
    found = select(Unit.id).where(Unit.kind == UnitKind.SCHOOL, Unit.id.in_(known)).order_by(Unit.id)
    return list(db.session.scalars(found))


def turn_day() -> int:
    """Mark the units for which a new day changes something, once a day; returns how many (0 on the same day)."""
    today = clock.today()
    counted = db.session.scalar(select(CountedDay.day))
    if counted == today:
        db.session.rollback()
        return 0
    units = leaf_units() if counted is None else _turning_units(counted, today)
    marked = _mark(units)
    with writing():
        _set_day(today)
    return marked


def set_deadline(viewer: Viewer, campaign: Campaign, province_id: int | None, deadline: datetime, version: int) -> None:
    """Move the deadline: of a province by an admin above or in it, of the country (None) by the ministry's admin.

    A job has everything beneath counted anew, since "in time" has changed its meaning.  Raises `NotAllowed` and
    `ChangedMeanwhile`.
    """
    with writing():
        unit = _place(viewer, province_id)
        before = _replace_deadline(campaign, province_id, deadline, version)
        record(
            viewer, "deadline_moved", "campaign", campaign.id, unit_id=unit.id,
            before={"deadline": before.isoformat()}, after={"deadline": deadline.isoformat()},
        )  # fmt: skip
        request_job("mark_units", {"unit_id": unit.id}, viewer, unit_id=unit.id)


def open_campaign(kind: str, subject_id: int, unit_id: int, name: str, deadline: datetime) -> None:
    """Have something counted for the units beneath one, inside the caller's `writing()`."""
    db.session.add(
        Campaign(
            code=f"{kind}-{subject_id}", kind=kind, subject_id=subject_id, unit_id=unit_id, name=name, deadline=deadline
        )
    )


def move_campaign(viewer: Viewer, kind: str, subject_id: int, deadline: datetime) -> None:
    """Its dates have moved: what is in time is counted anew, by a job (inside the caller's `writing()`)."""
    found = select(Campaign).where(Campaign.kind == kind, Campaign.subject_id == subject_id)
    campaign = db.session.scalars(found).one()
    campaign.deadline = deadline
    campaign.version += 1
    request_job("mark_units", {"unit_id": campaign.unit_id}, viewer, unit_id=campaign.unit_id)


def close_campaign(kind: str, subject_id: int) -> None:
    """Nothing of it is counted any more: its figures go, its reminders stay (inside the caller's `writing()`)."""
    found = select(Campaign).where(Campaign.kind == kind, Campaign.subject_id == subject_id)
    campaign = db.session.scalars(found).one()
    db.session.execute(delete(Figure).where(Figure.campaign_id == campaign.id))
    campaign.kind, campaign.subject_id, campaign.code = OVER, None, f"{OVER}-{campaign.id}"


def mark_beneath(unit_id: int) -> int:
    """Have every school beneath a unit recounted; returns how many."""
    path = db.session.scalar(select(Unit.path).where(Unit.id == unit_id))
    carries = select(Figure.unit_id)
    found = select(Unit.id).where(
        Unit.kind == UnitKind.SCHOOL, Unit.id.in_(carries), beneath(Unit.path, [path] if path else [])
    )
    return _mark(list(db.session.scalars(found.order_by(Unit.id))))


def _mark(units: Sequence[int]) -> int:
    """Leave marks in small transactions."""
    db.session.rollback()
    for start in range(0, len(units), MARKS_AT_ONCE):
        with writing():
            mark_stale(units[start : start + MARKS_AT_ONCE])
    return len(units)


def _place(viewer: Viewer, province_id: int | None) -> Unit:
    kind = UnitKind.MINISTRY if province_id is None else UnitKind.PROVINCE
    found = select(Unit).where(Unit.kind == kind)
    unit = db.session.scalar(found if province_id is None else found.where(Unit.id == province_id))
    if unit is None or not may_administer_unit(viewer, unit.path):
        raise NotAllowed
    return unit


def _replace_deadline(campaign: Campaign, province_id: int | None, deadline: datetime, version: int) -> datetime:
    if province_id is None:
        moved = (
            update(Campaign)
            .where(Campaign.id == campaign.id, Campaign.version == version)
            .values(deadline=deadline, version=version + 1)
        )
        before = campaign.deadline
    else:
        row = db.session.get(ProvinceDeadline, (campaign.id, province_id))
        if row is None and version == 0:
            db.session.add(ProvinceDeadline(campaign_id=campaign.id, province_id=province_id, deadline=deadline))
            return campaign.deadline
        before = row.deadline if row else campaign.deadline
        moved = (
            update(ProvinceDeadline)
            .where(
                ProvinceDeadline.campaign_id == campaign.id,
                ProvinceDeadline.province_id == province_id,
                ProvinceDeadline.version == version,
            )
            .values(deadline=deadline, version=version + 1)
        )
    if not db.session.execute(moved).rowcount:  # type: ignore[attr-defined]
        raise ChangedMeanwhile
    return before


def _marked_first() -> list[tuple[int, int]]:
    """The marks of the units marked first: their ids, and the units'."""
    oldest = select(StaleMark.unit_id).group_by(StaleMark.unit_id).order_by(func.min(StaleMark.id))
    units = list(db.session.scalars(oldest.limit(UNITS_AT_ONCE)))
    seen = select(StaleMark.id, StaleMark.unit_id).where(StaleMark.unit_id.in_(units)).limit(MARKS_AT_ONCE)
    return [(mark.id, mark.unit_id) for mark in db.session.execute(seen)]


def _one_counter_at_a_time() -> set[int]:
    """Whoever stores figures first locks the campaigns; returns those that are counted still."""
    locked = db.session.execute(select(Campaign.id, Campaign.kind).order_by(Campaign.id).with_for_update())
    return {campaign.id for campaign in locked if campaign.kind != OVER}


def _take(mark_ids: Iterable[int]) -> bool:
    """Remove these marks; False, and none removed, when another counter took some of them: it has counted later."""
    ids = list(mark_ids)
    if db.session.scalar(select(func.count()).where(StaleMark.id.in_(ids))) != len(ids):
        return False
    db.session.execute(delete(StaleMark).where(StaleMark.id.in_(ids)))
    return True


def _turning_units(counted: date, today: date) -> list[int]:
    """Schools where an appointment or a leave begins or ends after `counted` up to `today`, or whose pace moves on."""

    def turns(starts, ends):  # type: ignore[no-untyped-def]
        return or_((starts > counted) & (starts <= today), (ends > counted) & (ends <= today))

    on_leave = exists().where(Leave.person_id == Appointment.person_id, turns(Leave.starts, Leave.ends))
    people = select(Appointment.unit_id).where(or_(turns(Appointment.starts, Appointment.ends), on_leave))
    lately = [code for indicator in REGISTERED.values() for code in indicator.turning]
    pace = select(Figure.unit_id).where(Figure.indicator.in_(lately), Figure.done > 0)
    found = select(Unit.id).where(Unit.kind == UnitKind.SCHOOL, Unit.id.in_(people.union(pace)))
    return list(db.session.scalars(found.order_by(Unit.id)))


def _set_day(day: date) -> None:
    row = db.session.get(CountedDay, 1)
    if row is None:
        db.session.add(CountedDay(id=1, day=day))
    else:
        row.day = day
