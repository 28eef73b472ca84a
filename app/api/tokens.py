"""Who are you?  A client shows its secret and gets a token for an hour (OAuth 2.0 client credentials, RFC 6749 4.4)."""

import json
from typing import Any

from flask import Response, request

from app.api import limits
from app.api.blueprint import blueprint
from app.api.bodies import answer
from app.api.calls import noted
from app.api.problems import ApiProblem
from app.domain import clock
from app.domain.accounts.clients.actions import Grant, issue_token
from app.domain.accounts.clients.rules import TOKEN_LIFE
from app.web.guards import public

FORM = "application/x-www-form-urlencoded"
LONGEST = 200
# The words of RFC 6749 5.2 for our codes.
OAUTH_ERRORS = {
    "client_refused": "invalid_client", "grant_unknown": "unsupported_grant_type", "scope_unknown": "invalid_scope",
}  # fmt: skip


class TokenProblem(ApiProblem):
    """A refusal in the form that OAuth clients read; our code and sentence go along."""

    def answer(self) -> Response:
        said: dict[str, Any] = {"error": OAUTH_ERRORS.get(self.word, "invalid_request")} | self.said()
        response = Response(json.dumps(said, ensure_ascii=False), self.code, content_type="application/json")
        response.headers.update(self.headers | {"Cache-Control": "no-store"})
        return response


@blueprint.post("/token")
@public
def issue() -> Response:
    """A token for whoever shows a live secret, by Basic or in the form; all failures are alike (API-2)."""
    if request.mimetype != FORM:
        raise TokenProblem(415, "not_a_form")
    if request.form.get("grant_type") != "client_credentials":
        raise TokenProblem(400, "grant_unknown")
    key, secret = _credentials()
    limits.check(key[:LONGEST], "requests")
    try:
        grant = _grant(key, secret, request.form.get("scope", ""))
    except ValueError:
        raise TokenProblem(400, "scope_unknown") from None
    noted().client_id, noted().provider_id = grant.client_id, grant.provider_id
    return answer({
        "access_token": grant.token, "token_type": "Bearer", "expires_in": int(TOKEN_LIFE.total_seconds()),
        "scope": " ".join(sorted(grant.scopes)),
    })  # fmt: skip


def _credentials() -> tuple[str, str]:
    """Key and secret; shown in both ways at once they are refused (RFC 6749 2.3)."""
    basic, form = request.authorization, request.form
    if basic is not None and basic.type == "basic":
        if "client_secret" in form:
            raise TokenProblem(400, "bad_request")
        return basic.username or "", basic.password or ""
    return form.get("client_id", ""), form.get("client_secret", "")


def _grant(key: str, secret: str, scope: str) -> Grant:
    usable = key and secret and len(key) <= LONGEST and len(secret) <= LONGEST
    grant = issue_token(key, secret, scope[:LONGEST], clock.now()) if usable else None
    if grant is None:
        raise TokenProblem(401, "client_refused", headers={"WWW-Authenticate": 'Basic realm="TEMIS"'})
    return grant
