"""The scan of the signed report: only whoever reads the whole province's figures opens it (AZ-2, EXP-4)."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.evaluation.evidence.rules import FileKind, ScanState
from app.domain.evaluation.evidence.stored import KeptFile
from app.domain.evaluation.refusals import NotNow
from app.domain.journal.models import JournalEntry
from app.domain.reporting.audits.mandates import Invitation, invite
from app.domain.reporting.models import ReportScan
from app.domain.reporting.queries import report_for
from app.domain.reporting.scans import WITHDRAWN, add_scan, scan_for, scans_of, withdraw_scan
from tests.reports import count_report, freeze, publish

REASON = "Lưu nhầm bản chụp của báo cáo khác."
FILE = KeptFile(f"uploads/{1:032x}", "Bản ký.pdf", FileKind.PDF, 900, "0" * 64, ScanState.CLEAN)


@pytest.mark.both_databases
def test_az2_a_school_that_reads_its_own_part_does_not_open_the_whole_provinces_paper(cast, period):
    report = count_report(cast)
    freeze(cast, report)
    publish(cast, report, suppresses=True)
    assert add_scan(cast.province_officer.viewer, report, FILE)
    scan = db.session.scalars(select(ReportScan.id)).one()
    for who in ("province_officer", "director", "ministry_officer", "lecturer"):
        assert scan_for(cast[who].viewer, report, scan) is not None, who
    for who in ("principal", "district_head", "district_officer", "far_officer", "teacher"):
        assert scan_for(cast[who].viewer, report, scan) is None, who


@pytest.mark.both_databases
def test_a_withdrawn_scan_stays_for_the_office_and_the_auditor_and_is_offered_to_nobody_else(cast, period):
    report_id = count_report(cast)
    freeze(cast, report_id)
    publish(cast, report_id)
    officer = cast.province_officer.viewer
    assert add_scan(officer, report_id, FILE)
    scan = db.session.scalars(select(ReportScan.id)).one()
    invitation = Invitation(
        cast.auditor.person_id, [cast.units["province"]], 2022, "Công văn mời kiểm toán", clock.today(), clock.today()
    )
    assert invite(cast.ministry_officer.viewer, invitation) == []
    assert [problem.code for problem in withdraw_scan(officer, report_id, scan, "ngắn")] == ["reason_needed"]
    for who in ("far_officer", "principal", "ministry_officer", "auditor"):
        with pytest.raises(LookupError):
            withdraw_scan(cast[who].viewer, report_id, scan, REASON)
    assert _offered("ministry_officer", cast, report_id) == _offered("lecturer", cast, report_id) == [scan]
    assert [withdraw_scan(officer, report_id, scan, REASON, "k1") for _ in range(2)] == [[], []]
    with pytest.raises(NotNow):
        withdraw_scan(officer, report_id, scan, REASON)
    for who in ("province_officer", "director", "auditor"):
        assert scan_for(cast[who].viewer, report_id, scan) is not None, who
        assert _offered(who, cast, report_id) == [scan], who
    for who in ("ministry_officer", "lecturer"):
        assert scan_for(cast[who].viewer, report_id, scan) is None, who
        assert _offered(who, cast, report_id) == [], who
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.event == WITHDRAWN)).one()
    assert (entry.subject_id, entry.person_id, entry.reason, entry.after) == (
        report_id, cast.province_officer.person_id, REASON, {"scan": scan},
    )  # fmt: skip


def _offered(who, cast, report_id: int) -> list[int]:
    viewer = cast[who].viewer
    return [scan.id for scan, _ in scans_of(viewer, report_for(viewer, report_id))]
