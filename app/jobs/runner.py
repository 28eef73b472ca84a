"""How is one claimed job carried out?  Resumably, and to a known end (CON-6, REL-2)."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from app.db import db, giving_way
from app.domain import clock
from app.domain.organisation.access import appointed_on
from app.domain.organisation.models import Appointment
from app.domain.viewer import Viewer
from app.domain.work.actions import LeaseLost, claim_job, finish_job, keep_periodic, save_progress
from app.domain.work.models import Job

log = logging.getLogger("temis.job")


@dataclass
class JobContext:
    """What a runner works with.  `cursor` is where an earlier, interrupted run got to; `turn` names this run."""

    job_id: int
    turn: int
    args: dict[str, Any]
    cursor: dict[str, Any]
    viewer: Viewer
    unit_id: int | None
    result: dict[str, Any] | None = None

    def progress(self, done: int, total: int, cursor: dict[str, Any] | None = None) -> None:
        """Note the progress; call it inside the batch's `writing()` so that cursor and batch are one."""
        save_progress(self.job_id, self.turn, done, total, cursor)
        if cursor is not None:
            self.cursor = cursor

    def finish(self, **result: Any) -> None:
        """Keep what the page shows at the end; `link` is the address of the result."""
        self.result = result


Runner = Callable[[JobContext], None]
RUNNERS: dict[str, Runner] = {}
PERIODS: dict[str, timedelta] = {}


def runs(kind: str, *, every: timedelta | None = None) -> Callable[[Runner], Runner]:
    """Register a function as the runner of a kind of job.

    With `every`, workers keep one row of this kind that comes due again and again (a day's rhythm starts at midnight in
    Vietnam); such a runner takes no arguments and is safe to run once too often.
    """

    def register(runner: Runner) -> Runner:
        RUNNERS[kind] = runner
        if every is not None:
            PERIODS[kind] = every
        return runner

    return register


def keep_all_periodic() -> None:
    """See to it that every periodic kind has its row; called by each worker when it starts."""
    midnight = clock.start_of(clock.now().astimezone(clock.VIETNAM).date())
    for kind, every in PERIODS.items():
        # Two workers may start together: whoever comes second finds the key taken, which is as good.
        with suppress(IntegrityError):
            keep_periodic(kind, int(every.total_seconds()), midnight)


def run_job(job_id: int, turn: int) -> None:
    """Carry out one claimed job to its end; an unexpected error ends it as failed, and is logged without values.

    When the database goes away the job is no failure: it is left as it stands, and tried again from its cursor.
    """
    job = db.session.get(Job, job_id)
    if job is None:
        return
    asked = dict(job.viewer)
    asked["provinces"] = tuple(asked.get("provinces", ()))
    context = JobContext(job.id, turn, dict(job.args), dict(job.cursor), Viewer(**asked), job.unit_id)
    kind = job.kind
    entitled = _still_in_office(context.viewer)
    db.session.rollback()
    if not entitled:
        finish_job(job_id, turn, problem="office_lost")
        return
    try:
        with giving_way():
            RUNNERS[kind](context)
    except LeaseLost:
        db.session.rollback()
        log.warning("job_lease_lost", extra={"fields": {"job": job_id, "kind": kind}})
    except OperationalError:
        db.session.rollback()
        log.error("job_without_database", extra={"fields": {"job": job_id, "kind": kind}}, exc_info=True)
    except Exception:
        db.session.rollback()
        log.error("job_failed", extra={"fields": {"job": job_id, "kind": kind}}, exc_info=True)
        finish_job(job_id, turn, problem="error")
    else:
        finish_job(job_id, turn, context.result)


def _still_in_office(viewer: Viewer) -> bool:
    """Does the appointment in which the job was asked for still hold?  Work that waited is nobody's right (AZ-2)."""
    if viewer.appointment_id is None:
        return True
    held = select(Appointment.id).where(Appointment.id == viewer.appointment_id, appointed_on(clock.today()))
    return db.session.scalar(held) is not None


def run_due_jobs() -> int:
    """Run everything that is due in this very process (tests, scripts); returns how many jobs ran."""
    ran = 0
    while (job := claim_job()) is not None:
        run_job(job.id, job.tries)
        ran += 1
    return ran
