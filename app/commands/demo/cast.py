"""Who can the newcomer sign in as?  One person for each role, with a login and a password that anybody may know.

Only these have a password; everybody else gets theirs by a printed slip, as in real life.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from app.commands.demo.world import DATA
from app.db import db, writing
from app.domain import clock
from app.domain.accounts.actions.second_factor import prepare_second_factor
from app.domain.accounts.hashing import hash_password
from app.domain.accounts.models import Account, SecondFactor
from app.domain.accounts.rules import AccountState
from app.domain.accounts.rules.two_factor import is_required
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import ROLE_OF, Position
from app.domain.vietnamese import default_given_name, fold, sort_key

PASSWORD = "temis-demo-2022"  # noqa: S105 - a demonstration's, printed on the screen
SINCE = date(2020, 8, 1)


@dataclass(frozen=True)
class CastMember:
    """One line of cast.csv.  Without a name, whoever the unit already has in the first position gets the sign-in."""

    login: str
    who: str
    unit: str
    positions: tuple[Position, ...]
    name: str
    gender: str


def cast_list() -> list[CastMember]:
    """The cast, in the order in which the screen names them."""
    with (DATA / "demo" / "cast.csv").open(encoding="utf-8", newline="") as file:
        return [
            CastMember(
                row["login"], row["who"], row["unit"], tuple(map(Position, row["positions"].split())),
                row["name"], row["gender"],
            )
            for row in csv.DictReader(file, delimiter=";")
        ]  # fmt: skip


def sign_in_cast(members: Sequence[CastMember]) -> None:
    """Give each of the cast an active account, a place where they have none, and the admin's office beside it."""
    passwords = [hash_password(PASSWORD) for _ in members]  # slow on purpose, so outside the transaction
    with writing():
        taken: set[int] = set()
        for member, password in zip(members, passwords, strict=True):
            unit = db.session.scalars(select(Unit).where(Unit.code == member.unit)).one()
            first, *others = member.positions
            person = _appointed(member, unit, first) if member.name else _found(unit, first, taken)
            taken.add(person.id)
            for position in others:
                _appoint(person, unit, position)
            db.session.add(
                Account(
                    person_id=person.id, login=member.login, state=AccountState.ACTIVE, password_hash=password,
                    password_changed_at=clock.now(), created_at=clock.now(),
                )
            )  # fmt: skip
    _confirm_second_factors()


def _confirm_second_factors() -> None:
    """Whoever needs a second factor has it in use already; `flask demo-code` shows the figures of the moment."""
    held = db.session.execute(
        select(Account.id, Appointment.position, Unit.kind)
        .join(Appointment, Appointment.person_id == Account.person_id)
        .join(Unit, Unit.id == Appointment.unit_id)
    ).all()
    db.session.rollback()
    needing = {account_id for account_id, position, kind in held if is_required(ROLE_OF[Position(position)], kind)}
    with writing():
        for account_id in sorted(needing):
            prepare_second_factor(account_id, clock.now())
        db.session.execute(update(SecondFactor).values(confirmed_at=clock.now()))


def _found(unit: Unit, position: Position, taken: set[int]) -> Person:
    """The first of the unit's people in this position who is complete and not yet of the cast."""
    people = db.session.scalars(
        select(Person)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.unit_id == unit.id, Appointment.position == position, Person.birth_date.is_not(None))
        .order_by(Person.id)
    )
    return next(person for person in people if person.id not in taken)


def _appointed(member: CastMember, unit: Unit, position: Position) -> Person:
    given = default_given_name(member.name)
    person = Person(
        full_name=member.name, given_name=given, name_fold=fold(member.name), sort_key=sort_key(member.name, given),
        gender=member.gender, birth_date=date(1980, 3, 8), minority=False, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    person.phone = f"0120{person.id % 10**6:06d}"  # of a range that no carrier uses any more: it reaches nobody (DP-8)
    _appoint(person, unit, position)
    return person


def _appoint(person: Person, unit: Unit, position: Position) -> None:
    main = position is not Position.ADMIN
    db.session.add(Appointment(person_id=person.id, unit_id=unit.id, position=position, main=main, starts=SINCE))
    db.session.flush()
