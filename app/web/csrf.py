"""Does an unsafe request come from a page of ours?  (CSRF-1 to CSRF-6)

The token is an HMAC of the session (before sign-in: of a random value in Flask's signed cookie), masked by a fresh pad
for each answer, so that no two answers carry the same bytes and every page may be compressed.
"""

import base64
import hashlib
import hmac
import secrets

from flask import Flask, abort, current_app, g, request, session
from werkzeug.exceptions import BadRequest

from app.web.identity import session_token
from app.web.trace import note_security
from app.web.transactions import SAFE_METHODS

SIZE = 32
FIELD = "csrf_token"
HEADER = "X-CSRFToken"
# Blueprints with bearer tokens instead of cookies; held here and nowhere else.
EXEMPT_BLUEPRINTS: frozenset[str] = frozenset({"api"})


class StalePage(BadRequest):
    """The form's token is missing or of another session: shown as 422 with everything that was typed (CSRF-4)."""

    code = 422


def _secret(key: str) -> bytes:
    identity = session_token(request)
    if not identity:
        identity = session.setdefault("anonymous", secrets.token_hex(16))
    return hmac.new(key.encode(), f"csrf:{identity}".encode(), hashlib.sha256).digest()


def _mask(secret: bytes) -> str:
    pad = secrets.token_bytes(SIZE)
    return base64.urlsafe_b64encode(pad + bytes(a ^ b for a, b in zip(pad, secret, strict=True))).decode()


def _unmask(token: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(token.encode())
    except (ValueError, UnicodeEncodeError):
        return b""
    if len(raw) != 2 * SIZE:
        return b""
    return bytes(a ^ b for a, b in zip(raw[:SIZE], raw[SIZE:], strict=True))


def csrf_token() -> str:
    """A fresh masked token for this session."""
    if "csrf_secret" not in g:
        g.csrf_secret = _secret(str(current_app.config["SECRET_KEY"]))
    return _mask(g.csrf_secret)


def _token_is_ours(token: str) -> bool:
    given = _unmask(token)
    keys = [current_app.config["SECRET_KEY"], *(current_app.config["SECRET_KEY_FALLBACKS"] or [])]
    return any(hmac.compare_digest(given, _secret(str(key))) for key in keys)


def _origin_is_ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return not origin or origin == f"{request.scheme}://{request.host}"


def is_from_our_page() -> bool:
    """Did a page of ours send this form?  Asks no database."""
    token = request.headers.get(HEADER) or request.form.get(FIELD, "")
    return _origin_is_ours() and bool(token) and _token_is_ours(token)


def check() -> None:
    """Raise `StalePage` (422) or 403 for an unsafe request that no page of ours sent."""
    if request.method in SAFE_METHODS or request.blueprint in EXEMPT_BLUEPRINTS:
        return
    if request.routing_exception is not None:  # no view answers at this address
        return
    if not _origin_is_ours():
        note_security("csrf_rejected", detail={"why": "origin"})
        abort(403)
    if not is_from_our_page():
        note_security("csrf_rejected", detail={"why": "token"})
        raise StalePage


def init_app(app: Flask) -> None:
    """Check every unsafe request before its view; templates call `csrf_token()`."""
    app.before_request(check)
    app.jinja_env.globals["csrf_token"] = csrf_token
