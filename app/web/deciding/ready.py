"""How are the complete rows of a page ranked together?  A check page first, then an answer for each row."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.domain.evaluation.grid.actions import Outcome, decide_by_rule
from app.domain.evaluation.grid.queries import Row
from app.domain.standards.queries import standard_of
from app.web.deciding.forms import ReadyForm
from app.web.deciding.grid import filters_of, page_of
from app.web.deciding.page import period_asked
from app.web.identity import viewer
from app.web.labels import label


def decide_ready() -> ResponseReturnValue:
    """Whom the rule ranks how, which rows still need reasons, and one button for those that are chosen."""
    period = period_asked()
    if period is None:
        raise NotFound
    page, rows = page_of(period)
    complete = [row for row in rows if row.complete]
    form = ReadyForm.from_request()
    form.offer([(row, _words(row)) for row in complete if row.ready])
    asking = any(row.sheet.awaits_colleagues for row in complete)
    context = {"period": period, "filters": filters_of(period, page), "page": page, "asking": asking}
    if form.passes():
        outcomes = decide_by_rule(viewer(), form.chosen, form.sending)
        told = [
            (one.name, url_for(".rate_person", evaluation_id=one.evaluation_id), _what_became(one), bool(one.refused))
            for one in outcomes
        ]
        return render_template(
            "deciding/grid_decided.html", **context, told=told, gone=len(dict(form.chosen)) - len(told)
        )
    bare = [row for row in complete if not row.ready]
    blank = sum(not row.refused for row in rows) - len(complete)
    shown = render_template("deciding/grid_decide.html", **context, form=form, bare=bare, blank=blank)
    return shown, 422 if request.method == "POST" else 200


def _words(row: Row) -> str:
    """Name, rank and the clause that gives it."""
    sheet = row.sheet
    ranking, standard = sheet.ranking, standard_of(sheet.evaluation.standard_id)
    assert ranking.rank is not None and ranking.clause is not None
    return f"{sheet.evaluation.person.full_name}: {standard.level(ranking.rank).name} ({ranking.clause.article})"


def _what_became(outcome: Outcome) -> str:
    """The rank, or the reason against it."""
    if outcome.rank is not None:
        return standard_of(outcome.standard_id).level(outcome.rank).name
    numbers = ", ".join(map(str, outcome.criteria))
    return label(outcome.refused, "evaluation_refusal").format(numbers=numbers)
