"""Which work waits for the ministry today?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.identity.summary import own_summary, slowest
from app.ministry.blueprint import blueprint
from app.web.identity import viewer


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The country in numbers, the slowest provinces first."""
    who = viewer()
    return render_template("ministry/home.html", told=own_summary(who), slowest=slowest(who))
