"""Which records do learners call wrong, and what does the provider say?"""

from flask import abort, flash, render_template
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired

from app.domain.training.records import disputes
from app.partner.blueprint import blueprint
from app.web.errors import Conflict
from app.web.forms import REQUIRED, BaseForm, LongTextField, offered
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import choices, label

LONGEST = 500


class AnswerForm(BaseForm):
    decision = RadioField("Trả lời", choices=offered(choices("dispute_answer")), validators=[InputRequired(REQUIRED)])
    reason = LongTextField("Nói rõ với người học", longest=LONGEST, validators=[DataRequired(REQUIRED)])


@blueprint.get("/disputes")
def list_disputes() -> ResponseReturnValue:
    """Every open dispute, the oldest first."""
    return render_template("partner/disputes.html", rows=disputes.waiting_at(viewer()))


@blueprint.route("/disputes/<int:dispute_id>", methods=["GET", "POST"])
def answer_dispute(dispute_id: int) -> ResponseReturnValue:
    """Void the record, or keep it and say why."""
    row = next((each for each in disputes.waiting_at(viewer()) if each.id == dispute_id), None) or abort(404)
    form = AnswerForm.from_request()
    if form.passes():
        try:
            disputes.answer(
                viewer(), dispute_id, give_way=form.decision.data == "void", words=str(form.reason.data)
            )  # fmt: skip
        except disputes.OverAlready as over:
            raise Conflict(label("disputed_already", "training_refusal")) from over
        flash("Đã trả lời. Người học được báo.", "ok")
        return go_to("partner.list_disputes")
    return render_template("partner/dispute.html", row=row, form=form), 422 if form.is_submitted() else 200
