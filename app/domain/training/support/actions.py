"""How do others act on a support plan?  Whoever approves decides, one or several; a lecturer comments per item."""

from app.db import db, rerunnable, writing
from app.domain import clock
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.actions import record
from app.domain.notices.actions import tell
from app.domain.organisation.rules import Problem
from app.domain.training.support.access import approving_right
from app.domain.training.support.content import content_for
from app.domain.training.support.models import SupportComment
from app.domain.training.support.moving import make_move
from app.domain.training.support.queries import may_guide, plan_for
from app.domain.training.support.rules import (
    DECISIONS,
    ITEMS,
    REPORTED,
    SHORTEST_REASON,
    Move,
    PlanState,
    who_may,
)
from app.domain.viewer import Viewer
from app.domain.work.submissions import is_repeat, keep_result

DECIDE, COMMENT = "decide_plan", "comment_plan"
SHORTEST_COMMENT = 5


@rerunnable
def decide(
    viewer: Viewer, plan_id: int, move: Move, version: int, reason: str = "", submit_key: str = ""
) -> list[Problem]:  # fmt: skip
    """Approve a plan or a report, or give it back with a reason; the author is told.

    Raises LookupError (not in sight, or not the viewer's to decide), NotNow, StaleVersion, ValueError (no decision).
    """
    if move not in DECISIONS:
        raise ValueError(move)
    with writing():
        if is_repeat(viewer, DECIDE, submit_key):
            return []
        plan = plan_for(viewer, plan_id, hold=True)
        right = approving_right(viewer, plan) if plan is not None else None
        if plan is None or right is None:
            raise LookupError(plan_id)
        if who_may(PlanState(plan.state), move) is None:
            raise NotNow(f"plan_{plan.state}")
        if plan.version != version:
            raise StaleVersion
        if move is Move.RETURN and len(reason) < SHORTEST_REASON:
            db.session.rollback()
            return [Problem("plan_reason_needed", "reason")]
        make_move(viewer, plan, move, right, reason or None)
        keep_result(viewer, DECIDE, submit_key, plan.id)
    return []


def comment(
    viewer: Viewer, plan_id: int, item: str, activity_id: int | None, text: str, submit_key: str = ""
) -> list[Problem]:  # fmt: skip
    """Say something about one item of the plan; the author is told and everybody who sees the plan reads it.

    Raises LookupError (not in sight, or somebody else guides the author), ValueError (no such item).
    """
    if item not in ITEMS:
        raise ValueError(item)
    with writing():
        if is_repeat(viewer, COMMENT, submit_key):
            return []
        plan = plan_for(viewer, plan_id)
        if plan is None or not may_guide(viewer, plan):
            raise LookupError(plan_id)
        if len(text) < SHORTEST_COMMENT:
            db.session.rollback()
            return [Problem("comment_short", "text")]
        if item == "report" and plan.state not in REPORTED:
            raise ValueError(item)
        about = None
        if item == "activity":
            known = {each.id: each.what for each in content_for(viewer, plan, clock.today()).activities}
            if activity_id not in known:
                raise ValueError(activity_id)
            about = known[activity_id]
        said = SupportComment(
            plan_id=plan.id, item=item, about=about, text=text, at=clock.campaign_now(), person_id=viewer.person_id,
            unit_id=viewer.unit_id,
        )  # fmt: skip
        db.session.add(said)
        db.session.flush()
        record(viewer, "plan_commented", "support_plan", plan.id, after={"item": item}, unit_id=plan.unit_id)
        tell(plan.person_id, "plan_commented", "support_plan", plan.id, name=viewer.name, year=plan.year)
        keep_result(viewer, COMMENT, submit_key, said.id)
    return []
