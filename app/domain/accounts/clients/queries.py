"""Who is behind a token, and which clients may somebody see or look after?"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from app.db import UtcDateTime, db, rows_of
from app.domain import clock
from app.domain.accounts.clients.models import ApiCall, ApiClient, ApiClientProvince, ApiSecret, ApiToken
from app.domain.accounts.clients.rules import ClientState, client_state
from app.domain.organisation.access import may_see_unit
from app.domain.organisation.models import Unit
from app.domain.organisation.queries import paths_served
from app.domain.organisation.rules import Role, UnitKind
from app.domain.viewer import Viewer

MANAGERS = frozenset({UnitKind.MINISTRY, UnitKind.PROVINCE})
OFFICES = frozenset({Role.MINISTRY, Role.PROVINCE, Role.ADMIN})


def digest(secret: str) -> str:
    """What is kept of a secret or token of 256 random bits (API-1)."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class Caller:
    """The client behind a token; `viewer` acts and is put on record for it, and sees no province until `serving`.

    `narrowed`: somebody limited it to some of the provinces that its provider supplies.
    """

    client_id: int
    provider_id: int
    scopes: frozenset[str]
    viewer: Viewer
    narrowed: bool = False


# Asked by every request of every LMS, hence put together once.
HOLDER = (
    select(
        ApiClient.id, ApiClient.name, ApiToken.scopes,
        Unit.id.label("unit_id"), Unit.path, Unit.kind, Unit.name.label("unit_name"), Unit.lms_provider,
        exists().where(ApiClientProvince.client_id == ApiClient.id).label("narrowed"),
    )
    .select_from(ApiClient)
    .join(ApiSecret, ApiSecret.client_id == ApiClient.id)
    .join(ApiToken, ApiToken.secret_id == ApiSecret.id)
    .join(Unit, Unit.id == ApiClient.provider_id)
    .where(
        ApiToken.hash == bindparam("hash"), ApiToken.expires_at > bindparam("at", type_=UtcDateTime()),
        ApiSecret.ended_at.is_(None), ApiSecret.expires_at > bindparam("at", type_=UtcDateTime()),
        ApiClient.revoked_at.is_(None),
    )
)  # fmt: skip


def caller_of(token: str, at: datetime, request_id: str = "") -> Caller | None:
    """Who shows this token; None if it is unknown, over, or its secret or client has ended: all the same (API-2)."""
    row = rows_of(HOLDER, {"hash": digest(token), "at": at}).first()
    if row is None:
        return None
    acting = Viewer(
        account_id=None, person_id=None, appointment_id=None, unit_id=row.unit_id, unit_path=row.path,
        unit_kind=row.kind, role=Role.PARTNER, position="client", name=row.name, unit_name=row.unit_name,
        provider=row.lms_provider, request_id=request_id,
    )  # fmt: skip
    return Caller(row.id, row.unit_id, frozenset(row.scopes.split()), acting, bool(row.narrowed))


def serving(caller: Caller) -> Viewer:
    """The caller's viewer with the provinces that its provider supplies today, narrowed to its own, if it has any."""
    served = paths_served(caller.provider_id, UnitKind.PROVIDER, caller.viewer.provider)
    own = set(
        db.session.scalars(
            select(Unit.path)
            .join(ApiClientProvince, ApiClientProvince.unit_id == Unit.id)
            .where(ApiClientProvince.client_id == caller.client_id)
        )
    )
    provinces = tuple(path for path in served if not own or path in own)
    return caller.viewer.acting_in(provinces=provinces, narrowed=bool(own))


@dataclass(frozen=True)
class ClientRow:
    """A client as a list shows it."""

    id: int
    key: str
    name: str
    provider_id: int
    provider_name: str
    scopes: tuple[str, ...]
    provinces: tuple[str, ...]
    state: ClientState
    made_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    managed: bool


