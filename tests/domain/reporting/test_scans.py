"""The scan of the signed report: only whoever reads the whole province's figures opens it (AZ-2, EXP-4)."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.evaluation.evidence.rules import FileKind, ScanState
from app.domain.evaluation.evidence.stored import KeptFile
from app.domain.reporting.models import ReportScan
from app.domain.reporting.scans import add_scan, scan_for
from tests.reports import count_report, freeze, publish

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
