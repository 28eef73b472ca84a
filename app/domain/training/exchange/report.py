"""How well is each LMS connected with each province?  What letter 95 was written to report."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select
from sqlalchemy.orm import aliased

from app.db import UtcDateTime, db
from app.domain import clock
from app.domain.accounts.clients.models import ApiCall, ApiClient
from app.domain.accounts.clients.queries import clients_visible
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Role, UnitKind, path_below
from app.domain.training.records.matching import counts_already, holds_now, is_expected, waiting
from app.domain.training.records.models import LearningRecord
from app.domain.training.records.queries import STANDING
from app.domain.training.records.rules import Standing, Status
from app.domain.viewer import Viewer

RECENT = timedelta(days=30)
FAILED, REFUSED = ApiCall.status >= 400, ApiCall.refused > 0
"""SQL conditions on `ApiCall`: it was answered with an error; some of its items were not taken."""


@dataclass(frozen=True)
class Traffic:
    """What the clients of a provider that the viewer sees sent in the last thirty days, and what of it failed; since
    when there has been one.
    """

    since: datetime | None = None
    sent: int = 0
    refused: int = 0
    failed: int = 0
    unknown: int = 0  # records whose ID nobody here holds or declares


@dataclass(frozen=True)
class Line:
    """One provider in one province: people and records of the province, as its LMS reported them.

    `traffic` is None where the province has chosen another LMS: its people learn there all the same.
    """

    provider: Unit
    province: Unit
    traffic: Traffic | None
    last_data: datetime | None
    matched: int
    counted: int
    waiting: int


@dataclass
class _Counts:
    matched: int = 0
    counted: int = 0
    waiting: int = 0
    last: list[datetime] = field(default_factory=list)


def connections(viewer: Viewer) -> list[Line]:
    """A line for each provider and province in the viewer's sight that belong together, or have records together."""
    pairs = _pairs(viewer)
    counts = _counts({provider.id for provider, _ in pairs}, [province for _, province in pairs])
    traffic = {one: _traffic(viewer, one) for one in {each.id for each, place in pairs if _is_chosen(each, place)}}
    lines = []
    for provider, province in pairs:
        found, chosen = counts.get((provider.id, province.id)), _is_chosen(provider, province)
        if found is None and not chosen:
            continue
        found = found or _Counts()
        last, told = max(found.last, default=None), traffic[provider.id] if chosen else None
        lines.append(Line(provider, province, told, last, found.matched, found.counted, found.waiting))
    return lines


def _pairs(viewer: Viewer) -> list[tuple[Unit, Unit]]:
    """Every provider with every province of today: the ministry's all, a province's, a provider's own."""
    provider, province = aliased(Unit), aliased(Unit)
    found = (
        select(provider, province)
        .select_from(provider)
        .join(province, province.kind == UnitKind.PROVINCE)
        .where(provider.kind == UnitKind.PROVIDER, province.valid_to.is_(None))
        .order_by(provider.name, province.code)
    )
    if viewer.role == Role.PARTNER:
        found = found.where(provider.id == viewer.unit_id)
    elif viewer.unit_kind != UnitKind.MINISTRY:
        found = found.where(province.id == viewer.unit_id)
    return [(one, other) for one, other in db.session.execute(found)]


def _is_chosen(provider: Unit, province: Unit) -> bool:
    return province.lms_provider is not None and province.lms_provider == provider.lms_provider


def providers_in_sight(viewer: Viewer) -> list[Unit]:
    """The providers that a province in the viewer's sight has chosen, each once."""
    return list({one.id: one for one, province in _pairs(viewer) if _is_chosen(one, province)}.values())


def pair_in_sight(viewer: Viewer, provider_id: int, province_id: int) -> tuple[Unit, Unit] | None:
    """A provider and a province of which the viewer's report may have a line."""
    return next((pair for pair in _pairs(viewer) if (pair[0].id, pair[1].id) == (provider_id, province_id)), None)


