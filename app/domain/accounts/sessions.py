"""Who is behind a session cookie, and how does a session begin and end?"""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.models import Account, LoginSession
from app.domain.accounts.rules import AccountState
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.queries import paths_served
from app.domain.organisation.rules import ROLE_OF, Position, UnitKind
from app.domain.viewer import Viewer


def token_hash(token: str) -> str:
    """What the database keeps of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(account_id: int, appointment_id: int | None, at: datetime) -> str:
    """Begin a session and return its new random token (256 bits)."""
    token = secrets.token_urlsafe(32)
    with writing():
        db.session.add(
            LoginSession(
                token_hash=token_hash(token), account_id=account_id, appointment_id=appointment_id,
                created_at=at, last_seen_at=at,
            )
        )  # fmt: skip
    return token


def end_session(token: str, at: datetime) -> None:
    """End one session; unknown tokens are no error."""
    with writing():
        db.session.execute(
            update(LoginSession)
            .where(LoginSession.token_hash == token_hash(token), LoginSession.ended_at.is_(None))
            .values(ended_at=at)
        )


def viewer_of(token: str) -> Viewer | None:
    """The viewer behind a session token, in the appointment they act in; None when the session does not hold.

    The appointment must hold today: who moved on Monday has lost the old school on Monday.
    """
    row = db.session.execute(
        select(LoginSession, Account, Person)
        .join(Account, Account.id == LoginSession.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            LoginSession.token_hash == token_hash(token),
            LoginSession.ended_at.is_(None),
            Account.state == AccountState.ACTIVE,
        )
    ).first()
    if row is None:
        return None
    session, account, person = row
    places = db.session.execute(
        select(Appointment, Unit)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.person_id == person.id, appointed_on(clock.today()))
        .order_by(Appointment.main.desc(), Appointment.id)
    ).all()
    chosen = next((place for place in places if place[0].id == session.appointment_id), places[0] if places else None)
    return _viewer(session, account, person, chosen, len(places))


def _viewer(session: LoginSession, account: Account, person: Person, place, appointments: int) -> Viewer:  # type: ignore[no-untyped-def]
    if place is None:  # a leaver keeps the sign-in for their own data, without any role (AUTH-9)
        return Viewer(
            account_id=account.id, person_id=person.id, appointment_id=None, unit_id=None, unit_path="/none/",
            unit_kind="", role="", position="", name=person.full_name, given_name=person.given_name,
            gender=person.gender, appointments=0, session_id=session.id,
        )  # fmt: skip
    appointment, unit = place
    served = paths_served(unit) if unit.kind in {UnitKind.UNIVERSITY, UnitKind.PROVIDER} else ()
    return Viewer(
        account_id=account.id, person_id=person.id, appointment_id=appointment.id, unit_id=unit.id,
        unit_path=unit.path, unit_kind=unit.kind, role=ROLE_OF[Position(appointment.position)],
        position=appointment.position, name=person.full_name, given_name=person.given_name, gender=person.gender,
        unit_name=unit.name, provider=unit.lms_provider if unit.kind == UnitKind.PROVIDER else None,
        provinces=served, appointments=appointments, session_id=session.id,
    )  # fmt: skip
