"""How does a person get in for the first time, or again?  By codes on paper, chosen by nobody (AUTH-3, AUTH-6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from app import sealing
from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.accounts import attempts, sessions
from app.domain.accounts.access import accounts_administered, slips_allowed
from app.domain.accounts.actions.second_factor import forget_second_factor
from app.domain.accounts.models import Account, ActivationCode
from app.domain.accounts.rules import AccountState, activation
from app.domain.accounts.rules.login_names import login_name_for
from app.domain.accounts.rules.passwords import shortest_for
from app.domain.accounts.rules.sessions import APPROVERS, EndReason
from app.domain.accounts.rules.states import AccountMove, DisabledReason, after
from app.domain.journal.actions import record, record_many
from app.domain.journal.models import JournalEntry
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import ROLE_OF, Position, Problem
from app.domain.viewer import Viewer

PURPOSE = "activation"
RESETS_A_DAY = 20


@dataclass(frozen=True)
class Slip:
    """What stands on one person's slip; `code` is in clear here and nowhere else."""

    person_id: int
    person_name: str
    birth_year: int | None
    unit_name: str
    login_name: str
    code: str
    password_length: int
    good_until: datetime


@rerunnable
def issue_codes(viewer: Viewer, person_ids: Sequence[int], deadline: datetime | None) -> list[Slip]:
    """New codes for those of these people who never came in, in the order of the list; earlier codes die.

    Whoever is out of scope, closed or already active is left out: printing never takes a password away.
    """
    at = clock.now()
    with writing():
        people = _people(viewer, person_ids)
        accounts = _accounts(people, at)
        approvers = approvers_among([person.id for person, _place in people])
        slips: list[Slip] = []
        told: list[Change] = []
        for person, place in people:
            account = accounts[person.id]
            moved = after(AccountState(account.state), AccountMove.ISSUE_CODE)
            if moved is None:
                continue
            before, account.state = account.state, moved
            slips.append(_issue(viewer, account, person, place, at, deadline, approver=person.id in approvers))
            told.append((account.id, place[1].id, {"state": before}, {"state": account.state}))
        record_many(viewer, "code_issued", "account", told)
        db.session.flush()
    return slips


@rerunnable
def reset_account(viewer: Viewer, person_id: int, *, identity_seen: bool) -> Slip | list[Problem]:
    """Take the old password away and issue a code, seen once; the admin has seen who asks (AUTH-6).

    Ends all sessions, forgets second factor and known devices, tells the person. At most 20 a day for one admin.
    """
    at = clock.now()
    with writing():
        account, person, place = _one(viewer, person_id, at)
        if account is None or person is None or place is None:
            return [Problem("account_unknown")]
        if not identity_seen:
            return [Problem("identity_not_seen", "identity_seen")]
        if _resets_today(viewer) >= RESETS_A_DAY:
            return [Problem("too_many_resets")]
        moved = after(AccountState(account.state), AccountMove.RESET)
        if moved is None:
            return [Problem("account_not_resettable")]
        before, account.state, account.password_hash = account.state, moved, None
        _shut(account, at, EndReason.RESET)
        forget_second_factor(account.id)
        approver = person.id in approvers_among([person.id])
        slip = _issue(viewer, account, person, place, at, None, approver=approver)
        record(
            viewer, "account_reset", "account", account.id,
            before={"state": before}, after={"state": account.state}, unit_id=place[1].id,
        )  # fmt: skip
        tell(person.id, "account_reset")
        _report_many_resets(viewer)
        db.session.flush()
    return slip


@rerunnable
def disable_account(viewer: Viewer, person_id: int, reason: str) -> list[Problem]:
    """Close an account: nobody comes in, every session ends."""
    return _close_or_open(viewer, person_id, AccountMove.DISABLE, reason)


@rerunnable
def enable_account(viewer: Viewer, person_id: int, reason: str) -> list[Problem]:
    """Open a closed account again; its owner needs a new slip."""
    return _close_or_open(viewer, person_id, AccountMove.ENABLE, reason)


def close_for_good(viewer: Viewer, person_id: int, reason: DisabledReason) -> None:
    """The person died, or this record was merged into another: the account closes with it (AUTH-9, SES-4)."""
    with writing():
        account = db.session.scalar(select(Account).where(Account.person_id == person_id))
        if account is None or account.state == AccountState.DISABLED:
            return
        before, account.state, account.disabled_reason = account.state, AccountState.DISABLED, reason
        _shut(account, clock.now(), EndReason.MERGED if reason is DisabledReason.MERGED else EndReason.DISABLED)
        record(
            viewer, "account_disabled", "account", account.id, before={"state": before},
            after={"state": AccountState.DISABLED}, reason=reason,
        )  # fmt: skip


