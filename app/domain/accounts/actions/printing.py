"""How are slips asked for?  As a job: codes are issued when the sheet is made, not before."""

from collections.abc import Sequence

from app.db import writing
from app.domain.accounts.queries import AccountFilter, people_without_account
from app.domain.journal.actions import record
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import Repeated, once

SLIPS = "activation_slips"
MOST = 5_000


def request_slips(
    viewer: Viewer, narrowed: AccountFilter, chosen: Sequence[int] | None, submit_key: str = ""
) -> int | None:
    """Ask for slips of the chosen people, or (None) of everybody in the filter who never came in.

    Answers the job's id; None when nobody is left to print for.  The same form sent twice prints once: a second sheet
    would kill the first one's codes (CON-4).  The action that issues codes checks each person again.
    """
    waiting = people_without_account(viewer, narrowed if chosen is None else AccountFilter())
    wanted = [person_id for person_id in waiting if chosen is None or person_id in set(chosen)][:MOST]
    if not wanted or viewer.unit_id is None:
        return None
    asked = once(viewer, SLIPS, submit_key, lambda: _request(viewer, wanted), lambda job_id: job_id)
    return asked.subject_id if isinstance(asked, Repeated) else asked


def _request(viewer: Viewer, wanted: list[int]) -> int:
    with writing():
        job = request_job(SLIPS, {"person_ids": wanted, "file_kind": SLIPS}, viewer, unit_id=viewer.unit_id)
        record(viewer, "slips_requested", "job", job.id, after={"people": len(wanted)}, unit_id=viewer.unit_id)
        return job.id
