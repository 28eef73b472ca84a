"""Which reports may an auditor read?  Frozen ones of the provinces and years of a mandate that holds today."""

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_

from app.domain import clock
from app.domain.organisation.anybody import today_for
from app.domain.organisation.rules import is_valid_on
from app.domain.reporting.audits.models import AuditMandate
from app.domain.reporting.models import Report
from app.domain.viewer import Viewer


def holds_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """SQL condition on `AuditMandate`: it holds on this day."""
    return and_(
        AuditMandate.starts <= day, AuditMandate.ends > day,
        or_(AuditMandate.taken_back_on.is_(None), AuditMandate.taken_back_on > day),
    )  # fmt: skip


def holds(mandate: AuditMandate) -> bool:
    """The twin of `holds_on`, today."""
    back = mandate.taken_back_on
    return is_valid_on(mandate.starts, min(mandate.ends, back) if back else mandate.ends, clock.today())


def audited_by(viewer: Viewer) -> ColumnElement[bool]:
    """SQL condition on `Report`: the viewer audits the province's report of that year today."""
    found = exists().where(
        AuditMandate.person_id == viewer.person_id, AuditMandate.province_id == Report.unit_id,
        AuditMandate.year == Report.year, holds_on(today_for(viewer)),
    )  # fmt: skip
    return found.correlate(Report)
