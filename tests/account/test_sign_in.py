"""Coming in through the browser: SES-1, SES-2, SES-7, CSRF-6, AUTH-3, AUTH-5, AUTH-7, AUTH-8, DP-1."""

import re

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.actions import codes, second_factor
from app.domain.accounts.hashing import hash_password
from app.domain.accounts.models import Account, LoginSession
from app.domain.accounts.rules import AccountState
from app.domain.organisation.models import Unit
from tests.factories import make_teacher
from tests.pages import words

PASSWORD = "con mèo ngủ trên mái"
HASH = hash_password(PASSWORD)
FAILED = "Tên đăng nhập hoặc mật khẩu chưa đúng. Nếu đã nhập sai nhiều lần, hãy chờ 15 phút."


@pytest.fixture
def passwords(cast) -> None:
    with writing():
        db.session.execute(update(Account).values(password_hash=HASH))


def test_a_teacher_comes_in_and_goes_out(client, passwords) -> None:
    answer = client.submit("/account/sign-in", login="teacher", password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/", follow_redirects=True).status_code == 200
    assert client.get("/teacher/").status_code == 200
    assert client.submit("/account/", form="sign-out").status_code == 303
    assert client.get("/teacher/").status_code in {302, 303}


def test_SES_2_the_cookie_is_for_http_only_and_lax_and_ends_with_the_browser_on_a_shared_machine(
    client, passwords
) -> None:
    own = client.submit("/account/sign-in", login="teacher", password=PASSWORD)
    [cookie] = [line for line in own.headers.getlist("Set-Cookie") if line.startswith("sid=")]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Max-Age" in cookie
    client.delete_cookie("sid")
    shared = client.submit("/account/sign-in", login="teacher", password=PASSWORD, shared="y")
    [cookie] = [line for line in shared.headers.getlist("Set-Cookie") if line.startswith("sid=")]
    assert "Max-Age" not in cookie


def test_AUTH_5_every_failure_reads_alike(client, passwords, cast) -> None:
    with writing():
        db.session.execute(
            update(Account).where(Account.id == cast.peer.account_id).values(state=AccountState.DISABLED)
        )
    answers = [
        client.submit("/account/sign-in", login=login, password=password)
        for login, password in (("teacher", "sai"), ("khong-co-ai", "sai"), ("peer", PASSWORD))
    ]
    for _ in range(11):
        client.submit("/account/sign-in", login="teacher", password="sai")
    answers.append(client.submit("/account/sign-in", login="teacher", password=PASSWORD))
    for answer in answers:
        assert answer.status_code == 422
        assert words(answer).count(FAILED) == 2, "in the summary and at the field"
        assert "Set-Cookie: sid" not in str(answer.headers)


def test_what_was_typed_stays_except_the_password(client, passwords) -> None:
    answer = client.submit("/account/sign-in", login="teacher", password="sai")
    page = answer.get_data(as_text=True)
    assert 'value="teacher"' in page
    assert "sai<" not in page and 'value="sai"' not in page


@pytest.mark.parametrize(
    ("wanted", "reached"), [("/account/sessions", "/account/sessions"), ("//evil.example", "/"), ("/\\evil", "/")]
)
def test_SES_7_leads_to_a_page_of_ours(client, passwords, wanted: str, reached: str) -> None:
    answer = client.submit(f"/account/sign-in?next={wanted}", login="teacher", password=PASSWORD)
    assert answer.location == reached


def test_who_is_not_signed_in_is_brought_back_after_signing_in(client, passwords) -> None:
    sent = client.get("/account/sessions")
    assert sent.location == "/account/sign-in?next=/account/sessions"
    assert client.submit(sent.location, login="teacher", password=PASSWORD).location == "/account/sessions"


def test_AUTH_8_the_last_time_is_told(client, passwords) -> None:
    for _ in range(2):
        client.delete_cookie("sid")
        client.submit("/account/sign-in", login="teacher", password=PASSWORD)
    assert "Lần đăng nhập trước:" in words(client.get("/account/"))


def test_SES_6_signed_in_pages_are_not_stored(clients) -> None:
    answer = clients.teacher.get("/account/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"Cookie", "HX-Request"} <= set(answer.vary)
    assert "Clear-Site-Data" not in answer.headers


def test_AUTH_7_the_province_sets_up_its_second_factor_first(client, passwords, cast) -> None:
    answer = client.submit("/account/sign-in", login="director", password=PASSWORD)
    assert answer.location == "/account/second-factor/set-up"
    for closed in ("/province/", "/account/", "/records/trail"):
        assert client.get(closed).location == "/account/second-factor/set-up", closed
    picture = client.get("/account/second-factor/picture.svg")
    assert picture.mimetype == "image/svg+xml"
    assert b"<script" not in picture.data
    wrong = client.submit("/account/second-factor/set-up", figures="000000")
    assert wrong.status_code == 422
    figures = second_factor.next_figures(cast.director.account_id, clock.now())
    shown = client.submit("/account/second-factor/set-up", figures=figures)
    assert len(re.findall(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b", shown.get_data(as_text=True))) == 8
    assert client.get("/province/").status_code == 200
    assert client.get("/account/second-factor/picture.svg").status_code == 404


def test_AUTH_7_asked_after_the_password_and_then_led_on(client, passwords, cast) -> None:
    second_factor.adopt_second_factor(cast.director.account_id, clock.now())
    answer = client.submit("/account/sign-in?next=/account/sessions", login="director", password=PASSWORD)
    assert client.get("/province/").location == "/account/second-factor"
    figures = second_factor.next_figures(cast.director.account_id, clock.now())
    assert client.submit(answer.location, figures="123 45").status_code == 422
    assert client.submit(answer.location, figures=figures).location == "/account/sessions"
    assert client.get("/province/").status_code == 200


def test_AUTH_3_a_slip_leads_to_an_own_password_and_the_notice_comes_first(client, cast) -> None:
    newcomer = make_teacher(db.session.get_one(Unit, cast.units["school"]), "Nguyễn Văn Mới").id
    [slip] = codes.issue_codes(cast.school_admin.viewer, [newcomer], None)
    typed = {"login": slip.login_name.upper(), "activation_code": slip.code.lower().replace("-", " ")}
    weak = client.submit("/kich-hoat", new_password="nguyenvanmoi1", repeat_password="nguyenvanmoi1", **typed)
    assert weak.status_code == 422
    assert "Đừng dùng họ tên trong mật khẩu." in words(weak)
    assert typed["activation_code"] in weak.get_data(as_text=True), "what was typed stays"
    answer = client.submit("/kich-hoat", new_password=PASSWORD, repeat_password=PASSWORD, **typed)
    assert answer.location == "/account/notice"
    assert client.get("/teacher/").location == "/account/notice", "nothing is used before the notice (DP-1)"
    assert client.submit("/account/notice").status_code == 422
    assert client.submit("/account/notice", read="y").location == "/"
    assert client.get("/teacher/").status_code == 200
    account = db.session.scalar(select(Account).where(Account.person_id == newcomer))
    assert account.notice_version and account.notice_at


def test_AUTH_5_a_wrong_slip_reads_alike_for_everybody(client, cast) -> None:
    for login in ("khong-co-ai", "teacher"):
        answer = client.submit(
            "/kich-hoat", login=login, activation_code="AAAA-AAAA-AAAA", new_password=PASSWORD,
            repeat_password=PASSWORD,
        )  # fmt: skip
        assert answer.status_code == 422
        assert "Tên đăng nhập hoặc mã kích hoạt chưa đúng hoặc đã hết hạn." in words(answer)


def test_the_notice_is_open_to_everybody(client) -> None:
    assert "Quyền của thầy/cô" in words(client.get("/du-lieu-ca-nhan"))


def test_SES_1_the_device_is_marked_and_the_session_carries_no_full_address(client, passwords) -> None:
    answer = client.submit("/account/sign-in", login="teacher", password=PASSWORD)
    assert any(line.startswith("device=") for line in answer.headers.getlist("Set-Cookie"))
    session = db.session.scalars(select(LoginSession).order_by(LoginSession.id.desc())).first()
    assert session.network == "127.0.0.0/24"