def _traffic(viewer: Viewer, provider_id: int) -> Traffic:
    seen = ApiClient.provider_id == provider_id, clients_visible(viewer)
    since = db.session.scalar(select(func.min(ApiClient.made_at)).where(*seen))
    failures = case((FAILED, 1), else_=0)
    sent, refused, failed = db.session.execute(
        select(*(func.coalesce(func.sum(each), 0) for each in (ApiCall.items, ApiCall.refused, failures))).where(
            sent_lately(provider_id), ApiCall.client_id.in_(select(ApiClient.id).where(*seen))
        )
    ).one()
    unknown = select(func.count(LearningRecord.id)).where(LearningRecord.provider_id == provider_id, nobodys())
    return Traffic(since, sent, refused, failed, db.session.scalar(unknown) or 0)


def sent_lately(provider_id: int) -> ColumnElement[bool]:
    """SQL condition on `ApiCall`: the report counts it for this provider."""
    return and_(ApiCall.provider_id == provider_id, ApiCall.day > clock.today() - RECENT)


def _counts(providers: set[int], provinces: Sequence[Unit]) -> dict[tuple[int, int], _Counts]:
    """Records by provider and the province where their people work today: matched, counted; and expected ones."""
    counts: dict[tuple[int, int], _Counts] = {}
    ranges = [(unit.id, *path_below(unit.path)) for unit in {unit.id: unit for unit in provinces}.values()]
    for expected in (False, True):
        for provider_id, path, records, counted, last in _by_unit(providers, expected=expected):
            province_id = next((unit_id for unit_id, low, high in ranges if low <= path < high), None)
            if province_id is None:
                continue
            mine = counts.setdefault((provider_id, province_id), _Counts())
            mine.last.append(last)
            if expected:
                mine.waiting += records
            else:
                mine.matched, mine.counted = mine.matched + records, mine.counted + counted
    return counts


def _by_unit(providers: set[int], *, expected: bool) -> list[tuple[int, str, int, int, datetime]]:
    """The records of people, or with `expected` those that wait for them: provider, path, all, counting, the newest."""
    columns = (
        LearningRecord.provider_id, Unit.path, func.count(LearningRecord.id),
        literal(0) if expected else func.sum(case((counting(), 1), else_=0)),
        func.max(LearningRecord.changed_at, type_=UtcDateTime()),
    )  # fmt: skip
    found = of_people(select(*columns).select_from(LearningRecord), providers, expected=expected)
    return [tuple(row) for row in db.session.execute(found.group_by(LearningRecord.provider_id, Unit.path))]


def of_people(found: Select[Any], providers: Collection[int], *, expected: bool) -> Select[Any]:
    """A select from `LearningRecord` of what these providers did not take back, joined with its people (`Person`), or
    with `expected` with those whom it waits for, and with the `Unit` of their main post of today.
    """
    sent = LearningRecord.provider_id.in_(providers), LearningRecord.voided_at.is_(None)
    found = found.where(*sent)
    if expected:
        pairs = waiting(*sent)
        found = found.join(pairs, pairs.c.record_id == LearningRecord.id).join(Person, Person.id == pairs.c.person_id)
    else:
        found = found.join(Person, holds_now())
    main = and_(Appointment.person_id == Person.id, Appointment.main, appointed_on(clock.today()))
    return found.join(Appointment, main).join(Unit, Unit.id == Appointment.unit_id)


def counting() -> ColumnElement[bool]:
    """SQL condition on a `LearningRecord` that is somebody's and was not taken back: it counts."""
    return and_(
        LearningRecord.status == Status.PASSED, LearningRecord.duplicate_of_id.is_(None), ~counts_already()
    )  # fmt: skip


def nobodys() -> ColumnElement[bool]:
    """SQL condition on `LearningRecord`: nobody here holds its ID or declares it."""
    return and_(STANDING == Standing.WAITING, ~is_expected())
