"""How does the door refuse?  Problem+json for everything, no HTML, no CORS, one scope a view (API-2, API-6, API-8)."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError

from app.api import completions, limits
from app.api.blueprint import scope_of
from app.web.guards import PUBLIC
from app.web.labels import kinds
from tests.lms import COMPLETION, code_of


def test_api1_every_view_asks_for_a_scope_or_is_open_to_all(app):
    views = [endpoint for endpoint in app.view_functions if endpoint.startswith("api.")]
    assert len(views) > 5
    for endpoint in views:
        assert (scope_of(endpoint) is None) == (endpoint in PUBLIC), endpoint
        assert endpoint.partition(".")[2] in kinds()["api_act"], endpoint


@pytest.mark.parametrize(("method", "path", "code"), [
    ("GET", "/khong-co", (404, "not_found")), ("DELETE", "/completions/r1", (405, "method_unknown")),
    ("PATCH", "/modules", (405, "method_unknown")),
])  # fmt: skip
def test_api2_routing_errors_are_problems_too(viettel, method, path, code):
    answer = viettel.ask(method, path)
    assert code_of(answer) == code
    if code[0] == 405:
        assert answer.headers["Allow"]


def test_api2_an_unexpected_error_is_a_problem_without_its_words(viettel, monkeypatch):
    def broken(*_args):
        raise RuntimeError("Trần Thị Lan 01101000001")

    viettel.client.expects_faults = True
    monkeypatch.setattr(completions, "put", broken)
    answer = viettel.put()
    assert code_of(answer) == (500, "broken")
    assert "Lan" not in answer.get_data(as_text=True)

    def away(*_args):
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(completions, "put", away)
    answer = viettel.put()
    assert code_of(answer) == (503, "unavailable") and answer.headers["Retry-After"] == "30"


def test_api8_no_answer_carries_a_cors_header(viettel):
    for answer in (
        viettel.ask("OPTIONS", "/modules", Origin="https://lms.example"),
        viettel.ask("GET", "/modules", Origin="https://lms.example"),
        viettel.ask("GET", "/khong-co", Origin="https://lms.example"),
    ):
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]


def test_api6_past_its_rate_a_client_waits_and_others_do_not(app, viettel, vnpt, monkeypatch):
    settings = replace(app.extensions["settings"], api_per_second=1)
    monkeypatch.setitem(app.extensions, "settings", settings)
    monkeypatch.setattr(limits, "_buckets", limits.Buckets())
    monkeypatch.setattr(limits.time, "monotonic", lambda: 100.0)
    assert [viettel.ask("GET", "/modules").status_code for _ in range(5)] == [200] * 5
    answer = viettel.ask("PUT", "/completions/r1", COMPLETION)
    assert code_of(answer) == (429, "too_many_requests") and answer.headers["Retry-After"] == "1"
    assert vnpt.ask("GET", "/modules").status_code == 200
    monkeypatch.setattr(limits.time, "monotonic", lambda: 101.0)
    assert viettel.ask("GET", "/modules").status_code == 200


def test_modules_and_deadlines(cast, viettel):
    assert [each["code"] for each in viettel.ask("GET", "/modules").get_json()["items"]] == ["MD-01", "MD-02", "QL-01"]
    assert viettel.ask("GET", "/deadlines").get_json() == {"items": []}
