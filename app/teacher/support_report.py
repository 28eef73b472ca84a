"""Where does a core person note what was done, and send the completion report?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.evaluation.refusals import StaleVersion
from app.domain.training.support import writing
from app.domain.training.support.rules import Move, check_report
from app.teacher.blueprint import blueprint
from app.teacher.support import about, acted, moved, own_plan, status
from app.teacher.support_forms import SendForm, report_form
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label


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
    plan = own_plan(plan_id, Move.REPORT)
    form = SendForm.from_request(data={"version": str(plan.version)})
    if form.passes():
        problems = moved(lambda: writing.send_report(viewer(), plan_id, form.shown_version, form.sending))
        if not problems:
            return go_to("teacher.show_support_plan", plan_id=plan_id)
        form.sure.errors = [label(problems[0].code, "plan_problem")]
    context = about(plan)
    found = check_report(context["content"], clock.today())
    missing = [label(problem.code, "plan_problem") for problem in found]
    return render_template("teacher/support_report_send.html", **context, form=form, missing=missing), status()
