"""The door of the LMSs' machines: JSON in and out, a token instead of a sign-in, no HTML (CSRF-7, API-1, API-2)."""

from collections.abc import Callable

from flask import Blueprint, current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import WWWAuthenticate

from app.api import limits
from app.api.calls import keep, note, noted
from app.api.problems import ApiProblem
from app.domain import clock
from app.domain.accounts.clients.queries import Caller, caller_of
from app.domain.accounts.clients.rules import Scope
from app.web.guards import PUBLIC, bearer_door
from app.web.identity import session_token

PREFIX = "/api/v1"
blueprint = Blueprint("api", __name__, url_prefix=PREFIX)


def check() -> None:
    """Before every view: no cookie, a token that holds, its scope, and not too many requests."""
    note()
    if request.endpoint in PUBLIC:
        return
    if session_token(request):
        raise ApiProblem(400, "cookie_refused")
    shown = request.authorization
    token = shown.token if shown is not None and shown.type == "bearer" else None
    caller = caller_of(token, clock.now(), g.request_id) if token else None
    if caller is None:
        raise ApiProblem(401, "token_refused", headers={"WWW-Authenticate": WWWAuthenticate("bearer").to_header()})
    g.caller = caller
    noted().client_id, noted().provider_id = caller.client_id, caller.provider_id
    if scope_of(request.endpoint) not in caller.scopes:
        raise ApiProblem(403, "scope_missing")
    limits.check(str(caller.client_id), "requests")


def needs(scope: Scope) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """Mark a view with the scope that it asks for."""

    def mark(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        view.scope = scope  # type: ignore[attr-defined]
        return view

    return mark


def scope_of(endpoint: str | None) -> Scope | None:
    """The scope that an endpoint asks for; one without is open to no client."""
    return getattr(current_app.view_functions.get(endpoint or ""), "scope", None)


def caller() -> Caller:
    """The client that asks; call only behind the door."""
    return g.caller  # type: ignore[no-any-return]


bearer_door(blueprint, check)
blueprint.after_request(keep)

from app.api import completions, document, identity, modules, reconciliation, tokens  # noqa: E402,F401
