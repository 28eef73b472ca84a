"""What somebody wrote is given back when nothing can become of it: to whoever sent it, and only what they wrote."""

import ast

import pytest
from flask import Flask
from sqlalchemy import update

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.models import LoginSession
from app.web import kept
from tests.evaluations import assess, evaluation_of
from tests.hand_ins import finish
from tests.house.code import sources
from tests.pages import fill, find_form, text_of, tree
from tests.reports import count_report, freeze

REASON = "Tiêu chí 5 chưa có\nminh chứng <b>nào</b>"
FORM = "/account/data/requests/new"


@pytest.fixture
def returning(clients, cast, period):
    """The principal's filled page on which a sheet is given back, and where it goes."""
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", "2" * 15)
    url = f"/principal/evaluations/{mine}/return"
    return url, fill(find_form(clients.principal.get(url)), {"reason": REASON})


def given_back(answer) -> list[str]:
    place = tree(answer).find(".//section[@id='typed']")
    if place is None:
        return []
    return [(box.text or box.get("value") or "").strip() for box in place.iter() if box.tag in {"textarea", "input"}]


def test_an_act_that_came_too_late_gives_back_what_was_written(clients, returning) -> None:
    url, data = returning
    assert clients.principal.submit(url, reason="Xem lại tiêu chí 7").status_code == 303
    late = clients.principal.post(url, data=data)
    assert late.status_code == 409
    assert given_back(late) == [REASON]
    assert "<b>nào" not in late.get_data(as_text=True)


def test_so_does_a_short_field_with_its_name_and_the_page_may_be_opened_again(clients, cast, period) -> None:
    finish(cast, period, "school")
    freeze(cast, report_id := count_report(cast))
    url = f"/province/reports/{report_id}/sign"
    page = find_form(clients.province_officer.get(url))
    first = {
        "number": "12/BC-SGDĐT",
        "signed_on": f"{clock.today():%d/%m/%Y}",
        "signer": "Trần Văn Lãnh",
        "position": "Giám đốc",
    }
    said = clients.province_officer.post(url, data=fill(page, first))
    assert said.status_code == 303
    late = clients.province_officer.post(url, data=fill(page, first | {"number": "13/BC-SGDĐT"}))
    assert late.status_code == 409
    assert "13/BC-SGDĐT" in given_back(late)
    assert tree(late).find(f".//main//a[@href='{url}']") is not None


@pytest.mark.parametrize(("who", "status"), [("stranger_principal", 404), ("teacher", 403)])
def test_so_does_a_page_that_is_no_longer_the_sender_s_to_use(clients, returning, who: str, status: int) -> None:
    url, data = returning
    answer = clients[who].post(url, data={"reason": data["reason"]})
    assert answer.status_code == status
    assert given_back(answer) == [REASON]


def test_so_does_the_sign_in_that_a_session_ended_elsewhere_asks_for(clients, returning) -> None:
    url, data = returning
    with writing():
        db.session.execute(update(LoginSession).values(ended_at=clock.now(), end_reason="everywhere"))
    answer = clients.principal.post(url, data={"reason": data["reason"]})
    assert answer.status_code == 401
    assert given_back(answer) == [REASON]
    assert clients.principal.post(url, data={"reason": "ngắn"}).location == "/account/sign-in", "nothing to give back"


def test_htmx_is_told_in_the_message_area_and_the_form_keeps_its_words(clients, returning) -> None:
    url, data = returning
    answer = clients.stranger_principal.post(url, data={"reason": data["reason"]}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == "#messages"
    assert given_back(answer) == []


@pytest.mark.parametrize(
    ("headers", "csrf"), [({"Sec-Fetch-Site": "cross-site"}, True), ({}, False)], ids=["other-site", "no-token"]
)
def test_what_another_site_sends_is_never_shown_as_if_it_were_ours(clients, returning, headers, csrf) -> None:
    answer = clients.teacher.post(returning[0] + "x", data={"reason": REASON}, headers=headers, csrf=csrf)
    assert answer.status_code in {403, 404}
    assert "minh chứng" not in text_of(tree(answer))
    assert given_back(answer) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": "Chưa đủ"}, ["Chưa đủ"]),
        ({"reason_7": "Chưa đủ", "activities-2-what": "Dự giờ tổ"}, ["Chưa đủ", "Dự giờ tổ"]),
        ({"reason": "sick_leave", "note": " "}, []),
        ({"password": "một hai ba", "new_password": "một hai ba", "figures": "123 456"}, []),
        ({"activation_code": "KQ7P MN2R 8XWT", "sector_id": "0241 234 567", "full_name": "Trần Thị Lan"}, []),
        ({"reason": ["Nói hai lần", "Nói hai lần"]}, ["Nói hai lần"]),
        ({"text": "dài " * 10_000, "note": "Vẫn còn chỗ"}, ["Vẫn còn chỗ"]),
    ],
    ids=["sentence", "of-a-row", "choice", "secrets", "codes", "twice", "too-long"],
)
def test_only_sentences_are_given_back(fields, words) -> None:
    with Flask("bare").test_request_context("/x", method="POST", data=fields):
        assert kept.typed_words() == [("", each) for each in words]


def test_every_long_text_of_a_form_is_given_back() -> None:
    asked = (
        ast.unparse(node.targets[0]).removeprefix("fields[f'").partition("_{")[0]
        for _path, module in sources()
        for node in ast.walk(module)
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("LongTextField(")
    )
    assert set(asked) <= kept.FREE_TEXT
