"""May this role enter?  One line a blueprint; every endpoint is behind a guard or on the short public list (AZ-1)."""

from collections.abc import Callable
from urllib.parse import quote

from flask import Blueprint, Flask, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.domain.organisation.rules import Role
from app.domain.viewer import Viewer
from app.web.errors import words_sent
from app.web.identity import session_found, viewer
from app.web.reentry import unfinished
from app.web.trace import note_security

# Endpoints that anybody may ask for; `public` adds to it, a house test prints it.
PUBLIC: set[str] = {"static"}
# Blueprint name → the roles that may enter; None means everybody who is signed in.
DOORS: dict[str, frozenset[str] | None] = {}
# Blueprints of machines, which show a token instead of signing in; each checks it itself, before its views.
BEARER: set[str] = set()

# Who else may use a door that is named after one role: heads of a school are teachers of it too.
ENTERS_AS: dict[Role, frozenset[Role]] = {
    Role.TEACHER: frozenset({Role.TEACHER, Role.PRINCIPAL}),
    Role.PRINCIPAL: frozenset({Role.PRINCIPAL}),
}


def door(blueprint: Blueprint, *roles: Role, beside: Callable[[Viewer], bool] | None = None) -> None:
    """Let only these roles into the blueprint, and whom `beside` knows; without roles, everybody who is signed in."""
    allowed = frozenset().union(*(ENTERS_AS.get(role, frozenset({role})) for role in roles)) if roles else None
    DOORS[blueprint.name] = allowed

    @blueprint.before_request
    def check() -> ResponseReturnValue | None:
        if request.endpoint in PUBLIC:
            return None
        if not current_user.is_authenticated:
            answer = _show_yourself()
            if answer is not None:
                return answer
        if blueprint.name != "account" and not knows_notice():
            return _lead_to_notice()
        if allowed is not None and viewer().role not in allowed and not (beside and beside(viewer())):
            note_security("door_refused", detail={"door": blueprint.name})
            abort(403)
        return None


def bearer_door(blueprint: Blueprint, check: Callable[[], ResponseReturnValue | None]) -> None:
    """Let nobody into the blueprint but machines whose token `check` knows; no role of a person opens it."""
    DOORS[blueprint.name] = frozenset()
    BEARER.add(blueprint.name)
    blueprint.before_request(check)


def _show_yourself() -> ResponseReturnValue | None:
    """The sign-in page, or what an unfinished session still asks for; None when the password came along just now."""
    try:
        return unfinished()
    except LookupError:
        return ask_to_sign_in()


def knows_notice() -> bool:
    """Was the present notice on personal data acknowledged?  Nothing is used before (DP-1)."""
    found = session_found()
    return found is not None and found.knows_notice


def _lead_to_notice() -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = url_for("account.show_notice")
        return answer
    return redirect(url_for("account.show_notice"), 303)


def public(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Mark a view of any blueprint as open to everybody; resolved to its endpoint by `init_app`."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def open_to_all(blueprint: Blueprint) -> None:
    """Every view of this blueprint is public."""
    DOORS[blueprint.name] = None
    blueprint.is_public = True  # type: ignore[attr-defined]


def ask_to_sign_in() -> Response:
    """Send to the sign-in page, and back again afterwards; htmx gets the header it understands.

    Whoever wrote something before their session ended elsewhere is given it back first.
    """
    back = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else "/"
    target = url_for("account.show_sign_in") + ("" if back == "/" else f"?next={quote(back, safe='/')}")
    if request.headers.get("HX-Request"):
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = url_for("account.show_sign_in")
        return answer
    if typed := words_sent():
        return make_response(render_template("errors/signed_out.html", typed=typed, target=target), 401)
    return redirect(target)  # type: ignore[return-value]


def init_app(app: Flask) -> None:
    """Collect the public endpoints and refuse to start with one that no guard covers."""
    for endpoint, view in app.view_functions.items():
        blueprint = app.blueprints.get(endpoint.rpartition(".")[0])
        if getattr(view, "is_public", False) or getattr(blueprint, "is_public", False):
            PUBLIC.add(endpoint)
    for endpoint in app.view_functions:
        if endpoint not in PUBLIC and endpoint.rpartition(".")[0] not in DOORS:
            raise RuntimeError(f"endpoint {endpoint} has no guard")
