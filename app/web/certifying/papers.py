"""How does a signer revoke a certificate, print it anew under a new number, or keep one that is in question?"""

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.organisation.rules import Problem
from app.domain.training.certificates import deciding, queries
from app.domain.training.certificates.issuing import NotReady, Order, signing_office
from app.domain.training.certificates.models import Certificate
from app.domain.training.certificates.rules import CertificateMove, face_from
from app.web.certificates.words import written
from app.web.certifying.forms import ReasonForm, ReissueForm
from app.web.certifying.parts import subject_at
from app.web.errors import Conflict
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.refusals import refusal

M = CertificateMove


def revoke_certificate(certificate_id: int) -> ResponseReturnValue:
    """Why; then it does not hold any more, for ever."""
    return _decide(certificate_id, M.REVOKE, deciding.revoke, "Đã thu hồi. Trang xác minh ghi rõ từ bây giờ.")


def keep_certificate(certificate_id: int) -> ResponseReturnValue:
    """Why it holds though a record that it stands on was taken back."""
    return _decide(certificate_id, M.KEEP, deciding.keep, "Đã ghi quyết định giữ nguyên.")


def reissue_certificate(certificate_id: int) -> ResponseReturnValue:
    """A new paper, a new number, the person's particulars of today; the old one leads to it."""
    paper = _paper(certificate_id, M.REISSUE)
    form = ReissueForm.from_request(data={"version": str(paper.version), "place": paper.place})
    if form.passes():
        order = Order(subject_at(paper.about), form.place.data or "", written)
        made, problems = _done(
            lambda: deciding.reissue(
                viewer(), certificate_id, order, form.reason.data or "", form.shown_version, form.sending
            )
        )
        if made is not None:
            flash("Đã cấp lại với số mới. Giấy cũ dẫn tới giấy này.", "ok")
            return go_to("records.show_certificate", certificate_id=made)
        form.reason.errors = _words(problems)
    return _page(paper, M.REISSUE, form)


def _decide(
    certificate_id: int, move: CertificateMove, act: Callable[..., list[Problem]], said: str
) -> ResponseReturnValue:  # fmt: skip
    paper = _paper(certificate_id, move)
    form = ReasonForm.from_request(data={"version": str(paper.version)})
    if form.passes():
        problems = _done(
            lambda: act(viewer(), certificate_id, form.reason.data or "", form.shown_version, form.sending)
        )
        if not problems:
            flash(said, "ok")
            return go_to("records.show_certificate", certificate_id=certificate_id)
        form.reason.errors = _words(problems)
    return _page(paper, move, form)


def _done(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except StaleVersion as stale:
        raise Conflict(label("certificate_changed", "evaluation_refusal")) from stale
    except NotReady as early:
        raise Conflict(label(early.readiness, "certificate_refusal")) from early
    except (NotNow, LookupError) as refused:
        raise refusal(refused) from refused


def _paper(certificate_id: int, move: CertificateMove) -> Certificate:
    """The paper, for those who sign for its issuer; on GET only while the move is open."""
    paper = queries.certificate_for(viewer(), certificate_id)
    own = paper is not None and queries.answers_for(viewer(), paper) and signing_office(viewer()) is not None
    if paper is None or not own or (request.method == "GET" and move not in queries.moves_open(viewer(), paper)):
        raise NotFound
    return paper


def _page(paper: Certificate, move: CertificateMove, form: ReasonForm) -> ResponseReturnValue:
    return render_template(
        "certifying/paper.html", paper=paper, face=face_from(paper.content), move=move, form=form
    ), 422 if request.method == "POST" else 200  # fmt: skip


def _words(problems: list[Problem]) -> list[str]:
    return [label(problem.code, "certificate_problem") for problem in problems]