def _close_or_open(viewer: Viewer, person_id: int, move: AccountMove, reason: str) -> list[Problem]:
    at = clock.now()
    with writing():
        account, person, place = _one(viewer, person_id, at)
        if account is None or person is None or place is None:
            return [Problem("account_unknown")]
        moved = after(AccountState(account.state), move)
        if moved is None:
            return [Problem("account_changed_meanwhile")]
        closing = move is AccountMove.DISABLE
        before, account.state, account.password_hash = account.state, moved, None
        account.disabled_reason = DisabledReason.BY_ADMIN if closing else None
        _shut(account, at, EndReason.DISABLED)
        event = "account_disabled" if closing else "account_enabled"
        record(
            viewer, event, "account", account.id, before={"state": before}, after={"state": moved},
            reason=reason, unit_id=place[1].id,
        )  # fmt: skip
        tell(person.id, event)
    return []


def _shut(account: Account, at: datetime, reason: EndReason) -> None:
    """No session, no code, no known device is left."""
    sessions.end_sessions_of(account.id, at, reason)
    db.session.execute(delete(ActivationCode).where(ActivationCode.account_id == account.id))
    attempts.forget_origins(account.id)
    account.version += 1


def _issue(
    viewer: Viewer, account: Account, person: Person, place: tuple[Appointment, Unit], at: datetime,
    deadline: datetime | None, *, approver: bool,
) -> Slip:  # fmt: skip
    code, until = activation.new_code(), activation.good_until(at, deadline)
    db.session.merge(
        ActivationCode(
            account_id=account.id, digest=activation.digest(code, sealing.key_for(PURPOSE)), good_until=until,
            issued_at=at, issued_by_id=viewer.account_id,
        )
    )  # fmt: skip
    return Slip(
        person_id=person.id, person_name=person.full_name,
        birth_year=person.birth_date.year if person.birth_date else None, unit_name=place[1].name,
        login_name=account.login, code=activation.grouped(code), password_length=shortest_for(approver),
        good_until=until,
    )  # fmt: skip


def approvers_among(person_ids: Sequence[int]) -> frozenset[int]:
    """Who of them decides about others in any appointment of today: their passwords must be longer (AUTH-2)."""
    deciding = [position for position, role in ROLE_OF.items() if role in APPROVERS]
    found = select(Appointment.person_id).where(
        Appointment.person_id.in_(person_ids), Appointment.position.in_(deciding), appointed_on(clock.today())
    )
    return frozenset(db.session.scalars(found))


# What `record_many` takes: subject, its unit, before, after.
Change = tuple[int, int | None, dict[str, Any] | None, dict[str, Any] | None]
Found = tuple[Person, tuple[Appointment, Unit]]


def _people(viewer: Viewer, person_ids: Sequence[int]) -> list[Found]:
    """Those of the people whom the viewer may print for, each with the main place of work, in the list's order."""
    found = db.session.execute(
        select(Person, Appointment, Unit)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Person.id.in_(person_ids), slips_allowed(viewer), appointed_on(clock.today()))
        .order_by(Appointment.main, Appointment.id.desc())
    )
    by_id = {person.id: (person, (appointment, unit)) for person, appointment, unit in found}
    return [by_id[person_id] for person_id in dict.fromkeys(person_ids) if person_id in by_id]


def _accounts(people: Iterable[Found], at: datetime) -> dict[int, Account]:
    """Everybody's account, made where there is none."""
    ids = [person.id for person, _place in people]
    known = {row.person_id: row for row in db.session.scalars(select(Account).where(Account.person_id.in_(ids)))}
    for person, _place in people:
        if person.id not in known:
            login = login_name_for(person.full_name, person.id)
            known[person.id] = Account(person_id=person.id, login=login, state=AccountState.NEW, created_at=at)
            db.session.add(known[person.id])
    db.session.flush()
    return known


def _one(
    viewer: Viewer, person_id: int, at: datetime
) -> tuple[Account | None, Person | None, tuple[Appointment, Unit] | None]:
    person = db.session.scalar(select(Person).where(Person.id == person_id, accounts_administered(viewer)))
    if person is None:
        return None, None, None
    place = sessions.places_of(person.id)[0]
    return _accounts([(person, place)], at)[person.id], person, place


def _resets_today(viewer: Viewer) -> int:
    start = clock.start_of(clock.now().astimezone(clock.VIETNAM).date())
    counted = select(func.count()).where(
        JournalEntry.account_id == viewer.account_id, JournalEntry.event == "account_reset", JournalEntry.at >= start
    )
    return db.session.scalar(counted) or 0


def _report_many_resets(viewer: Viewer) -> None:
    """The level above hears of an admin who used up the day's resets."""
    if _resets_today(viewer) != RESETS_A_DAY:
        return
    above = select(Unit.parent_id).where(Unit.id == viewer.unit_id).scalar_subquery()
    admins = db.session.scalars(
        select(Appointment.person_id).where(
            Appointment.unit_id == above, Appointment.position == Position.ADMIN, appointed_on(clock.today())
        )
    ).all()
    tell_many(list(admins), "many_resets", "unit", viewer.unit_id, unit=viewer.unit_name, count=RESETS_A_DAY)
