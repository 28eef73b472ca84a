"""How is a second factor set up, used and taken away? (AUTH-7)"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from app import sealing
from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.accounts import attempts, sessions
from app.domain.accounts.attempts import Origin, Subject
from app.domain.accounts.models import Account, OneTimeCode, SecondFactor
from app.domain.accounts.rules import two_factor
from app.domain.accounts.rules.sessions import EndReason, Stage
from app.domain.journal.actions import record, record_security
from app.domain.notices.actions import tell
from app.domain.viewer import Viewer

SEAL = "second factor"
CODES = "one-time codes"


@dataclass(frozen=True)
class Passed:
    """The second factor was right: the session's new token; after setting it up also the eight one-time codes."""

    token: str
    codes: tuple[str, ...] = ()


def prepare_second_factor(account_id: int, at: datetime) -> None:
    """Give the account a secret that its owner may now take over to the phone; one in use stays as it is."""
    with writing():
        factor = db.session.get(SecondFactor, account_id)
        if factor is None:
            sealed = sealing.seal(SEAL, two_factor.new_secret())
            db.session.add(SecondFactor(account_id=account_id, secret_sealed=sealed, created_at=at))
            db.session.flush()


def secret_of(account_id: int) -> str | None:
    """The account's secret, in clear, for the page that sets it up and for the demonstration's command."""
    factor = db.session.get(SecondFactor, account_id)
    return sealing.unseal(SEAL, factor.secret_sealed) if factor is not None else None


def next_figures(account_id: int, at: datetime) -> str | None:
    """Figures that will be accepted now: those of this time step, or of the next once these were used."""
    factor = db.session.get(SecondFactor, account_id)
    if factor is None:
        return None
    secret = sealing.unseal(SEAL, factor.secret_sealed)
    figures = two_factor.code_at(secret, at)
    if two_factor.matching_step(secret, figures, at, factor.last_step) is None:
        figures = two_factor.code_at(secret, at + timedelta(seconds=two_factor.STEP_SECONDS))
    return figures


def adopt_second_factor(account_id: int, at: datetime) -> None:
    """Take a fresh secret as confirmed: for the demonstration's people, whose figures a command prints."""
    with writing():
        prepare_second_factor(account_id, at)
        db.session.get_one(SecondFactor, account_id).confirmed_at = at


def is_confirmed(account_id: int) -> bool:
    """Tell whether the account's second factor is in use."""
    factor = db.session.get(SecondFactor, account_id)
    return factor is not None and factor.confirmed_at is not None


def codes_left(account_id: int) -> int:
    """How many one-time codes were not used yet."""
    found = select(OneTimeCode.digest).where(OneTimeCode.account_id == account_id, OneTimeCode.used_at.is_(None))
    return len(db.session.scalars(found).all())


@rerunnable
def pass_second_factor(token: str, typed: str, origin: Origin, at: datetime) -> Passed | None:
    """Open a session that waits for the second factor: six figures, or a one-time code; None when refused."""
    found = sessions.look_up(token, at)
    if found is None or found.stage is not Stage.SECOND_FACTOR or found.viewer.account_id is None:
        return None
    account_id = found.viewer.account_id
    with writing():
        return Passed(open_again(account_id, token, at)) if use_second_factor(account_id, typed, origin, at) else None


def use_second_factor(account_id: int, typed: str, origin: Origin, at: datetime) -> bool:
    """Are these the figures of now, or a one-time code?  Used up by asking; a wrong one is counted.  In `writing()`."""
    second = Subject(None, f"second factor of {account_id}")  # wrong figures are counted apart from wrong passwords
    refused = attempts.refusal_of(second, origin, at)
    if refused is None and (_use_figures(account_id, typed, at) or _use_code(account_id, typed, at)):
        attempts.clear_failures(second, origin)
        return True
    if refused is None:
        attempts.count_failure(second, origin, at)
    record_security([{"at": at, "event": "second_factor_failed", "account_id": account_id}])
    return False


def open_again(account_id: int, token: str, at: datetime) -> str:
    """A full sign-in is complete: a new session, whose whole life lies before it, in the place of this one."""
    account = db.session.get_one(Account, account_id)
    account.signed_in_before_at, account.signed_in_at = account.signed_in_at, at
    return sessions.renew_session(token, at, stage=Stage.OPEN, confirmed=True, began=at)


