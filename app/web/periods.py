"""How does an office open an evaluation period, move its dates, bring in who came late?  For province and ministry."""

from flask import Blueprint, abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.evaluation import opening, periods
from app.domain.evaluation.enrolment import due_beneath
from app.domain.evaluation.models import Period
from app.domain.evaluation.openers import openers_touching, provinces_left
from app.domain.evaluation.opening import PeriodChanged, PeriodLocked, Plan
from app.domain.standards.queries import standard_of
from app.web.errors import Conflict
from app.web.forms import sent_key
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.periods_forms import DatesForm, PlanForm, both_sides, dates_of, usual_plan


def add_views(blueprint: Blueprint) -> None:
    """Give a role's door the pages on which its office keeps evaluation periods."""
    for rule, view, methods in (
        ("/periods/new", open_new, ["GET", "POST"]),
        ("/periods/<int:period_id>/dates", change_dates, ["GET", "POST"]),
        ("/periods/<int:period_id>/enrolment", enrol_late, ["POST"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


def open_new() -> ResponseReturnValue:
    """Type the plan, look at it again with the number of people it means, open it."""
    who = viewer()
    if not periods.may_open(who):
        abort(404)
    form = PlanForm.from_request(data=usual_plan(clock.today()))
    form.offer()
    if form.back.data:
        return render_template("periods/new.html", form=form)
    if not form.passes():
        return render_template("periods/new.html", form=form), _status()
    plan = form.plan()
    if form.sure.data:
        period_id, problems = opening.open_period(who, plan, form.sending)
        if period_id is not None and plan.others:
            return go_to("records.list_periods")
        if period_id is not None:
            return go_to("records.show_period", period_id=period_id)
    else:
        problems = opening.check_plan(who, plan)
        if not problems:
            return _show_check(form, plan)
    form.tell(problems)
    openers = openers_touching(who.unit_path, plan.year) if {p.code for p in problems} & {"year_covered"} else []
    left = provinces_left(who.unit_path, plan.year)
    return render_template("periods/new.html", form=form, openers=openers, left=left), 422


def _show_check(form: PlanForm, plan: Plan) -> ResponseReturnValue:
    """Everything once more, with the number of people it means."""
    standards = (standard_of(plan.teacher_standard_id), standard_of(plan.manager_standard_id))
    left = provinces_left(viewer().unit_path, plan.year) if plan.others else []
    paths = [unit.path for unit in left] if plan.others else [viewer().unit_path]
    due = due_beneath(paths, plan.cutoff)
    return render_template("periods/check.html", form=form, plan=plan, due=due, standards=standards, left=left)


def change_dates(period_id: int) -> ResponseReturnValue:
    """Move dates; what somebody else changed meanwhile is shown beside what was typed."""
    period = _own(period_id)
    form = DatesForm.from_request(data=dates_of(period))
    if form.passes():
        try:
            problems = opening.change_period(
                viewer(), period_id, form.changed(period), form.shown_version, form.sending
            )
        except PeriodChanged:
            return _show_both(period_id, form)
        except PeriodLocked as over:
            raise _over() from over
        if not problems:
            flash("Đã đổi mốc thời gian. Hiệu trưởng và lãnh đạo các đơn vị nhận được thông báo.", "ok")
            return go_to("records.show_period", period_id=period_id)
        form.tell(problems)
    locked = periods.is_locked(period)
    return render_template("periods/dates.html", period=period, form=form, locked=locked), _status()


def enrol_late(period_id: int) -> ResponseReturnValue:
    """Bring in those whose post was entered after the opening."""
    _own(period_id)
    try:
        opening.enrol_again(viewer(), period_id, sent_key())
    except PeriodLocked as over:
        raise _over() from over
    return go_to("records.show_period", period_id=period_id)


def _show_both(period_id: int, form: DatesForm) -> ResponseReturnValue:
    """409 with both versions; the form goes on with what was typed, over the stored one's version."""
    period = _own(period_id)
    form.version.data = str(period.version)
    return render_template("periods/both_sides.html", period=period, form=form, rows=both_sides(period, form)), 409


def _own(period_id: int) -> Period:
    period = periods.own_period(viewer(), period_id)
    return period if period is not None else abort(404)


def _over() -> Conflict:
    return Conflict(label("period_over", "period_refusal"))


def _status() -> int:
    return 422 if request.method == "POST" else 200
