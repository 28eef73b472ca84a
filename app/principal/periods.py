"""How does a school ask that its head decide also in a year between?"""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.evaluation.cycles import actions, queries
from app.domain.evaluation.periods import is_locked
from app.domain.evaluation.sheets import office_in
from app.principal.blueprint import blueprint
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.periods_forms import ProposalForm


@blueprint.route("/cycle", methods=["GET", "POST"])
def propose_cycle() -> ResponseReturnValue:
    """Ask the office above for its consent; what it answered."""
    who = viewer()
    period = next(iter(queries.periods_between(who)), None)
    if period is None:
        return render_template("principal/cycle.html", period=None)
    form = ProposalForm.from_request()
    if form.passes():
        try:
            problems = actions.propose(who, period.id, form.reason.data or "", form.sending)
        except LookupError:
            abort(404)
        if not problems:
            return go_to("principal.propose_cycle")
        form.reason.errors = [label(problem.code, "cycle_problem") for problem in problems]
    status = 422 if request.method == "POST" else 200
    return render_template(
        "principal/cycle.html", period=period, row=queries.cycle_at(who, period.id, who.unit_id or 0), form=form,
        office=office_in(who, who.unit_id or 0), locked=is_locked(period),
    ), status  # fmt: skip
