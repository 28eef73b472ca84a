"""What does somebody see when something cannot be done?  A whole page, or a message for htmx, never a trace (REL-5)."""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.db import db, is_busy
from app.web.csrf import StalePage, is_from_our_page
from app.web.htmx import to_messages, wants_partial
from app.web.kept import is_kept_whole, kept_address, kept_values, typed_words
from app.web.safe_next import safe_next

log = logging.getLogger("temis.error")
# Addresses of machines, and how an error is said to them: no page of ours means anything there.
MACHINES: dict[str, Callable[[int, HTTPException | None], Response]] = {}
SHOWN = {403, 404, 405, 409, 413, 422, 429, 500, 503}


class Conflict(HTTPException):
    """The act came too late or too early: 409 with the reason's Vietnamese sentence."""

    code = 409

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoLonger(HTTPException):
    """What somebody could read once and may not any more: 404, with the reason, since they know that it exists."""

    code = 404

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def answer(status: int, reason: str | None = None, wait: int | None = None) -> Response:
    """The error page, or its message for htmx; 403 and 404 read alike, so that neither betrays what exists.

    `wait`: the seconds after which the same may be asked again.
    """
    shown = status if status in SHOWN else (404 if status < 500 else 500)
    page = 404 if shown in {403, 405} else shown
    if wants_partial():
        response = to_messages(
            make_response(render_template("errors/_message.html", status=page, reason=reason, wait=wait), status)
        )
    else:
        shown_page = render_template(
            f"errors/{page}.html", reason=reason, wait=wait, typed=words_sent(), again=page_again()
        )
        response = make_response(shown_page, status)
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response


def _to_machine(status: int, error: HTTPException | None = None) -> Response | None:
    """The answer to a machine; None for people."""
    answers = (answer for prefix, answer in MACHINES.items() if request.path.startswith(prefix))
    said = next(answers, None)
    return said(status, error) if said else None


def _stale_page(_error: StalePage) -> Response:
    if wants_partial():
        return answer(422, "stale_page")
    try:
        return make_response(render_template("errors/stale.html", kept=kept_values(), action=kept_address()), 422)
    except OperationalError as down:  # the layout asks who is signed in
        return _database_down(down)


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    if (said := _to_machine(error.code or 500, error)) is not None:
        return said
    wait = getattr(error, "retry_after", None)
    try:
        response = answer(error.code or 500, getattr(error, "reason", None), wait)
    except OperationalError as down:  # the layout asks who is signed in
        return _database_down(down)
    if isinstance(wait, int):
        response.headers["Retry-After"] = str(wait)
    return response


def _database_down(error: OperationalError) -> Response:
    log.error("database_unavailable", exc_info=True)
    db.session.rollback()
    return _to_machine(503) or _last_resort(503, busy=is_busy(error))


def _unexpected(_error: Exception) -> Response:
    log.error("unexpected", exc_info=True)
    db.session.rollback()
    return _to_machine(500) or _last_resort(500)


def _last_resort(status: int, *, busy: bool = False) -> Response:
    """Pages that must work without a database; the layout itself may need one, so nothing of it is rendered.

    What was typed into a form is given back while the database is away: browsers forget the fields of pages that are
    not stored, and the form's own key keeps a second sending from acting twice.
    """
    kept = _typed() if status == 503 else []
    typed = [] if kept else words_sent()
    page = render_template(f"errors/plain_{status}.html", kept=kept, action=kept_address(), typed=typed, busy=busy)
    response = make_response(page, status)
    if wants_partial():
        response = to_messages(
            make_response(render_template("errors/_message.html", status=status, reason=None, busy=busy), status)
        )
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response


def _typed() -> list[tuple[str, str]]:
    """The fields of a form of ours that can be sent again as they are."""
    try:
        return kept_values() if is_kept_whole() and is_from_our_page() else []
    except HTTPException:  # a body that cannot be read, perhaps too large
        return []


def words_sent() -> list[tuple[str, str]]:
    """What was written into a form of ours that nothing became of; what another site sent is never shown as ours."""
    try:
        return typed_words() if request.method == "POST" and is_from_our_page() else []
    except HTTPException:  # a body that cannot be read, perhaps too large
        return []


def page_again() -> str | None:
    """The page that a form stood on: its own address where that can be opened, else the one that it came from."""
    rule = request.url_rule
    try:
        if request.method != "POST" or rule is None or not is_from_our_page():
            return None
    except HTTPException:  # a body that cannot be read, perhaps too large
        return None
    if "GET" in (rule.methods or ()):
        return safe_next(kept_address())
    came_from = urlsplit(request.referrer or "")
    return safe_next(came_from.path) if came_from.netloc == request.host else None


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(StalePage, _stale_page)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_down)
    app.register_error_handler(Exception, _unexpected)
