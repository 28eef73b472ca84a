"""A worker can be stopped, killed and started again, and the work gets done (REL-2, REL-5)."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from app.config import ROOT
from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Appointment
from app.domain.viewer import SYSTEM
from app.domain.work.actions import claim_job, give_up_job, request_job
from app.domain.work.models import Job
from app.domain.work.rules import JobState
from app.jobs.runner import RUNNERS, JobContext, run_due_jobs, run_job
from app.jobs.worker import Worker

PATIENCE = 60.0


def ask(steps: int = 3, pause: float = 0.0) -> int:
    with writing():
        return request_job("rehearsal", {"steps": steps, "pause": pause}, SYSTEM).id


def job_of(job_id: int) -> Job:
    db.session.rollback()
    job = db.session.get(Job, job_id, populate_existing=True)
    assert job is not None
    return job


def until(condition) -> None:  # type: ignore[no-untyped-def]
    """Wait for another process; fail loudly instead of hanging."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@contextmanager
def worker(app, log: Path = Path(os.devnull)) -> Iterator[subprocess.Popen[bytes]]:  # type: ignore[no-untyped-def]
    """A real `flask work` on the test's database; what it has to say goes to `log`."""
    environment = os.environ | {
        "TEMIS_ENV": "test",
        "TEMIS_DATABASE_URL": app.extensions["settings"].database_url,
        "TEMIS_DEMO_TODAY": "2022-04-18",
    }
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "work"],
            env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=sink, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def children_of(process: subprocess.Popen[bytes]) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False)
    return [int(child) for child in found.stdout.split()]


@pytest.mark.both_databases
def test_a_job_runs_to_its_end_and_keeps_its_result(app):
    job_id = ask()
    assert run_due_jobs() == 1
    job = job_of(job_id)
    assert (job.state, job.done, job.total, job.result) == (JobState.DONE, 3, 3, {"steps": 3})


def test_a_runner_that_breaks_ends_its_job_as_failed(app, monkeypatch, caplog):
    def breaks(job: JobContext) -> None:
        raise ValueError("Trần Thị Lan, 20/05/1985")

    monkeypatch.setitem(RUNNERS, "rehearsal", breaks)
    job_id = ask()
    run_due_jobs()
    job = job_of(job_id)
    assert (job.state, job.problem) == (JobState.FAILED, "error")


def test_an_interrupted_job_goes_on_where_it_was(app, monkeypatch):
    """What was done is not done again: the second run starts at the cursor."""
    job_id = ask(steps=5)
    counted = []
    original = JobContext.progress

    def dies_after_two(self, done, total, cursor=None):
        if len(counted) == 2:
            raise KeyboardInterrupt
        counted.append(done)
        original(self, done, total, cursor)

    monkeypatch.setattr(JobContext, "progress", dies_after_two)
    job = claim_job()
    with pytest.raises(KeyboardInterrupt):
        run_job(job.id, job.tries)
    assert job_of(job_id).cursor == {"step": 2}

    monkeypatch.setattr(JobContext, "progress", lambda self, *rest: (counted.append(rest[0]), original(self, *rest)))
    with writing():
        db.session.execute(update(Job).where(Job.id == job_id).values(lease_until=clock.now()))
    run_due_jobs()
    assert counted == [1, 2, 3, 4, 5]
    assert job_of(job_id).state == JobState.DONE


