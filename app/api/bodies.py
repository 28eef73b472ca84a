"""What came in, and what goes out?  JSON only, read strictly, answered once for each Idempotency-Key (API-3, API-5)."""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, request

from app.api.blueprint import caller
from app.api.calls import noted
from app.api.problems import ApiProblem
from app.domain import clock
from app.domain.accounts.clients.actions import KeyReused, StillAtWork, begin_answer, forget_answer, keep_answer
from app.domain.identity.changes.rules import Cursor, read_cursor
from app.web.exchange.fields import Complaint, Field, Read, read_object
from app.web.exchange.strict_json import BadJson, read_json

P = ParamSpec("P")
KEY = re.compile(r"[\x21-\x7e]{1,100}")
MOST_LISTED = 1_000


def body() -> Any:
    """The JSON that was sent.  Raises 415 for anything else, 400 for JSON that we do not read, 413 past 1 MB."""
    if request.mimetype != "application/json":
        raise ApiProblem(415, "not_json")
    try:
        return read_json(request.get_data(cache=True))
    except BadJson as bad:
        raise ApiProblem(400, bad.code) from None


def read_body(fields: Sequence[Field]) -> dict[str, Any]:
    """One object of these fields.  Raises 422 with a pointer to each fault."""
    read: Read = read_object(body(), fields)
    noted().unknown_fields += read.unknown
    if read.complaints:
        raise ApiProblem(422, "invalid", read.complaints)
    return read.values


def answer(value: Any, status: int = 200) -> Response:
    """A JSON answer that nobody keeps."""
    response = Response(json.dumps(value, ensure_ascii=False), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def said_at(at: datetime | None) -> str | None:
    """An instant as Vietnam's clocks show it, with its offset."""
    return at.astimezone(clock.VIETNAM).isoformat() if at else None


def page_asked() -> tuple[Cursor, int]:
    """Where to go on (`cursor` or `since`), and how many at once.  Raises 422."""
    complaints = []
    text, limit = request.args.get("cursor", request.args.get("since", "")), request.args.get("limit", "200")
    cursor = Cursor()
    try:
        cursor = read_cursor(text)
    except ValueError:
        complaints.append(Complaint("/cursor", "cursor_unknown"))
    if not (limit.isascii() and limit.isdigit() and len(limit) < 6 and 1 <= int(limit) <= MOST_LISTED):
        complaints.append(Complaint("/limit", "out_of_range"))
    if complaints:
        raise ApiProblem(422, "invalid", complaints)
    return cursor, int(limit)


def once_a_key(view: Callable[P, Response]) -> Callable[P, Response]:
    """Give the same answer again to the same request with the same Idempotency-Key, for 72 hours."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(*args, **kwargs)
        if not KEY.fullmatch(key):
            raise ApiProblem(400, "key_invalid")
        known = _known_answer(key)
        if known is not None:
            response = Response(known[1], known[0], content_type="application/json")
            response.headers.update({"Idempotent-Replayed": "true", "Cache-Control": "no-store"})
            return response
        try:
            response = view(*args, **kwargs)
        except BaseException:
            forget_answer(caller().client_id, key)
            raise
        keep_answer(caller().client_id, key, response.status_code, response.get_data(as_text=True))
        return response

    return guarded


def _known_answer(key: str) -> tuple[int, str] | None:
    said = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.get_data(cache=True)).hexdigest()
    try:
        return begin_answer(caller().client_id, key, said, clock.now())
    except KeyReused:
        raise ApiProblem(422, "key_reused") from None
    except StillAtWork as busy:
        raise ApiProblem(409, "key_at_work", headers={"Retry-After": str(busy.wait)}) from None
