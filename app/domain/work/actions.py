"""How is long work asked for, claimed, carried on and ended?"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from app.db import db, is_writing, writing
from app.domain import clock
from app.domain.viewer import Viewer
from app.domain.work.models import Job
from app.domain.work.rules import LEASE_SECONDS, MAX_TRIES, JobState


def request_job(
    kind: str,
    args: dict[str, Any],
    viewer: Viewer,
    *,
    unit_id: int | None = None,
    key: str | None = None,
    due_at: datetime | None = None,
    every_seconds: int | None = None,
) -> Job:
    """Insert a job row in the transaction of what asks for it; the same `key` gives back the first one."""
    if not is_writing():
        raise RuntimeError("a job belongs to the transaction of what asks for it")
    if key is not None:
        earlier = db.session.scalar(select(Job).where(Job.key == key))
        if earlier is not None:
            return earlier
    at = clock.now()
    job = Job(
        kind=kind, key=key, args=args, account_id=viewer.account_id, viewer=asdict(viewer), unit_id=unit_id,
        created_at=at, due_at=due_at or at, every_seconds=every_seconds,
    )  # fmt: skip
    db.session.add(job)
    db.session.flush()
    return job


def claim_job() -> Job | None:
    """Take the oldest due job, or one whose worker was lost; None when there is nothing to do (CON-6)."""
    with writing():
        at = clock.now()
        free = or_(
            (Job.state == JobState.WAITING) & (Job.due_at <= at),
            (Job.state == JobState.RUNNING) & (Job.lease_until < at),
        )
        job = db.session.scalar(
            select(Job).where(free).order_by(Job.due_at, Job.id).limit(1).with_for_update(skip_locked=True)
        )
        if job is None:
            return None
        job.tries += 1
        if job.tries > MAX_TRIES:
            job.state, job.lease_until, job.finished_at, job.problem = JobState.FAILED, None, at, "lost"
            return None
        job.state, job.lease_until = JobState.RUNNING, at + timedelta(seconds=LEASE_SECONDS)
    return job


def renew_lease(job_id: int) -> bool:
    """Keep a running job; False when it was taken away meanwhile."""
    with writing():
        renewed = db.session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == JobState.RUNNING)
            .values(lease_until=clock.now() + timedelta(seconds=LEASE_SECONDS))
        )
    return bool(renewed.rowcount)  # type: ignore[attr-defined]


def save_progress(job_id: int, done: int, total: int, cursor: dict[str, Any] | None = None) -> None:
    """Note how far the work is; inside the batch's own `writing()` the cursor and the batch stand or fall together."""
    with writing():
        values: dict[str, Any] = {"done": done, "total": total}
        if cursor is not None:
            values["cursor"] = cursor
        db.session.execute(update(Job).where(Job.id == job_id).values(**values))


def return_job(job_id: int) -> None:
    """Give an unfinished job back to the queue (the worker is stopping); it costs no try (REL-2)."""
    with writing():
        db.session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == JobState.RUNNING)
            .values(state=JobState.WAITING, lease_until=None, tries=Job.tries - 1)
        )


def finish_job(job_id: int, result: dict[str, Any] | None = None, problem: str | None = None) -> None:
    """End a job, well or with a problem code; a periodic one goes back to waiting for its next time."""
    with writing():
        job = db.session.get(Job, job_id)
        if job is None:
            return
        at = clock.now()
        job.lease_until, job.result, job.problem = None, result or {}, problem
        if job.every_seconds:
            job.state, job.tries, job.cursor = JobState.WAITING, 0, {}
            job.due_at = at + timedelta(seconds=job.every_seconds)
        else:
            job.state = JobState.FAILED if problem else JobState.DONE
            job.finished_at = at
