"""Which work waits for a lecturer today?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.identity.summary import overview
from app.domain.notices.queries import unseen_count
from app.university.blueprint import blueprint
from app.web.identity import viewer


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The provinces that one's university serves, the slowest first."""
    who = viewer()
    told, slowest = overview(who)
    return render_template("university/home.html", told=told, slowest=slowest, news=unseen_count(who))
