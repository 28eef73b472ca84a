"""What does a request leave behind?  A request id, one JSON log line, and security facts written after the answer.

Facts that must outlive a refusal are collected on the request and written in a short transaction of their own once the
request's session is closed; if that fails, they go to the log (finding 2 of the security notes, AUD-4, LOG-1).
"""

import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue

from app.db import db, read_only
from app.domain import clock
from app.domain.journal.actions import record_security
from app.domain.viewer import Viewer

log = logging.getLogger("temis.request")


class JsonLines(logging.Formatter):
    """One JSON object a line; control characters are escaped by the encoding itself (LOG-2)."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {"ts": clock.now().isoformat(), "level": record.levelname, "event": record.getMessage()}
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["exception"] = getattr(record.exc_info[0], "__name__", "")
            line["where"] = _where(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


def _where(trace: Any) -> list[str]:
    """File and line of each frame, without values: a message or a local variable may hold a person's data."""
    frames = []
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return frames[-8:]


def pseudonym(account_id: int | None) -> str:
    """A steady name for an account in the logs that only the key holder can resolve."""
    if account_id is None:
        return ""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"log:{account_id}".encode(), hashlib.sha256).hexdigest()[:16]


def known_viewer() -> Viewer | None:
    """The viewer if this request has already found out; never asks the database (it may be down)."""
    return getattr(g.get("_login_user"), "viewer", None)


def note_security(event: str, *, about_person_id: int | None = None, detail: dict[str, Any] | None = None) -> None:
    """Collect a security fact; it is written after the answer was made."""
    who = None if is_untraced() else known_viewer()
    g.security_events.append({
        "at": clock.now(), "event": event, "account_id": who.account_id if who else None,
        "person_id": who.person_id if who else None, "role": who.role if who else "",
        "unit_id": who.unit_id if who else None, "about_person_id": about_person_id,
        "route": str(request.url_rule or ""), "detail": detail,
        "request_id": "" if is_untraced() else g.request_id,
    })  # fmt: skip


def leaves_no_trace(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Mark a view of an anonymous form: what a request of it leaves behind names nobody (ANON-7).

    Its log line has no user, no unit, no request id; neither has a security fact; it does not count as "last seen".
    """
    view.leaves_no_trace = True  # type: ignore[attr-defined]
    return view


def is_untraced() -> bool:
    """Is this a request of an anonymous form?"""
    return bool(getattr(current_app.view_functions.get(request.endpoint or ""), "leaves_no_trace", False))


def after_answer(work: Any) -> None:
    """Run `work()` after the request's own session is closed (last seen, for example)."""
    g.after_answer.append(work)


def init_app(app: Flask) -> None:
    """Give each request its id and its log line."""

    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(8)
        g.started = time.perf_counter()
        g.security_events = []
        g.after_answer = []

    @app.after_request
    def end(response: Response) -> Response:
        if not hasattr(g, "started"):
            return response
        untraced = is_untraced()
        who = None if untraced else known_viewer()
        fields = {
            "request_id": "" if untraced else g.request_id, "route": str(request.url_rule or ""),
            "method": request.method, "status": response.status_code,
            "ms": round((time.perf_counter() - g.started) * 1000, 1),
            "user": pseudonym(who.account_id) if who else "", "unit": who.unit_id if who else None,
        }  # fmt: skip
        log.info("request", extra={"fields": fields})
        if not untraced:
            response.headers["X-Request-Id"] = g.request_id
        events, work = g.security_events, [] if untraced else g.after_answer
        if events or work:
            response.direct_passthrough = False  # a file handed straight to the server would never call back
            response.call_on_close(lambda: _write_afterwards(app, events, work))
        return response


def _write_afterwards(app: Flask, events: list[dict[str, Any]], work: list[Any]) -> None:
    with app.app_context():
        token = read_only.set(False)
        try:
            record_security(events)
            for each in work:
                each()
        except Exception:
            for event in events:
                log.error("security_event_unwritten", extra={"fields": {"lost": event["event"]}}, exc_info=True)
        finally:
            read_only.reset(token)
            db.session.remove()
