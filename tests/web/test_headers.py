"""CSP-1, CSP-3, CSP-4, CSP-6: what every answer tells the browser, whoever asks and however it ends."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app import create_app
from app.config import Settings
from app.web.headers import fixed_headers
from tests.conftest import Clients
from tests.strict_client import HEADERS, StrictClient

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
    "connect-src": "'self'", "font-src": "'none'", "form-action": "'self'", "base-uri": "'none'",
    "frame-ancestors": "'none'", "object-src": "'none'", "manifest-src": "'self'",
}  # fmt: skip
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def policy_of(headers) -> dict[str, str]:
    directives = (each.strip().partition(" ") for each in headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in directives}


def answers(app: Flask, clients: Clients, client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> dict:
    """One answer of each kind: pages, parts, refusals, files, faults."""

    def raises(error: Exception):
        def view() -> str:
            raise error

        return view

    css = "/static/css/app.css"
    found = {
        "page": clients.teacher.get("/teacher/"),
        "part": clients.principal.partial("/records/campaign"),
        "redirect": client.get("/teacher/"),
        "403": clients.teacher.get("/province/"),
        "404": client.get("/khong-co"),
        "405": client.get("/account/sign-out"),
        "409": clients.teacher.post("/teacher/identity/verify", data={"version": "0"}),
        "413": clients.teacher.post("/account/data/requests/new", data={"text": "x" * 1_100_000}),
        "422": client.submit("/account/sign-in", login="teacher", password="sai"),
        "file": client.get(css),
        "304": client.get(css, headers={"If-None-Match": client.get(css).headers["ETag"]}),
        "spreadsheet": clients.principal.get("/records/campaign.xlsx"),
    }
    client.expects_faults = True
    for status, error in (("500", ValueError("x")), ("503", OperationalError("select", {}, Exception("down")))):
        monkeypatch.setitem(app.view_functions, "public.show_health", raises(error))
        found[status] = client.get("/healthz")
    return found


def test_csp_1_and_3_every_answer_carries_the_whole_policy(app, clients, client, monkeypatch) -> None:
    found = answers(app, clients, client, monkeypatch)
    expected = {kind: int(kind) for kind in found if kind.isdigit()} | {"page": 200, "part": 200, "redirect": 302}
    assert {kind: found[kind].status_code for kind in expected} == expected
    for kind, answer in found.items():
        assert policy_of(answer.headers) == POLICY, kind
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, kind
        assert answer.headers["Permissions-Policy"] == PERMISSIONS, kind
        assert "Server" not in answer.headers, kind
        assert "Strict-Transport-Security" not in answer.headers, kind


def test_csp_1_and_3_https_is_asked_for_where_there_is_https() -> None:
    headers = fixed_headers(https=True)
    assert policy_of(headers) == POLICY | {"upgrade-insecure-requests": ""}
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.fixture
def at_its_host(app: Flask) -> Flask:
    """The app as it runs behind one proxy, for one host name."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    settings = Settings(env="test", database_url=url, trusted_hosts=["temis.example"], proxy_hops=1)
    return create_app(settings)


def test_csp_4_other_host_names_are_not_answered(at_its_host: Flask) -> None:
    client = at_its_host.test_client()
    assert client.get("/healthz", headers={"Host": "temis.example"}).status_code == 200
    for host in ("evil.example", "temis.example.evil.example", "127.0.0.1"):
        answer = client.get("/account/sign-in", headers={"Host": host})
        assert answer.status_code == 400, host
        assert host not in answer.get_data(as_text=True)
    forged = {"Host": "temis.example", "X-Forwarded-Host": "evil.example"}
    assert client.get("/account/sign-in", headers=forged).status_code == 400


def test_csp_4_an_address_is_believed_from_the_nearest_proxy_only(at_its_host: Flask) -> None:
    def asked_from(forwarded: str) -> int:
        headers = {"Host": "temis.example", "X-Forwarded-For": forwarded}
        return at_its_host.test_client().get("/readyz", headers=headers).status_code

    assert asked_from("127.0.0.1, 203.0.113.9") == 404  # whoever forges a first address gains nothing
    assert asked_from("203.0.113.9, 127.0.0.1") == 200


@pytest.mark.parametrize(
    "typed", ["/account/sessions?q=Trần Thị", "/account/ses\r\nsions", '/x"><b>', "/account/%0d%0aX: y"]
)
def test_csp_6_nothing_typed_stands_in_a_header_unencoded(client, clients, typed: str) -> None:
    asked = client.get("/teacher/", headers={"HX-Request": "true", "HX-Current-URL": "x"}, query_string={"q": typed})
    sent = clients.teacher.get("/account/sign-in", query_string={"next": typed})
    for answer in (asked, sent):
        for name, value in answer.headers.items():
            if name.startswith("HX-") or name == "Location":
                assert value.isascii() and value.isprintable() and not set(' "<>') & set(value), (name, value)
    assert asked.headers["HX-Redirect"].startswith("/account/sign-in")
