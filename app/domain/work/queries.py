"""How far is my long work?"""

from sqlalchemy import select

from app.db import db
from app.domain.viewer import Viewer
from app.domain.work.models import Job


def job_of(viewer: Viewer, job_id: int) -> Job | None:
    """A job that the viewer asked for, or None: other people's jobs do not exist for them (AZ-2)."""
    return db.session.scalar(
        select(Job).where(Job.id == job_id, Job.account_id == viewer.account_id, Job.account_id.is_not(None))
    )
