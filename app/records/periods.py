"""Which evaluation periods hold here, and until when is which step open?  Read by everybody whom they concern."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.evaluation import periods
from app.domain.evaluation.enrolment import enrolled_beneath
from app.domain.evaluation.models import Period
from app.domain.evaluation.rules.calendar import Step
from app.domain.organisation.successions import joined_by_now
from app.domain.standards.queries import standard_of
from app.domain.work.rules import JobState
from app.records.blueprint import blueprint
from app.web.forms import BaseForm
from app.web.htmx import page_or_partial, wants_partial
from app.web.identity import viewer

STOP_POLLING = 286
RUNNING = frozenset({JobState.WAITING, JobState.RUNNING})


@blueprint.get("/periods")
def list_periods() -> ResponseReturnValue:
    """Every period that concerns the viewer's unit."""
    who, now = viewer(), clock.campaign_now()
    rows = [(period, periods.calendar_of(period).timing(Step.SELF, now)) for period in periods.periods_kept_for(who)]
    return render_template("records/periods.html", rows=rows, may_open=periods.may_open(who))


@blueprint.get("/periods/<int:period_id>")
def show_period(period_id: int) -> ResponseReturnValue:
    """One period: its facts, its deadlines, how far the enrolment is."""
    who = viewer()
    period = periods.period_for(who, period_id) or abort(404)
    own = periods.may_open(who) and period.unit_id == who.unit_id
    job = periods.enrolment_of(period_id) if own else None
    over = wants_partial() and (job is None or job.state not in RUNNING)
    return page_or_partial(
        "records/period.html", "records/_enrolment.html", STOP_POLLING if over else 200,
        period=period, steps=steps_of(period), job=job, own=own, locked=periods.is_locked(period),
        enrolled=enrolled_beneath(who, period), form=BaseForm(),
        standards=(standard_of(period.teacher_standard_id), standard_of(period.manager_standard_id)),
        waiting=job is not None and job.state in RUNNING, joined=joined_by_now(period.unit),
    )  # fmt: skip


def steps_of(period: Period) -> list[tuple[Step, object, object]]:
    """Each step with its deadline and how now lies to it."""
    calendar, now = periods.calendar_of(period), clock.campaign_now()
    return [(step, calendar.deadlines[step], calendar.timing(step, now)) for step in Step]
