"""A worker can be stopped, killed and started again, and the work gets done (REL-2)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import update

from app.config import ROOT
from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Appointment
from app.domain.viewer import SYSTEM
from app.domain.work.actions import claim_job, request_job
from app.domain.work.models import Job
from app.domain.work.rules import JobState
from app.jobs.runner import RUNNERS, JobContext, run_due_jobs, run_job

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
def worker(app) -> Iterator[subprocess.Popen[bytes]]:  # type: ignore[no-untyped-def]
    """A real `flask work` on the test's database."""
    environment = os.environ | {
        "TEMIS_ENV": "test",
        "TEMIS_DATABASE_URL": app.extensions["settings"].database_url,
        "TEMIS_DEMO_TODAY": "2022-04-18",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "work"],
        env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


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


@pytest.mark.slow
def test_a_killed_child_is_noticed_and_its_job_tried_again(app):
    job_id = ask(steps=3000, pause=0.01)
    with worker(app) as process:
        until(lambda: job_of(job_id).done > 2)
        children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True)
        for child in children.stdout.split():
            os.kill(int(child), signal.SIGKILL)
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
