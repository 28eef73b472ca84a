"""Which accounts are there, whose, and in which state?  Lists take the viewer first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.domain import clock
from app.domain.accounts.access import accounts_administered, admins_administered, slips_allowed
from app.domain.accounts.models import Account, ActivationCode, DataRequest
from app.domain.accounts.rules import AccountState
from app.domain.accounts.rules.login_names import tidy_login
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Role
from app.domain.organisation.sector_id import BadSectorId, clean_sector_id, sector_key
from app.domain.vietnamese import search_patterns
from app.domain.viewer import Viewer


def account_named(typed: str) -> Account | None:
    """The account that a typed login leads to: by login name, by verified sector ID (its zeros or not), by phone.

    A forgiving match counts only when it is the only one (AUTH-3).
    """
    login = tidy_login(typed)
    if not login:
        return None
    by_name = db.session.scalar(select(Account).where(Account.login == login))
    if by_name is not None:
        return by_name
    return _by_sector_id(login) or _by_phone(login) or _by_sector_key(login)


def phone_login(typed: str) -> str | None:
    """A Vietnamese mobile number as it is kept: ten figures from 0; None when it is none."""
    digits = re.sub(r"[\s.\-()]", "", tidy_login(typed))
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    elif digits.startswith("84") and len(digits) == 11:
        digits = "0" + digits[2:]
    return digits if re.fullmatch(r"0[0-9]{9}", digits) else None


def account_of(person_id: int) -> Account | None:
    """The account of a person whom the caller has loaded in scope."""
    return db.session.scalar(select(Account).where(Account.person_id == person_id))


def code_of(account_id: int) -> ActivationCode | None:
    """The account's live code, if there is one."""
    return db.session.get(ActivationCode, account_id)


@dataclass(frozen=True)
class AccountRow:
    """One line of the admin's list."""

    person_id: int
    person_name: str
    birth_year: int | None
    unit_name: str
    position: str
    login: str | None
    state: AccountState
    code_until: datetime | None
    signed_in_at: datetime | None
    administered: bool


@dataclass(frozen=True)
class AccountFilter:
    """What the admin's list is narrowed to; empty values narrow nothing."""

    words: str = ""
    state: str = ""
    unit_id: int | None = None
    admins_only: bool = False


