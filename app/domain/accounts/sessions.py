"""Who is behind a session cookie, and how does a session begin, live and end?"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Date, Row, and_, bindparam, select, update

from app.db import db, rows_of, writing
from app.domain import clock
from app.domain.accounts.models import Account, LoginSession, SecondFactor
from app.domain.accounts.rules import NOTICE_VERSION, AccountState
from app.domain.accounts.rules.sessions import (
    ABSOLUTE,
    APPROVERS,
    FIRST_STEP,
    SEEN_EVERY,
    EndReason,
    SessionState,
    SessionTimes,
    Stage,
    idle_limit,
    is_confirmed,
    locks_at,
    session_state,
)
from app.domain.accounts.rules.two_factor import is_required
from app.domain.journal.actions import record
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.queries import paths_served
from app.domain.organisation.rules import ROLE_OF, Position, UnitKind
from app.domain.viewer import Viewer


class SecondFactorNeeded(RuntimeError):
    """The appointment asks for a second factor, which this account has not set up yet (AUTH-7)."""


@dataclass(frozen=True)
class Found:
    """What a session token leads to.  `viewer` may act only while `state` and `stage` are open."""

    viewer: Viewer
    state: SessionState
    stage: Stage
    shared_machine: bool
    locks_at: datetime
    last_seen_at: datetime
    created_at: datetime
    idle: timedelta
    confirmed: bool
    knows_notice: bool

    @property
    def is_open(self) -> bool:
        return self.state is SessionState.OPEN and self.stage is Stage.OPEN

    def seconds_left(self, at: datetime) -> int:
        """Seconds from `at` until the session locks if nothing more is asked for."""
        return max(0, int((min(at + self.idle, self.created_at + ABSOLUTE) - at).total_seconds()))

    def should_be_touched(self, at: datetime) -> bool:
        """Is it a minute since the last time somebody was seen here?"""
        return at - self.last_seen_at >= SEEN_EVERY


def token_hash(token: str) -> str:
    """What the database keeps of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(
    account_id: int,
    appointment_id: int | None,
    at: datetime,
    *,
    stage: Stage = Stage.OPEN,
    shared_machine: bool = False,
    browser: str = "",
    network: str = "",
    confirmed: bool = False,
    began: datetime | None = None,
) -> str:
    """Begin a session and return its new random token (256 bits); `confirmed`: the password was typed just now.

    `began`: since when its absolute life counts, when that is not now.
    """
    token = secrets.token_urlsafe(32)
    with writing():
        db.session.add(
            LoginSession(
                token_hash=token_hash(token), account_id=account_id, appointment_id=appointment_id, stage=stage,
                shared_machine=shared_machine, browser=browser[:60], network=network[:45],
                created_at=began or at, last_seen_at=at, confirmed_at=at if confirmed else None,
            )
        )  # fmt: skip
        db.session.flush()  # `look_up` reads past the ORM
    return token


def renew_session(token: str, at: datetime, **changes: object) -> str:
    """Put a new session in the place of this one (SES-1: a new id at each sign-in and change of password).

    Its absolute life goes on counting from the old one's beginning, unless `began` says that this is a full sign-in.
    """
    with writing():
        old = db.session.scalar(select(LoginSession).where(LoginSession.token_hash == token_hash(token)))
        if old is None or old.ended_at is not None:
            raise LookupError("no such session")
        old.ended_at, old.end_reason = at, EndReason.RENEWED
        kept = {"stage": Stage(old.stage), "shared_machine": old.shared_machine, "browser": old.browser,
                "network": old.network, "began": old.created_at}  # fmt: skip
        return open_session(old.account_id, old.appointment_id, at, **(kept | changes))


def end_session(token: str, at: datetime) -> None:
    """End one session; unknown tokens are no error."""
    with writing():
        db.session.execute(
            update(LoginSession)
            .where(LoginSession.token_hash == token_hash(token), LoginSession.ended_at.is_(None))
            .values(ended_at=at, end_reason=EndReason.SIGNED_OUT)
        )


def end_sessions_of(account_id: int, at: datetime, reason: EndReason, *, but_token: str = "") -> int:
    """End every session of an account, inside the transaction of what asks for it (SES-4); returns how many."""
    with writing():
        ended = db.session.execute(
            update(LoginSession)
            .where(
                LoginSession.account_id == account_id,
                LoginSession.ended_at.is_(None),
                LoginSession.token_hash != token_hash(but_token),
            )
            .values(ended_at=at, end_reason=reason)
        )
    return ended.rowcount  # type: ignore[attr-defined]


