"""How often did somebody guess wrong, and from where did they come in before? (AUTH-4)

Addresses, devices and login names are kept as keyed digests only.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app import sealing
from app.db import db, writing
from app.domain.accounts.models import FailedAttempts, KnownOrigin
from app.domain.accounts.rules.throttle import (
    ALARM_FAILURES,
    Failures,
    counted_again,
    counted_in_window,
    refused_until,
)

PURPOSE = "attempts"
log = logging.getLogger("temis.security")


@dataclass(frozen=True)
class Origin:
    """Where a try comes from: the network address, and the device's own random mark (empty for a new device)."""

    address: str
    device: str = ""


@dataclass(frozen=True)
class Subject:
    """Whom a try is about: the account, or for an unknown login the words that were typed."""

    account_id: int | None
    typed: str

    @property
    def name(self) -> str:
        return f"account:{self.account_id}" if self.account_id else f"typed:{self.typed}"


def is_known(subject: Subject, origin: Origin) -> bool:
    """Did somebody once come in to this account from this device or this address?"""
    if subject.account_id is None:
        return False
    found = select(KnownOrigin.digest).where(
        KnownOrigin.account_id == subject.account_id, KnownOrigin.digest.in_(_origins(origin).values())
    )
    return db.session.scalar(found.limit(1)) is not None


def refusal_of(subject: Subject, origin: Origin, at: datetime) -> datetime | None:
    """The instant until which this try is refused, or None when the password may be looked at."""
    keys = _keys(subject, origin)
    rows = db.session.scalars(select(FailedAttempts).where(FailedAttempts.key.in_(keys.values()))).all()
    counts = {row.key: Failures(row.count, row.first_at, row.last_at) for row in rows}
    return refused_until(
        at,
        account=counts.get(keys["account"]),
        known=counts.get(keys["known"]),
        is_known=is_known(subject, origin),
        address=counts.get(keys["address"]),
    )


def count_failure(subject: Subject, origin: Origin, at: datetime) -> None:
    """Count one wrong password: for the account or for the known origin, and for the address."""
    keys = _keys(subject, origin)
    with writing():
        whose = "known" if is_known(subject, origin) else "account"
        _count(keys[whose], at, counted_again)
        _count(keys["address"], at, counted_in_window)
        if _count(keys["everybody"], at, counted_in_window) == ALARM_FAILURES:
            log.error("sign_in_alarm", extra={"fields": {"failures": ALARM_FAILURES}})


def forget_failures(subject: Subject, origin: Origin, at: datetime) -> None:
    """After a success: the account's and this origin's failures are forgotten, the origin is known from now on."""
    assert subject.account_id is not None
    with writing():
        clear_failures(subject, origin)
        for kind, digest in _origins(origin).items():
            row = {"account_id": subject.account_id, "digest": digest, "kind": kind, "last_at": at}
            insert = _insert(KnownOrigin).values(**row)
            db.session.execute(
                insert.on_conflict_do_update(index_elements=["account_id", "digest"], set_={"last_at": at})
            )


def clear_failures(subject: Subject, origin: Origin) -> None:
    """Forget the subject's failures and this origin's with it; the address's own count stays."""
    keys = _keys(subject, origin)
    with writing():
        db.session.execute(delete(FailedAttempts).where(FailedAttempts.key.in_([keys["account"], keys["known"]])))


def forget_origins(account_id: int) -> None:
    """After a reset or a closing, no device is known any more."""
    with writing():
        db.session.execute(delete(KnownOrigin).where(KnownOrigin.account_id == account_id))


def _count(key: str, at: datetime, counted: Callable[[Failures, datetime], Failures]) -> int:
    """One more under the key, answers how many; the row is locked first, so that two failures at once are two."""
    made = _insert(FailedAttempts).values(key=key, count=1, first_at=at, last_at=at).on_conflict_do_nothing()
    if db.session.execute(made.returning(FailedAttempts.key)).first() is not None:
        return 1
    row = db.session.scalars(
        select(FailedAttempts)
        .where(FailedAttempts.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    now = counted(Failures(row.count, row.first_at, row.last_at), at)
    row.count, row.first_at, row.last_at = now.count, now.first_at, now.last_at
    db.session.flush()
    return now.count


def _insert(model: type[db.Model]):  # type: ignore[no-untyped-def]
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(model.__table__)


def _keys(subject: Subject, origin: Origin) -> dict[str, str]:
    own = origin.device or origin.address
    return {
        "account": sealing.digest(PURPOSE, subject.name),
        "known": sealing.digest(PURPOSE, f"{subject.name} from {own}"),
        "address": sealing.digest(PURPOSE, f"address:{origin.address}"),
        "everybody": sealing.digest(PURPOSE, "everybody"),
    }


def _origins(origin: Origin) -> dict[str, str]:
    """The digests under which an origin is known: the device's, and the address's for this one account."""
    digests = {"address": sealing.digest(PURPOSE, f"origin address:{origin.address}")}
    if origin.device:
        digests["device"] = sealing.digest(PURPOSE, f"origin device:{origin.device}")
    return digests
