"""Which work waits for a teacher or a member of the staff today?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.evaluation.peers.queries import peer_work
from app.domain.evaluation.peers.work import watch_work
from app.domain.evaluation.queries import newest_in_reach
from app.domain.evaluation.rules.calendar import Timing
from app.domain.identity import queries
from app.domain.identity.case_queries import own_case
from app.domain.identity.flows import VERIFIED
from app.domain.identity.indicators import CAMPAIGN
from app.domain.notices.queries import notices_for
from app.domain.organisation.queries import middle_type
from app.domain.progress.queries import plan_at
from app.domain.progress.summary import days_left
from app.domain.surveys.queries import asked_for
from app.domain.training.own_work import own_work
from app.teacher.blueprint import blueprint
from app.web.identity import viewer


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The task list: what waits, the own ID first, then what asks for nothing now; beside it what others told."""
    who = viewer()
    own = queries.own_standing(who)
    case = own_case(who)
    evaluation = newest_in_reach(who)
    surveys, colleagues, training = asked_for(who), peer_work(who), own_work(who)
    support, needs, watching = training.support, training.needs, watch_work(who)
    in_time = colleagues is not None and colleagues.timing is Timing.ON_TIME
    waits = {
        "identity": own not in VERIFIED,
        "evaluation": evaluation is not None and evaluation.waits,
        "colleagues": colleagues is not None and in_time and not colleagues.sent,
        "watching": watching is not None and not watching.closed and watching.answered < watching.asked,
        "support": support is not None and support.is_open,
        "needs": needs is not None and not needs.is_done,
    }
    _, deadline = plan_at(CAMPAIGN, who.unit_path)
    return render_template(
        "teacher/home.html", own=own, verified=own in VERIFIED, waits=waits,
        deadline=deadline, left=days_left(deadline), evaluation=evaluation, surveys=surveys,
        colleagues=colleagues, case=case, middle=middle_type(case.unit_id) if case else "",
        notices=notices_for(who, limit=5), watching=watching, support=support, needs=needs, confirm=training.confirm,
    )  # fmt: skip
