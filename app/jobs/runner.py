"""How is one claimed job carried out?  Resumably, and to a known end (CON-6, REL-2)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.db import db
from app.domain.viewer import Viewer
from app.domain.work.actions import finish_job, save_progress
from app.domain.work.models import Job

log = logging.getLogger("temis.job")


@dataclass
class JobContext:
    """What a runner works with.  `cursor` is where an earlier, interrupted run got to."""

    job_id: int
    args: dict[str, Any]
    cursor: dict[str, Any]
    viewer: Viewer
    unit_id: int | None
    result: dict[str, Any] | None = None

    def progress(self, done: int, total: int, cursor: dict[str, Any] | None = None) -> None:
        """Note the progress; call it inside the batch's `writing()` so that cursor and batch are one."""
        save_progress(self.job_id, done, total, cursor)
        if cursor is not None:
            self.cursor = cursor

    def finish(self, **result: Any) -> None:
        """Keep what the page shows at the end; `link` is the address of the result."""
        self.result = result


Runner = Callable[[JobContext], None]
RUNNERS: dict[str, Runner] = {}


def runs(kind: str) -> Callable[[Runner], Runner]:
    """Register a function as the runner of a kind of job."""

    def register(runner: Runner) -> Runner:
        RUNNERS[kind] = runner
        return runner

    return register


def run_job(job_id: int) -> None:
    """Carry out one claimed job to its end; an unexpected error ends it as failed, and is logged without values."""
    job = db.session.get(Job, job_id)
    if job is None:
        return
    asked = dict(job.viewer)
    asked["provinces"] = tuple(asked.get("provinces", ()))
    context = JobContext(job.id, dict(job.args), dict(job.cursor), Viewer(**asked), job.unit_id)
    kind = job.kind
    db.session.rollback()
    try:
        RUNNERS[kind](context)
    except Exception:
        db.session.rollback()
        log.error("job_failed", extra={"fields": {"job": job_id, "kind": kind}}, exc_info=True)
        finish_job(job_id, problem="error")
        return
    finish_job(job_id, context.result)
