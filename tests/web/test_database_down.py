"""REL-5: without its database the app says so, to everybody and in every size, and shows no trace."""

import re
import sys

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app import create_app
from app.account import own_data
from app.config import Settings
from app.db import db
from app.domain.accounts.models import DataRequest
from app.web import csrf
from tests.pages import fill, find_form

NOBODY_LISTENS = "postgresql+psycopg://temis:temis@127.0.0.1:1/temis"


@pytest.fixture(scope="module")
def stranded():
    return create_app(Settings(env="test", database_url=NOBODY_LISTENS))


@pytest.mark.parametrize("path", ["/", "/teacher/", "/account/sign-in", "/records/campaign", "/khong-co-trang-nay"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "partial"])
def test_REL_5_a_signed_in_person_is_told_to_wait(stranded, path: str, headers: dict[str, str]) -> None:
    client = stranded.test_client()
    client.set_cookie("sid", "ai-do-da-dang-nhap")
    answer = client.get(path, headers=headers)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "psycopg" not in answer.get_data(as_text=True)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_REL_5_the_process_still_answers(stranded) -> None:
    assert stranded.test_client().get("/healthz").status_code == 200


SID = "ai-do-da-dang-nhap"
FORM = "/account/data/requests/new"
TYPED = {"text": "Ngày sinh ghi “sai” <b>", "lines": ["a", "b"]}


def token(app) -> str:
    with app.test_request_context(headers={"Cookie": f"sid={SID}"}):
        return csrf.csrf_token()


def sent(app, data: dict, **more):
    client = app.test_client()
    client.set_cookie("sid", SID)
    return client.post(FORM, data=data, **more)


def test_REL_5_what_was_typed_is_given_back_with_a_button_to_send_it_again(stranded) -> None:
    answer = sent(stranded, TYPED | {"csrf_token": token(stranded)})
    assert answer.status_code == 503
    form = find_form(answer)
    assert form.get("action") == FORM
    again = fill(form, {})
    assert again["text"] == TYPED["text"]
    assert len(re.findall(r'name="lines"', answer.get_data(as_text=True))) == 2
    assert again["csrf_token"]


@pytest.mark.parametrize(
    ("more", "headers"),
    [
        ({"csrf_token": ""}, {}),
        ({"csrf_token": "A" * 88}, {}),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
        ({"password": "bí mật"}, {}),
        ({"pages": "x" * 2_000_000}, {}),
    ],
    ids=["no-token", "other-token", "other-site", "secret", "too-large"],
)
def test_REL_5_nothing_is_given_back_that_we_did_not_ask_for_or_must_be_typed_anew(stranded, more, headers) -> None:
    answer = sent(stranded, TYPED | {"csrf_token": token(stranded)} | more, headers=headers)
    assert answer.status_code == 503
    page = answer.get_data(as_text=True)
    assert "<form" not in page
    assert "bí mật" not in page


def test_REL_5_a_form_that_met_the_fault_is_sent_again_and_acts_once(clients, monkeypatch) -> None:
    data = fill(find_form(clients.teacher.get(FORM)), {"text": "Ngày sinh ghi sai"})

    def gone(*_args, **_more):
        raise OperationalError("insert", {}, Exception("database is locked"))

    with monkeypatch.context() as fault:
        fault.setattr(own_data, "file_request", gone)
        fault.setattr(clients.teacher, "expects_faults", True)
        down = clients.teacher.post(FORM, data=data, csrf=False)
    assert down.status_code == 503
    said = down.get_data(as_text=True)
    assert "Nhiều người đang cùng ghi" in said and "sau nửa phút" in said, "the database is there, only busy"
    again = fill(find_form(down), {})
    for _ in range(2):
        assert clients.teacher.post(FORM, data=again, csrf=False).status_code == 303
    assert [request.text for request in db.session.scalars(select(DataRequest))] == ["Ngày sinh ghi sai"]


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_REL_5_a_connection_that_broke_while_nobody_used_it_is_replaced(app, monkeypatch) -> None:
    monkeypatch.setattr(sys.modules["app.db"], "TRUSTED_FOR", 0)
    broken = db.session.connection().connection.driver_connection
    db.session.remove()
    broken.close()
    assert db.session.scalar(select(1)) == 1
