"""Many certificates in one go: a worker killed in the middle loses none, gives none twice, leaves no number out."""

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.training.certificates.issuing import request_issue
from app.domain.training.certificates.models import Certificate
from app.domain.work.models import Job
from app.jobs.runner import JobContext, run_due_jobs
from tests.certificates import order, ready
from tests.killed import die, killed_in

PEOPLE = ("teacher", "peer", "group_head")


def numbers() -> list[int]:
    return list(db.session.scalars(select(Certificate.number).order_by(Certificate.id)))


@pytest.mark.both_databases
def test_rel_2_a_killed_worker_loses_no_paper_and_no_number(cast, monkeypatch):
    ready(cast, *PEOPLE)
    monkeypatch.setattr("app.jobs.certificates.at_once", lambda _subject: 1)
    run_due_jobs()  # nothing else is due
    director = cast.director.viewer
    request_issue(director, order(director).subject.about, cast.units["school"], "Bắc Hà")
    calls, progress = [], JobContext.progress

    def dying(*given):
        calls.append(given)
        progress(*given)
        if len(calls) == 2:
            die()  # the second paper is written, not yet kept

    def work():
        monkeypatch.setattr(JobContext, "progress", dying)
        run_due_jobs()

    killed_in(work)
    found = select(Job).where(Job.kind == "issue_certificates")
    job = db.session.scalars(found).one()
    assert (job.state, job.done, job.total) == ("running", 1, 3) and numbers() == [1]
    db.session.rollback()
    with writing():  # a minute later
        db.session.execute(update(Job).where(Job.kind == "issue_certificates").values(lease_until=clock.now()))
    run_due_jobs()
    db.session.rollback()
    job = db.session.scalars(found).one()
    assert (job.state, job.result["count"], job.tries) == ("done", 3, 2)
    assert numbers() == [1, 2, 3]
    assert len(set(db.session.scalars(select(Certificate.person_id)))) == 3


def test_a_second_run_at_once_says_who_has_theirs_and_who_is_ready_no_more(cast, clients, monkeypatch):
    """Both runs began with the same people; meanwhile one of them has moved to another province."""
    ready(cast, *PEOPLE)
    run_due_jobs()
    director = cast.director.viewer
    about = order(director).subject.about
    both = [cast[key].person_id for key in (*PEOPLE, "far_teacher")]
    monkeypatch.setattr("app.jobs.certificates.ready_ids", lambda *_asked: both)
    jobs = [request_issue(director, about, cast.units["school"], "Bắc Hà") for _ in range(2)]
    run_due_jobs()
    db.session.rollback()
    told = [db.session.get_one(Job, each).result for each in jobs]
    assert [(each["count"], each["held"], each["passed_over"]) for each in told] == [(3, 0, 1), (0, 3, 1)]
    page = clients.director.get(f"/records/jobs/{jobs[1]}").get_data(as_text=True)
    assert "Đã cấp 0 giấy; 3 người đã có giấy; 1 người không còn đủ điều kiện" in page and numbers() == [1, 2, 3]


def test_who_lost_the_office_meanwhile_issues_nothing(cast):
    ready(cast, "teacher")
    run_due_jobs()
    director = cast.director.viewer
    job_id = request_issue(director, order(director).subject.about, cast.units["school"], "Bắc Hà")
    from app.domain.organisation.models import Appointment

    with writing():
        db.session.get_one(Appointment, director.appointment_id).ends = clock.today()
    run_due_jobs()
    db.session.rollback()
    assert db.session.get_one(Job, job_id).problem == "office_lost" and numbers() == []
