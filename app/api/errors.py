"""What does a machine hear when something goes wrong outside our own refusals?  The same problem+json (API-2)."""

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from app.api.blueprint import PREFIX
from app.api.calls import noted
from app.api.problems import ApiProblem
from app.web import errors

CODES = {
    400: "bad_request", 401: "token_refused", 403: "scope_missing", 404: "not_found", 405: "method_unknown",
    413: "too_large", 429: "too_many_requests", 500: "broken", 503: "unavailable",
}  # fmt: skip
RETRY = {503: "30"}


def answer(status: int, error: HTTPException | None) -> Response:
    """Whatever was raised, as a problem; headers that belong to it (Allow, Retry-After) stay."""
    problem = error if isinstance(error, ApiProblem) else _as_problem(status, error)
    noted().code = problem.word
    return problem.answer()


def _as_problem(status: int, error: HTTPException | None) -> ApiProblem:
    known = status if status in CODES else (400 if status < 500 else 500)
    headers = {"Retry-After": RETRY[status]} if status in RETRY else {}
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        headers["Allow"] = ", ".join(sorted(allowed))
    return ApiProblem(status, CODES[known], headers=headers)


def init_app(_app: Flask) -> None:
    """Speak for every address under the door, also for those that do not exist."""
    errors.MACHINES[f"{PREFIX}/"] = answer
