"""Who did what in my units?"""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.domain.organisation.trail import trail_page
from app.records.blueprint import blueprint
from app.web.addresses import asked_id
from app.web.identity import viewer

PAGE_SIZE = 50


@blueprint.get("/trail")
def list_trail() -> ResponseReturnValue:
    """The journal within the viewer's scope, newest first; `before` continues it."""
    entries, more = trail_page(viewer(), before_id=asked_id(request.args, "before"), size=PAGE_SIZE)
    return render_template("records/trail.html", entries=entries, more=more)
