"""How does a signer give certificates out?  One by one, or as a job to all beneath a unit who may have theirs."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.training.certificates import issuing
from app.domain.training.certificates.candidates import Wanted, grounds, numbers
from app.domain.training.certificates.issuing import NotReady, Order, request_issue, signing_office
from app.domain.training.certificates.rules import Readiness, readiness
from app.domain.training.certificates.subjects import Subject, office_with_parent
from app.web.certificates.words import written
from app.web.certifying.forms import IssueForm
from app.web.certifying.parts import place_to_sign, subject_at, title_of, unit_asked
from app.web.errors import Conflict
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label


def issue_all(about: str) -> ResponseReturnValue:
    """How many may have theirs now, where it is signed; then the job."""
    subject = _to_sign(about)
    unit = unit_asked() or _only_root(subject)
    form = IssueForm.from_request(data={"place": place_to_sign()})
    if form.passes():
        try:
            job_id = request_issue(
                viewer(), subject.about, unit.id, form.place.data or "", form.sending
            )  # fmt: skip
        except LookupError as unknown:
            raise NotFound from unknown
        return go_to("records.show_job", job_id=job_id)
    counted = None if unit.kind == UnitKind.PROVINCE else numbers(viewer(), subject, Wanted(unit.path))
    return render_template(
        "certifying/issue.html", subject=subject, title=title_of(subject), unit=unit, counted=counted, form=form,
        readiness=Readiness, back=url_for(".list_candidates", about=about, unit=unit.id),
    ), 422 if request.method == "POST" else 200  # fmt: skip


def issue_to_person(about: str, person_id: int) -> ResponseReturnValue:
    """What would be printed for one person, where it is signed; then the paper."""
    subject = _to_sign(about)
    form = IssueForm.from_request(data={"place": place_to_sign()})
    if form.passes():
        order = Order(subject, form.place.data or "", written)
        try:
            made = issuing.issue_one(viewer(), order, person_id, form.sending)
        except LookupError as unknown:
            raise NotFound from unknown
        except NotReady as early:
            raise Conflict(label(early.readiness, "certificate_refusal")) from early
        flash("Đã cấp. Người được cấp nhận được thông báo.", "ok")
        return go_to("records.show_certificate", certificate_id=made)
    ground = grounds(viewer(), subject, [person_id]).get(person_id)
    if ground is None:
        raise NotFound
    return render_template(
        "certifying/person.html", subject=subject, title=title_of(subject), ground=ground, form=form,
        standing=readiness(ground.known), readiness=Readiness,
    ), 422 if request.method == "POST" else 200  # fmt: skip


def _to_sign(about: str) -> Subject:
    """The subject, for those who sign for its issuer; for everybody else the page does not exist."""
    subject = subject_at(about)
    if signing_office(viewer()) is None:
        raise NotFound
    return subject


def _only_root(subject: Subject) -> Unit:
    """The province, where there is one only; an office of several names the unit."""
    if len(subject.paths) != 1:
        raise NotFound
    return office_with_parent(int(subject.paths[0].strip("/").rpartition("/")[2]))
