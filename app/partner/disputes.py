"""Which records do learners call wrong, and what does the provider say?"""

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired

from app.domain.training.records import disputes
from app.partner.blueprint import blueprint
from app.web.errors import Conflict
from app.web.forms import REQUIRED, BaseForm, LongTextField, offered
from app.web.htmx import go_to, page_or_partial
from app.web.identity import viewer
from app.web.labels import choices, label
from app.web.paging import paged

LONGEST = 500
OPEN, ANSWERED = "open", "answered"


class AnswerForm(BaseForm):
    decision = RadioField("Trả lời", choices=offered(choices("dispute_answer")), validators=[InputRequired(REQUIRED)])
    reason = LongTextField("Nói rõ với người học", longest=LONGEST, validators=[DataRequired(REQUIRED)])


@blueprint.get("/disputes")
def list_disputes() -> ResponseReturnValue:
    """The open disputes, the oldest first; or those that were answered."""
    state = ANSWERED if request.args.get("state") == ANSWERED else OPEN
    numbers = {each: disputes.number_at(viewer(), waits=each == OPEN) for each in (OPEN, ANSWERED)}
    pager = paged(numbers[state], lambda number: url_for("partner.list_disputes", state=state, page=number))
    rows = disputes.disputes_at(viewer(), waits=state == OPEN, offset=pager.offset, limit=pager.size)
    return page_or_partial(
        "partner/disputes.html", "partner/_disputes.html", rows=rows, pager=pager, state=state, numbers=numbers
    )


@blueprint.route("/disputes/<int:dispute_id>", methods=["GET", "POST"])
def answer_dispute(dispute_id: int) -> ResponseReturnValue:
    """Void the record, or keep it and say why; once answered it can be read again."""
    form = AnswerForm.from_request()
    give_way, key = form.decision.data == "void", form.sending
    if form.is_submitted() and disputes.answered_before(viewer(), key) == dispute_id:
        return go_to("partner.list_disputes")
    row = disputes.dispute_at(viewer(), dispute_id) or abort(404)
    if not row.waits and form.is_submitted():
        raise Conflict(label("answered_already", "training_refusal"))
    if form.passes():
        try:
            disputes.answer(viewer(), dispute_id, give_way=give_way, words=str(form.reason.data), submit_key=key)
        except disputes.OverAlready as over:
            raise Conflict(label("answered_already", "training_refusal")) from over
        flash("Đã trả lời. Người học được báo.", "ok")
        return go_to("partner.list_disputes")
    return render_template("partner/dispute.html", row=row, form=form), 422 if form.is_submitted() else 200
