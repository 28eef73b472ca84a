"""How is long work asked for, claimed, carried on and ended?"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from app.db import db, is_writing, writing
from app.domain import clock
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.models import Job
from app.domain.work.rules import LEASE_SECONDS, MAX_TRIES, RETRY_SECONDS, JobState, next_due


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


class LeaseLost(RuntimeError):
    """Somebody else took the job meanwhile: whatever this run was about to save must not be saved."""


def claim_job(*, periodic_only: bool = False) -> Job | None:
    """Take the oldest due job, or one whose worker was lost; None when there is nothing to do (CON-6).

    The number in `tries` names this run from now on: a run that lost its lease can no longer save anything.
    """
    at = clock.now()
    free = or_(
        (Job.state == JobState.WAITING) & (Job.due_at <= at),
        (Job.state == JobState.RUNNING) & (Job.lease_until < at),
    )
    oldest = select(Job).where(free).order_by(Job.due_at, Job.id).limit(1)
    if periodic_only:
        oldest = oldest.where(Job.every_seconds.is_not(None))
    waiting = db.session.scalar(oldest) is not None
    db.session.rollback()
    if not waiting:  # an idle worker never takes the write lock
        return None
    with writing():
        job = db.session.scalar(oldest.with_for_update(skip_locked=True))
        if job is None:
            return None
        if job.tries >= MAX_TRIES:
            _end(job, at, problem="lost")
            return None
        job.tries += 1
        job.state, job.lease_until = JobState.RUNNING, at + timedelta(seconds=LEASE_SECONDS)
    return job


def renew_lease(job_id: int, turn: int) -> bool:
    """Keep a running job; False when it was taken away meanwhile."""
    return _change(job_id, turn, lease_until=clock.now() + timedelta(seconds=LEASE_SECONDS))


def save_progress(job_id: int, turn: int, done: int, total: int, cursor: dict[str, Any] | None = None) -> None:
    """Note how far the work is; inside the batch's own `writing()` the cursor and the batch stand or fall together.

    Raises `LeaseLost` when another worker has the job by now.
    """
    values: dict[str, Any] = {"done": done, "total": total}
    if cursor is not None:
        values["cursor"] = cursor
    with writing():
        if not _change(job_id, turn, **values):
            raise LeaseLost(job_id)


def return_job(job_id: int, turn: int) -> None:
    """Give an unfinished job back to the queue (the worker is stopping); it costs no try (REL-2)."""
    _change(job_id, turn, state=JobState.WAITING, lease_until=None, tries=turn - 1)


def give_up_job(job_id: int, turn: int) -> None:
    """The process that ran the job died: try again soon, or end it as lost after too many tries."""
    with writing():
        job = _held(job_id, turn)
        if job is None:
            return
        if job.tries >= MAX_TRIES:
            _end(job, clock.now(), problem="lost")
        else:
            job.state, job.lease_until = JobState.WAITING, None
            job.due_at = clock.now() + timedelta(seconds=RETRY_SECONDS)


def finish_job(job_id: int, turn: int, result: dict[str, Any] | None = None, problem: str | None = None) -> None:
    """End a job, well or with a problem code; a periodic one goes back to waiting for its next time."""
    with writing():
        job = _held(job_id, turn)
        if job is not None:
            _end(job, clock.now(), result, problem)


def keep_periodic(kind: str, every_seconds: int, first_at: datetime) -> None:
    """See to it that the row of a periodic kind exists, once, with this rhythm."""
    with writing():
        job = request_job(kind, {}, SYSTEM, key=f"periodic:{kind}", due_at=first_at, every_seconds=every_seconds)
        job.every_seconds = every_seconds


def _held(job_id: int, turn: int) -> Job | None:
    """The job, if this run still has it."""
    held = select(Job).where(Job.id == job_id, Job.state == JobState.RUNNING, Job.tries == turn).with_for_update()
    return db.session.scalar(held)


def _change(job_id: int, turn: int, **values: Any) -> bool:
    with writing():
        held = (Job.id == job_id) & (Job.state == JobState.RUNNING) & (Job.tries == turn)
        changed = db.session.execute(update(Job).where(held).values(**values))
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def _end(job: Job, at: datetime, result: dict[str, Any] | None = None, problem: str | None = None) -> None:
    job.lease_until, job.result, job.problem = None, result or {}, problem
    if job.every_seconds:
        job.state, job.tries, job.cursor = JobState.WAITING, 0, {}
        job.due_at = next_due(job.due_at, job.every_seconds, at)
    else:
        job.state = JobState.FAILED if problem else JobState.DONE
        job.finished_at = at
