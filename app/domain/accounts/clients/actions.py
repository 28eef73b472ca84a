"""How do clients, their secrets and tokens come and go, and how is an attempt noted?"""

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from app.db import db, not_waiting_for_disk, table_of, writing
from app.domain import clock
from app.domain.accounts.clients.models import ApiAnswer, ApiCall, ApiClient, ApiClientProvince, ApiSecret, ApiToken
from app.domain.accounts.clients.queries import clients_managed, digest, providers_offered, provinces_offered
from app.domain.accounts.clients.rules import (
    ANSWERS_KEPT,
    CALLS_KEPT,
    MOST_SECRETS,
    SECRET_LIFE,
    SECRET_PREFIX,
    TOKEN_LIFE,
    TOKEN_PREFIX,
    UNANSWERED,
    Scope,
    granted,
    is_live,
    seconds_to_wait,
)
from app.domain.journal.actions import record
from app.domain.organisation.rules import Problem, UnitKind
from app.domain.viewer import Viewer

NOBODY = digest("nobody")
SWEPT_AT_ONCE = 400
NOTED = insert(table_of(ApiCall)).inline()  # put together once: each request of an LMS leaves one


@dataclass(frozen=True)
class NewSecret:
    """A secret in the one moment in which it is readable."""

    client_id: int
    key: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True)
class Grant:
    """A token in the one moment in which it is readable."""

    client_id: int
    provider_id: int
    token: str
    scopes: frozenset[str]


def make_client(
    viewer: Viewer, provider_id: int, name: str, scopes: Collection[str], province_ids: Collection[int]
) -> NewSecret | list[Problem]:
    """Let a machine of a provider in; a province's admin only for the province's own provider, and for it alone."""
    at = clock.now()
    with writing():
        if provider_id not in {unit.id for unit in providers_offered(viewer)}:
            return [Problem("provider_unknown", "provider")]
        if viewer.unit_kind == UnitKind.PROVINCE:
            province_ids = [viewer.unit_id or 0]
        if not set(province_ids) <= {unit.id for unit in provinces_offered(viewer)}:
            return [Problem("province_unknown", "provinces")]
        known = [scope for scope in Scope if scope in set(scopes)]
        if not known:
            return [Problem("no_scope", "scopes")]
        client = ApiClient(
            key=f"lms-{secrets.token_hex(6)}", provider_id=provider_id, name=name, scopes=" ".join(known), made_at=at,
            made_by_id=viewer.person_id,
        )  # fmt: skip
        db.session.add(client)
        db.session.flush()
        db.session.add_all(ApiClientProvince(client_id=client.id, unit_id=each) for each in sorted(set(province_ids)))
        after = {"name": name, "scopes": client.scopes, "provinces": sorted(set(province_ids))}
        record(viewer, "client_made", "api_client", client.id, after=after, unit_id=provider_id)
        return _new_secret(client, at)


def give_secret(viewer: Viewer, client_id: int) -> NewSecret | list[Problem]:
    """A second secret beside the first, so that the LMS can change over without a gap.

    Raises LookupError for a client that is not the viewer's to look after.
    """
    at = clock.now()
    with writing():
        client = _managed(viewer, client_id)
        if client.revoked_at is not None:
            return [Problem("client_revoked")]
        if sum(is_live(each.expires_at, each.ended_at, at) for each in _secrets(client_id)) >= MOST_SECRETS:
            return [Problem("two_secrets")]
        new = _new_secret(client, at)
        record(viewer, "client_secret_given", "api_client", client_id, after={"tail": new.secret[-4:]},
               unit_id=client.provider_id)  # fmt: skip
    return new


def end_secret(viewer: Viewer, client_id: int, secret_id: int) -> None:
    """From now on neither this secret nor its tokens open anything; twice is once.  Raises LookupError."""
    with writing():
        client = _managed(viewer, client_id)
        secret = next((each for each in _secrets(client_id) if each.id == secret_id), None)
        if secret is None:
            raise LookupError("no such secret")
        if secret.ended_at is None:
            secret.ended_at = clock.now()
            record(viewer, "client_secret_ended", "api_client", client_id, after={"tail": secret.tail},
                   unit_id=client.provider_id)  # fmt: skip


def revoke_client(viewer: Viewer, client_id: int, reason: str) -> None:
    """The client is out from now on, with its secrets and tokens; what it has sent stays.  Raises LookupError."""
    with writing():
        client = _managed(viewer, client_id)
        if client.revoked_at is None:
            client.revoked_at = clock.now()
            record(viewer, "client_revoked", "api_client", client_id, reason=reason, unit_id=client.provider_id)


def _managed(viewer: Viewer, client_id: int) -> ApiClient:
    found = select(ApiClient).where(ApiClient.id == client_id, clients_managed(viewer))
    client = db.session.scalar(found.with_for_update().execution_options(populate_existing=True))
    if client is None:
        raise LookupError("no such client")
    return client


