"""`flask work`: the process that carries out long work."""

import os
import signal

import click
from flask import Flask

import app.jobs.everything  # noqa: F401  (registers every runner)
from app.jobs.runner import run_due_jobs
from app.jobs.worker import Worker
from app.web.startup import refuse_if_unready


def init_app(app: Flask) -> None:
    """Register `flask work`."""

    @app.cli.command("work")
    @click.option("--once", is_flag=True, help="Run what is due now, then end.")
    def work(once: bool) -> None:
        """Run long work until stopped; SIGTERM gives unfinished jobs back."""
        if app.extensions["settings"].production:
            refuse_if_unready(app)
        if once:
            click.echo(run_due_jobs())
            return
        worker = Worker()
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        click.echo(f"worker {os.getpid()}")
        worker.run_forever()
