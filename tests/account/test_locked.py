"""SES-3 and SES-5: a locked session gives the half-typed form back; some acts ask for the password again."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.actions.second_factor import adopt_second_factor, next_figures
from app.domain.accounts.hashing import hash_password
from app.domain.accounts.models import Account, DataRequest, LoginSession
from tests.pages import fill, find_form, words

PASSWORD = "con mèo ngủ trên mái"
HASH = hash_password(PASSWORD)
FORM = "/account/data/requests/new"


@pytest.fixture
def teacher(clients, cast):
    """The teacher's browser with a half-typed form open; the session has locked meanwhile."""
    client = clients.teacher
    page = client.get(FORM)
    client.typed = fill(find_form(page), {"text": "Ngày sinh ghi sai: đúng là 05/09/1988"})
    with writing():
        db.session.execute(update(Account).where(Account.id == cast.teacher.account_id).values(password_hash=HASH))
        db.session.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(hours=8, minutes=1)))
    return client


def filed() -> list[str]:
    return list(db.session.scalars(select(DataRequest.text)))


def test_SES_3_a_plain_post_comes_back_with_the_fields_and_goes_on_with_the_password(teacher) -> None:
    asked = teacher.post(FORM, csrf=False, data=teacher.typed)
    assert asked.status_code == 422
    assert "Phiên làm việc đã tạm khóa" in words(asked)
    assert filed() == []
    again = fill(find_form(asked), {"password_again": PASSWORD})
    assert again["text"] == "Ngày sinh ghi sai: đúng là 05/09/1988"
    done = teacher.post(find_form(asked).get("action"), data=again, csrf=False)
    assert done.status_code == 303
    assert filed() == ["Ngày sinh ghi sai: đúng là 05/09/1988"]
    assert teacher.get("/teacher/").status_code == 200, "the session is open again"


def test_SES_3_a_wrong_password_keeps_the_form_and_does_nothing(teacher) -> None:
    asked = teacher.post(FORM, csrf=False, data=teacher.typed)
    wrong = teacher.post(FORM, csrf=False, data=fill(find_form(asked), {"password_again": "sai"}))
    assert wrong.status_code == 422
    assert "Mật khẩu chưa đúng" in words(wrong)
    assert fill(find_form(wrong), {})["text"] == "Ngày sinh ghi sai: đúng là 05/09/1988"
    assert filed() == []


def test_SES_3_htmx_gets_a_message_with_a_link_and_the_form_stays(teacher) -> None:
    answer = teacher.post(FORM, csrf=False, data=teacher.typed, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#messages"
    assert "/account/password-again" in answer.get_data(as_text=True)
    assert filed() == []
    assert teacher.submit("/account/password-again", password=PASSWORD).status_code == 303
    sent = teacher.post(FORM, csrf=False, data=teacher.typed, headers={"HX-Request": "true"})
    assert sent.status_code in {204, 303}
    assert len(filed()) == 1, "the token of the page that stayed open is still good"


def test_SES_3_a_page_that_was_asked_for_waits_behind_the_password(teacher) -> None:
    sent = teacher.get("/account/sessions?x=1")
    assert sent.location == "/account/password-again?next=/account/sessions%3Fx%3D1"
    assert teacher.submit(sent.location, password="sai").status_code == 422
    assert teacher.submit(sent.location, password=PASSWORD).location == "/account/sessions?x=1"


def test_SES_3_after_an_hour_locked_the_session_is_over(teacher) -> None:
    with writing():
        db.session.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(hours=9, minutes=1)))
    answer = teacher.post(FORM, csrf=False, data=teacher.typed)
    assert answer.status_code == 401 and 'href="/account/sign-in"' in answer.get_data(as_text=True)


def test_SES_3_approvers_lock_after_half_an_hour(clients) -> None:
    assert clients.principal.get("/principal/").status_code == 200
    assert clients.teacher.get("/teacher/").status_code == 200
    with writing():
        db.session.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(minutes=31)))
    assert clients.principal.get("/principal/").location.startswith("/account/password-again")
    assert clients.teacher.get("/teacher/").status_code == 200


def test_SES_3_being_used_keeps_a_session_open(clients) -> None:
    with writing():
        db.session.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(minutes=20)))
    clients.principal.get("/principal/")
    seen = db.session.scalars(select(LoginSession.last_seen_at).order_by(LoginSession.last_seen_at.desc())).first()
    assert clock.now() - seen < timedelta(minutes=1)


def test_SES_3_past_twelve_hours_both_steps_are_asked_for_and_the_form_is_still_given_back(teacher, cast) -> None:
    adopt_second_factor(cast.teacher.account_id, clock.now())
    with writing():
        life = {"created_at": clock.now() - timedelta(hours=12, minutes=5), "last_seen_at": clock.now()}
        db.session.execute(update(LoginSession).values(**life))
    asked = teacher.post(FORM, csrf=False, data=teacher.typed)
    assert asked.status_code == 422
    assert "Mã 6 chữ số" in words(asked)
    alone = teacher.post(FORM, csrf=False, data=fill(find_form(asked), {"password_again": PASSWORD}))
    assert alone.status_code == 422
    assert "Mật khẩu hoặc mã xác thực chưa đúng" in words(alone)
    assert filed() == []
    figures = next_figures(cast.teacher.account_id, clock.now())
    both = fill(find_form(alone), {"password_again": PASSWORD, "figures_again": figures})
    assert both["text"] == "Ngày sinh ghi sai: đúng là 05/09/1988"
    assert teacher.post(FORM, data=both, csrf=False).status_code == 303
    assert filed() == ["Ngày sinh ghi sai: đúng là 05/09/1988"]


def test_SES_3_past_twelve_hours_the_page_of_a_link_asks_for_both_steps_too(teacher, cast) -> None:
    adopt_second_factor(cast.teacher.account_id, clock.now())
    with writing():
        db.session.execute(update(LoginSession).values(created_at=clock.now() - timedelta(hours=12, minutes=5)))
    again = teacher.get("/account/sessions").location
    assert teacher.submit(again, password=PASSWORD, figures="000000").status_code == 422
    figures = next_figures(cast.teacher.account_id, clock.now())
    assert teacher.submit(again, password=PASSWORD, figures=figures).location == "/account/sessions"


@pytest.fixture
def awake(clients, cast):
    with writing():
        db.session.execute(update(Account).where(Account.id == cast.teacher.account_id).values(password_hash=HASH))
    return clients.teacher


def test_SES_5_the_own_copy_asks_for_the_password_first(awake) -> None:
    asked = awake.submit("/account/data", form="export")
    assert asked.status_code == 422
    assert "xác nhận đúng là thầy/cô" in words(asked)
    done = awake.post("/account/data/export", data=fill(find_form(asked), {"password_again": PASSWORD}))
    assert done.status_code == 303
    assert "/records/jobs/" in done.location
    assert awake.submit("/account/data", form="export").status_code == 303, "good for ten minutes"


def test_SES_5_the_phone_that_signs_in_asks_for_the_password(awake) -> None:
    sent = awake.get("/account/phone")
    assert awake.submit(sent.location, password=PASSWORD).location == "/account/phone"
    assert awake.submit("/account/phone", phone="12345").status_code == 422
    assert awake.submit("/account/phone", phone="+84 912 345 678").status_code == 303
    assert "0912345678" in words(awake.get("/account/"))
