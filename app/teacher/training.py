"""What must I learn this year, what is counted, and what is wrong about it?"""

from flask import abort, flash, render_template
from flask.typing import ResponseReturnValue
from wtforms.validators import DataRequired

from app.domain.training.own import own_training
from app.domain.training.own_work import own_work
from app.domain.training.records import disputes
from app.teacher.blueprint import blueprint
from app.web.errors import Conflict
from app.web.forms import REQUIRED, BaseForm, LongTextField, refuse
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label

SHORTEST, LONGEST = 10, 500


class DisputeForm(BaseForm):
    reason = LongTextField("Sai ở đâu", longest=LONGEST, validators=[DataRequired(REQUIRED)])

    def validate_reason(self, field) -> None:  # type: ignore[no-untyped-def]
        """Enough words for the provider to look into it."""
        refuse(len(str(field.data or "")) < SHORTEST, f"Hãy viết ít nhất {SHORTEST} chữ cái.")


@blueprint.get("/training")
def show_training() -> ResponseReturnValue:
    """The year's modules, how far each is, and every record about oneself."""
    who = viewer()
    return render_template("teacher/training.html", own=own_training(who), confirm=own_work(who).confirm)


@blueprint.route("/training/records/<int:record_id>/dispute", methods=["GET", "POST"])
def dispute_record(record_id: int) -> ResponseReturnValue:
    """Say what is wrong with a record; its provider answers."""
    who = viewer()
    row = disputes.own_disputable(who, record_id) or abort(404)
    form = DisputeForm.from_request()
    if form.passes():
        try:
            disputes.dispute(who, record_id, str(form.reason.data), form.sending)
        except disputes.OverAlready as over:
            raise Conflict(label("disputed_already", "training_refusal")) from over
        flash("Đã gửi báo sai. Đơn vị cung cấp hệ thống học xem lại và trả lời; thầy/cô sẽ được báo.", "ok")
        return go_to("teacher.show_training")
    return render_template("teacher/training_dispute.html", row=row, form=form), 422 if form.is_submitted() else 200
