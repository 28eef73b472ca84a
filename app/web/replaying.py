"""How does a job ask for a page of ours?  As the person who asked for the job, through the very view, with no session.

The address was open to them when they asked for it; its queries take the viewer first, so what has left their sight
since is not in the answer.
"""

from flask import Response, current_app, g, request

from app.db import read_only
from app.domain.journal.actions import record_security
from app.domain.viewer import Viewer
from app.web.identity import SignedIn


def is_replayed() -> bool:
    """Does a job ask, which may take its time?"""
    return bool(g.get("replayed", False))


def answer_to(viewer: Viewer, address: str) -> Response:
    """What the viewer gets at a local address, read in full; what the view notes for afterwards is written."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    base_url = str(app.extensions["settings"].base_url)
    token = read_only.set(True)
    try:
        with app.app_context(), app.test_request_context(address, base_url=base_url):
            g.request_id, g.security_events, g.after_answer = viewer.request_id, [], []
            g._login_user, g.replayed = SignedIn(viewer), True
            view = app.view_functions[str(request.endpoint)]
            response: Response = app.make_response(view(**(request.view_args or {})))
            response.direct_passthrough = False
            response.get_data()
            noted = g.security_events
    finally:
        read_only.reset(token)
    record_security(noted)
    return response
