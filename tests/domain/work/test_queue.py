"""Long work is asked for once, claimed by one, resumed by the next (CON-6, REL-2)."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.viewer import SYSTEM
from app.domain.work.actions import (
    LeaseLost,
    claim_job,
    finish_job,
    give_up_job,
    keep_periodic,
    renew_lease,
    request_job,
    return_job,
    save_progress,
)
from app.domain.work.models import Job
from app.domain.work.rules import LEASE_SECONDS, MAX_TRIES, RETRY_SECONDS, JobState, next_due

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app")]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def ask(**options):
    with writing():
        return request_job("rehearsal", {"steps": 3}, SYSTEM, **options).id


def state_of(job_id):
    db.session.rollback()
    return db.session.get(Job, job_id)


def test_a_job_belongs_to_a_write_transaction():
    with pytest.raises(RuntimeError):
        request_job("rehearsal", {}, SYSTEM)


def test_asking_twice_with_one_key_is_one_job():
    assert ask(key="once") == ask(key="once")
    assert db.session.scalar(select(func.count()).select_from(Job)) == 1


def test_the_oldest_due_job_comes_first(frozen):
    frozen(NOON)
    later, sooner = ask(due_at=NOON), ask(due_at=NOON - timedelta(minutes=1))
    ask(due_at=NOON + timedelta(minutes=1))
    assert [claim_job().id, claim_job().id, claim_job()] == [sooner, later, None]


def test_con_6_a_claimed_job_is_nobody_elses_until_its_lease_runs_out(frozen):
    frozen(NOON)
    job_id = ask()
    assert claim_job().id == job_id
    frozen(NOON + timedelta(seconds=LEASE_SECONDS - 1))
    assert claim_job() is None
    assert renew_lease(job_id, 1)
    frozen(NOON + timedelta(seconds=2 * LEASE_SECONDS - 2))
    assert claim_job() is None
    frozen(NOON + timedelta(seconds=2 * LEASE_SECONDS))
    assert claim_job().tries == 2


def test_con_6_of_many_workers_each_job_is_claimed_by_one(app):
    asked = [ask() for _ in range(12)]
    db.session.remove()
    ready, claimed = threading.Barrier(4), []

    def work():
        with app.app_context():
            ready.wait(10)
            while (job := claim_job()) is not None:
                claimed.append(job.id)
                db.session.rollback()
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(claimed) == asked


def test_con_6_a_run_that_lost_its_lease_saves_nothing_more(frozen):
    frozen(NOON)
    job_id = ask()
    claim_job()
    frozen(NOON + timedelta(minutes=5))
    claim_job()
    with pytest.raises(LeaseLost):
        save_progress(job_id, 1, 1, 3, {"step": 1})
    assert not renew_lease(job_id, 1)
    finish_job(job_id, 1, {"stolen": True})
    return_job(job_id, 1)
    job = state_of(job_id)
    assert (job.state, job.done, job.result) == (JobState.RUNNING, 0, {})


def test_con_6_a_lost_lease_takes_its_batch_with_it(frozen):
    """The batch and its cursor stand or fall together: nothing of a stolen batch stays."""
    frozen(NOON)
    job_id = ask()
    claim_job()
    frozen(NOON + timedelta(minutes=5))
    claim_job()
    with pytest.raises(LeaseLost), writing():
        ask(key="made by the stolen batch")
        save_progress(job_id, 1, 1, 3)
    assert db.session.scalar(select(Job).where(Job.key == "made by the stolen batch")) is None


def test_a_returned_job_costs_no_try():
    job_id = ask()
    claim_job()
    save_progress(job_id, 1, 2, 3, {"step": 2})
    return_job(job_id, 1)
    again = claim_job()
    assert (again.id, again.tries, again.cursor, again.done) == (job_id, 1, {"step": 2}, 2)


def test_a_job_whose_process_died_is_tried_again_soon_and_not_for_ever(frozen):
    at = NOON
    frozen(at)
    job_id = ask()
    for turn in range(1, MAX_TRIES + 1):
        assert claim_job().tries == turn
        give_up_job(job_id, turn)
        at += timedelta(seconds=RETRY_SECONDS + 1)
        frozen(at)
    job = state_of(job_id)
    assert (job.state, job.problem, job.finished_at is not None) == (JobState.FAILED, "lost", True)
    assert claim_job() is None


def test_a_job_lost_with_its_worker_too_often_ends_as_lost(frozen):
    at = NOON
    frozen(at)
    job_id = ask()
    for _ in range(MAX_TRIES):
        assert claim_job() is not None
        at += timedelta(seconds=LEASE_SECONDS + 1)
        frozen(at)
    assert claim_job() is None
    assert state_of(job_id).state == JobState.FAILED


def test_giving_up_a_finished_job_changes_nothing():
    job_id = ask()
    claim_job()
    finish_job(job_id, 1, {"count": 3})
    give_up_job(job_id, 1)
    job = state_of(job_id)
    assert (job.state, job.result) == (JobState.DONE, {"count": 3})


def test_periodic_work_comes_again_in_its_rhythm(frozen):
    frozen(NOON)
    keep_periodic("rehearsal", 300, NOON)
    keep_periodic("rehearsal", 300, NOON + timedelta(hours=1))
    job = claim_job()
    frozen(NOON + timedelta(seconds=301))
    finish_job(job.id, job.tries, {})
    kept = state_of(job.id)
    assert (kept.state, kept.due_at, kept.tries) == (JobState.WAITING, NOON + timedelta(seconds=600), 0)
    assert db.session.scalar(select(func.count()).select_from(Job)) == 1


def test_periodic_work_outlives_its_failures(frozen):
    at = NOON
    frozen(at)
    keep_periodic("rehearsal", 300, NOON)
    for _ in range(MAX_TRIES):
        job = claim_job()
        assert job is not None
        give_up_job(job.id, job.tries)
        at += timedelta(seconds=RETRY_SECONDS + 1)
        frozen(at)
    assert state_of(job.id).state == JobState.WAITING


def test_the_periodic_lane_takes_periodic_work_only():
    ask()
    assert claim_job(periodic_only=True) is None
    keep_periodic("recount", 5, clock.now())
    assert claim_job(periodic_only=True).kind == "recount"


@pytest.mark.parametrize(
    ("late", "expected"),
    [(timedelta(0), 300), (timedelta(seconds=299), 300), (timedelta(seconds=300), 600), (timedelta(hours=1), 3900)],
)
def test_missed_rounds_are_not_caught_up(late, expected):
    assert next_due(NOON, 300, NOON + late) == NOON + timedelta(seconds=expected)
