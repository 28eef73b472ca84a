"""Where does the ministry set until when the provinces' reports of a year are extracted, published and sent?"""

from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import DataRequired

from app.domain import clock
from app.domain.evaluation.refusals import StaleVersion
from app.domain.reporting.deadlines import days_of, set_deadlines
from app.domain.reporting.rules import Step, usual_day
from app.ministry.blueprint import blueprint
from app.web import formats
from app.web.forms import REQUIRED, BaseForm, DayField
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.versions import Row, differing

FIRST_YEAR = 2020
"""Of this year the provinces reported first."""


class DeadlinesForm(BaseForm):
    """The three days, and those that were shown when they were typed."""

    extracted = DayField("Chốt số liệu trước ngày", validators=[DataRequired(REQUIRED)])
    published = DayField("Công bố trước ngày", validators=[DataRequired(REQUIRED)])
    sent = DayField("Gửi báo cáo trước ngày", validators=[DataRequired(REQUIRED)])
    shown_extracted, shown_published, shown_sent = HiddenField(), HiddenField(), HiddenField()

    def days(self) -> dict[Step, Any]:
        """What was typed, once it is valid."""
        return {step: self[step.value].day for step in Step}

    def shown(self) -> dict[Step, str]:
        """What stood there before."""
        return {step: self[f"shown_{step}"].data or "" for step in Step}


@blueprint.route("/report-deadlines/<int:year>", methods=["GET", "POST"])
def set_report_deadlines(year: int) -> ResponseReturnValue:
    """Show the days of a year, and set others."""
    if not FIRST_YEAR <= year <= clock.today().year + 1:
        abort(404)
    stored = days_of(year)
    form = DeadlinesForm.from_request(data=_written(stored))
    if form.passes():
        shown = {step: day for step, day in stored.items() if formats.day(day) == form.shown()[step]}
        try:
            problems = set_deadlines(viewer(), year, form.days(), shown)
        except StaleVersion:
            return _show_both(year, form)
        if not problems:
            flash(f"Đã đặt hạn báo cáo năm {year}.", "ok")
            return go_to("ministry.set_report_deadlines", year=year)
        for problem in problems:
            form[str(problem.field)].errors = [label(problem.code, "report_problem")]
    years = range(FIRST_YEAR, clock.today().year + 2)
    status = 422 if request.method == "POST" else 200
    usual = {step.value: usual_day(year, step) for step in Step}
    return render_template(
        "ministry/report_deadlines.html", form=form, year=year, years=years, usual=usual
    ), status  # fmt: skip


def _written(days: dict[Step, Any]) -> dict[str, str]:
    shown = {step.value: formats.day(day) for step, day in days.items()}
    return shown | {f"shown_{step}": day for step, day in shown.items()}


def _show_both(year: int, form: DeadlinesForm) -> ResponseReturnValue:
    """409 with both versions; the form goes on with what was typed, over what is stored now."""
    stored = _written(days_of(year))
    for step in Step:
        form[f"shown_{step}"].data = stored[step]
    rows = differing(Row(form[step].label.text, stored[step], form[step].data or "") for step in Step)
    here = url_for("ministry.set_report_deadlines", year=year)
    return render_template("ministry/report_deadlines_both_sides.html", form=form, rows=rows, here=here), 409
