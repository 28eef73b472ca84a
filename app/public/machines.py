"""What do crawlers and finders of faults read?  (SUP)"""

from flask import current_app
from flask.typing import ResponseReturnValue

from app.public.blueprint import blueprint

TEXT = {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/robots.txt")
def show_robots() -> ResponseReturnValue:
    """Nothing here is for search engines."""
    return "User-agent: *\nDisallow: /\n", 200, TEXT


@blueprint.get("/favicon.ico")
def show_no_icon() -> ResponseReturnValue:
    """Browsers ask by themselves; an empty answer that they keep is cheaper than a page saying 404."""
    return "", 204, {"Cache-Control": "public, max-age=31536000"}


@blueprint.get("/.well-known/security.txt")
def show_security_contact() -> ResponseReturnValue:
    """Whom to tell about a fault (RFC 9116); 404 until the installation names a contact."""
    settings = current_app.extensions["settings"]
    if not settings.security_contact:
        return "", 404, TEXT
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {settings.security_expires}",
        "Preferred-Languages: vi, en",
    ]
    return "\n".join(lines) + "\n", 200, TEXT
