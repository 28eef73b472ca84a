"""How does somebody come in, and go out?"""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.account.blueprint import blueprint
from app.domain import clock
from app.domain.accounts.sessions import end_session
from app.web.guards import public
from app.web.htmx import go_to
from app.web.identity import clear_session_cookie, session_token


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in page."""
    return render_template("account/sign_in.html")


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session and forget its cookie."""
    end_session(session_token(request), clock.now())
    response = go_to("account.sign_in")
    clear_session_cookie(response)
    return response
