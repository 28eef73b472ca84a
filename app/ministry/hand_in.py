"""How far are the provinces with handing results in?  Numbers of units; the ministry opens nobody's file."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.domain.evaluation.hand_in import queries
from app.ministry.blueprint import blueprint
from app.web.identity import viewer


@blueprint.get("/hand-ins")
def list_hand_ins() -> ResponseReturnValue:
    """One line a province, for the year asked for."""
    years = queries.years_handed_in(viewer())
    wanted = request.args.get("year", type=int)
    year = wanted if wanted in years else next(iter(years), None)
    rows = queries.provinces_in(viewer(), year) if year else []
    return render_template("ministry/hand_ins.html", rows=rows, year=year, years=years)
