"""How far is the long work I asked for?"""

from flask import abort
from flask.typing import ResponseReturnValue

from app.domain.work.queries import job_of
from app.domain.work.rules import JobState
from app.records.blueprint import blueprint
from app.web.htmx import page_or_partial, wants_partial
from app.web.identity import viewer

STOP_POLLING = 286


@blueprint.get("/jobs/<int:job_id>")
def show_job(job_id: int) -> ResponseReturnValue:
    """Progress and, once over, the result with its links; htmx stops asking when the work is over."""
    job = job_of(viewer(), job_id) or abort(404)
    over = job.state in {JobState.DONE, JobState.FAILED} and wants_partial()
    return page_or_partial("records/job.html", "records/_job.html", STOP_POLLING if over else 200, job=job)
