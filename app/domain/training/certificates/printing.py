"""How does an issuer's office have many of its papers printed in one file?  As a job of the list that it looks at."""

from collections.abc import Mapping
from typing import Any

from app.db import writing
from app.domain.journal.actions import record
from app.domain.organisation.queries import unit_for
from app.domain.training.certificates.queries import FIGURES, Listed
from app.domain.training.certificates.subjects import may_look
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import Repeated, once

PRINT = "print_certificates"


def request_print(viewer: Viewer, args: dict[str, Any], submit_key: str = "") -> int:
    """Ask for it; the job's id, the same for a form sent twice (CON-4).  Raises LookupError for whoever issues none.

    `args` are the list's `figure`, `about`, `unit_id` and `q`; the file opens for whoever asked, in the same office.
    """
    asked = once(viewer, PRINT, submit_key, lambda: _request(viewer, args), lambda job_id: job_id)
    return asked.subject_id if isinstance(asked, Repeated) else asked


def _request(viewer: Viewer, args: dict[str, Any]) -> int:
    if not may_look(viewer):
        raise LookupError(viewer.unit_id)
    with writing():
        job = request_job(PRINT, args | {"file_kind": PRINT}, viewer, unit_id=viewer.unit_id)
        about = {"about": args.get("about") or None, "unit": args.get("unit_id")}
        record(viewer, "certificates_print_requested", "job", job.id, after=about, unit_id=viewer.unit_id)
        return job.id


def listed_from(viewer: Viewer, args: Mapping[str, Any]) -> Listed | None:
    """The list that a job's arguments name; None where its unit is not in the viewer's sight any more."""
    figure, unit_id = str(args.get("figure", "")), args.get("unit_id")
    unit = unit_for(viewer, int(unit_id)) if unit_id else None
    if unit_id and unit is None:
        return None
    return Listed(
        figure if figure in FIGURES else "valid", str(args.get("about") or ""), unit.path if unit is not None else None,
        str(args.get("q") or ""), own=True,
    )  # fmt: skip
