"""How does the holder of a deciding office let somebody sign ("ký thay"), and take it back?  One set of pages.

Only for those who hold the office: for everybody else of the door the pages do not exist.
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from wtforms import SelectField
from wtforms.validators import DataRequired

from app.domain.organisation import delegations
from app.domain.organisation.delegations import Given
from app.domain.organisation.rules import Problem
from app.web.formats import within
from app.web.forms import REQUIRED, BaseForm, DayField, TextField, offered, refuse
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label

WHERE = {"person": "person", "starts": "starts", "ends": "until"}  # a problem's field and the form's


class DelegationForm(BaseForm):
    """Whom, from which day, until and with which day, and why."""

    person = SelectField("Người ký thay", coerce=str, validators=[DataRequired(REQUIRED)])
    starts = DayField("Từ ngày", validators=[DataRequired(REQUIRED)])
    until = DayField("Đến hết ngày", validators=[DataRequired(REQUIRED)])
    reason = TextField("Lý do", longest=300, validators=[DataRequired(REQUIRED)])

    def offer(self) -> None:
        """Those who come in by the door on which the office decides."""
        people = delegations.candidates_for(viewer())
        words = ((str(number), f"{name} ({within(label(position, 'position'))})") for number, name, position in people)
        self.person.choices = offered([("", "Hãy chọn"), *words])

    def validate_reason(self, field: Any) -> None:
        """It stands beside each act signed so."""
        refuse(len(field.data or "") < 5, "Hãy viết rõ hơn, ví dụ: Đi công tác.")

    def tell(self, problems: list[Problem]) -> None:
        """Put each problem at its field."""
        for problem in problems:
            self[WHERE[problem.field]].errors = [label(problem.code, "delegation_problem")]


def add_views(blueprint: Blueprint) -> None:
    """Give a role's door the pages on which its office lets others sign."""
    for rule, view, methods in (
        ("/delegations", list_delegations, ["GET"]),
        ("/delegations/new", delegate_office, ["GET", "POST"]),
        ("/delegations/<int:delegation_id>/take-back", take_back, ["GET", "POST"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


def list_delegations() -> ResponseReturnValue:
    """Who signs, who will, who did."""
    _only_office()
    return render_template("delegating/list.html", given=delegations.delegations_at(viewer()))


def delegate_office() -> ResponseReturnValue:
    """Let somebody sign between two days."""
    _only_office()
    form = DelegationForm.from_request()
    form.offer()
    if form.passes():
        starts, ends = form.starts.day, form.until.day + timedelta(days=1)
        problems = delegations.delegate(
            viewer(), int(form.person.data), starts, ends, form.reason.data or "", form.sending
        )
        if not problems:
            flash("Đã ủy quyền ký thay. Người ký thay được báo.", "ok")
            return go_to(".list_delegations")
        form.tell(problems)
    shown = render_template("delegating/new.html", form=form)
    return shown, 422 if request.method == "POST" else 200


def take_back(delegation_id: int) -> ResponseReturnValue:
    """Say once more whose delegation ends now, then end it."""
    given = _open_one(delegation_id)
    form = BaseForm.from_request()
    if form.passes():
        delegations.take_back(viewer(), delegation_id)
        flash(f"Đã thu hồi. {given.to_name} không ký thay nữa.", "ok")
        return go_to(".list_delegations")
    shown = render_template("delegating/take_back.html", one=given, form=form)
    return shown, 422 if request.method == "POST" else 200


def _only_office() -> None:
    if not delegations.holds_office(viewer()):
        raise NotFound


def _open_one(delegation_id: int) -> Given:
    found = [one for one in delegations.delegations_at(viewer()) if one.id == delegation_id]
    if not found:
        raise NotFound
    return found[0]
