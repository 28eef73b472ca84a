"""One support plan: what stands in it, what lecturers said, what happened; who approves decides here."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.training.support import actions, queries
from app.domain.training.support.access import approvers_assigned
from app.domain.training.support.content import content_for, editions_of
from app.domain.training.support.models import SupportPlan
from app.domain.training.support.rules import REPORTED, Move
from app.web.approving.forms import CommentForm, DecideForm
from app.web.errors import Conflict
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.refusals import refusal
from app.web.trace import note_security


def decide_plan(plan_id: int) -> ResponseReturnValue:
    """The plan or report at the left, the decision beside it; afterwards the next one that waits."""
    plan = _others(plan_id)
    form = DecideForm.from_request(data={"version": str(plan.version)})
    form.offer()
    if form.passes():
        problems = _decide(plan_id, form)
        if not problems:
            return go_to(".list_plans")
        form.reason.errors = [label(problem.code, "plan_problem") for problem in problems]
    context = about(plan)
    assigned = bool(approvers_assigned(plan))
    return render_template("approving/plan.html", **context, form=form, assigned=assigned), _status()


def comment_plan(plan_id: int) -> ResponseReturnValue:
    """The plan with what was said so far; a lecturer who guides the author adds a comment on one item."""
    plan = _others(plan_id)
    context = about(plan)
    form = CommentForm.from_request()
    form.offer(context["content"], reported=plan.state in REPORTED)
    if form.passes():
        item, activity_id = form.about
        try:
            problems = actions.comment(viewer(), plan_id, item, activity_id, form.text.data or "", form.sending)
        except LookupError as unknown:
            raise NotFound from unknown
        if not problems:
            return go_to(".comment_plan", plan_id=plan_id)
        form.text.errors = [label(problem.code, "plan_problem") for problem in problems]
    guides = queries.may_guide(viewer(), plan)
    return render_template("approving/guided.html", **context, form=form, guides=guides), _status()


def about(plan: SupportPlan) -> dict[str, Any]:
    """What every page of one plan shows; whoever looks at somebody else's is noted (AUD-4)."""
    return {
        "plan": plan, "content": content_for(viewer(), plan, clock.today()), "comments": queries.comments_on(plan),
        "history": queries.history_of(plan), "editions": editions_of(viewer(), plan),
        "moves": queries.moves_open(viewer(), plan), "reported": plan.state in REPORTED,
    }  # fmt: skip


def _decide(plan_id: int, form: DecideForm) -> Any:
    try:
        return actions.decide(
            viewer(), plan_id, Move(form.decision.data), form.shown_version, form.reason.data or "",
            form.sending,
        )  # fmt: skip
    except StaleVersion as stale:
        raise Conflict(label("plan_changed", "evaluation_refusal")) from stale
    except (NotNow, LookupError) as refused:
        raise refusal(refused) from refused


def _others(plan_id: int) -> SupportPlan:
    """Somebody else's plan in sight; one's own has its own pages."""
    plan = queries.plan_for(viewer(), plan_id)
    if plan is None or plan.person_id == viewer().person_id:
        raise NotFound
    note_security("plan_opened", about_person_id=plan.person_id, detail={"plan": plan.id})
    return plan


def _status() -> int:
    return 422 if request.method == "POST" else 200
