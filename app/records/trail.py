"""Who did what in my units?"""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.domain.organisation.trail import trail_page
from app.records.blueprint import blueprint
from app.web.identity import viewer

PAGE_SIZE = 50
LARGEST_ID = 2**63 - 1


@blueprint.get("/trail")
def list_trail() -> ResponseReturnValue:
    """The journal within the viewer's scope, newest first; `before` continues it."""
    before = request.args.get("before", type=int)
    before = before if before is not None and 0 < before <= LARGEST_ID else None
    entries, more = trail_page(viewer(), before_id=before, size=PAGE_SIZE)
    return render_template("records/trail.html", entries=entries, more=more)
