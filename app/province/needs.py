"""When does the province take forms of needs?  One window a school year."""

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from wtforms.validators import DataRequired

from app.domain import clock
from app.domain.evaluation.refusals import StaleVersion
from app.domain.organisation.rules import Problem
from app.domain.training.needs import actions
from app.domain.training.needs.models import NeedsRound
from app.domain.training.needs.queries import may_run, own_round
from app.domain.training.needs.rules import Window
from app.province.blueprint import blueprint
from app.web import formats
from app.web.forms import REQUIRED, DayField, TextField, VersionForm, refuse
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.versions import Row, differing

YEARS = range(2018, 2100)


class WindowForm(VersionForm):
    """The school year, by the year in which it ends, and the two days."""

    year = TextField("Năm kết thúc năm học", longest=4, validators=[DataRequired(REQUIRED)])
    opens = DayField("Nhận phiếu từ ngày", validators=[DataRequired(REQUIRED)])
    closes = DayField("Đóng trước ngày", validators=[DataRequired(REQUIRED)])

    def validate_year(self, field: Any) -> None:
        """A year as four digits."""
        text = str(field.data)
        right = text.isascii() and text.isdecimal() and int(text) in YEARS
        refuse(not right, "Hãy nhập năm có 4 chữ số, ví dụ 2023 cho năm học 2022–2023.")

    def window(self) -> Window:
        """What was typed, once it passes."""
        assert self.opens.day is not None and self.closes.day is not None
        return Window(int(self.year.data or 0), clock.start_of(self.opens.day), clock.start_of(self.closes.day))

    def tell(self, problems: list[Problem]) -> None:
        """Show each problem at its field."""
        for problem in problems:
            self[problem.field].errors = [label(problem.code, "needs_problem")]


@blueprint.route("/needs/new", methods=["GET", "POST"])
def open_needs() -> ResponseReturnValue:
    """Open a window."""
    if not may_run(viewer()):
        abort(404)
    form = WindowForm.from_request()
    if form.passes():
        round_id, problems = actions.open_round(viewer(), form.window(), form.sending)
        if round_id is not None:
            return go_to("records.show_needs", round_id=round_id)
        form.tell(problems)
    return _page(form, None)


@blueprint.route("/needs/<int:round_id>/dates", methods=["GET", "POST"])
def move_needs(round_id: int) -> ResponseReturnValue:
    """Set other days; the school year stays."""
    round_ = own_round(viewer(), round_id) or abort(404)
    form = WindowForm.from_request(data=_days(round_) | {"year": str(round_.year), "version": str(round_.version)})
    if form.passes():
        wanted = form.window()
        window = Window(round_.year, wanted.opens, wanted.closes)
        try:
            problems = actions.move_round(viewer(), round_id, window, form.shown_version, form.sending)
        except StaleVersion:
            return _show_both(round_id, form)
        if not problems:
            return go_to("records.show_needs", round_id=round_id)
        form.tell(problems)
    return _page(form, round_)


def _days(round_: NeedsRound) -> dict[str, str]:
    return {name: formats.day(getattr(round_, name).astimezone(clock.VIETNAM).date()) for name in ("opens", "closes")}


def _show_both(round_id: int, form: WindowForm) -> ResponseReturnValue:
    """409 with both versions; the form goes on with what was typed, over the stored one's version (CON-1)."""
    round_ = own_round(viewer(), round_id) or abort(404)
    form.version.data = str(round_.version)
    rows = differing(
        Row(form[name].label.text, day, formats.day(form[name].day)) for name, day in _days(round_).items()
    )
    return render_template("province/needs_both_sides.html", form=form, round=round_, rows=rows), 409


def _page(form: WindowForm, round_: NeedsRound | None) -> ResponseReturnValue:
    status = 422 if request.method == "POST" else 200
    return render_template("province/needs_window.html", form=form, round=round_), status
