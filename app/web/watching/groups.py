"""How far is each subject group, who has not answered, and how are they reminded?"""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain import clock
from app.domain.evaluation.models import Period
from app.domain.evaluation.peers import reminding
from app.domain.evaluation.peers.counting import group_headed
from app.domain.evaluation.peers.watching import (
    GroupView,
    group_lines,
    group_view,
    may_arrange,
    may_urge,
    periods_watched,
)
from app.domain.evaluation.refusals import NotNow
from app.domain.organisation.rules import Role
from app.web.forms import BaseForm
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import choices, label
from app.web.paging import paged
from app.web.refusals import refusal


def show_groups() -> ResponseReturnValue:
    """The newest period in which the viewer watches a group, or a word why there is none."""
    periods = periods_watched(viewer())
    if periods:
        return redirect(url_for(".list_groups", period_id=periods[0].id), 303)
    if viewer().role != Role.PRINCIPAL and group_headed(viewer()) is None:
        raise NotFound
    return render_template("watching/no_period.html")


def list_groups(period_id: int) -> ResponseReturnValue:
    """Every group of the school; a group head is led to their own."""
    periods = periods_watched(viewer())
    period = next((one for one in periods if one.id == period_id), None)
    if period is None:
        raise NotFound
    if viewer().role != Role.PRINCIPAL:
        return redirect(url_for(".show_group", period_id=period_id, group_id=group_headed(viewer())), 303)
    return render_template(
        "watching/groups.html", period=period, lines=group_lines(viewer(), period_id), periods=periods,
        may_arrange=may_arrange(viewer(), viewer().unit_id or 0), days=_days(period),
    )  # fmt: skip


def show_group(period_id: int, group_id: int | None) -> ResponseReturnValue:
    """One group: how many are asked, how many have answered, who is rated."""
    view = _view(period_id, group_id)
    number = paged(len(view.members), lambda page: url_for(".show_group", **_here(view), page=page))
    return render_template(
        "watching/group.html", view=view, here=_here(view), pager=number,
        members=view.members[number.offset : number.offset + number.size], me=viewer().person_id,
        may_urge=may_urge(viewer(), view.group), may_arrange=may_arrange(viewer(), view.group.unit_id),
        days=_days(view.group.period),
    )  # fmt: skip


def list_raters(period_id: int, group_id: int | None) -> ResponseReturnValue:
    """Who is asked, who has answered on everybody, who has not; never what was said."""
    view, state = _view(period_id, group_id), request.args.get("state", "")
    lists = {"asked": view.raters, "done": tuple(one for one in view.raters if one.done), "silent": view.silent}
    state = state if state in lists else "asked"
    rows = lists[state]
    pager = paged(len(rows), lambda page: url_for(".list_raters", **_here(view), state=state, page=page))
    return render_template(
        "watching/raters.html", view=view, here=_here(view), state=state, states=choices("rater_state"),
        rows=rows[pager.offset : pager.offset + pager.size], pager=pager, may_urge=may_urge(viewer(), view.group),
    )  # fmt: skip


def remind_raters(period_id: int, group_id: int | None) -> ResponseReturnValue:
    """Whom a reminder reaches and what it says; then send it."""
    view = _view(period_id, group_id)
    if not may_urge(viewer(), view.group):
        raise NotFound
    form = BaseForm.from_request()
    if form.passes():
        try:
            told = reminding.remind(viewer(), period_id, group_id, form.sending)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to(".remind_raters", **_here(view), told=told)
    people = [one.person_id for one in view.silent if one.person_id != viewer().person_id]
    return render_template(
        "watching/remind.html", view=view, here=_here(view), form=form, people=len(people),
        already=len(reminding.reminded_today(period_id, people)), told=request.args.get("told", type=int),
        text=label(reminding.REMINDER, "notice").format(sender=viewer().name),
    )  # fmt: skip


def _view(period_id: int, group_id: int | None) -> GroupView:
    view = group_view(viewer(), period_id, group_id)
    if view is None:
        raise NotFound
    return view


def _days(period: Period) -> int:
    return clock.days_until(period.opinions_due, clock.campaign_now())


def _here(view: GroupView) -> dict[str, Any]:
    """The group's part of each address beneath it."""
    return {"period_id": view.group.period.id, "group_id": view.group.group_id}
