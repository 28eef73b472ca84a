"""Which scans of the signed paper are kept with a report, and who opens them?  Whoever reads the report."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.evidence.actions import SCAN_JOB, KeptFile
from app.domain.evaluation.evidence.rules import ScanState
from app.domain.evaluation.refusals import NotNow
from app.domain.journal.actions import record
from app.domain.reporting.models import Report, ReportScan
from app.domain.reporting.queries import report_for
from app.domain.reporting.rights import may_prepare
from app.domain.reporting.rules import SIGNED, ReportState
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.actions import request_job


def add_scan(viewer: Viewer, report_id: int, file: KeptFile) -> int:
    """Keep a scan beside a signed report; its id.  The bytes are stored already (UP-4).  Raises LookupError, NotNow."""
    with writing():
        report = report_for(viewer, report_id)
        if report is None or not may_prepare(viewer, report):
            raise LookupError(report_id)
        if ReportState(report.state) not in SIGNED:
            raise NotNow(f"province_report_{report.state}")
        scan = ReportScan(
            report_id=report_id, name=file.name, kind=file.kind, size=file.size, sha256=file.sha256,
            stored_name=file.stored_name, scan=file.scan, added_by=viewer.person_id, added_at=clock.campaign_now(),
        )  # fmt: skip
        db.session.add(scan)
        db.session.flush()
        if file.scan is ScanState.CHECKING:
            request_job(SCAN_JOB, {}, SYSTEM)
        record(
            viewer, "province_report_scanned", "report", report_id, unit_id=report.unit_id, after={"scan": scan.id}
        )  # fmt: skip
        return scan.id


def scans_of(report: Report) -> Sequence[ReportScan]:
    """The scans of a report that the caller may read, the newest first."""
    found = select(ReportScan).where(ReportScan.report_id == report.id).order_by(ReportScan.id.desc())
    return db.session.scalars(found).all()


def scan_for(viewer: Viewer, report_id: int, scan_id: int) -> ReportScan | None:
    """One scan of a report that the viewer may read."""
    if report_for(viewer, report_id) is None:
        return None
    return db.session.scalar(select(ReportScan).where(ReportScan.id == scan_id, ReportScan.report_id == report_id))


def stored_names_among(names: Collection[str]) -> set[str]:
    """Which of these stored files are scans of reports."""
    return set(db.session.scalars(select(ReportScan.stored_name).where(ReportScan.stored_name.in_(names))))


def scans_to_check(after: int, limit: int) -> Sequence[ReportScan]:
    """The next files whose check for malware is still to be done, by id."""
    waiting = select(ReportScan).where(ReportScan.scan == ScanState.CHECKING, ReportScan.id > after)
    return db.session.scalars(waiting.order_by(ReportScan.id).limit(limit)).all()


def settle_report_scan(scan_id: int, state: ScanState) -> None:
    """Note what the scanner said."""
    with writing():
        db.session.execute(update(ReportScan).where(ReportScan.id == scan_id).values(scan=state))
