"""How does somebody give an opinion on a manager, and what does a manager read of them?"""

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.evaluation.opinions.queries import own_opinions
from app.domain.evaluation.opinions.rules import KIND
from app.domain.evaluation.queries import own_evaluation
from app.teacher.answering import answer_once, receipt
from app.teacher.blueprint import blueprint
from app.web.identity import viewer
from app.web.trace import leaves_no_trace


@blueprint.route("/opinions/<int:form_id>", methods=["GET", "POST"])
@leaves_no_trace
def give_opinion(form_id: int) -> ResponseReturnValue:
    """All statements, the promise before and after them, one button."""
    return answer_once(form_id, {KIND}, "teacher/opinion.html", "teacher.show_opinion_sent")


@blueprint.get("/opinions/<int:form_id>/sent")
@leaves_no_trace
def show_opinion_sent(form_id: int) -> ResponseReturnValue:
    """A receipt without content; there is no way back to the answers."""
    return receipt(form_id, {KIND}, "teacher.give_opinion")


@blueprint.get("/evaluation/<int:evaluation_id>/opinions")
def show_own_opinions(evaluation_id: int) -> ResponseReturnValue:
    """What teachers and staff said about the viewer, a manager: in bands, once the result is published."""
    evaluation = own_evaluation(viewer(), evaluation_id)
    opinions = own_opinions(viewer(), evaluation) if evaluation is not None else None
    if opinions is None:
        raise NotFound
    return render_template("teacher/own_opinions.html", evaluation=evaluation, opinions=opinions)
