"""Who carries out due jobs?  A process that claims them, runs each in a child, and renews their leases while they live.

A killed child takes nothing with it but its unfinished batch; a worker told to stop gives its jobs back; one that
vanishes loses its leases after a minute, and whatever its orphans still try to save is refused (REL-2, CON-6).
While the database is away, or locked for long, the worker waits for it as the pages do (REL-5).
"""

import gc
import importlib
import logging
import multiprocessing
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess, SpawnProcess
from types import FrameType

from sqlalchemy.exc import OperationalError

from app.db import db
from app.domain.work.actions import claim_job, give_up_job, renew_lease, return_job
from app.domain.work.models import Job
from app.domain.work.rules import LEASE_SECONDS
from app.jobs.runner import keep_all_periodic, run_job

log = logging.getLogger("temis.worker")

IDLE_SECONDS = 1.0
AWAY_SECONDS = 2.0
PATIENCE_SECONDS = 5.0
SLOTS = 2
"""Long jobs at once; periodic work has one slot more, so that a long import never holds up a recount."""


@dataclass
class Child:
    """A running job: its process, and when its lease was last renewed."""

    job_id: int
    turn: int
    process: ForkProcess | SpawnProcess
    renewed: float


class Worker:
    """Claims jobs until told to stop."""

    def __init__(self, slots: int = SLOTS) -> None:
        self.slots, self.stopping = slots, False
        self.children: list[Child] = []

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Stop soon; safe to call from a signal handler."""
        self.stopping = True

    def run_forever(self) -> None:
        """Until `stop`: start what is due, look after what runs."""
        keep_all_periodic()
        while not self.stopping:
            try:
                self._bury_the_dead()
                if not self._start_one():
                    self._renew()
                    self._doze()
            except OperationalError:
                self._wait_for_the_database()
        self._give_back()

    def _start_one(self) -> bool:
        busy = len(self.children)
        if busy > self.slots:
            return False
        job = claim_job(periodic_only=busy == self.slots)
        if job is None:
            return False
        self.children.append(Child(job.id, job.tries, _start(job), time.monotonic()))
        return True

    def _bury_the_dead(self) -> None:
        for child in [child for child in self.children if not child.process.is_alive()]:
            child.process.join()
            self.children.remove(child)
            give_up_job(child.job_id, child.turn)  # nothing to do if it had finished

    def _renew(self) -> None:
        for child in self.children:
            if time.monotonic() - child.renewed > LEASE_SECONDS / 3:
                if not renew_lease(child.job_id, child.turn):
                    child.process.terminate()
                child.renewed = time.monotonic()

    def _doze(self) -> None:
        """Until a child ends, or for a second."""
        db.session.remove()
        if self.children:
            wait([child.process.sentinel for child in self.children], IDLE_SECONDS)
        else:
            time.sleep(IDLE_SECONDS)

    def _wait_for_the_database(self) -> None:
        """Its connections are worth nothing any more; a job that died meanwhile is found by its lease."""
        log.error("database_unavailable", exc_info=True)
        db.session.remove()
        db.engine.dispose()
        time.sleep(AWAY_SECONDS)

    def _give_back(self) -> None:
        for child in self.children:
            child.process.terminate()
        for child in self.children:
            child.process.join(PATIENCE_SECONDS)
            if child.process.is_alive():
                child.process.kill()
                child.process.join()
            with suppress(OperationalError):  # the others must end too; this one's lease runs out
                return_job(child.job_id, child.turn)
        self.children.clear()


def _start(job: Job) -> ForkProcess | SpawnProcess:
    """Forking costs milliseconds; where there is no fork (Windows) the child builds an app of its own."""
    job_id, turn = job.id, job.tries
    db.session.remove()
    db.engine.dispose()  # no open connection may cross a fork
    process: ForkProcess | SpawnProcess
    if "fork" in multiprocessing.get_all_start_methods():
        process = multiprocessing.get_context("fork").Process(target=_run_forked, args=(job_id, turn))
    else:
        process = multiprocessing.get_context("spawn").Process(target=_run_spawned, args=(job_id, turn))
    process.start()
    return process


def _run_forked(job_id: int, turn: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the worker decides
    spare_the_collector()
    run_job(job_id, turn)


def _run_spawned(job_id: int, turn: int) -> None:
    importlib.import_module("app.jobs.everything")
    app = importlib.import_module("wsgi").app
    with app.app_context():
        spare_the_collector()
        run_job(job_id, turn)


def spare_the_collector() -> None:
    """What the application is made of stays: looked through for garbage, it stops a job for a fifth of a second, in
    the middle of a write as well as anywhere."""
    gc.freeze()
