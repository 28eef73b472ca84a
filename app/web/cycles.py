"""How does the office right above a school record its consent to a shortened cycle?  For middle level and province."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.evaluation.cycles import actions, queries
from app.domain.evaluation.models import Period
from app.domain.evaluation.periods import is_locked
from app.domain.evaluation.sheets import office_in
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import Problem
from app.domain.progress.queries import named_like
from app.web.htmx import go_to
from app.web.identity import viewer
from app.web.labels import label
from app.web.paging import page_number, page_size, paged
from app.web.periods_forms import ConsentForm


def add_views(blueprint: Blueprint) -> None:
    """Give a role's door the pages on which its office answers schools that shorten the cycle."""
    for rule, view, methods in (
        ("/cycles", list_cycles, ["GET"]),
        ("/cycles/<int:period_id>/<int:unit_id>", decide_cycle, ["GET", "POST"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


def list_cycles() -> ResponseReturnValue:
    """The schools right beneath, those that ask first."""
    period = period_between(request.args.get("period", type=int))
    if period is None:
        return render_template("periods/cycles.html", period=None)
    query = request.args.get("q", "")[:100]
    words = named_like(Unit.name_fold, query) if len(query) > 1 else None
    office = office_in(viewer(), viewer().unit_id or 0)
    rows = queries.schools_right_beneath(viewer(), period.id, words)
    number, size = page_number(), page_size()
    shown = rows[size * (number - 1) : size * number]
    return render_template(
        "periods/cycles.html", period=period, rows=shown, query=query, office=office,
        pager=paged(len(rows), lambda page: f"?period={period.id}&q={query}&page={page}", number),
        periods=queries.periods_between(viewer()), locked=is_locked(period),
    )  # fmt: skip


def decide_cycle(period_id: int, unit_id: int) -> ResponseReturnValue:
    """Record the consent with its paper, or decline with a reason."""
    who = viewer()
    period, row = period_between(period_id), queries.cycle_at(who, period_id, unit_id)
    if period is None or row is None or unit_id == who.unit_id or office_in(who, who.unit_id or 0) is None:
        abort(404)
    form = ConsentForm.from_request()
    if form.passes():
        key = form.sending
        try:
            if form.decision.data == "consent":
                day = form.day.day or clock.today()
                problems = actions.consent(who, period_id, unit_id, form.paper.data or "", day, key)
            else:
                problems = actions.decline(who, period_id, unit_id, form.reason.data or "", key)
        except LookupError:
            abort(404)
        if not problems:
            return go_to(".list_cycles", period=period_id)
        tell(form, problems)
    status = 422 if request.method == "POST" else 200
    return render_template("periods/cycle.html", period=period, row=row, form=form), status


def period_between(wanted: int | None) -> Period | None:
    """The period of a year between that is asked for, else the newest."""
    found = [one for one in queries.periods_between(viewer()) if wanted is None or one.id == wanted]
    return found[0] if found else None


def tell(form: ConsentForm, problems: list[Problem]) -> None:
    """Show each problem at its field, or at the decision."""
    for problem in problems:
        field = form[problem.field or "decision"]
        field.errors = [*field.errors, label(problem.code, "cycle_problem")]