@rerunnable
def confirm_second_factor(token: str, typed: str, at: datetime) -> Passed | None:
    """The phone shows the right figures: the second factor is in use from now on, with eight one-time codes."""
    found = sessions.look_up(token, at)
    if found is None or found.stage is Stage.SECOND_FACTOR or found.viewer.account_id is None:
        return None
    account_id = found.viewer.account_id
    with writing():
        factor = db.session.get(SecondFactor, account_id)
        if factor is None or factor.confirmed_at is not None or not _use_figures(account_id, typed, at):
            return None
        factor.confirmed_at = at
        codes = _new_codes(account_id)
        record(found.viewer, "second_factor_added", "account", account_id)
        if found.viewer.person_id is not None:
            tell(found.viewer.person_id, "second_factor_added")
        if found.stage is Stage.ENROLMENT:
            return Passed(open_again(account_id, token, at), codes)
    return Passed(token, codes)


def renew_codes(viewer: Viewer) -> tuple[str, ...]:
    """Eight new one-time codes; the earlier ones die."""
    assert viewer.account_id is not None
    with writing():
        codes = _new_codes(viewer.account_id)
        record(viewer, "one_time_codes_renewed", "account", viewer.account_id)
    return codes


def begin_second_factor(viewer: Viewer, at: datetime) -> None:
    """The viewer wants one: a secret is made, unless one is in use."""
    assert viewer.account_id is not None
    prepare_second_factor(viewer.account_id, at)


def remove_second_factor(viewer: Viewer) -> None:
    """Take the viewer's own second factor away.

    Every session of the account ends, this one too: roles that must have one set it up anew at the next sign-in, and
    nobody goes on without it in a session that was opened with it.
    """
    assert viewer.account_id is not None
    with writing():
        forget_second_factor(viewer.account_id)
        sessions.end_sessions_of(viewer.account_id, clock.now(), EndReason.FACTOR_REMOVED)
        record(viewer, "second_factor_removed", "account", viewer.account_id)
        if viewer.person_id is not None:
            tell(viewer.person_id, "second_factor_removed")


def forget_second_factor(account_id: int) -> None:
    """Forget secret and codes, inside the transaction of what asks for it (a reset does)."""
    with writing():
        db.session.execute(delete(OneTimeCode).where(OneTimeCode.account_id == account_id))
        db.session.execute(delete(SecondFactor).where(SecondFactor.account_id == account_id))


def _use_figures(account_id: int, typed: str, at: datetime) -> bool:
    """Are these the figures of now, never used before?  They are used up by asking."""
    factor = db.session.get(SecondFactor, account_id)
    if factor is None:
        return False
    step = two_factor.matching_step(sealing.unseal(SEAL, factor.secret_sealed), typed, at, factor.last_step)
    if step is None:
        return False
    taken = db.session.execute(
        update(SecondFactor)
        .where(
            SecondFactor.account_id == account_id,
            SecondFactor.last_step.is_(None) | (SecondFactor.last_step < step),
        )
        .values(last_step=step)
    )
    return taken.rowcount == 1  # type: ignore[attr-defined]


def _use_code(account_id: int, typed: str, at: datetime) -> bool:
    code = two_factor.tidy_one_time_code(typed)
    if code is None:
        return False
    used = db.session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.account_id == account_id,
            OneTimeCode.digest == two_factor.one_time_digest(code, sealing.key_for(CODES)),
            OneTimeCode.used_at.is_(None),
        )
        .values(used_at=at)
    )
    return used.rowcount == 1  # type: ignore[attr-defined]


def _new_codes(account_id: int) -> tuple[str, ...]:
    db.session.execute(delete(OneTimeCode).where(OneTimeCode.account_id == account_id))
    codes = two_factor.new_one_time_codes()
    key = sealing.key_for(CODES)
    db.session.add_all(
        OneTimeCode(account_id=account_id, digest=two_factor.one_time_digest(code, key)) for code in codes
    )
    db.session.flush()
    return tuple(codes)
