"""How has somebody been judged over the years and schools?  One's own years; others' as far as their evaluations go."""

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.evaluation.trend.queries import YEARS, Trend, own_trend, trend_behind
from app.domain.evaluation.trend.rules import by_standard, moved, spread
from app.domain.standards.queries import standard_of
from app.records.blueprint import blueprint
from app.web.identity import viewer
from app.web.paging import Page, page_number
from app.web.trace import note_security


@blueprint.get("/trend")
def show_own_trend() -> ResponseReturnValue:
    """The viewer's own years, from every school, results from paper among them."""
    trend = own_trend(viewer(), page_number())
    if trend is None:
        return render_template("records/no_trend.html")
    return _page(trend, lambda number: url_for("records.show_own_trend", page=number), own=True)


@blueprint.get("/trend/<int:evaluation_id>")
def show_trend(evaluation_id: int) -> ResponseReturnValue:
    """The years of somebody whose evaluation the viewer may read; whoever looks is noted (AUD-4)."""
    trend = trend_behind(viewer(), evaluation_id, page_number()) or abort(404)
    own = trend.person_id == viewer().person_id
    if not own:
        note_security("trend_opened", about_person_id=trend.person_id)
    return _page(trend, lambda number: url_for("records.show_trend", evaluation_id=evaluation_id, page=number), own=own)


def _page(trend: Trend, address, *, own: bool) -> ResponseReturnValue:  # type: ignore[no-untyped-def]
    number = min(page_number(), max(1, -(-trend.total // YEARS)))
    standards = {year.standard_id: standard_of(year.standard_id) for year in trend.years}
    return render_template(
        "records/trend.html", trend=trend, own=own, standards=standards, spread=spread,
        moved=moved(trend.years) if number == 1 else None, groups=by_standard(trend.years),
        page=Page(number, YEARS, trend.total, address),
    )  # fmt: skip
