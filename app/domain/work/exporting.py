"""How is a long list asked for as a file?  (EXP-3)"""

from app.db import writing
from app.domain.journal.actions import record
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import Repeated, once

EXPORT = "export"


def request_export(viewer: Viewer, address: str, submit_key: str = "") -> int:
    """Ask for the list at a local address of an export; the job's id, the same for a form sent twice (CON-4)."""
    asked = once(viewer, EXPORT, submit_key, lambda: _request(viewer, address), lambda job_id: job_id)
    return asked.subject_id if isinstance(asked, Repeated) else asked


def _request(viewer: Viewer, address: str) -> int:
    with writing():
        job = request_job(EXPORT, {"address": address, "file_kind": EXPORT}, viewer, unit_id=viewer.unit_id)
        record(viewer, "export_requested", "job", job.id, after={"address": address}, unit_id=viewer.unit_id)
        return job.id
