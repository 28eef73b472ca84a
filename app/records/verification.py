"""How are the IDs of a whole school or province checked at once, and what came of it?  As a job."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain.identity.bulk import NO_BIRTH_DATE, NO_ID, people_to_verify
from app.domain.identity.bulk_asking import KIND, may_verify, request_verification
from app.domain.identity.rules import Outcome
from app.domain.work.queries import job_of
from app.records.blueprint import blueprint
from app.records.boards.place import Place, place
from app.web.forms import BaseForm
from app.web.htmx import go_to
from app.web.identity import viewer

OUTCOMES = (*(each.value for each in Outcome if each is not Outcome.WITHHELD), NO_ID, NO_BIRTH_DATE)


class VerificationForm(BaseForm):
    pass


@blueprint.route("/campaign/<int:unit_id>/verification", methods=["GET", "POST"])
def verify(unit_id: int) -> ResponseReturnValue:
    """Say what will be checked, then start it."""
    here = _place_to_verify(unit_id)
    form = VerificationForm.from_request()
    if form.passes():
        job_id = request_verification(viewer(), unit_id, form.sending) or abort(404)
        return go_to("records.show_verification", job_id=job_id)
    waiting = len(people_to_verify(viewer(), here.paths[0]))
    return render_template("records/verification.html", here=here, form=form, waiting=waiting)


@blueprint.get("/verifications/<int:job_id>")
def show_verification(job_id: int) -> ResponseReturnValue:
    """How far one's own verification is, and who is behind each outcome."""
    job = job_of(viewer(), job_id)
    if job is None or job.kind != KIND or job.unit_id is None:
        abort(404)
    here = _place_to_verify(job.unit_id)
    counts = job.result.get("counts", {})
    lines = [(code, counts[code]) for code in OUTCOMES if counts.get(code)]
    return render_template(
        "records/verified.html", here=here, job=job, lines=lines, total=sum(counts.values()), listed=LISTED
    )


# Whoever the registry could not be asked about stays as they were: no check is kept, so there is no list.
LISTED = frozenset(OUTCOMES) - {Outcome.UNREACHABLE.value}


def _place_to_verify(unit_id: int) -> Place:
    here = place(viewer(), unit_id)
    if not may_verify(viewer()):
        abort(403)
    return here