@pytest.mark.slow
@pytest.mark.both_databases
def test_rel_2_a_stopped_worker_gives_its_job_back_at_once(app):
    job_id = ask(steps=2000, pause=0.01)
    with worker(app) as process:
        until(lambda: job_of(job_id).done > 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    job = job_of(job_id)
    assert (job.state, job.tries, job.lease_until) == (JobState.WAITING, 0, None)
    assert job.cursor["step"] == job.done > 2


@pytest.mark.slow
@pytest.mark.both_databases
def test_rel_2_a_killed_worker_leaves_a_job_that_the_next_one_ends(app):
    job_id = ask(steps=40, pause=0.02)
    with worker(app) as process:
        until(lambda: job_of(job_id).done > 2)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert job_of(job_id).state == JobState.RUNNING
    with writing():  # a minute later
        db.session.execute(update(Job).where(Job.id == job_id).values(lease_until=clock.now()))
    with worker(app):
        until(lambda: job_of(job_id).state == JobState.DONE)
    job = job_of(job_id)
    assert (job.done, job.tries) == (40, 2)


def gone(*_given, **_options):
    raise OperationalError("select", {}, Exception("the database is away"))


def test_rel_5_a_worker_waits_while_the_database_is_away(app, monkeypatch):
    """Three rounds in vain, then it is back: the worker still lives, and does what waited."""
    job_id = ask(steps=1)
    waiting, rounds = Worker(), []

    def comes_back(**options):
        rounds.append(options)
        if len(rounds) < 4:
            gone()
        waiting.stop()
        return claim_job(**options)

    monkeypatch.setattr("app.jobs.worker.AWAY_SECONDS", 0)
    monkeypatch.setattr("app.jobs.worker.claim_job", comes_back)
    monkeypatch.setattr("app.jobs.worker.keep_all_periodic", lambda: None)
    waiting.run_forever()
    assert len(rounds) == 4
    assert job_of(job_id).state == JobState.WAITING, "given back unharmed when the worker was told to stop"


def test_rel_5_a_job_that_lost_its_database_is_tried_again_and_no_failure(app, monkeypatch):
    job_id = ask(steps=2)
    original = JobContext.progress
    monkeypatch.setattr(JobContext, "progress", gone)
    job = claim_job()
    run_job(job.id, job.tries)
    assert job_of(job_id).state == JobState.RUNNING
    monkeypatch.setattr(JobContext, "progress", original)
    give_up_job(job_id, 1)  # as the worker does for a process that ended without a word
    with writing():
        db.session.execute(update(Job).where(Job.id == job_id).values(due_at=clock.now()))
    run_due_jobs()
    assert (job_of(job_id).state, job_of(job_id).tries) == (JobState.DONE, 2)


@pytest.mark.slow
def test_rel_5_a_worker_outlives_a_lock_longer_than_its_patience(app, tmp_path):
    job_id = ask(steps=400, pause=0.01)
    log = tmp_path / "log"
    with worker(app, log) as process:
        until(lambda: job_of(job_id).done > 2)
        db.session.remove()
        with sqlite3.connect(db.engine.url.database, isolation_level=None) as other:
            other.execute("begin immediate")
            until(lambda: b"database_unavailable" in log.read_bytes())
            other.execute("rollback")
        until(lambda: job_of(job_id).state == JobState.DONE)
        assert process.poll() is None
    assert job_of(job_id).done == 400


@pytest.mark.slow
def test_a_killed_child_is_noticed_and_its_job_tried_again(app):
    job_id = ask(steps=3000, pause=0.01)
    with worker(app) as process:
        until(lambda: job_of(job_id).done > 2)
        for child in children_of(process):
            os.kill(child, signal.SIGKILL)
        until(lambda: job_of(job_id).state == JobState.WAITING)
    assert job_of(job_id).tries == 1


@pytest.mark.slow
def test_two_long_jobs_do_not_hold_up_periodic_work(app):
    long = [ask(steps=3000, pause=0.01) for _ in range(3)]
    with writing():
        short = request_job("rehearsal", {"steps": 1}, SYSTEM, key="periodic:test", every_seconds=3600).id
    with worker(app):
        until(lambda: job_of(short).result == {"steps": 1})
        until(lambda: [job_of(job_id).state for job_id in long].count(JobState.RUNNING) == 2)


def test_az_2_work_that_waited_is_not_done_for_somebody_who_lost_the_office(cast):
    with writing():
        job_id = request_job("rehearsal", {"steps": 1, "pause": 0.0}, cast.school_admin.viewer).id
        post = db.session.get_one(Appointment, cast.school_admin.appointment_id)
        post.ends = clock.today()
    run_due_jobs()
    assert (job_of(job_id).state, job_of(job_id).problem) == (JobState.FAILED, "office_lost")
