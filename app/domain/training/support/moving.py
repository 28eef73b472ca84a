"""How does a plan move?  By the table, with its step kept, on record, and whoever is next is told."""

from app.db import db
from app.domain import clock
from app.domain.evaluation.refusals import NotNow
from app.domain.journal.actions import record
from app.domain.notices.actions import tell, tell_many
from app.domain.organisation.delegations import holders_at
from app.domain.training.support.access import Right, approvers_assigned, guides_assigned
from app.domain.training.support.models import SupportPlan, SupportStep
from app.domain.training.support.rules import WAITING, Move, PlanState, after
from app.domain.viewer import Viewer
from app.domain.work.stale import mark_stale

EVENTS: dict[tuple[PlanState, Move], str] = {
    (PlanState.SUBMITTED, Move.RECALL): "plan_recalled",
    (PlanState.REPORT_SUBMITTED, Move.RECALL): "report_recalled",
    (PlanState.SUBMITTED, Move.APPROVE): "plan_approved",
    (PlanState.SUBMITTED, Move.RETURN): "plan_returned",
    (PlanState.REPORT_SUBMITTED, Move.APPROVE): "report_approved",
    (PlanState.REPORT_SUBMITTED, Move.RETURN): "report_returned",
}
ALWAYS = {Move.SEND: "plan_sent", Move.NOTE: "plan_begun", Move.REPORT: "report_sent"}


def make_move(
    viewer: Viewer, plan: SupportPlan, move: Move, right: Right | None = None, reason: str | None = None
) -> None:  # fmt: skip
    """Move the plan, inside the caller's transaction.  Raises NotNow."""
    before = PlanState(plan.state)
    target = after(before, move)
    if target is None:
        raise NotNow(f"plan_{before}")
    event, at = EVENTS.get((before, move)) or ALWAYS[move], clock.campaign_now()
    plan.state, plan.saved_at = target, at
    plan.version += 1
    if move in {Move.APPROVE, Move.RETURN}:
        plan.reason = reason
    if target is PlanState.APPROVED:
        plan.approved_at = at
    if target is PlanState.COMPLETED:
        plan.completed_at = at
    signs_for, assigned = (right.signs_for, right.assigned) if right else (None, False)
    db.session.add(
        SupportStep(
            plan_id=plan.id, event=event, at=at, person_id=viewer.person_id, position=viewer.position,
            signs_for=signs_for, assigned=assigned, reason=reason,
        )
    )  # fmt: skip
    record(
        viewer, event, "support_plan", plan.id, before={"state": before}, reason=reason, unit_id=plan.unit_id,
        after={"state": target} | ({"signs_for": signs_for} if signs_for else {}),
    )  # fmt: skip
    mark_stale([plan.unit_id])
    _tell(viewer, plan, event)


def _tell(viewer: Viewer, plan: SupportPlan, event: str) -> None:
    name = plan.person.full_name
    if plan.state in WAITING:
        deciding = approvers_assigned(plan) or holders_at([plan.decided_in])
        kind = "plan_waits" if plan.state == PlanState.SUBMITTED else "report_waits"
        others = [person_id for person_id in deciding if person_id != plan.person_id]
        tell_many(others, kind, "support_plan", plan.id, name=name, year=plan.year)
        tell_many(guides_assigned(plan), "plan_to_guide", "support_plan", plan.id, name=name, year=plan.year)
    elif viewer.person_id != plan.person_id:
        tell(plan.person_id, event, "support_plan", plan.id, year=plan.year)
