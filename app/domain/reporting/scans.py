"""Which scans of the signed paper are kept with a report, and who opens them?  Whoever reads all of it."""

from collections.abc import Sequence

from sqlalchemy import select

from app.db import db, rerunnable, writing
from app.domain.evaluation.evidence.rules import ScanState, may_open
from app.domain.evaluation.evidence.stored import KeptFile, columns_of, keep_row, note_scan
from app.domain.evaluation.refusals import NotNow
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.reporting.models import Report, ReportScan
from app.domain.reporting.queries import reads_whole, report_for
from app.domain.reporting.rights import may_prepare
from app.domain.reporting.rules import SIGNED, ReportState
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.submissions import is_repeat, keep_result

ADD = "add_report_scan"
SCANNED = "province_report_scanned"


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


def scans_of(report: Report) -> Sequence[ReportScan]:
    """The scans of a report that the caller may read, the newest first."""
    found = select(ReportScan).where(ReportScan.report_id == report.id).order_by(ReportScan.id.desc())
    return db.session.scalars(found).all()


def scan_for(viewer: Viewer, report_id: int, scan_id: int) -> ReportScan | None:
    """One scan of a report that the viewer may read as a whole, unless malware keeps it closed (UP-6).

    A school or a middle level reads its own part: the paper has the whole province's, small numbers too.
    """
    report = report_for(viewer, report_id)
    if report is None or not reads_whole(viewer, report):
        return None
    scan = db.session.scalar(select(ReportScan).where(ReportScan.id == scan_id, ReportScan.report_id == report_id))
    opens = scan is not None and may_open(ScanState(scan.scan), own=scan.added_by == viewer.person_id)
    return scan if opens else None


def settle_report_scan(scan_id: int, state: ScanState) -> None:
    """Note what the scanner found; who added the scan is told of malware (UP-6)."""
    with writing():
        if scan := note_scan(ReportScan, scan_id, state):
            tell(scan.added_by, "signed_scan_infected", "report", scan.report_id, file=scan.name)
            record(SYSTEM, "signed_scan_infected", "report", scan.report_id, after={"scan": scan.id})
