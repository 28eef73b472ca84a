"""How does somebody come in?  One answer for every failure, whatever its cause (AUTH-5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.db import db, rerunnable, writing
from app.domain.accounts import attempts, sessions
from app.domain.accounts.actions import second_factor
from app.domain.accounts.attempts import Origin, Subject
from app.domain.accounts.hashing import hash_password, is_password, needs_rehash
from app.domain.accounts.models import Account, LoginSession, SecondFactor
from app.domain.accounts.queries import account_named
from app.domain.accounts.rules import AccountState
from app.domain.accounts.rules.login_names import tidy_login
from app.domain.accounts.rules.sessions import Stage
from app.domain.accounts.rules.two_factor import is_required
from app.domain.accounts.sessions import Found
from app.domain.journal.actions import record_security
from app.domain.organisation.models import Appointment, Unit
from app.domain.organisation.rules import ROLE_OF, Position


@dataclass(frozen=True)
class Browser:
    """What is kept of the browser that signs in (SES-1), and whether others use it too."""

    family: str = ""
    network: str = ""
    shared_machine: bool = False


@dataclass(frozen=True)
class SignedIn:
    """A sign-in that succeeded: the new session's token, and what is still to be done before it is open."""

    token: str
    stage: Stage


@dataclass(frozen=True)
class _Seen:
    """The account's facts in plain values: hashing happens outside every transaction."""

    account_id: int
    person_id: int
    password_hash: str | None


def sign_in(login: str, password: str, origin: Origin, browser: Browser, at: datetime) -> SignedIn | None:
    """Judge a login and a password; None for every failure: unknown, wrong, disabled, not activated, refused.

    Each path hashes exactly once, so that none is faster than another.
    """
    seen = _seen(login)
    subject = Subject(seen.account_id if seen else None, tidy_login(login))
    refused = attempts.refusal_of(subject, origin, at)
    right = is_password(password, seen.password_hash if seen and refused is None else None)
    if seen is None or refused is not None or not right:
        _fail(subject, origin, at, "sign_in_refused" if refused is not None else "sign_in_failed")
        return None
    renewed = hash_password(password) if needs_rehash(seen.password_hash or "") else None
    return _enter(seen, subject, origin, browser, at, renewed)


@dataclass(frozen=True)
class Recheck:
    """The answer to "please type the password again": right or wrong, and a new token if the session was renewed."""

    right: bool
    token: str | None = None


def check_again(token: str, password: str, figures: str, origin: Origin, at: datetime) -> Recheck:
    """The same person types the password again: the session is open, and confirmed for ten minutes (SES-3, SES-5).

    A session past its twelve hours is replaced by a new one, for which the second factor is shown again too.
    """
    found = sessions.look_up(token, at)
    if found is None or found.stage is not Stage.OPEN or found.viewer.account_id is None:
        return Recheck(False)
    subject = Subject(found.viewer.account_id, "")
    stored = db.session.scalar(select(Account.password_hash).where(Account.id == subject.account_id))
    db.session.rollback()
    refused = attempts.refusal_of(subject, origin, at)
    if not is_password(password, stored if refused is None else None) or stored is None:
        _fail(subject, origin, at, "sign_in_refused" if refused is not None else "password_again_failed")
        return Recheck(False)
    return _open_again(found, token, stored, figures, origin, at)


@rerunnable
def _open_again(found: Found, token: str, stored: str, figures: str, origin: Origin, at: datetime) -> Recheck:
    """The password was right: what else is asked for, and the session that follows."""
    account_id, new = found.viewer.account_id or 0, None
    with writing():
        account = db.session.get_one(Account, account_id)
        if account.password_hash != stored:
            return Recheck(False)  # changed or reset while the password was looked at
        asked = sessions.asks_second_factor_again(found, at)
        if asked and not second_factor.use_second_factor(account_id, figures, origin, at):
            return Recheck(False)
        attempts.forget_failures(Subject(account_id, ""), origin, at)
        if sessions.outlived(found, at):
            new = second_factor.open_again(account_id, token, at)
            record_security([_fact("signed_in", account, at, {"stage": Stage.OPEN})])
        db.session.execute(
            update(LoginSession)
            .where(LoginSession.token_hash == sessions.token_hash(new or token), LoginSession.ended_at.is_(None))
            .values(last_seen_at=at, confirmed_at=at)
        )
    return Recheck(True, new)


def _seen(login: str) -> _Seen | None:
    account = account_named(login)
    seen = None
    if account is not None:
        stored = account.password_hash if account.state == AccountState.ACTIVE else None
        seen = _Seen(account.id, account.person_id, stored)
    db.session.rollback()
    return seen


@rerunnable
def _enter(
    seen: _Seen, subject: Subject, origin: Origin, browser: Browser, at: datetime, renewed: str | None
) -> SignedIn | None:
    with writing():
        account = db.session.get_one(Account, seen.account_id)
        if account.state != AccountState.ACTIVE or account.password_hash != seen.password_hash:
            return None  # reset or closed while the password was looked at
        account.password_hash = renewed or account.password_hash
        attempts.forget_failures(subject, origin, at)
        entered = begin(account, browser, at)
        record_security([_fact("signed_in", account, at, {"stage": entered.stage})])
    return entered


def begin(account: Account, browser: Browser, at: datetime) -> SignedIn:
    """Begin the session of somebody whose password (or activation code) was right, inside `writing()`."""
    places = sessions.places_of(account.person_id)
    stage = _stage(account, places, at)
    if stage is Stage.OPEN:
        account.signed_in_before_at, account.signed_in_at = account.signed_in_at, at
    token = sessions.open_session(
        account.id, sessions.place_to_begin(account.id, places), at, stage=stage,
        shared_machine=browser.shared_machine, browser=browser.family, network=browser.network,
        confirmed=True,
    )  # fmt: skip
    return SignedIn(token, stage)


def _stage(account: Account, places: Any, at: datetime) -> Stage:
    factor = db.session.get(SecondFactor, account.id)
    if factor is not None and factor.confirmed_at is not None:
        return Stage.SECOND_FACTOR
    if any(_asks_second_factor(appointment, unit) for appointment, unit in places):
        second_factor.prepare_second_factor(account.id, at)
        return Stage.ENROLMENT
    return Stage.OPEN


def _asks_second_factor(appointment: Appointment, unit: Unit) -> bool:
    return is_required(ROLE_OF[Position(appointment.position)], unit.kind)


@rerunnable
def _fail(subject: Subject, origin: Origin, at: datetime, event: str) -> None:
    """Count the failure at once: nothing else is open."""
    with writing():
        if event != "sign_in_refused":
            attempts.count_failure(subject, origin, at)
        fact = {"at": at, "event": event, "account_id": subject.account_id, "role": "", "route": ""}
        record_security([fact | {"detail": {"known_login": subject.account_id is not None}}])


def _fact(event: str, account: Account, at: datetime, detail: dict[str, Any]) -> dict[str, Any]:
    return {"at": at, "event": event, "account_id": account.id, "person_id": account.person_id, "detail": detail}
