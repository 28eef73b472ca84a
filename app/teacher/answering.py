"""How is an anonymous form answered?  One page, sent once; nothing of it is stored but counts (ANON).

No draft, no autosave; a form that is refused keeps the choices in the answered page alone (ANON-7, ux 9.5).
"""

from collections.abc import Callable, Collection
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.surveys.actions import SurveyClosed, Unanswered, send_answer
from app.domain.surveys.queries import Asked, asked, shape_of, takes_answers
from app.domain.surveys.rules import FEWEST
from app.teacher.opinion_forms import OpinionForm, opinion_form, tell_missing
from app.web.errors import Conflict
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label

Making = Callable[..., OpinionForm]


def answer_once(
    form_id: int, kinds: Collection[str], page: str, sent: str, make: Making = opinion_form, **context: Any
) -> ResponseReturnValue:
    """Show a form of one of these kinds or take its answer; `sent` is the endpoint of the receipt."""
    one = asked_of(form_id, kinds)
    if request.method == "GET" and one.sent:
        return redirect(url_for(sent, form_id=form_id), 303)
    form = make(one.form)
    if form.passes():
        try:
            send_answer(viewer(), form_id, form.answer(shape_of(one.form)), *form.comments)
        except Unanswered as refused:
            tell_missing(form, refused.missing)
        except SurveyClosed as over:
            raise Conflict(label("survey_over", "evaluation_refusal")) from over
        except LookupError as stranger:
            raise NotFound from stranger
        else:
            return go_to(sent, form_id=form_id)  # the same for a first and a second sending
    shown = render_template(
        page, survey=one.form, form=form, open=takes_answers(one.form), fewest=FEWEST, **context
    )  # fmt: skip
    return shown, 422 if request.method == "POST" else 200


def receipt(form_id: int, kinds: Collection[str], form_page: str) -> ResponseReturnValue:
    """A receipt without content; there is no way back to the answers."""
    one = asked_of(form_id, kinds)
    if not one.sent:
        return redirect(url_for(form_page, form_id=form_id), 303)
    return render_template("teacher/opinion_sent.html", survey=one.form)


def asked_of(form_id: int, kinds: Collection[str]) -> Asked:
    """The form of one of these kinds that the viewer is invited to; for everybody else there is no such page."""
    one = asked(viewer(), form_id)
    if one is None or one.form.kind not in kinds:
        raise NotFound
    return one
