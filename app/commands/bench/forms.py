"""How long does it take to print form BM01, alone and for whole schools?"""

import statistics
import time
from dataclasses import dataclass

from sqlalchemy import select

import app.jobs.everything  # noqa: F401  (registers every runner)
from app.commands.bench.school_evening import busiest_schools, head_of, send, teachers_of
from app.commands.demo.life import viewer_in
from app.db import db
from app.domain.accounts.models import Account
from app.domain.evaluation.papers.actions import request_print
from app.domain.evaluation.papers.personal import person_sheet
from app.domain.evaluation.papers.rules import PaperKind
from app.domain.viewer import Viewer
from app.domain.work.models import Job
from app.domain.work.rules import JobState
from app.jobs.runner import run_due_jobs
from app.web.papers.drawing import draw
from app.web.papers.printing import printed

SCHOOLS, EVERYBODY = 3, 1_000
TIMES = 7


@dataclass(frozen=True)
class School:
    """A school all of whose teachers have sent: who prints, and the evaluations."""

    head: Viewer
    unit_id: int
    period_id: int
    evaluations: tuple[int, ...]


def prepare() -> list[School]:
    """Let everybody of the biggest schools of the open period send."""
    schools = []
    for unit_id in busiest_schools(SCHOOLS):
        teachers = teachers_of(unit_id, EVERYBODY)
        period_id, numbers = teachers[0][1].period_id, tuple(evaluation.id for _, evaluation in teachers)
        head = viewer_in(*head_of(unit_id)).acting_in(account_id=_some_account())
        for place, evaluation in teachers:
            send(place, evaluation)
        schools.append(School(head, unit_id, period_id, numbers))
    return schools


def _some_account() -> int:
    """Who keeps the printed file: heads of this size of data have no account of their own."""
    return db.session.scalars(select(Account.id).order_by(Account.id).limit(1)).one()


def _check_done(job_id: int) -> None:
    job = db.session.get_one(Job, job_id, populate_existing=True)
    if job.state != JobState.DONE:
        raise SystemExit(f"In không xong: {job.problem}")
    db.session.rollback()


def one(school: School) -> float:
    """Milliseconds for one form, from the database to the PDF: the median once the process is warm."""
    took = []
    for number in school.evaluations[: TIMES + 1]:
        started = time.perf_counter()
        found = person_sheet(school.head, number, PaperKind.SELF)
        assert found is not None
        pdf = draw(printed(school.head, [found]))
        db.session.rollback()
        took.append((time.perf_counter() - started) * 1000)
        assert pdf.startswith(b"%PDF")
    return statistics.median(took[1:])


def many(schools: list[School]) -> tuple[int, float]:
    """Print every school's forms by the job: how many forms, in how many seconds."""
    run_due_jobs()  # what was waiting before is not part of it
    started = time.perf_counter()
    for school in schools:
        args = {
            "period_id": school.period_id, "unit_id": school.unit_id, "kind": "self", "group_id": None, "packed": "pdf",
        }  # fmt: skip
        job = request_print(school.head, args, school.unit_id)
        run_due_jobs()
        _check_done(job)
    return sum(len(school.evaluations) for school in schools), time.perf_counter() - started
