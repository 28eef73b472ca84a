"""How far is my long work?"""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.db import db
from app.domain.viewer import Viewer
from app.domain.work.models import Job
from app.domain.work.rules import JobState


def job_of(viewer: Viewer, job_id: int) -> Job | None:
    """A job that the viewer asked for, or None: other people's jobs do not exist for them (AZ-2).

    It shows only while they act in the appointment they asked in: its counts are the office's, and go with it
    (V8.3.2).  A job about no unit is the person's own, and shows in any.
    """
    job = db.session.scalar(
        select(Job).where(Job.id == job_id, Job.account_id == viewer.account_id, Job.account_id.is_not(None))
    )
    if job is None or (job.unit_id is not None and job.viewer.get("appointment_id") != viewer.appointment_id):
        return None
    return job


def queue_age(at: datetime) -> timedelta:
    """How long the oldest job that is due has been waiting for a worker."""
    oldest = db.session.scalar(select(func.min(Job.due_at)).where(Job.state == JobState.WAITING, Job.due_at <= at))
    return at - oldest if oldest is not None else timedelta(0)