def sign_out_everywhere(viewer: Viewer, at: datetime) -> int:
    """End all of the viewer's sessions, this one too."""
    assert viewer.account_id is not None
    with writing():
        ended = end_sessions_of(viewer.account_id, at, EndReason.EVERYWHERE)
        record(viewer, "signed_out_everywhere", "account", viewer.account_id, after={"sessions": ended})
    return ended


def touch(session_id: int, at: datetime) -> None:
    """Note that somebody was seen in the session."""
    with writing():
        db.session.execute(
            update(LoginSession)
            .where(LoginSession.id == session_id, LoginSession.ended_at.is_(None))
            .values(last_seen_at=at)
        )


def act_as(viewer: Viewer, appointment_id: int) -> bool:
    """Act in another of one's own appointments from now on (AZ-8); False when it is not one's own or holds no more.

    Raises SecondFactorNeeded: an office given after the sign-in asks for as much as one held before it.
    """
    with writing():
        own = next((place for place in places_of(viewer.person_id or 0) if place[0].id == appointment_id), None)
        if own is None or viewer.session_id is None or viewer.account_id is None:
            return False
        factor = db.session.get(SecondFactor, viewer.account_id)
        if _asks_second_factor(own[0].position, own[1].kind) and (factor is None or factor.confirmed_at is None):
            raise SecondFactorNeeded
        db.session.execute(
            update(LoginSession).where(LoginSession.id == viewer.session_id).values(appointment_id=appointment_id)
        )
        record(
            viewer, "role_switched", "account", viewer.account_id,
            before={"appointment": viewer.appointment_id}, after={"appointment": appointment_id},
        )  # fmt: skip
    return True


def live_sessions(viewer: Viewer, at: datetime) -> Sequence[LoginSession]:
    """The viewer's own sessions that have not ended, the latest used first."""
    found = (
        select(LoginSession)
        .where(
            LoginSession.account_id == viewer.account_id,
            LoginSession.ended_at.is_(None),
            LoginSession.stage == Stage.OPEN,
        )
        .order_by(LoginSession.last_seen_at.desc())
    )
    alive = []
    for session in db.session.scalars(found):
        times = SessionTimes(session.created_at, session.last_seen_at, shared_machine=session.shared_machine)
        if session_state(times, at) is not SessionState.ENDED:
            alive.append(session)
    return alive


def viewer_of(token: str) -> Viewer | None:
    """The viewer behind a session token, in the appointment they act in; None when the session is not open."""
    found = look_up(token, clock.now())
    return found.viewer if found is not None and found.is_open else None


# Asked by every request, hence put together once: building a statement costs more than SQLite takes to answer it.
HOLDS = appointed_on(bindparam("day", type_=Date))  # type: ignore[arg-type]
WANTED = (
    LoginSession.id.label("session_id"), LoginSession.account_id, LoginSession.stage, LoginSession.shared_machine,
    LoginSession.created_at, LoginSession.last_seen_at, LoginSession.confirmed_at,
    LoginSession.appointment_id.label("chosen_id"), Account.notice_version, Account.person_id, Person.full_name,
    Person.given_name, Person.gender, Appointment.id.label("appointment_id"), Appointment.position,
    Unit.id.label("unit_id"), Unit.name.label("unit_name"), Unit.path, Unit.kind, Unit.lms_provider,
)  # fmt: skip
OPEN_SESSION = (
    select(*WANTED)
    .join(Account, Account.id == LoginSession.account_id)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(Appointment, and_(Appointment.person_id == Person.id, HOLDS))
    .outerjoin(Unit, Unit.id == Appointment.unit_id)
    .where(
        LoginSession.token_hash == bindparam("hash"),
        LoginSession.ended_at.is_(None),
        Account.state == AccountState.ACTIVE,
        Person.merged_into_id.is_(None),
        Person.deceased.is_(False),
    )
    .order_by(Appointment.main.desc(), Appointment.id)
)
PLACES = (
    select(Appointment, Unit)
    .join(Unit, Unit.id == Appointment.unit_id)
    .where(Appointment.person_id == bindparam("person_id"), HOLDS)
    .order_by(Appointment.main.desc(), Appointment.id)
)


