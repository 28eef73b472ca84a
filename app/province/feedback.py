"""How does the province run surveys on training?  It opens and closes them; who answered it never learns."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation.self_assessment import NotNow
from app.domain.surveys.rules import FEWEST
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.feedback import actions
from app.domain.training.feedback.queries import result_for
from app.integrations.survey_files import questionnaire
from app.province.blueprint import blueprint
from app.province.feedback_forms import CloseRunForm, OpenRunForm
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.refusals import refusal


@blueprint.route("/training/surveys/new", methods=["GET", "POST"])
def open_feedback() -> ResponseReturnValue:
    """On what, whom, until when; what will be asked stands beneath."""
    form = OpenRunForm.from_request()
    form.offer(all_modules(), clock.today(), actions.LONGEST_RUN)
    if form.passes():
        wanted = form.wanted()
        try:
            run_id = actions.ask_to_open(viewer(), wanted, questionnaire(wanted.kind), form.sending)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to("records.show_feedback", run_id=run_id)
    return render_template("province/feedback_new.html", form=form, fewest=FEWEST), _status()


@blueprint.route("/training/surveys/<int:run_id>/close", methods=["GET", "POST"])
def close_feedback(run_id: int) -> ResponseReturnValue:
    """End a run before its time; there is no way back."""
    result = result_for(viewer(), run_id)
    if result is None:
        raise NotFound
    form = CloseRunForm.from_request()
    if form.passes():
        try:
            actions.ask_to_close(viewer(), run_id, form.sending)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to("records.show_feedback", run_id=run_id)
    return render_template("province/feedback_close.html", form=form, run=result.run, fewest=FEWEST), _status()


@blueprint.post("/training/surveys/<int:run_id>/comments/<int:no>/hide")
def hide_feedback_comment(run_id: int, no: int) -> ResponseReturnValue:
    """Keep a comment that tells of somebody from other offices."""
    return _mark(run_id, no, hidden=True)


@blueprint.post("/training/surveys/<int:run_id>/comments/<int:no>/show")
def show_feedback_comment(run_id: int, no: int) -> ResponseReturnValue:
    """Let others read it after all."""
    return _mark(run_id, no, hidden=False)


def _mark(run_id: int, no: int, *, hidden: bool) -> ResponseReturnValue:
    try:
        actions.hide_comment(viewer(), run_id, no - 1, hidden=hidden)
    except LookupError as refused:
        raise refusal(refused) from refused
    return go_to("records.show_feedback", run_id=run_id, page=request.args.get("page", type=int), _anchor="gop-y")


def _status() -> int:
    return 422 if request.method == "POST" else 200
