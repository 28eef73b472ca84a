"""How does a province plan a year of training, and who is let off or added?"""

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.training.catalogue.queries import all_modules
from app.domain.training.catalogue.rules import Audience
from app.domain.training.needs import queries as needs
from app.domain.training.years import actions
from app.domain.training.years.exceptions import candidates, listed, number_listed
from app.domain.training.years.models import TrainingYear
from app.domain.training.years.queries import may_plan, required_of
from app.province.blueprint import blueprint
from app.province.training_forms import ExceptionForm, YearForm, both_sides, form_for, shown
from app.web.errors import Conflict
from app.web.forms import BaseForm
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import paged

KINDS = ("exempt", "added")


@blueprint.route("/training/new", methods=["GET", "POST"])
def open_training_year() -> ResponseReturnValue:
    """Type the plan and open the year."""
    who = viewer()
    if not may_plan(who):
        abort(404)
    modules = all_modules()
    form = form_for(modules, {})
    if form.passes():
        year_id, problems = actions.open_year(who, form.plan(modules), form.sending)
        if year_id is not None:
            flash("Đã lập kế hoạch. Bảng tiến độ có số liệu sau ít phút.", "ok")
            return go_to("records.show_training_year", year_id=year_id)
        form.tell(problems)
    return _form_page(form, None)


@blueprint.route("/training/<int:year_id>/plan", methods=["GET", "POST"])
def change_training_year(year_id: int) -> ResponseReturnValue:
    """Move dates, take modules in or out."""
    year = _own(year_id)
    modules = all_modules()
    form = form_for(modules, shown(year, required_of(year_id)))
    form.year.data = str(year.year)  # a plan keeps its year
    if form.passes():
        try:
            problems = actions.change_year(viewer(), year_id, form.plan(modules), form.shown_version, form.sending)
        except actions.ChangedMeanwhile:
            return _show_both(year_id, form)
        if not problems:
            flash("Đã đổi kế hoạch.", "ok")
            return go_to("records.show_training_year", year_id=year_id)
        form.tell(problems)
    return _form_page(form, year)


def _show_both(year_id: int, form: YearForm) -> ResponseReturnValue:
    """409 with both versions; the form goes on with what was typed, over the stored one's version."""
    year = _own(year_id)
    form.version.data = str(year.version)
    rows = both_sides(form, all_modules(), shown(year, required_of(year_id)))
    return render_template("province/training_both_sides.html", form=form, year=year, rows=rows), 409


def _form_page(form: YearForm, year: TrainingYear | None) -> ResponseReturnValue:
    by_audience = [(each, [m for m in all_modules() if m.audience == each]) for each in Audience]
    status = 422 if request.method == "POST" else 200
    who = viewer()
    round_ = needs.newest_round(who.unit_path)
    tally = needs.tally_of(who, round_, round_.unit.path) if round_ else None
    return render_template(
        "province/training_year.html", form=form, year=year, by_audience=by_audience, round=round_, tally=tally
    ), status


@blueprint.get("/training/<int:year_id>/exceptions")
def list_training_exceptions(year_id: int) -> ResponseReturnValue:
    """Who is let off or added, and a search for whoever else should be."""
    year = _own(year_id)
    text, kind = request.args.get("q", ""), request.args.get("kind", "")
    found = candidates(viewer(), text) if text else None
    numbers = number_listed(viewer(), year_id)
    kind = kind if kind in KINDS else ""
    pager = paged(
        numbers.get(kind, 0) if kind else sum(numbers.values()),
        lambda number: url_for(".list_training_exceptions", year_id=year_id, kind=kind or None, page=number),
    )
    return render_template(
        "province/training_exceptions.html", year=year, found=found, q=text, form=BaseForm(), numbers=numbers,
        rows=listed(viewer(), year_id, kind, pager.offset, pager.size), pager=pager, kind=kind,
    )  # fmt: skip


@blueprint.route("/training/<int:year_id>/exceptions/<int:person_id>", methods=["GET", "POST"])
def make_training_exception(year_id: int, person_id: int) -> ResponseReturnValue:
    """Let one person off, or have them learn what the rule does not ask."""
    year = _own(year_id)
    person = next(iter(candidates(viewer(), person_id=person_id)), None) or abort(404)
    form = ExceptionForm.from_request()
    if form.passes():
        reason, key = str(form.reason.data), form.sending
        try:
            if form.kind.data == "exempt":
                actions.let_off(viewer(), year_id, person_id, reason, key)
            else:
                actions.add_learner(viewer(), year_id, person_id, Audience(form.kind.data), reason, key)
        except PermissionError as own:
            raise Conflict(label("oneself", "training_refusal")) from own
        flash(f"Đã ghi ngoại lệ cho {person.name}. Người này nhận được thông báo kèm lý do.", "ok")
        return go_to("province.list_training_exceptions", year_id=year_id)
    status = 422 if request.method == "POST" else 200
    return render_template("province/training_exception.html", year=year, person=person, form=form), status


@blueprint.post("/training/<int:year_id>/exceptions/<int:person_id>/end")
def end_training_exception(year_id: int, person_id: int) -> ResponseReturnValue:
    """The rule holds for this person again."""
    _own(year_id)
    try:
        actions.take_back_exception(viewer(), year_id, person_id)
    except LookupError:
        abort(404)
    return go_to("province.list_training_exceptions", year_id=year_id)


def _own(year_id: int) -> TrainingYear:
    return actions.own_year(viewer(), year_id) or abort(404)