def look_up(token: str, at: datetime) -> Found | None:
    """What the token leads to, or None when the session has ended.

    The appointment must hold today: who moved on Monday has lost the old school, and this session, on Monday (SES-4).
    """
    rows = rows_of(OPEN_SESSION, {"hash": token_hash(token), "day": clock.today()}).all()
    if not rows:
        return None
    session = rows[0]
    places = [row for row in rows if row.appointment_id is not None]
    chosen = next((place for place in places if place.appointment_id == session.chosen_id), None)
    if chosen is None and session.chosen_id is not None:
        return None
    if chosen is None:  # signed in without any appointment, and given one since
        chosen = next((place for place in places if not _asks_second_factor(place.position, place.kind)), None)
    viewer = _viewer(chosen, len(places)) if chosen is not None else _leaver(session)
    times = SessionTimes(session.created_at, session.last_seen_at, viewer.role in APPROVERS, session.shared_machine)
    state, stage = session_state(times, at), Stage(session.stage)
    if state is SessionState.ENDED or (stage is not Stage.OPEN and at - session.created_at >= FIRST_STEP):
        return None
    return Found(
        viewer=viewer, state=state, stage=stage, shared_machine=session.shared_machine, locks_at=locks_at(times),
        last_seen_at=session.last_seen_at, created_at=session.created_at, idle=idle_limit(times),
        confirmed=is_confirmed(session.confirmed_at, at), knows_notice=session.notice_version == NOTICE_VERSION,
    )  # fmt: skip


def signed_in_before(viewer: Viewer) -> datetime | None:
    """When the viewer's account was used before this sign-in (AUTH-8)."""
    return db.session.scalar(select(Account.signed_in_before_at).where(Account.id == viewer.account_id))


def outlived(found: Found, at: datetime) -> bool:
    """Is the session past its absolute life, so that only a full sign-in may follow?"""
    return at - found.created_at >= ABSOLUTE


def asks_second_factor_again(found: Found, at: datetime) -> bool:
    """Must whoever opens this session again show the second factor beside the password?  Past its absolute life."""
    factor = db.session.get(SecondFactor, found.viewer.account_id) if outlived(found, at) else None
    return factor is not None and factor.confirmed_at is not None


def places_of(person_id: int) -> Sequence[tuple[Appointment, Unit]]:
    """The person's appointments that hold today with their units, the main one first."""
    return db.session.execute(PLACES, {"person_id": person_id, "day": clock.today()}).all()


def place_to_begin(account_id: int, places: Sequence[tuple[Appointment, Unit]]) -> int | None:
    """The appointment a new session works in: the last one worked in, else that of an admin, else the main one."""
    last = db.session.scalar(
        select(LoginSession.appointment_id)
        .where(LoginSession.account_id == account_id, LoginSession.appointment_id.is_not(None))
        .order_by(LoginSession.id.desc())
        .limit(1)
    )
    held = [appointment for appointment, _ in places]
    wanted = [a.id for a in held if a.id == last] or [a.id for a in held if a.position == Position.ADMIN]
    return next(iter(wanted or [a.id for a in held]), None)


def _asks_second_factor(position: str, unit_kind: str) -> bool:
    return is_required(ROLE_OF[Position(position)], unit_kind)


def _viewer(place: Row[Any], appointments: int) -> Viewer:
    """Who acts in this place, a row of OPEN_SESSION."""
    serves = place.kind in {UnitKind.UNIVERSITY, UnitKind.PROVIDER}
    return Viewer(
        account_id=place.account_id, person_id=place.person_id, appointment_id=place.appointment_id,
        unit_id=place.unit_id, unit_path=place.path, unit_kind=place.kind, role=ROLE_OF[Position(place.position)],
        position=place.position, name=place.full_name, given_name=place.given_name, gender=place.gender,
        unit_name=place.unit_name, provider=place.lms_provider if place.kind == UnitKind.PROVIDER else None,
        provinces=paths_served(place.unit_id, place.kind, place.lms_provider) if serves else (),
        appointments=appointments, session_id=place.session_id,
    )  # fmt: skip


def _leaver(row: Row[Any]) -> Viewer:
    """A leaver keeps the sign-in for their own data, without any role (AUTH-9)."""
    return Viewer(
        account_id=row.account_id, person_id=row.person_id, appointment_id=None, unit_id=None, unit_path="/none/",
        unit_kind="", role="", position="", name=row.full_name, given_name=row.given_name,
        gender=row.gender, appointments=0, session_id=row.session_id,
    )  # fmt: skip