def _secrets(client_id: int) -> list[ApiSecret]:
    return list(db.session.scalars(select(ApiSecret).where(ApiSecret.client_id == client_id)))


def _new_secret(client: ApiClient, at: datetime) -> NewSecret:
    secret = SECRET_PREFIX + secrets.token_urlsafe(32)
    row = ApiSecret(
        client_id=client.id, hash=digest(secret), tail=secret[-4:], made_at=at, expires_at=at + SECRET_LIFE
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return NewSecret(client.id, client.key, secret, row.expires_at)


def issue_token(key: str, secret: str, asked: str, at: datetime) -> Grant | None:
    """A token of an hour for a client that shows its secret; None for whoever does not, whatever the reason.

    Raises ValueError for a scope that the client does not have.
    """
    with writing():
        shown, right = digest(secret), None
        found = (
            select(ApiSecret, ApiClient)
            .join(ApiClient, ApiClient.id == ApiSecret.client_id)
            .where(ApiClient.key == key, ApiClient.revoked_at.is_(None))
        )
        hmac.compare_digest(shown, NOBODY)  # an unknown client takes as long as a wrong secret
        for row, client in db.session.execute(found).all():
            if hmac.compare_digest(shown, row.hash) and is_live(row.expires_at, row.ended_at, at):
                right = row, client
        if right is None:
            return None
        row, client = right
        scopes = granted(client.scope_set, asked)
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        db.session.add(
            ApiToken(hash=digest(token), secret_id=row.id, scopes=" ".join(sorted(scopes)), expires_at=at + TOKEN_LIFE)
        )
        row.last_used_at = at
        return Grant(client.id, client.provider_id, token, scopes)


class KeyReused(RuntimeError):
    """The Idempotency-Key came with another request before."""


class StillAtWork(RuntimeError):
    """The first request with this Idempotency-Key has not been answered yet; `wait` seconds from now, ask again."""

    def __init__(self, wait: int = 1) -> None:
        super().__init__()
        self.wait = wait


def begin_answer(client_id: int, key: str, request_hash: str, at: datetime) -> tuple[int, str] | None:
    """Take an Idempotency-Key: None means go on, else the answer that the same request got before (API-3).

    Raises KeyReused, StillAtWork.  Of requests that come at once, one goes on.
    """
    try:
        return _begin_answer(client_id, key, request_hash, at)
    except IntegrityError:
        raise StillAtWork() from None


def _begin_answer(client_id: int, key: str, request_hash: str, at: datetime) -> tuple[int, str] | None:
    with writing():
        known = db.session.get(ApiAnswer, (client_id, key), with_for_update=True, populate_existing=True)
        if known is not None and at - known.at < ANSWERS_KEPT:
            if known.request_hash != request_hash:
                raise KeyReused
            if known.status is not None and known.body is not None:
                return known.status, known.body
            if at - known.at < UNANSWERED:
                raise StillAtWork(seconds_to_wait(at - known.at))
        if known is None:
            db.session.add(ApiAnswer(client_id=client_id, key=key, request_hash=request_hash, at=at))
        else:
            known.request_hash, known.at, known.status, known.body = request_hash, at, None, None
    return None


def keep_answer(client_id: int, key: str, status: int, body: str) -> None:
    """Keep what was answered, for whoever sends the same again."""
    with writing():
        held = (ApiAnswer.client_id == client_id) & (ApiAnswer.key == key)
        db.session.execute(update(ApiAnswer).where(held).values(status=status, body=body))


def forget_answer(client_id: int, key: str) -> None:
    """Nothing was done: the key is free again."""
    with writing():
        held = (ApiAnswer.client_id == client_id) & (ApiAnswer.key == key) & ApiAnswer.status.is_(None)
        db.session.execute(delete(ApiAnswer).where(held))


def note_call(**values: object) -> None:
    """Note an attempt in a short transaction of its own, after it was answered (API-7); what it did is on the disk."""
    with writing():
        not_waiting_for_disk()
        db.session.execute(NOTED, [values])


def sweep(at: datetime) -> int:
    """Forget tokens that are over, answers past their time and old attempts; returns how many of them all."""
    old = ((ApiToken, ApiToken.expires_at < at), (ApiAnswer, ApiAnswer.at < at - ANSWERS_KEPT),
           (ApiCall, ApiCall.at < at - CALLS_KEPT))  # fmt: skip
    return sum(_sweep(model, condition) for model, condition in old)


def _sweep(model: type[db.Model], condition: ColumnElement[bool]) -> int:
    gone, key = 0, tuple(model.__table__.primary_key.columns)
    while True:
        with writing():
            rows = [tuple(row) for row in db.session.execute(select(*key).where(condition).limit(SWEPT_AT_ONCE))]
            if rows:
                db.session.execute(delete(model).where(tuple_(*key).in_(rows)))
        gone += len(rows)
        if len(rows) < SWEPT_AT_ONCE:
            return gone
