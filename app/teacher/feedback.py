"""How does somebody say what they think of a module they have learnt?  Anonymously, on one page, once."""

from flask.typing import ResponseReturnValue

from app.domain.training.feedback.queries import groups_of
from app.domain.training.feedback.rules import FORM_KINDS
from app.teacher.answering import answer_once, asked_of, receipt
from app.teacher.blueprint import blueprint
from app.teacher.opinion_forms import feedback_form
from app.web.trace import leaves_no_trace

KINDS = frozenset(FORM_KINDS.values())


@blueprint.route("/training/feedback/<int:form_id>", methods=["GET", "POST"])
@leaves_no_trace
def give_feedback(form_id: int) -> ResponseReturnValue:
    """Statements in groups, two remarks, the promise before and after them, one button."""
    groups = groups_of(asked_of(form_id, KINDS).form)
    page, sent = "teacher/feedback.html", "teacher.show_feedback_sent"
    return answer_once(form_id, KINDS, page, sent, make=feedback_form, groups=groups)


@blueprint.get("/training/feedback/<int:form_id>/sent")
@leaves_no_trace
def show_feedback_sent(form_id: int) -> ResponseReturnValue:
    """A receipt without content; there is no way back to the answers."""
    return receipt(form_id, KINDS, "teacher.give_feedback")
