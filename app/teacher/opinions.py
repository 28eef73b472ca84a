"""How does a teacher or a member of the staff give an opinion on a manager?  One page, sent once, nothing kept of it.

No draft, no autosave; a form that is refused keeps the choices in the answered page alone (ANON-7, ux 9.5).
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.evaluation.opinions.queries import own_opinions
from app.domain.evaluation.queries import own_evaluation
from app.domain.surveys.actions import SurveyClosed, Unanswered, send_answer
from app.domain.surveys.queries import Asked, asked, shape_of, takes_answers
from app.domain.surveys.rules import FEWEST
from app.teacher.blueprint import blueprint
from app.teacher.opinion_forms import opinion_form, tell_missing
from app.web.errors import Conflict
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.trace import leaves_no_trace


@blueprint.route("/opinions/<int:form_id>", methods=["GET", "POST"])
@leaves_no_trace
def give_opinion(form_id: int) -> ResponseReturnValue:
    """All statements, the promise before and after them, one button."""
    one = _asked(form_id)
    sent = url_for("teacher.show_opinion_sent", form_id=form_id)
    if request.method == "GET" and one.sent:
        return redirect(sent, 303)
    form = opinion_form(one.form)
    if form.passes():
        try:
            send_answer(viewer(), form_id, form.answer(shape_of(one.form)), form.comment.data or "")
        except Unanswered as refused:
            tell_missing(form, refused.missing)
        except SurveyClosed as over:
            raise Conflict(label("survey_over", "evaluation_refusal")) from over
        except LookupError as stranger:
            raise NotFound from stranger
        else:
            return go_to("teacher.show_opinion_sent", form_id=form_id)  # the same for a first and a second sending
    page = render_template(
        "teacher/opinion.html", survey=one.form, form=form, open=takes_answers(one.form), fewest=FEWEST
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/opinions/<int:form_id>/sent")
@leaves_no_trace
def show_opinion_sent(form_id: int) -> ResponseReturnValue:
    """A receipt without content; there is no way back to the answers."""
    one = _asked(form_id)
    if not one.sent:
        return redirect(url_for("teacher.give_opinion", form_id=form_id), 303)
    return render_template("teacher/opinion_sent.html", survey=one.form)


def _asked(form_id: int) -> Asked:
    one = asked(viewer(), form_id)
    if one is None:
        raise NotFound
    return one


@blueprint.get("/evaluation/<int:evaluation_id>/opinions")
def show_own_opinions(evaluation_id: int) -> ResponseReturnValue:
    """What teachers and staff said about the viewer, a manager: in bands, once the result is published."""
    evaluation = own_evaluation(viewer(), evaluation_id)
    opinions = own_opinions(viewer(), evaluation) if evaluation is not None else None
    if opinions is None:
        raise NotFound
    return render_template("teacher/own_opinions.html", evaluation=evaluation, opinions=opinions)
