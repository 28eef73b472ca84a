"""Who is not due in a period, and how is that said?  The same pages for a deciding office and a school's admin."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from wtforms import SelectField

from app.domain.evaluation.excuses import actions, queries
from app.domain.evaluation.excuses.rules import BY_HAND, ExcusedFor, may_bring_back, may_excuse
from app.domain.evaluation.hand_in.closing import why_closed
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.refusals import NotNow
from app.domain.evaluation.rules.flow import EvaluationState
from app.domain.vietnamese import search_patterns
from app.web.forms import REQUIRED, BaseForm, TextField, offered, refuse
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import page_size, paged
from app.web.refusals import refusal

LONGEST_NOTE = 300


class ExcuseForm(BaseForm):
    """Why somebody is not due."""

    reason = SelectField("Lý do", choices=[])
    note = TextField("Ghi rõ, giấy tờ đã xem", longest=LONGEST_NOTE)

    def offer(self) -> None:
        """What may be said by hand."""
        self.reason.choices = offered((str(each), label(each, "excused")) for each in BY_HAND)

    def validate_note(self, field: Any) -> None:
        """A later reader must understand it."""
        refuse(not field.data, REQUIRED)


class BackForm(BaseForm):
    """Why somebody is due after all."""

    note = TextField("Lý do", longest=LONGEST_NOTE)

    def validate_note(self, field: Any) -> None:
        """A later reader must understand it."""
        refuse(not field.data, REQUIRED)


def add_views(blueprint: Blueprint) -> None:
    """Give a role's door the pages on which people are excused from a period."""
    for rule, view, methods in (
        ("/evaluations/not-due", list_not_due, ["GET"]),
        ("/evaluations/<int:evaluation_id>/excuse", excuse_person, ["GET", "POST"]),
        ("/evaluations/<int:evaluation_id>/due", bring_person_back, ["GET", "POST"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


def list_not_due() -> ResponseReturnValue:
    """Who is excused and why, who came after the cut-off day, and a search for somebody to excuse."""
    periods = queries.periods_to_excuse(viewer())
    wanted = request.args.get("period", type=int)
    period = next((each for each in periods if wanted in (None, each.id)), None)
    query = request.args.get("q", "")[:100]
    if period is None:
        return render_template("excusing/list.html", period=None)
    pager = paged(
        queries.number_not_due(viewer(), period.id),
        lambda number: url_for(".list_not_due", period=period.id, page=number),
    )
    return render_template(
        "excusing/list.html", period=period, periods=periods, query=query, pager=pager,
        people=queries.not_due(viewer(), period.id, pager.offset, pager.size),
        found=queries.excusable(viewer(), period.id, search_patterns(query)),
        later=queries.came_later(viewer(), period, page_size()),
    )  # fmt: skip


def excuse_person(evaluation_id: int) -> ResponseReturnValue:
    """Say that somebody is not due."""
    evaluation = _found(evaluation_id)
    form = ExcuseForm.from_request()
    form.offer()
    if form.passes():
        try:
            actions.excuse(viewer(), evaluation_id, ExcusedFor(form.reason.data), form.note.data or "", form.sending)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to(".list_not_due", period=evaluation.period_id)
    may = may_excuse(EvaluationState(evaluation.state), evaluation.excused) and _is_open(evaluation)
    return render_template("excusing/excuse.html", evaluation=evaluation, form=form, may=may), _status()


def bring_person_back(evaluation_id: int) -> ResponseReturnValue:
    """Say that somebody is due after all."""
    evaluation = _found(evaluation_id)
    form = BackForm.from_request()
    if form.passes():
        try:
            actions.bring_back(viewer(), evaluation_id, form.note.data or "", form.sending)
        except (NotNow, LookupError) as refused:
            raise refusal(refused) from refused
        return go_to(".list_not_due", period=evaluation.period_id)
    may = may_bring_back(evaluation.excused) and _is_open(evaluation)
    return render_template("excusing/back.html", evaluation=evaluation, form=form, may=may), _status()


def _found(evaluation_id: int) -> Evaluation:
    evaluation = queries.evaluation_to_excuse(viewer(), evaluation_id)
    if evaluation is None:
        raise NotFound
    return evaluation


def _is_open(evaluation: Evaluation) -> bool:
    return why_closed(evaluation.period_id, evaluation.decided_in) is None


def _status() -> int:
    return 422 if request.method == "POST" else 200
