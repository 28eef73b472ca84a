"""How does a person choose a password: with the slip's code, or with the old one in hand?"""

from datetime import datetime

from sqlalchemy import delete, select

from app import sealing
from app.db import db, rerunnable, writing
from app.domain.accounts import attempts, sessions
from app.domain.accounts.actions.codes import PURPOSE
from app.domain.accounts.actions.sign_in import Browser, SignedIn, begin
from app.domain.accounts.attempts import Origin, Subject
from app.domain.accounts.hashing import hash_password, is_password
from app.domain.accounts.models import Account, ActivationCode
from app.domain.accounts.queries import account_named
from app.domain.accounts.rules import AccountState, activation
from app.domain.accounts.rules.login_names import tidy_login
from app.domain.accounts.rules.passwords import KnownAbout, PasswordProblem, check_password
from app.domain.accounts.rules.sessions import APPROVERS, EndReason
from app.domain.accounts.rules.states import AccountMove, after
from app.domain.journal.actions import record, record_security
from app.domain.notices.actions import tell
from app.domain.organisation.models import Person
from app.domain.organisation.rules import ROLE_OF, Position
from app.domain.viewer import Viewer


def activate(
    login: str, code: str, password: str, origin: Origin, browser: Browser, at: datetime
) -> SignedIn | list[PasswordProblem] | None:
    """Use a slip: the code dies, the password is the person's own, and they are in.

    None for every failure of login and code, so that nobody learns which accounts exist; the reasons against a
    password are told only to whoever holds the right code.
    """
    account = account_named(login)
    subject = Subject(account.id if account else None, f"activation of {tidy_login(login)}")
    refused = attempts.refusal_of(subject, origin, at)
    live = db.session.get(ActivationCode, account.id) if account and refused is None else None
    kept = live.digest if live is not None and at < live.good_until else None
    right = activation.is_code(code, kept, sealing.key_for(PURPOSE))
    if account is None or not right or account.state != AccountState.CODE_ISSUED:
        db.session.rollback()
        _fail(subject, origin, at, "activation_failed", counts=refused is None)
        return None
    account_id, problems = account.id, problems_with(account, password)
    db.session.rollback()
    if problems:
        return problems
    return _activate(account_id, kept or "", hash_password(password), subject, origin, browser, at)


@rerunnable
def _activate(
    account_id: int, kept: str, hashed: str, subject: Subject, origin: Origin, browser: Browser, at: datetime
) -> SignedIn | None:
    with writing():
        used = db.session.execute(
            delete(ActivationCode).where(ActivationCode.account_id == account_id, ActivationCode.digest == kept)
        )
        account = db.session.get_one(Account, account_id)
        moved = after(AccountState(account.state), AccountMove.ACTIVATE)
        if used.rowcount != 1 or moved is None:  # type: ignore[attr-defined]
            return None  # used by somebody else, or printed anew, while the password was hashed
        account.state, account.password_hash, account.password_changed_at = moved, hashed, at
        account.version += 1
        db.session.flush()
        attempts.forget_failures(subject, origin, at)
        entered = begin(account, browser, at)
        found = sessions.look_up(entered.token, at)
        assert found is not None
        record(found.viewer, "account_activated", "account", account_id, unit_id=found.viewer.unit_id)
    return entered


def change_password(
    viewer: Viewer, token: str, old: str, new: str, origin: Origin, at: datetime
) -> str | list[PasswordProblem] | None:
    """Replace the viewer's own password; answers the renewed session's token, every other session ends.

    None when the old password is wrong.
    """
    account = db.session.get_one(Account, viewer.account_id)
    stored, problems = account.password_hash, problems_with(account, new)
    db.session.rollback()
    subject = Subject(viewer.account_id, "")
    refused = attempts.refusal_of(subject, origin, at)
    if not is_password(old, stored if refused is None else None):
        _fail(subject, origin, at, "password_again_failed", counts=refused is None)
        return None
    if problems:
        return problems
    return _change(viewer, token, stored, hash_password(new), at)


@rerunnable
def _change(viewer: Viewer, token: str, stored: str | None, hashed: str, at: datetime) -> str | None:
    assert viewer.account_id is not None and viewer.person_id is not None
    with writing():
        account = db.session.get_one(Account, viewer.account_id)
        if account.password_hash != stored:
            return None
        account.password_hash, account.password_changed_at = hashed, at
        account.version += 1
        new = sessions.renew_session(token, at)
        sessions.end_sessions_of(viewer.account_id, at, EndReason.PASSWORD_CHANGED, but_token=new)
        record(viewer, "password_changed", "account", viewer.account_id)
        tell(viewer.person_id, "password_changed")
    return new


def problems_with(account: Account, password: str) -> list[PasswordProblem]:
    """Every reason against this password for this person."""
    person = db.session.get_one(Person, account.person_id)
    places = sessions.places_of(person.id)
    approver = any(ROLE_OF[Position(appointment.position)] in APPROVERS for appointment, _unit in places)
    about = KnownAbout(
        full_name=person.full_name,
        login_name=account.login,
        phones=tuple(filter(None, (person.phone, account.phone_login))),
        schools=tuple(unit.name for _appointment, unit in places),
        sector_ids=tuple(filter(None, (person.sector_id, person.listed_sector_id))),
        birth_dates=(f"{person.birth_date:%d%m%Y}",) if person.birth_date else (),
    )
    return check_password(password, about, approver=approver)


def is_approver(account_id: int) -> bool:
    """Tell whether the account's owner decides about others in any appointment, so that the password must be longer."""
    person_id = db.session.scalar(select(Account.person_id).where(Account.id == account_id))
    places = sessions.places_of(person_id) if person_id is not None else ()
    return any(ROLE_OF[Position(appointment.position)] in APPROVERS for appointment, _unit in places)


@rerunnable
def _fail(subject: Subject, origin: Origin, at: datetime, event: str, *, counts: bool) -> None:
    """Note the failure; one that was refused unseen does not make the wait longer."""
    with writing():
        if counts:
            attempts.count_failure(subject, origin, at)
        record_security([{"at": at, "event": event, "account_id": subject.account_id}])