def accounts_page(viewer: Viewer, narrowed: AccountFilter, *, offset: int, size: int) -> list[AccountRow]:
    """One page of the accounts in the viewer's care, by unit and name."""
    # The appointment shown: the main one, else the one with the smallest id.
    shown = aliased(Appointment)
    first = (
        select(shown.id)
        .where(shown.person_id == Person.id, shown.starts <= clock.today())
        .where(or_(shown.ends.is_(None), shown.ends > clock.today()))
        .order_by(shown.main.desc(), shown.id)
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    columns = select(
        Person, Account, Appointment.position, Unit.name, ActivationCode.good_until,
        accounts_administered(viewer).label("administered"),
    )  # fmt: skip
    found = (
        columns.select_from(Person)
        .join(Appointment, Appointment.id == first)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(ActivationCode, ActivationCode.account_id == Account.id)
        .where(_narrowing(viewer, narrowed))
    )
    rows = db.session.execute(found.order_by(Unit.path, Person.sort_key, Person.id).limit(size).offset(offset))
    return [_account_row(*row) for row in rows]


def people_without_account(viewer: Viewer, narrowed: AccountFilter) -> Sequence[int]:
    """Ids of everybody in the list who never came in, in the order in which slips are handed out."""
    found = (
        select(Person.id)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(_narrowing(viewer, narrowed), appointed_on(clock.today()), _never_in())
        .order_by(Unit.path, Person.sort_key, Person.id)
    )
    return list(dict.fromkeys(db.session.scalars(found)))


def state_counts(viewer: Viewer, narrowed: AccountFilter) -> dict[AccountState, int]:
    """How many of the people in the filter, whatever its state, have an account in which state."""
    state = func.coalesce(Account.state, AccountState.NEW)
    counted = db.session.execute(
        select(state, func.count())
        .select_from(Person)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(_narrowing(viewer, replace(narrowed, state="")))
        .group_by(state)
    )
    found = {AccountState(each): count for each, count in counted}
    return {each: found.get(each, 0) for each in AccountState}


def account_row(viewer: Viewer, person_id: int) -> AccountRow | None:
    """One person's line, or None outside the viewer's care."""
    found = (
        select(
            Person, Account, Appointment.position, Unit.name, ActivationCode.good_until,
            accounts_administered(viewer),
        )
        .select_from(Person)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(ActivationCode, ActivationCode.account_id == Account.id)
        .where(Person.id == person_id, slips_allowed(viewer), appointed_on(clock.today()))
        .order_by(Appointment.main.desc(), Appointment.id)
        .limit(1)
    )  # fmt: skip
    row = db.session.execute(found).first()
    return _account_row(*row) if row is not None else None


def own_requests(viewer: Viewer) -> Sequence[DataRequest]:
    """The viewer's own requests about their data, newest first."""
    found = select(DataRequest).where(DataRequest.person_id == viewer.person_id).order_by(DataRequest.id.desc())
    return db.session.scalars(found).all()


def requests_open(viewer: Viewer) -> Sequence[tuple[DataRequest, Person]]:
    """Requests that wait for an admin's answer, the one due first on top."""
    found = (
        select(DataRequest, Person)
        .join(Person, Person.id == DataRequest.person_id)
        .where(_requests_answered_by(viewer), DataRequest.decided_at.is_(None))
        .order_by(DataRequest.answer_by, DataRequest.id)
    )
    return [(request, person) for request, person in db.session.execute(found)]


def request_for(viewer: Viewer, request_id: int) -> DataRequest | None:
    """One request in the viewer's care."""
    return db.session.scalar(
        select(DataRequest).where(DataRequest.id == request_id, _requests_answered_by(viewer)).with_for_update()
    )


def _requests_answered_by(viewer: Viewer) -> ColumnElement[bool]:
    """The unit's own admin answers, or one above; nobody answers the own request."""
    if viewer.role != Role.ADMIN:
        return false()
    units = select(Unit.id).where(beneath(Unit.path, [viewer.unit_path]))
    return and_(DataRequest.unit_id.in_(units), DataRequest.person_id != viewer.person_id)


def _narrowing(viewer: Viewer, narrowed: AccountFilter) -> ColumnElement[bool]:
    conditions = [admins_administered(viewer) if narrowed.admins_only else slips_allowed(viewer)]
    padded = " " + Person.name_fold
    conditions += [padded.like(pattern) for pattern in search_patterns(narrowed.words)]
    if narrowed.state:
        conditions.append(func.coalesce(Account.state, AccountState.NEW) == narrowed.state)
    if narrowed.unit_id is not None:
        here = select(Appointment.person_id).where(Appointment.unit_id == narrowed.unit_id, appointed_on(clock.today()))
        conditions.append(Person.id.in_(here))
    return and_(*conditions)


def _never_in() -> ColumnElement[bool]:
    return func.coalesce(Account.state, AccountState.NEW).in_([AccountState.NEW, AccountState.CODE_ISSUED])


def _account_row(
    person: Person, account: Account | None, position: str, unit_name: str, until: datetime | None, administered: bool
) -> AccountRow:
    return AccountRow(
        person_id=person.id, person_name=person.full_name,
        birth_year=person.birth_date.year if person.birth_date else None, unit_name=unit_name, position=position,
        login=account.login if account else None, state=AccountState(account.state) if account else AccountState.NEW,
        code_until=until, signed_in_at=account.signed_in_at if account else None, administered=bool(administered),
    )  # fmt: skip


def _by_sector_id(login: str) -> Account | None:
    digits = _digits(login)
    if digits is None:
        return None
    return db.session.scalar(select(Account).join(Account.person).where(Person.sector_id == digits))


def _by_sector_key(login: str) -> Account | None:
    digits = _digits(login)
    if digits is None:
        return None
    found = db.session.scalars(
        select(Account)
        .join(Account.person)
        .where(Person.sector_key == sector_key(digits), Person.sector_id.is_not(None))
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def _by_phone(login: str) -> Account | None:
    phone = phone_login(login)
    return db.session.scalar(select(Account).where(Account.phone_login == phone)) if phone else None


def _digits(login: str) -> str | None:
    try:
        return clean_sector_id(login)
    except BadSectorId:
        return None
