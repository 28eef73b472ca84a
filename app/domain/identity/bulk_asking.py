"""Who may have the IDs of a whole school or province checked at once, and how is it asked for?  As a job, on record."""

from app.db import writing
from app.domain.journal.actions import record
from app.domain.organisation.rules import Role
from app.domain.progress.queries import board_unit, sight_of
from app.domain.progress.rules import Sight
from app.domain.viewer import Viewer
from app.domain.work.actions import request_job
from app.domain.work.submissions import Repeated, once

KIND = "verify_unit"
#: Admins, and the officers of the education offices above the schools: reconciling IDs with the registry is their work.
RECONCILE = frozenset({Role.ADMIN, Role.DISTRICT, Role.PROVINCE})


def may_verify(viewer: Viewer) -> bool:
    """May the viewer have a unit of theirs checked?  Only who sees the people of it, too."""
    return viewer.role in RECONCILE and sight_of(viewer) is Sight.PEOPLE


def request_verification(viewer: Viewer, unit_id: int, submit_key: str = "") -> int | None:
    """Ask for the check; answers its job's id, for a form sent twice the first one's (CON-4); None out of scope.

    Who is in the viewer's sight, and not verified yet, is asked anew when the job runs.
    """
    asked = once(viewer, KIND, submit_key, lambda: _request(viewer, unit_id), lambda job_id: job_id)
    return asked.subject_id if isinstance(asked, Repeated) else asked


def _request(viewer: Viewer, unit_id: int) -> int | None:
    with writing():
        unit = board_unit(viewer, unit_id) if may_verify(viewer) else None
        if unit is None:
            return None
        job = request_job(KIND, {"path": unit.path}, viewer, unit_id=unit.id)
        record(viewer, "verification_requested", "job", job.id, unit_id=unit.id)
        return job.id
