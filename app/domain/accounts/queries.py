"""Which accounts are there, whose, and in which state?  Lists take the viewer first."""

import re

from sqlalchemy import select

from app.db import db
from app.domain.accounts.models import Account, ActivationCode
from app.domain.accounts.rules.login_names import tidy_login
from app.domain.organisation.models import Person
from app.domain.organisation.sector_id import BadSectorId, clean_sector_id, sector_key


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
