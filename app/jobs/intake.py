"""How does an uploaded file become evidence that is safe to keep?  Received, inspected, scanned, and only then stored.

Called by the doors that take files, outside of `writing()`.  A row names the file afterwards; what no row names after a
day is swept (UP-4), so that a process killed at any point leaves nothing that counts.
"""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import current_app
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from app.db import db
from app.domain import clock
from app.domain.evaluation.copies.actions import settle_copy_scan
from app.domain.evaluation.copies.models import PaperCopy
from app.domain.evaluation.copies.rules import KINDS as COPY_KINDS
from app.domain.evaluation.evidence.actions import settle_scan
from app.domain.evaluation.evidence.models import EvidenceFile
from app.domain.evaluation.evidence.refusals import EvidenceRefused
from app.domain.evaluation.evidence.rules import ScanState
from app.domain.evaluation.evidence.stored import (
    SCAN_JOB,
    KeptFile,
    StoredFile,
    stored_names_among,
    waiting_for_scan,
)
from app.domain.reporting.models import ReportScan
from app.domain.reporting.scans import settle_report_scan
from app.domain.training.provider.models import ProviderChoiceScan
from app.domain.training.provider.scans import settle_choice_scan
from app.domain.vietnamese import printable
from app.integrations.evidence.inspecting import FileRefused, inspect_file, promised_kind
from app.integrations.scanner import NONE, ScannerDown, is_clean
from app.jobs.runner import JobContext, runs
from app.web.files import UPLOADS, name_of, path_of, receive, remove_stored, store_file, stored_before

ORPHANS_AFTER = timedelta(days=1)
SCANNED_AT_ONCE = 50

KEPT: dict[type[StoredFile], Callable[[int, ScanState], None]] = {
    EvidenceFile: settle_scan,
    PaperCopy: settle_copy_scan,
    ReportScan: settle_report_scan,
    ProviderChoiceScan: settle_choice_scan,
}
"""Every table that names uploaded files, with what notes the scanner's word in it."""


def take_in(upload: FileStorage) -> KeptFile:
    """Everything that happens to a file before a row may name it; raises FileRefused."""
    name = printable(upload.filename or "").replace("\\", "/").rpartition("/")[2][-200:]
    promised_kind(name)
    with tempfile.TemporaryDirectory() as passing:
        source = Path(passing) / "received"
        try:
            receive(upload, source)
        except RequestEntityTooLarge:
            raise FileRefused("too_big") from None
        kind, clean = inspect_file(source, Path(passing) / "drawn", name)
        scan = scan_now(clean)
        if scan is ScanState.INFECTED:
            raise FileRefused("infected")
        stored = store_file(clean, UPLOADS)
    return KeptFile(stored.name, name, kind, stored.size, stored.sha256, scan)


def take_in_copy(upload: FileStorage) -> KeptFile:
    """The same for a scan of a signed paper: a PDF or an image.  Raises EvidenceRefused."""
    try:
        if promised_kind(upload.filename or "") not in COPY_KINDS:
            raise EvidenceRefused("no_scan")
        return take_in(upload)
    except FileRefused as refused:
        raise EvidenceRefused("no_scan" if refused.code == "wrong_type" else refused.code) from refused


def scan_now(path: Path) -> ScanState:
    """What the scanner says; "checking" while it is down, "unscanned" where there is none."""
    address = current_app.extensions["settings"].scanner
    if address == NONE:
        return ScanState.UNSCANNED
    try:
        return ScanState.CLEAN if is_clean(address, path) else ScanState.INFECTED
    except ScannerDown:
        return ScanState.CHECKING


@runs(SCAN_JOB, every=timedelta(minutes=10))
def scan_evidence(job: JobContext) -> None:
    """Check the files that came while the scanner was down; as soon as it is down again, leave the rest for later."""
    checked, up = 0, True
    for model, settle in KEPT.items():
        last = 0
        while up and (
            waiting := [(file.id, file.stored_name) for file in waiting_for_scan(model, last, SCANNED_AT_ONCE)]
        ):
            db.session.rollback()
            for file_id, stored_name in waiting:
                last, state = file_id, scan_now(path_of(stored_name))
                up = state is not ScanState.CHECKING
                if not up:
                    break
                settle(file_id, state)
                checked += 1
    job.finish(checked=checked)


@runs("sweep_uploads", every=timedelta(days=1))
def sweep_uploads(job: JobContext) -> None:
    """Remove stored files that no row names: what was left by a process that died between the two (UP-4, REL-2)."""
    swept, before = 0, (clock.now() - ORPHANS_AFTER).timestamp()
    for paths in stored_before(UPLOADS, before):
        names = [name_of(path) for path in paths]
        known = set().union(*(stored_names_among(model, names) for model in KEPT))
        db.session.rollback()
        for path in paths:
            if name_of(path) not in known:
                path.unlink(missing_ok=True)
                swept += 1
    job.finish(swept=swept)


def throw_away(names: list[str]) -> None:
    """Remove the bytes of files whose rows are gone."""
    for name in names:
        remove_stored(name)
