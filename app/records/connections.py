"""How do the LMSs' machines get on?  Their attempts without a learner's name, for provider, province and ministry."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.accounts.clients.queries import calls_of, client_for, sees_clients
from app.records.blueprint import blueprint
from app.web.addresses import asked_id
from app.web.identity import viewer

SHOWN = 100


@blueprint.get("/lms/calls")
def list_calls() -> ResponseReturnValue:
    """The latest attempts of the clients in sight, or of one of them (API-7)."""
    if not sees_clients(viewer()):
        abort(404)
    client_id = asked_id(request.args, "client")
    row = (client_for(viewer(), client_id) or abort(404)) if client_id is not None else None
    calls = calls_of(viewer(), client_id, limit=SHOWN)
    return render_template("records/lms_calls.html", calls=calls, row=row, most=SHOWN)
