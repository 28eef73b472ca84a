"""What was I told?"""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.account.blueprint import blueprint
from app.domain.notices.actions import mark_seen
from app.domain.notices.queries import notices_for
from app.web.identity import viewer


@blueprint.get("/notices")
def list_notices() -> ResponseReturnValue:
    """The latest fifty, newest first."""
    return render_template("account/notices.html", notices=notices_for(viewer()))


@blueprint.post("/notices/seen")
def see_notices() -> ResponseReturnValue:
    """Mark them all as seen: never by merely looking (CSRF-1)."""
    mark_seen(viewer())
    return redirect(url_for("account.list_notices"), 303)
