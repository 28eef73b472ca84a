"""Which scans of the signed paper are kept with a report, and who opens them?

Whoever reads all of it.  One that was added by mistake the office withdraws: it stays on record for the office and for
an auditor, and is offered to nobody else.
"""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.evidence.rules import ScanState, may_open
from app.domain.evaluation.evidence.stored import KeptFile, columns_of, keep_row, note_scan
from app.domain.evaluation.refusals import NotNow
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.rules import Problem, Role
from app.domain.reporting.models import Report, ReportScan
from app.domain.reporting.queries import reads_whole, report_for
from app.domain.reporting.rights import may_prepare
from app.domain.reporting.rules import SIGNED, ReportState, check_reason
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.submissions import is_repeat, keep_result

ADD, WITHDRAW = "add_report_scan", "withdraw_scan"
SCANNED, WITHDRAWN = "province_report_scanned", "province_report_scan_withdrawn"


@rerunnable
def add_scan(viewer: Viewer, report_id: int, file: KeptFile, submit_key: str = "") -> bool:
    """Keep a scan beside a signed report; the bytes are stored already (UP-4).  False: this form was sent before.

    Raises LookupError, NotNow.
    """
    with writing():
        report = report_for(viewer, report_id)
        if report is None or not may_prepare(viewer, report):
            raise LookupError(report_id)
        if ReportState(report.state) not in SIGNED:
            raise NotNow(f"province_report_{report.state}")
        if is_repeat(viewer, ADD, submit_key):
            return False
        scan_id = keep_row(ReportScan(report_id=report_id, added_by=viewer.person_id, **columns_of(file)))
        record(viewer, SCANNED, "report", report_id, unit_id=report.unit_id, after={"scan": scan_id})
        keep_result(viewer, ADD, submit_key, scan_id)
        return True


@rerunnable
def withdraw_scan(viewer: Viewer, report_id: int, scan_id: int, reason: str, submit_key: str = "") -> list[Problem]:
    """Take a scan out of what is offered; it stays on record.  Raises LookupError, NotNow when it was done before."""
    if problems := check_reason(reason):
        return problems
    with writing():
        scan = scan_at(viewer, report_id, scan_id, lock=True)
        if scan is None:
            raise LookupError(scan_id)
        if is_repeat(viewer, WITHDRAW, submit_key):
            return []
        if scan.withdrawn_at is not None:
            raise NotNow(WITHDRAWN)
        scan.withdrawn_at, scan.withdrawn_by = clock.campaign_now(), viewer.person_id
        scan.withdrawn_reason = reason.strip()
        unit_id = db.session.get_one(Report, report_id).unit_id
        record(
            viewer, WITHDRAWN, "report", report_id, unit_id=unit_id, reason=scan.withdrawn_reason,
            after={"scan": scan_id},
        )  # fmt: skip
        keep_result(viewer, WITHDRAW, submit_key, scan_id)
    return []


def scan_at(viewer: Viewer, report_id: int, scan_id: int, *, lock: bool = False) -> ReportScan | None:
    """A scan of a report that the viewer's office prepares, withdrawn or not."""
    report = report_for(viewer, report_id)
    if report is None or not may_prepare(viewer, report):
        return None
    found = select(ReportScan).where(ReportScan.id == scan_id, ReportScan.report_id == report_id)
    return db.session.scalar(found.with_for_update() if lock else found)


def scans_of(viewer: Viewer, report: Report) -> list[tuple[ReportScan, bool]]:
    """What the viewer is offered of the scans of a report that they read, each with whether it opens (UP-6).

    The newest first, withdrawn ones last.  A school or a middle level reads its own part and is offered none.
    """
    if ReportState(report.state) not in SIGNED or not reads_whole(viewer, report):
        return []
    found = select(ReportScan).where(ReportScan.report_id == report.id).options(joinedload(ReportScan.withdrawer))
    if not _reads_withdrawn(viewer, report):
        found = found.where(ReportScan.withdrawn_at.is_(None))
    scans = db.session.scalars(found.order_by(ReportScan.withdrawn_at.is_not(None), ReportScan.id.desc()))
    return [(scan, _opens(viewer, scan)) for scan in scans]


def has_scan() -> ColumnElement[bool]:
    """SQL condition on `Report`: a scan of its signed paper is kept, and was not withdrawn."""
    kept = exists().where(ReportScan.report_id == Report.id, ReportScan.withdrawn_at.is_(None))
    return kept.correlate(Report)


def lacks_scan(report: Report) -> bool:
    """Is it signed, and no scan of the paper there?  The caller may read the report."""
    if ReportState(report.state) not in SIGNED:
        return False
    return not db.session.scalar(select(has_scan()).select_from(Report).where(Report.id == report.id))


def scan_for(viewer: Viewer, report_id: int, scan_id: int) -> ReportScan | None:
    """One scan of a report that the viewer may read as a whole, unless malware keeps it closed (UP-6).

    A school or a middle level reads its own part: the paper has the whole province's, small numbers too.
    """
    report = report_for(viewer, report_id)
    if report is None or not reads_whole(viewer, report):
        return None
    scan = db.session.scalar(select(ReportScan).where(ReportScan.id == scan_id, ReportScan.report_id == report_id))
    if scan is None or (scan.withdrawn_at is not None and not _reads_withdrawn(viewer, report)):
        return None
    return scan if _opens(viewer, scan) else None


def _opens(viewer: Viewer, scan: ReportScan) -> bool:
    return may_open(ScanState(scan.scan), own=scan.added_by == viewer.person_id)


def _reads_withdrawn(viewer: Viewer, report: Report) -> bool:
    return viewer.role == Role.AUDITOR or may_prepare(viewer, report)


def settle_report_scan(scan_id: int, state: ScanState) -> None:
    """Note what the scanner found; who added the scan is told of malware (UP-6)."""
    with writing():
        if scan := note_scan(ReportScan, scan_id, state):
            tell(scan.added_by, "signed_scan_infected", "report", scan.report_id, file=scan.name)
            record(SYSTEM, "signed_scan_infected", "report", scan.report_id, after={"scan": scan.id})
