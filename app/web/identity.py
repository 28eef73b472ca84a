"""Who is making this request?  Joins Flask-Login to our server-side sessions; the cookie holds only a random token."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, Request, Response, current_app, g, request
from flask_login import UserMixin, current_user

from app.domain import clock
from app.domain.accounts.rules.sessions import ABSOLUTE, LOCKED_FOR
from app.domain.accounts.sessions import Found, look_up, touch
from app.domain.viewer import Viewer
from app.extensions import login_manager
from app.web.trace import after_answer

LIFE = ABSOLUTE + LOCKED_FOR + timedelta(minutes=10)


@dataclass
class SignedIn(UserMixin):
    """What Flask-Login holds for the length of a request."""

    viewer: Viewer

    def get_id(self) -> str:
        return str(self.viewer.account_id)


def cookie_name() -> str:
    """`__Host-sid` under https; plain http in development cannot carry that prefix (SES-2)."""
    return "__Host-sid" if current_app.config["SESSION_COOKIE_SECURE"] else "sid"


def session_token(request: Request) -> str:
    """The session token of this request (the new one, if it was renewed on the way), or an empty string."""
    adopted: str | None = g.get("adopted_token")
    return request.cookies.get(cookie_name(), "") if adopted is None else adopted


def session_found() -> Found | None:
    """What the request's session token leads to: open, locked, or waiting for the second factor; asked once."""
    if "session_found" not in g:
        token = session_token(request)
        g.session_found = None  # asked once, even where the database is down: the page that says so asks no more
        g.session_found = look_up(token, clock.now()) if token else None
    return g.session_found


def adopt(token: str) -> None:
    """Go on with this session from here: for the rest of the request, and as the browser's cookie (SES-1)."""
    g.adopted_token = token
    for known in ("session_found", "csrf_secret", "_login_user"):
        g.pop(known, None)


def forget_session() -> None:
    """Take the session token back from the browser."""
    adopt("")


@login_manager.request_loader
def _load(request: Request) -> SignedIn | None:
    found = session_found()
    if found is None or not found.is_open:
        return None
    at, session_id = clock.now(), found.viewer.session_id
    if session_id is not None and found.should_be_touched(at):
        after_answer(lambda: touch(session_id, at))
    return SignedIn(found.viewer.acting_in(request_id=g.request_id))


def viewer() -> Viewer:
    """The signed-in viewer; call only behind a guard."""
    return current_user.viewer


def viewer_or_none() -> Viewer | None:
    """The signed-in viewer, or None on a public page."""
    return current_user.viewer if current_user.is_authenticated else None


def init_app(app: Flask) -> None:
    """Bind Flask-Login; the cookie is ours, so its own session protection stays off."""
    login_manager.session_protection = None
    login_manager.init_app(app)

    @app.after_request
    def hand_over(response: Response) -> Response:
        token: str | None = g.get("adopted_token")
        if token is None:
            return response
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        if not token:
            response.delete_cookie(cookie_name(), path="/", secure=secure, httponly=True, samesite="Lax")
            return response
        found = session_found()
        # Among several people at one machine the cookie ends with the browser.
        life = None if found is not None and found.shared_machine else LIFE
        response.set_cookie(cookie_name(), token, max_age=life, secure=secure, httponly=True, samesite="Lax", path="/")
        return response
