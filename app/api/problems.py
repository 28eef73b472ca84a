"""How is something refused?  RFC 9457: a stable code, JSON pointers, a Vietnamese sentence; never HTML (API-2)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, g
from werkzeug.exceptions import HTTPException

from app.web.exchange.fields import Complaint
from app.web.labels import label

GUIDE = "/lms/huong-dan"
WHOLE = "cả nội dung"  # an empty pointer is the whole body
PROBLEM_JSON = "application/problem+json"


class ApiProblem(HTTPException):
    """A refusal with its code; `complaints` say what is wrong where."""

    def __init__(
        self, status: int, code: str, complaints: Iterable[Complaint] = (), *, headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(code)
        self.code = status
        self.word = code
        self.complaints = tuple(complaints)
        self.headers = dict(headers or {})
        self.more = more

    def said(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {
            "type": f"{GUIDE}#{self.word}", "title": label(self.word, "api_problem"), "status": self.code,
            "code": self.word, "detail": label(self.word, "api_problem"), "request_id": g.get("request_id", ""),
        }  # fmt: skip
        if self.complaints:
            body["errors"] = listed(self.complaints)
            body["detail"] = "; ".join(f"{each['pointer'] or WHOLE}: {each['detail']}" for each in body["errors"][:3])
        return body | self.more

    def answer(self) -> Response:
        """The whole answer."""
        response = Response(json.dumps(self.said(), ensure_ascii=False), self.code, content_type=PROBLEM_JSON)
        response.headers.update(self.headers)
        response.headers["Cache-Control"] = "no-store"
        return response


def listed(complaints: Iterable[Complaint]) -> list[dict[str, str]]:
    """Each complaint with its Vietnamese sentence."""
    return [{"pointer": c.pointer, "code": c.code, "detail": label(c.code, "api_fault")} for c in complaints]
