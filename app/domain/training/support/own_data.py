"""What do core people and support plans keep about one person?  Plain values for the person's own copy (DP-2).

What they were told and what they wrote.  Never who is supported by name, nor a proposal that was not decided for them.
"""

from typing import Any

from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.rules import CoreState
from app.domain.training.support.content import content_now
from app.domain.training.support.models import SupportPlan
from app.domain.training.support.rules import Activity

Rows = list[dict[str, Any]]
TOLD = (CoreState.RECOGNISED, CoreState.ENDED)


def own_sections(person_id: int) -> dict[str, Rows]:
    """Core records and plans; the caller has made sure that it is the person who asks."""
    core = select(CorePerson).where(CorePerson.person_id == person_id, CorePerson.state.in_(TOLD))
    plans = select(SupportPlan).where(SupportPlan.person_id == person_id).order_by(SupportPlan.year.desc())
    return {
        "core": [
            {
                "audience": each.audience, "state": each.state, "recognised_on": each.recognised_on,
                "ended_on": each.ended_on, "reason": each.reason,
            }
            for each in db.session.scalars(core.order_by(CorePerson.id))
        ],
        "support_plans": [_plan(each) for each in db.session.scalars(plans)],
    }  # fmt: skip


def _plan(plan: SupportPlan) -> dict[str, Any]:
    content = content_now(plan, clock.today())
    return {
        "year": plan.year, "state": plan.state, "supported": len(content.people),
        "modules": "; ".join(each.title for each in content.modules),
        "activities": "; ".join(_said(each) for each in content.activities), "expected": plan.expected,
        "result": plan.outcome, "difficulties": plan.difficulties, "sent_at": plan.sent_at,
        "approved_at": plan.approved_at, "completed_at": plan.completed_at,
    }  # fmt: skip


def _said(each: Activity) -> str:
    took_part = "" if each.took_part is None else f" ({each.took_part})"
    return f"{each.what}: {each.done}{took_part}" if each.done else each.what
