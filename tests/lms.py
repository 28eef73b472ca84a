"""How does the machine of an LMS speak in a test?  With a token, in JSON, without cookies."""

import json
from collections.abc import Collection
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.domain import clock
from app.domain.accounts.clients.actions import NewSecret, issue_token, make_client
from app.domain.accounts.clients.rules import Scope
from app.domain.viewer import Viewer
from tests.strict_client import StrictClient

COMPLETION: dict[str, Any] = {
    "sector_id": "01101000001", "module": "MD-01", "year": 2022, "status": "completed", "score": 8.5,
    "completed_at": "2022-04-01T09:30:00+07:00",
}  # fmt: skip


class Machine:
    """One client of a provider, holding a token."""

    def __init__(self, app: Flask, made: NewSecret) -> None:
        client = app.test_client()
        assert isinstance(client, StrictClient)
        self.client, self.made = client, made
        grant = issue_token(made.key, made.secret, "", clock.now())
        assert grant is not None
        self.token = grant.token

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Send a request; `body` goes as JSON (bytes as they are), `headers` with "_" for "-"."""
        sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {self.token}"}}
        sent["headers"] |= {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent |= {"data": body if isinstance(body, bytes) else json.dumps(body), "content_type": "application/json"}
        return self.client.open(f"/api/v1{path}", method=method, csrf=False, **sent)

    def put(self, ref: str = "r1", **changes: Any) -> TestResponse:
        """Send a completion, of COMPLETION unless told otherwise."""
        return self.ask("PUT", f"/completions/{ref}", COMPLETION | changes)


def make_machine(
    app: Flask, admin: Viewer, provider_id: int, scopes: Collection[str] = tuple(Scope), provinces: Collection[int] = ()
) -> Machine:
    """A client made by an admin, with every scope unless told otherwise."""
    made = make_client(admin, provider_id, "Máy chủ thử", scopes, provinces)
    assert isinstance(made, NewSecret), made
    return Machine(app, made)


def code_of(answer: TestResponse) -> tuple[int, str]:
    """Status and code of a refusal, which is always problem+json."""
    assert answer.content_type == "application/problem+json", answer.content_type
    said = answer.get_json()
    assert said["status"] == answer.status_code and said["title"] and said["detail"]
    return answer.status_code, said["code"]


def pointers(answer: TestResponse) -> dict[str, str]:
    """What a refusal says is wrong where."""
    return {each["pointer"]: each["code"] for each in answer.get_json()["errors"]}
