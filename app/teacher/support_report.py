"""Where does a core person note what was done, and send the completion report?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.evaluation.refusals import StaleVersion
from app.domain.training.support import writing
from app.domain.training.support.rules import Move, check_report
from app.teacher.blueprint import blueprint
from app.teacher.support import about, acted, own_plan, sending_page, status
from app.teacher.support_forms import report_form
from app.web.htmx import go_to
from app.web.identity import viewer


@blueprint.route("/support/<int:plan_id>/report", methods=["GET", "POST"])
def write_report(plan_id: int) -> ResponseReturnValue:
    """What was done in each activity and how many took part; may be saved as often as one likes."""
    plan = own_plan(plan_id, Move.NOTE)
    context = about(plan)
    form = report_form(context["content"], plan.version)
    if form.passes():
        results = form.results(context["content"])
        outcome, difficulties = form.outcome.data or "", form.difficulties.data or ""
        try:
            acted(
                lambda: writing.note_results(viewer(), plan_id, results, outcome, difficulties, form.shown_version)
            )  # fmt: skip
        except StaleVersion:
            plan = own_plan(plan_id)
            form.version.data = str(plan.version)
            return render_template("teacher/support_report.html", **about(plan), form=form, theirs=True), 409
        return go_to("teacher.show_support_plan", plan_id=plan_id)
    return render_template("teacher/support_report.html", **context, form=form), status()


@blueprint.route("/support/<int:plan_id>/report/send", methods=["GET", "POST"])
def send_support_report(plan_id: int) -> ResponseReturnValue:
    """The report once more, then send; or what is missing."""
    plan, today = own_plan(plan_id, Move.REPORT), clock.today()
    return sending_page(
        plan, writing.send_report, lambda content: check_report(content, today), "teacher/support_report_send.html"
    )
