"""What has an auditor looked at?  From the security journal: each page, list, person and paper they opened (AUD-4)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.db import db
from app.domain.accounts.models import Account
from app.domain.journal.models import SecurityEvent
from app.domain.organisation.models import Person
from app.domain.organisation.rules import Role
from app.domain.reporting.audits.access import holds
from app.domain.reporting.audits.models import AuditMandate
from app.domain.reporting.models import Report
from app.domain.viewer import Viewer


@dataclass(frozen=True)
class Look:
    """One thing that was opened; `name` is whose, for those who may know; `edition` the report's, 0 if none."""

    at: datetime
    event: str
    name: str
    detail: dict[str, object]
    edition: int = 0


def looks_of(viewer: Viewer, mandate: AuditMandate, *, limit: int, offset: int = 0) -> list[Look]:
    """What was opened under a mandate that the viewer may see, the newest first.

    The ministry reads what was done and not about whom: it opens nobody's file (AZ-9); an auditor reads names no longer
    than the mandate holds.
    """
    named = viewer.role == Role.PROVINCE or (viewer.role == Role.AUDITOR and holds(mandate))
    found = (
        select(SecurityEvent.at, SecurityEvent.event, Person.full_name, SecurityEvent.detail, Report.edition)
        .outerjoin(Person, Person.id == SecurityEvent.about_person_id)
        .outerjoin(Report, Report.id == _report())
        .where(*_of(mandate))
        .order_by(SecurityEvent.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        Look(at, event, (name or "") if named else "", detail or {}, edition or 0)
        for at, event, name, detail, edition in db.session.execute(found)
    ]


def number_of_looks(mandate: AuditMandate) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count(SecurityEvent.id)).where(*_of(mandate))) or 0


def _of(mandate: AuditMandate) -> tuple[ColumnElement[bool], ...]:
    account = select(Account.id).where(Account.person_id == mandate.person_id)
    reports = select(Report.id).where(Report.unit_id == mandate.province_id, Report.year == mandate.year)
    under, report = SecurityEvent.detail["mandate"].as_integer(), _report()
    return (
        SecurityEvent.account_id.in_(account),
        SecurityEvent.role == Role.AUDITOR,
        or_(under == mandate.id, and_(under.is_(None), report.in_(reports))),  # older looks name the report only
    )


def _report() -> ColumnElement[int]:
    """Of which report a look is."""
    return SecurityEvent.detail["report"].as_integer()
