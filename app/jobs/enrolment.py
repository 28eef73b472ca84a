"""How does a new period get its people?  School by school, resumably; each night those who were entered late."""

from datetime import timedelta

from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.enrolment import enrol, finish_enrolment, number_of_schools, schools_of
from app.domain.evaluation.heads import heads_of
from app.domain.evaluation.models import Period
from app.domain.notices.actions import tell_many
from app.jobs.runner import JobContext, runs
from app.web import formats


@runs("enrol")
def enrol_period(job: JobContext) -> None:
    """Enrol everybody who is due in the period of the job."""
    period_id = int(job.args["period_id"])
    total = number_of_schools(period_id)
    done, added = int(job.cursor.get("schools", 0)), int(job.cursor.get("added", 0))
    while schools := schools_of(period_id, int(job.cursor.get("unit_id", 0))):
        with writing():
            added += enrol(period_id, schools)
            done += len(schools)
            job.progress(done, total, {"unit_id": schools[-1].id, "schools": done, "added": added})
    finish_enrolment(period_id)
    job.finish(added=added, link=f"/records/periods/{period_id}")


@runs("tell_heads")
def tell_heads(job: JobContext) -> None:
    """Tell the heads of the schools and offices of a period that it was opened or that its dates have moved."""
    period_id, notice = int(job.args["period_id"]), str(job.args["notice"])
    after, told = int(job.cursor.get("person_id", 0)), int(job.cursor.get("told", 0))
    while heads := heads_of(period_id, after):
        with writing():
            period = db.session.get_one(Period, period_id)
            on_paper = period.kind == "entered"
            kind, due = (f"paper_{notice}", period.hand_in_due) if on_paper else (notice, period.self_due)
            tell_many(heads, kind, "period", period_id, year=period.year, deadline=formats.deadline(due))
            after, told = heads[-1], told + len(heads)
            job.progress(told, told, {"person_id": after, "told": told})
    job.finish()


@runs("enrol_late", every=timedelta(days=1))
def enrol_late(job: JobContext) -> None:
    """Those whose post was entered after the period had opened."""
    running = select(Period.id).where(Period.enrolled_at.is_not(None), Period.locks > clock.campaign_now())
    for period_id in db.session.scalars(running).all():
        after = 0
        while schools := schools_of(period_id, after):
            after = schools[-1].id
            enrol(period_id, schools)
