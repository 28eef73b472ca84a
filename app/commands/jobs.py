"""`flask work`: claims due jobs and runs each in a child process."""

import multiprocessing
import os
import signal
import time
from types import FrameType

import click
from flask import Flask

import app.jobs.everything  # noqa: F401  (registers every runner)
from app.domain.work.actions import claim_job, renew_lease, return_job
from app.domain.work.rules import LEASE_SECONDS
from app.jobs.runner import run_job

IDLE_SECONDS = 1.0


class Worker:
    """Claims one job at a time until told to stop; a stopped worker gives its job back."""

    def __init__(self) -> None:
        self.stopping = False

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def run_until_idle(self) -> int:
        """Run everything that is due in this very process (tests, scripts); returns how many jobs ran."""
        ran = 0
        while (job := claim_job()) is not None:
            run_job(job.id)
            ran += 1
        return ran

    def run_forever(self) -> None:
        while not self.stopping:
            job = claim_job()
            if job is None:
                time.sleep(IDLE_SECONDS)
                continue
            self._run_in_child(job.id)

    def _run_in_child(self, job_id: int) -> None:
        child = multiprocessing.get_context("spawn").Process(target=run_in_fresh_app, args=(job_id,))
        child.start()
        while child.is_alive():
            child.join(LEASE_SECONDS / 6)
            if self.stopping:
                child.terminate()
                child.join()
                return_job(job_id)
                return
            renew_lease(job_id)


def run_in_fresh_app(job_id: int) -> None:
    """Entry of the child process."""
    from app import create_app  # the child builds its own app; importing it above would be a loop

    with create_app().app_context():
        run_job(job_id)


def init_app(app: Flask) -> None:
    """Register `flask work`."""

    @app.cli.command("work")
    @click.option("--once", is_flag=True, help="Run what is due now, then end.")
    def work(once: bool) -> None:
        """Run long work until stopped."""
        worker = Worker()
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        if once:
            click.echo(worker.run_until_idle())
        else:
            click.echo(f"worker {os.getpid()}")
            worker.run_forever()
