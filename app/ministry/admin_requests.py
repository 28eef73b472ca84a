"""Who else agrees that somebody becomes the admin of a province?  The second person of the ministry (AZ-10)."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.validators import DataRequired

from app.domain.organisation.admin_requests import decide_admin_request, requests_to_decide
from app.domain.organisation.queries import ChangedMeanwhile
from app.domain.work.submissions import once
from app.ministry.blueprint import blueprint
from app.web.errors import Conflict
from app.web.forms import REQUIRED, BaseForm, LongTextField, offered, refuse, sent_key
from app.web.identity import viewer
from app.web.labels import label
from app.web.reentry import with_fresh_password

ACT = "admin_decision"


class DecisionForm(BaseForm):
    decision = RadioField(
        "Quyết định", choices=offered([("approve", "Duyệt: giao quyền quản trị"), ("refuse", "Không duyệt")]),
        validators=[DataRequired(REQUIRED)],
    )  # fmt: skip
    reason = LongTextField("Lý do (bắt buộc nếu không duyệt)", longest=1000)

    def validate_reason(self, field: LongTextField) -> None:
        """Whoever asked reads why not."""
        refuse(self.decision.data == "refuse" and not field.data, "Hãy ghi lý do không duyệt.")


@blueprint.get("/admin-requests")
def list_admin_requests() -> ResponseReturnValue:
    """What colleagues asked for, the oldest first."""
    return render_template("ministry/admin_requests.html", rows=requests_to_decide(viewer()))


@blueprint.route("/admin-requests/<int:request_id>", methods=["GET", "POST"])
@with_fresh_password
def decide_request(request_id: int) -> ResponseReturnValue:
    """Approve or refuse; the one who asked is told."""
    form = DecisionForm.from_request()
    if form.passes():  # before the page looks for it: what was decided meanwhile waits no longer
        problems = _decide(request_id, approve=form.decision.data == "approve", reason=form.reason.data or "")
        if not problems:
            flash("Đã ghi quyết định. Người đề nghị được báo.", "ok")
            return redirect(url_for("ministry.list_admin_requests"), 303)
        form.decision.errors = problems
    asked = next((each for each in requests_to_decide(viewer()) if each.id == request_id), None) or abort(404)
    status = 422 if request.method == "POST" else 200
    return render_template("ministry/admin_request.html", asked=asked, form=form), status


def _decide(request_id: int, *, approve: bool, reason: str) -> list[str]:
    decide = lambda: decide_admin_request(viewer(), request_id, approve=approve, reason=reason)  # noqa: E731
    try:
        problems = once(viewer(), ACT, sent_key(), decide, lambda done: request_id if done == [] else None)
    except ChangedMeanwhile as stale:
        raise Conflict(label("changed_meanwhile", "refusal")) from stale
    if problems is None:
        abort(404)
    return [label(each.code, "appointment_problem") for each in problems] if isinstance(problems, list) else []
