"""Where does a core person find the own support plans, send one, take it back?"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.organisation.rules import Problem
from app.domain.training.core_people.queries import own_core_record
from app.domain.training.support import queries, writing
from app.domain.training.support.content import content_now, editions_of
from app.domain.training.support.models import SupportPlan
from app.domain.training.support.rules import WRITABLE, Content, Move, check_plan
from app.domain.viewer import Viewer
from app.teacher.blueprint import blueprint
from app.teacher.support_forms import SendForm
from app.web.forms import VersionForm, sent_key
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.refusals import refusal

T = TypeVar("T")
NOTED = frozenset({"in_progress", "report_submitted", "report_returned", "completed"})
"""Something of the report is there for the author to read."""


@blueprint.get("/support")
def show_support() -> ResponseReturnValue:
    """The own plans, the newest first; how to begin one; or why there is none."""
    core, plans = own_core_record(viewer()), queries.own_plans(viewer())
    year = clock.today().year
    begins = core is not None and core.state == "recognised" and all(plan.year != year for plan in plans)
    return render_template(
        "teacher/support.html", core=core, plans=plans, year=year, begins=begins, form=VersionForm.from_request()
    )


@blueprint.post("/support/start")
def start_plan() -> ResponseReturnValue:
    """Begin this year's plan."""
    try:
        plan_id = writing.start(viewer(), clock.today().year, sent_key())
    except NotNow as refused:
        raise refusal(refused) from refused
    return go_to("teacher.show_support_plan", plan_id=plan_id)


@blueprint.get("/support/<int:plan_id>")
def show_support_plan(plan_id: int) -> ResponseReturnValue:
    """Everything in the plan, what lecturers said, where it stands and what comes next."""
    plan = own_plan(plan_id)
    return render_template(
        "teacher/support_plan.html", **about(plan), comments=queries.comments_on(plan),
        history=queries.history_of(plan), editions=editions_of(viewer(), plan), noted=plan.state in NOTED,
    )  # fmt: skip


@blueprint.route("/support/<int:plan_id>/send", methods=["GET", "POST"])
def send_support_plan(plan_id: int) -> ResponseReturnValue:
    """Everything once more, then send; or what is missing."""
    return sending_page(own_plan(plan_id, Move.SEND), writing.send, check_plan, "teacher/support_send.html")


def sending_page(
    plan: SupportPlan, send: Callable[[Viewer, int, int, str], list[Problem]],
    check: Callable[[Content], list[Problem]], template: str,
) -> ResponseReturnValue:  # fmt: skip
    """All of a plan or a report once more, and the button that sends it; or what is missing."""
    plan_id, form = plan.id, SendForm.from_request(data={"version": str(plan.version)})
    if form.passes():
        problems = moved(lambda: send(viewer(), plan_id, form.shown_version, form.sending))
        if not problems:
            return go_to("teacher.show_support_plan", plan_id=plan_id)
        form.sure.errors = [label(problems[0].code, "plan_problem")]
    context = about(plan)
    missing = [label(problem.code, "plan_problem") for problem in check(context["content"])]
    return render_template(template, **context, form=form, missing=missing), status()


@blueprint.route("/support/<int:plan_id>/recall", methods=["GET", "POST"])
def recall_support_plan(plan_id: int) -> ResponseReturnValue:
    """Confirm, then take plan or report back."""
    plan = own_plan(plan_id, Move.RECALL)
    form = VersionForm.from_request(data={"version": str(plan.version)})
    if form.passes():
        moved(lambda: writing.recall(viewer(), plan_id, form.shown_version, form.sending))
        return go_to("teacher.show_support_plan", plan_id=plan_id)
    return render_template("teacher/support_recall.html", plan=plan, form=form), status()


def own_plan(plan_id: int, move: Move | None = None) -> SupportPlan:
    """The own plan, else 404; on GET only while `move` is open."""
    plan = queries.plan_for(viewer(), plan_id)
    if plan is None or plan.person_id != viewer().person_id:
        raise NotFound
    if move is not None and request.method == "GET" and move not in queries.moves_open(viewer(), plan):
        raise NotFound
    return plan


def about(plan: SupportPlan) -> dict[str, Any]:
    """What every page of the own plan shows."""
    return {
        "plan": plan, "content": content_now(plan, clock.today()), "moves": queries.moves_open(viewer(), plan),
        "writable": plan.state in WRITABLE,
    }  # fmt: skip


def acted(act: Callable[[], T]) -> T:
    """What the act answers; a refusal in words.  A version that is old goes on: who typed sees both sides."""
    try:
        return act()
    except (NotNow, LookupError) as refused:
        raise refusal(refused) from refused


def moved(act: Callable[[], T]) -> T:
    """The same for a move, where nothing typed could be lost."""
    try:
        return acted(act)
    except StaleVersion as stale:
        raise refusal(stale) from stale


def status() -> int:
    """422 for a form that is shown again."""
    return 422 if request.method == "POST" else 200
