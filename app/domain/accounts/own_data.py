"""What does this part of the house keep about one person?  Plain values for the person's own copy (DP-2).

Others' identities stay out: who looked at or changed something appears by role and unit, never by name.
"""

from typing import Any

from sqlalchemy import or_, select

from app.db import db
from app.domain.accounts.models import Account, DataRequest, KnownOrigin, LoginSession, SecondFactor
from app.domain.journal.models import JournalEntry, SecurityEvent
from app.domain.notices.models import Notice
from app.domain.organisation.models import Appointment, Leave, Person, Unit

MOST = 5_000
Rows = list[dict[str, Any]]


def own_sections(person_id: int) -> dict[str, Rows]:
    """Every section by its code, each a list of rows; the caller has made sure that it is the person's own."""
    account_id = db.session.scalar(select(Account.id).where(Account.person_id == person_id)) or 0
    return {
        "person": _rows(select(*_PERSON).where(Person.id == person_id)),
        "appointments": _rows(
            select(
                Unit.name.label("unit"),
                Appointment.position,
                Appointment.subject,
                Appointment.level,
                Appointment.starts,
                Appointment.ends,
            )
            .join(Unit, Unit.id == Appointment.unit_id)
            .where(Appointment.person_id == person_id)
            .order_by(Appointment.starts)
        ),  # fmt: skip
        "leaves": _rows(select(Leave.kind, Leave.starts, Leave.ends, Leave.note).where(Leave.person_id == person_id)),
        "account": _rows(
            select(
                Account.login,
                Account.phone_login,
                Account.state,
                Account.created_at,
                Account.password_changed_at,
                Account.signed_in_at,
                Account.notice_version,
                Account.notice_at,
                SecondFactor.confirmed_at,
            )
            .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
            .where(Account.id == account_id)
        ),  # fmt: skip
        "sessions": _rows(
            select(
                LoginSession.created_at,
                LoginSession.last_seen_at,
                LoginSession.ended_at,
                LoginSession.browser,
                LoginSession.network,
            )
            .where(LoginSession.account_id == account_id)
            .order_by(LoginSession.id.desc())
            .limit(MOST)
        ),  # fmt: skip
        "origins": _rows(select(KnownOrigin.kind, KnownOrigin.last_at).where(KnownOrigin.account_id == account_id)),
        "notices": _rows(
            select(Notice.kind, Notice.created_at, Notice.seen_at)
            .where(Notice.person_id == person_id)
            .order_by(Notice.id.desc())
            .limit(MOST)
        ),
        "requests": _rows(
            select(
                DataRequest.kind,
                DataRequest.state,
                DataRequest.text,
                DataRequest.answer,
                DataRequest.created_at,
                DataRequest.decided_at,
            ).where(DataRequest.person_id == person_id)
        ),  # fmt: skip
        "own_acts": _rows(
            select(JournalEntry.at, JournalEntry.event, JournalEntry.position)
            .where(JournalEntry.person_id == person_id)
            .order_by(JournalEntry.id.desc())
            .limit(MOST)
        ),
        "changes": changes_about(person_id, account_id),
        "looks": looks_at(person_id),
    }


def looks_at(person_id: int, limit: int = MOST) -> Rows:
    """Who looked at the person's record, when and as what: the role and the unit, not the name (AUD-4)."""
    return _rows(
        select(SecurityEvent.at, SecurityEvent.event, SecurityEvent.role, Unit.name.label("unit"))
        .outerjoin(Unit, Unit.id == SecurityEvent.unit_id)
        .where(
            SecurityEvent.about_person_id == person_id,
            or_(SecurityEvent.person_id.is_(None), SecurityEvent.person_id != person_id),
        )
        .order_by(SecurityEvent.id.desc())
        .limit(limit)
    )


def changes_about(person_id: int, account_id: int, limit: int = MOST) -> Rows:
    """What others changed about the person or the account."""
    about = or_(
        (JournalEntry.subject_kind == "person") & (JournalEntry.subject_id == person_id),
        (JournalEntry.subject_kind == "account") & (JournalEntry.subject_id == account_id),
    )
    return _rows(
        select(
            JournalEntry.at, JournalEntry.event, JournalEntry.role, JournalEntry.position, Unit.name.label("unit"),
        )
        .outerjoin(Unit, Unit.id == JournalEntry.acting_unit_id)
        .where(about, or_(JournalEntry.person_id.is_(None), JournalEntry.person_id != person_id))
        .order_by(JournalEntry.id.desc())
        .limit(limit)
    )  # fmt: skip


_PERSON = (
    Person.full_name, Person.birth_date, Person.gender, Person.minority, Person.qualification, Person.phone,
    Person.email, Person.teaching_since, Person.managing_since, Person.sector_id, Person.listed_sector_id,
    Person.created_at,
)  # fmt: skip


def _rows(found: Any) -> Rows:
    return [dict(row._mapping) for row in db.session.execute(found)]