def clients_visible(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `ApiClient`: the ministry sees all, a provider's staff its own, a province those serving it."""
    if viewer.role == Role.SYSTEM or (viewer.unit_kind == UnitKind.MINISTRY and viewer.role in OFFICES):
        return true()
    if viewer.role == Role.PARTNER:
        return ApiClient.provider_id == viewer.unit_id
    if viewer.unit_kind != UnitKind.PROVINCE or viewer.role not in OFFICES:
        return false()
    own, provider = aliased(Unit), aliased(Unit)
    supplies = exists(
        select(provider.id)
        .join(own, own.lms_provider == provider.lms_provider)
        .where(provider.id == ApiClient.provider_id, own.id == viewer.unit_id)
    )
    narrowed = exists(select(ApiClientProvince.unit_id).where(ApiClientProvince.client_id == ApiClient.id))
    return supplies & or_(~narrowed, _is_for(viewer))


def sees_clients(viewer: Viewer) -> bool:
    """Are there clients that the viewer could see?  Offices of the ministry and a province, and a provider's staff."""
    return viewer.role == Role.PARTNER or (viewer.unit_kind in MANAGERS and viewer.role in OFFICES)


def clients_managed(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `ApiClient`: the ministry's admin looks after all, a province's after those for it alone."""
    if viewer.role != Role.ADMIN or viewer.unit_kind not in MANAGERS:
        return false()
    if viewer.unit_kind == UnitKind.MINISTRY:
        return true()
    others = exists(
        select(ApiClientProvince.unit_id).where(
            ApiClientProvince.client_id == ApiClient.id, ApiClientProvince.unit_id != viewer.unit_id
        )
    )
    return clients_visible(viewer) & _is_for(viewer) & ~others


def _is_for(viewer: Viewer) -> ColumnElement[bool]:
    return exists(
        select(ApiClientProvince.unit_id).where(
            ApiClientProvince.client_id == ApiClient.id, ApiClientProvince.unit_id == viewer.unit_id
        )
    )


def providers_offered(viewer: Viewer) -> Sequence[Unit]:
    """The providers for whose machines the viewer may make a client."""
    if viewer.role != Role.ADMIN or viewer.unit_kind not in MANAGERS:
        return []
    found = select(Unit).where(Unit.kind == UnitKind.PROVIDER).order_by(Unit.name)
    if viewer.unit_kind == UnitKind.PROVINCE:
        own = aliased(Unit)
        found = found.join(own, own.lms_provider == Unit.lms_provider).where(own.id == viewer.unit_id)
    return db.session.scalars(found).all()


def provinces_offered(viewer: Viewer) -> Sequence[Unit]:
    """The provinces to which the viewer may narrow a client."""
    found = select(Unit).where(Unit.kind == UnitKind.PROVINCE, Unit.valid_to.is_(None)).order_by(Unit.code)
    return [unit for unit in db.session.scalars(found) if may_see_unit(viewer, unit.path)]


def clients(viewer: Viewer) -> list[ClientRow]:
    """The clients in the viewer's sight, live ones first."""
    return _rows(viewer, clients_visible(viewer))


def client_for(viewer: Viewer, client_id: int) -> ClientRow | None:
    """One client in the viewer's sight."""
    return next(iter(_rows(viewer, clients_visible(viewer) & (ApiClient.id == client_id))), None)


def _rows(viewer: Viewer, condition: ColumnElement[bool]) -> list[ClientRow]:
    at = clock.now()
    live = (
        select(func.count(ApiSecret.id))
        .where(ApiSecret.client_id == ApiClient.id, ApiSecret.ended_at.is_(None), ApiSecret.expires_at > at)
        .scalar_subquery()
    )
    used = select(func.max(ApiSecret.last_used_at)).where(ApiSecret.client_id == ApiClient.id).scalar_subquery()
    found = db.session.execute(
        select(ApiClient, Unit.name, live, used, clients_managed(viewer))
        .join(Unit, Unit.id == ApiClient.provider_id)
        .where(condition)
        .order_by(ApiClient.revoked_at.is_not(None), Unit.name, ApiClient.id)
    ).all()
    provinces = _province_names([client.id for client, *_ in found])
    return [
        ClientRow(
            client.id, client.key, client.name, client.provider_id, provider, tuple(client.scopes.split()),
            provinces.get(client.id, ()), client_state(client.revoked_at, secrets), client.made_at, client.revoked_at,
            UtcDateTime().process_result_value(last_used, db.engine.dialect), bool(managed),
        )
        for client, provider, secrets, last_used, managed in found
    ]  # fmt: skip


def _province_names(client_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    names: dict[int, tuple[str, ...]] = {}
    found = (
        select(ApiClientProvince.client_id, Unit.name)
        .join(Unit, Unit.id == ApiClientProvince.unit_id)
        .where(ApiClientProvince.client_id.in_(set(client_ids)))
        .order_by(Unit.name)
    )
    for client_id, name in db.session.execute(found):
        names[client_id] = (*names.get(client_id, ()), name)
    return names


def secrets_of(client_id: int) -> Sequence[ApiSecret]:
    """The secrets of a client that the caller has loaded in scope, newest first."""
    found = select(ApiSecret).where(ApiSecret.client_id == client_id).order_by(ApiSecret.id.desc())
    return db.session.scalars(found).all()


def calls_seen(viewer: Viewer, *which: ColumnElement[bool]) -> Select[ApiCall, str]:
    """The attempts of the clients in sight, each with the client's name, the latest first (API-7)."""
    found = select(ApiCall, ApiClient.name).select_from(ApiCall).join(ApiClient, ApiClient.id == ApiCall.client_id)
    return found.where(clients_visible(viewer), *which).order_by(ApiCall.id.desc())


def number_of_calls(found: Select[ApiCall, str]) -> tuple[int, int]:
    """How many of them there are, and how many items of them were refused."""
    counts = func.count(ApiCall.id), func.coalesce(func.sum(ApiCall.refused), 0)
    calls, refused = db.session.execute(found.with_only_columns(*counts).order_by(None)).one()
    return calls, refused


def shown_calls(found: Select[ApiCall, str], offset: int, limit: int) -> list[tuple[ApiCall, str]]:
    """Some of them."""
    return [(call, name) for call, name in db.session.execute(found.offset(offset).limit(limit))]
