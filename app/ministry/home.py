"""Which work waits for the ministry today?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.identity.summary import overview
from app.domain.organisation.admin_requests import requests_to_decide
from app.ministry.blueprint import blueprint
from app.web.identity import viewer


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The country in numbers, the slowest provinces first."""
    who = viewer()
    told, slowest = overview(who)
    return render_template("ministry/home.html", told=told, slowest=slowest, waiting=len(requests_to_decide(who)))
