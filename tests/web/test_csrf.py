"""CSRF-1 to CSRF-7: only a page of ours sends what changes something, and a stale one gives back what was typed."""

import ast
import json

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.accounts.models import DataRequest
from app.domain.journal.models import SecurityEvent
from app.web import csrf
from tests.house.code import sources
from tests.pages import fill, find_form, words

FORM = "/account/data/requests/new"
TEXT = "Ngày sinh ghi sai"


@pytest.fixture
def typed(clients):
    """The teacher's client with the fields of a filled form, its token among them."""
    return clients.teacher, fill(find_form(clients.teacher.get(FORM)), {"text": TEXT})


def post(client, data, **headers):
    return client.post(FORM, data=data, headers=headers, csrf=False)


def filed() -> int:
    return len(db.session.scalars(select(DataRequest.id)).all())


def rejections() -> list[str]:
    found = db.session.scalars(select(SecurityEvent.detail).where(SecurityEvent.event == "csrf_rejected"))
    return [detail["why"] for detail in found]


def test_CSRF_1_only_the_door_of_machines_is_exempt_and_the_list_stands_in_one_place() -> None:
    assert frozenset({"api"}) == csrf.EXEMPT_BLUEPRINTS


def test_CSRF_1_a_page_of_ours_may_send(typed) -> None:
    client, data = typed
    assert post(client, data).status_code == 303
    assert filed() == 1


@pytest.mark.parametrize("token", ["", "x", "A" * 88, "ü"])
def test_CSRF_4_a_wrong_token_gives_the_typed_text_back_with_a_fresh_one(typed, token: str) -> None:
    client, data = typed
    stale = post(client, data | {"csrf_token": token})
    assert stale.status_code == 422
    assert filed() == 0
    again = fill(find_form(stale), {})
    assert again["text"] == TEXT
    assert post(client, again).status_code == 303
    assert filed() == 1
    assert rejections() == ["token"]


def test_CSRF_4_htmx_gets_a_message_and_the_form_stays(typed) -> None:
    client, data = typed
    answer = client.post(FORM, data=data | {"csrf_token": "x"}, headers={"HX-Request": "true"}, csrf=False)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#messages"
    assert filed() == 0


def test_CSRF_4_a_password_is_never_given_back(client) -> None:
    data = {"csrf_token": "x", "login": "teacher", "password": "bí mật của tôi"}
    stale = client.post("/account/sign-in", data=data, csrf=False)
    assert stale.status_code == 422
    assert "bí mật của tôi" not in stale.get_data(as_text=True)
    assert 'value="teacher"' in stale.get_data(as_text=True)


def test_CSRF_2_another_persons_token_is_refused(clients) -> None:
    theirs = fill(find_form(clients.peer.get(FORM)), {"text": TEXT})
    assert post(clients.teacher, theirs).status_code == 422
    assert filed() == 0


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_CSRF_3_the_browser_says_it_comes_from_elsewhere(typed, site: str) -> None:
    client, data = typed
    assert post(client, data, **{"Sec-Fetch-Site": site}).status_code == 403
    assert filed() == 0
    assert rejections() == ["origin"]


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost", 303),
        ("https://localhost", 403),
        ("http://evil.example", 403),
        ("http://localhost.evil.example", 403),
        ("null", 403),
    ],
)
def test_CSRF_3_an_older_browser_names_its_origin(typed, origin: str, status: int) -> None:
    client, data = typed
    assert post(client, data, Origin=origin).status_code == status


def test_CSRF_5_two_answers_never_carry_the_same_bytes_and_both_are_good(clients) -> None:
    client = clients.teacher
    first, second = (fill(find_form(client.get(FORM)), {"text": TEXT}) for _ in range(2))
    assert first["csrf_token"] != second["csrf_token"]
    assert not {first["csrf_token"][i : i + 12] for i in range(76)} & {second["csrf_token"][:12]}
    assert post(client, first).status_code == post(client, second).status_code == 303
    assert filed() == 2


def test_CSRF_6_the_sign_in_form_has_a_token_too(client) -> None:
    page = client.get("/account/sign-in")
    assert fill(find_form(page), {})["csrf_token"]
    empty = {"csrf_token": "", "login": "a", "password": "b"}
    assert client.post("/account/sign-in", data=empty, csrf=False).status_code == 422


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/problem+json"])
def test_CSRF_7_a_cookie_opens_nothing_to_json(typed, kind: str) -> None:
    """No address takes JSON on the word of a cookie: a form elsewhere can send that too, and the token is not in it."""
    client, data = typed
    answer = client.post(FORM, data=json.dumps(data), content_type=kind, csrf=False)
    assert answer.status_code == 422
    assert filed() == 0
    assert rejections() == ["token"]


def test_CSRF_7_only_doors_without_cookies_read_json() -> None:
    readers = {
        str(path)
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"get_json", "is_json"}
        or isinstance(node, ast.Attribute) and node.attr == "json" and getattr(node.value, "id", "") == "request"
    }  # fmt: skip
    assert all(path.startswith("app/api/") for path in readers)


def test_CSRF_1_sign_out_is_no_link(clients) -> None:
    assert clients.teacher.get("/account/sign-out").status_code in {404, 405}
    assert clients.teacher.get("/teacher/").status_code == 200


def test_the_stale_page_says_what_happened(typed) -> None:
    client, data = typed
    assert "Trang mở quá lâu" in words(post(client, data | {"csrf_token": "x"}))
