"""Which requests about personal data wait for an answer, and until when?  (DP-3)"""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField
from wtforms.validators import DataRequired

from app.admin.blueprint import blueprint
from app.admin.people_forms import version_of
from app.admin.sending import sent_once
from app.domain.accounts.actions.own import decide_request
from app.domain.accounts.queries import requests_open
from app.domain.accounts.rules.own_data import RequestState
from app.domain.organisation.queries import ChangedMeanwhile
from app.domain.organisation.rules import Problem
from app.web.forms import REQUIRED, BaseForm, LongTextField, offered
from app.web.identity import viewer
from app.web.labels import label


class AnswerForm(BaseForm):
    version = HiddenField()
    state = RadioField(
        "Trả lời",
        choices=offered((each, label(each, "request_state")) for each in RequestState if each is not RequestState.OPEN),
        validators=[DataRequired(REQUIRED)],
    )
    answer = LongTextField("Nội dung trả lời, hoặc lý do từ chối", longest=2000, validators=[DataRequired(REQUIRED)])


@blueprint.get("/data-requests")
def list_data_requests() -> ResponseReturnValue:
    """The queue, the one due first on top."""
    return render_template("admin/data_requests.html", rows=requests_open(viewer()))


@blueprint.route("/data-requests/<int:request_id>", methods=["GET", "POST"])
def answer_data_request(request_id: int) -> ResponseReturnValue:
    """Acknowledge, fulfil, or refuse with the reason; the person is told."""
    form = AnswerForm.from_request()
    if form.passes():  # before the page looks for it: what was answered meanwhile waits no longer
        answer = (version_of(form), RequestState(form.state.data), form.answer.data)
        sent_once("data_answer", lambda: _decide(request_id, *answer), request_id)
        flash("Đã ghi trả lời.", "ok")
        return redirect(url_for("admin.list_data_requests"), 303)
    waiting = ((each, person) for each, person in requests_open(viewer()) if each.id == request_id)
    asked, person = next(waiting, None) or abort(404)
    if request.method == "GET":
        form.version.data = str(asked.version)
    status = 422 if request.method == "POST" else 200
    return render_template("admin/data_request.html", asked=asked, person=person, form=form), status


def _decide(request_id: int, version: int, state: RequestState, answer: str) -> list[Problem] | None:
    decided = decide_request(viewer(), request_id, version, state, answer)
    if decided is False:
        raise ChangedMeanwhile
    return [] if decided else None
