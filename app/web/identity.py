"""Who is making this request?  Joins Flask-Login to our server-side sessions; the cookie holds only a random token."""

from dataclasses import dataclass

from flask import Flask, Request, Response, current_app, g
from flask_login import UserMixin, current_user

from app.domain.accounts.sessions import viewer_of
from app.domain.viewer import Viewer
from app.extensions import login_manager


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
    """The session token that came with the request, or an empty string."""
    return request.cookies.get(cookie_name(), "")


def set_session_cookie(response: Response, token: str, max_age: int | None = None) -> None:
    """Hand the browser its session token (SES-2)."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(cookie_name(), token, max_age=max_age, secure=secure, httponly=True, samesite="Lax", path="/")


def clear_session_cookie(response: Response) -> None:
    """Take the session token back."""
    response.delete_cookie(cookie_name(), secure=bool(current_app.config["SESSION_COOKIE_SECURE"]), httponly=True)


@login_manager.request_loader
def _load(request: Request) -> SignedIn | None:
    token = session_token(request)
    viewer = viewer_of(token) if token else None
    return SignedIn(viewer.acting_in(request_id=g.request_id)) if viewer else None


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
