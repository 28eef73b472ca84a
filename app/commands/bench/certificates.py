"""How long do five hundred certificates take?  The job that gives them out, then the one that prints them."""

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from flask import Flask
from sqlalchemy import insert, select, update

from app.commands.demo.life import somebody
from app.db import db, refresh_statistics, writing
from app.domain import clock
from app.domain.accounts.models import Account
from app.domain.organisation.access import appointed_on, beneath
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.certificates.issuing import request_issue
from app.domain.training.certificates.models import ConfirmedParticulars
from app.domain.training.certificates.printing import request_print
from app.domain.training.certificates.subjects import Subject, offers_for, subject_for
from app.domain.training.records.actions import put
from app.domain.training.records.rules import Report, Status
from app.domain.viewer import SYSTEM, Viewer
from app.domain.work.models import Job
from app.jobs import everything  # noqa: F401  (registers every runner)
from app.jobs.runner import run_job

PROVINCE, YEAR, MANY = "93", 2022, 500


@dataclass(frozen=True)
class Spent:
    """How many papers were given out and printed, and the seconds of each job."""

    issued: int
    printed: int
    issuing: float
    printing: float


def certify(app: Flask) -> Spent:
    """Let five hundred people of a province be ready, then run both jobs in this process."""
    with app.app_context():
        director = somebody(PROVINCE, Position.DIRECTOR)
        director = replace(director, account_id=db.session.scalar(select(Account.id).where(Account.login == "giamdoc")))
        about = next(each.about for each in offers_for(director) if each.year == YEAR)
        subject = subject_for(director, about)
        assert subject is not None
        _prepare(director, subject)
        refresh_statistics()
        issued, issuing = _timed(request_issue(director, about, director.unit_id or 0, "Hậu Giang"))
        printed, printing = _timed(request_print(director, {"about": about}))
        return Spent(issued, printed, issuing, printing)


def _prepare(director: Viewer, subject: Subject) -> None:
    teachers = (
        select(Person.id, Person.full_name, Person.birth_date, Person.listed_sector_id)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            beneath(Unit.path, [director.unit_path]), Appointment.position == Position.TEACHER, Appointment.main,
            appointed_on(clock.today()), Person.listed_sector_id.is_not(None), Person.birth_date.is_not(None),
            Person.sector_id.is_(None) | (Person.sector_id == Person.listed_sector_id),
        )
        .order_by(Person.id)
        .limit(MANY)
    )  # fmt: skip
    people = db.session.execute(teachers).all()
    db.session.rollback()
    ids = [row.id for row in people]
    with writing():
        verified = {"sector_id": Person.listed_sector_id, "sector_key": Person.listed_sector_key}
        db.session.execute(update(Person).where(Person.id.in_(ids)).values(verified))
        known = set(db.session.scalars(select(ConfirmedParticulars.person_id)))
        said = [
            {
                "person_id": row.id, "full_name": row.full_name, "birth_date": row.birth_date,
                "sector_id": row.listed_sector_id, "confirmed_at": clock.campaign_now(),
            }
            for row in people
            if row.id not in known
        ]  # fmt: skip
        db.session.execute(insert(ConfirmedParticulars), said)
    at = (clock.campaign_now() - timedelta(days=1)).replace(microsecond=0)
    provider = db.session.scalars(select(Unit.id).where(Unit.code == "VIETTEL")).one()
    reports = [
        Report(f"do-giay-{row.id}-{module.code}", row.listed_sector_id, module.code, YEAR, Status.PASSED,
               score=Decimal(8), completed_at=at)
        for row in people
        for module in subject.modules
        if module.audience == "teacher"
    ]  # fmt: skip
    put(SYSTEM, provider, reports, {module.code: module.id for module in all_modules()})


def _timed(job_id: int) -> tuple[int, float]:
    """Run the job here; what it made, and the seconds."""
    with writing():
        db.session.execute(
            update(Job)
            .where(Job.id == job_id)
            .values(state="running", tries=1, lease_until=clock.now() + timedelta(minutes=10))
        )
    started = time.perf_counter()
    run_job(job_id, 1)
    seconds = time.perf_counter() - started
    job = db.session.get_one(Job, job_id, populate_existing=True)
    made = int(job.result["count"])
    db.session.rollback()
    return made, seconds
