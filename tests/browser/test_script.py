"""Does the small script keep its promises: failures said, the focus led, nothing typed lost?

The page is made here from base.html, with answers that the network would give on a bad day.
"""

from collections.abc import Callable

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Dialog, Route, expect

from app.web.headers import POLICY
from tests.browser.window import Window

PAGE = """{% extends "base.html" %}{% import "shared/macros.html" as ui %}
{% block title %}Trang thử{% endblock %}
{% block main %}
<form id="draft" method="post" action="/thu/luu" hx-post="/thu/luu" data-unsaved>
<div class="field"><label for="text">Nội dung</label><input id="text" name="text"></div>
<div class="field"><label for="secret">Mật khẩu</label><input id="secret" name="secret" type="password">
<button type="button" class="quiet" data-reveal="secret" data-other="Ẩn mật khẩu" hidden>Hiện mật khẩu</button></div>
<progress max="1" hidden aria-label="Đang tải lên"></progress>
<button>Lưu</button>
</form>
<p><a href="/account/sign-in">Sang trang khác</a></p>
{% endblock %}"""

REFUSED = """<form id="draft" method="post" action="/thu/luu" hx-post="/thu/luu" data-unsaved>
<div class="errors" role="alert" tabindex="-1"><h2>Cần sửa 1 mục</h2>
<ul><li><a href="#text">Hãy điền mục này.</a></li></ul></div>
<div class="field"><label for="text">Nội dung</label><input id="text" name="text" value="giữ lại"></div>
<button>Lưu</button></form>"""


@pytest.fixture
def trial(app: Flask, phone: Window) -> Callable[..., Window]:
    """Opens the trial page; its form gets the given answer from the network."""

    def open_page(answer: Callable[[Route], None], idle: int | None = None) -> Window:
        with app.test_request_context("/thu"):
            html = render_template_string(PAGE, idle_seconds=idle)
        headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
        phone.page.route("**/thu", lambda route: route.fulfill(body=html, headers=headers))
        phone.page.route("**/thu/luu", answer)
        return phone.open("/thu")

    return open_page


def answer_with(status: int, body: str = "") -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body=body, content_type="text/html; charset=utf-8")


def save(window: Window) -> None:
    window.fill(text="Nguyễn Thị Lan")
    window.page.get_by_role("button", name="Lưu").click()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (500, "Hệ thống chưa làm được việc này"),
        (502, "Hệ thống chưa làm được việc này"),
        (413, "Tệp quá lớn"),
        (404, "Không tìm thấy nội dung"),
    ],
)
def test_a_failed_request_is_said_and_keeps_the_form(trial: Callable[..., Window], status: int, words: str) -> None:
    window = trial(answer_with(status, "<h1>nginx</h1>"))
    save(window)
    window.sees(words)
    expect(window.page.locator("#text")).to_have_value("Nguyễn Thị Lan")
    expect(window.page.get_by_text("nginx")).to_have_count(0)


def test_an_upload_that_broke_off_shows_no_bar_as_if_it_were_over(trial: Callable[..., Window]) -> None:
    window = trial(lambda route: route.abort("connectionreset"))
    window.page.evaluate("document.querySelector('progress').hidden = false")
    save(window)
    window.sees("Mất kết nối")
    expect(window.page.locator("progress")).to_be_hidden()


def test_a_lost_request_can_be_sent_again(trial: Callable[..., Window]) -> None:
    attempts: list[str] = []

    def flaky(route: Route) -> None:
        attempts.append(route.request.post_data or "")
        if len(attempts) == 1:
            route.abort()
        else:
            answer_with(200, '<p id="draft">Đã lưu 20:14</p>')(route)

    window = trial(flaky)
    save(window)
    window.sees("Mất kết nối. Nội dung vẫn ở trên màn hình")
    window.page.get_by_role("button", name="Thử lại").click()
    window.sees("Đã lưu 20:14").sees_not("Mất kết nối")
    assert attempts[0] == attempts[1]


def test_refused_forms_get_the_focus_on_their_summary(trial: Callable[..., Window]) -> None:
    window = trial(answer_with(422, REFUSED))
    save(window)
    expect(window.page.locator(".errors")).to_be_focused()
    window.look()
    window.page.get_by_role("link", name="Hãy điền mục này.").click()
    expect(window.page.locator("#text")).to_be_focused()


def test_the_token_goes_along(trial: Callable[..., Window]) -> None:
    window = trial(answer_with(200, '<p id="draft">xong</p>'))
    with window.page.expect_request("**/thu/luu") as sent:
        save(window)
    assert sent.value.headers["x-csrftoken"]


def test_leaving_with_something_unsaved_asks_first(trial: Callable[..., Window]) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    window = trial(answer_with(200, '<p id="draft">Đã lưu 20:14</p>'))
    window.page.on("dialog", stay)
    window.page.locator("#text").press_sequentially("Lan")
    window.page.get_by_role("link", name="Sang trang khác").click(no_wait_after=True)
    expect(window.page.locator("#text")).to_have_value("Lan")
    assert asked == ["beforeunload"]
    window.page.get_by_role("button", name="Lưu").click()
    window.sees("Đã lưu 20:14").follow("Sang trang khác")
    assert asked == ["beforeunload"] and window.path == "/account/sign-in"


def test_a_password_can_be_shown_and_hidden(trial: Callable[..., Window]) -> None:
    window = trial(answer_with(200))
    window.page.get_by_role("button", name="Hiện mật khẩu").click()
    expect(window.page.locator("#secret")).to_have_attribute("type", "text")
    window.page.get_by_role("button", name="Ẩn mật khẩu").click()
    expect(window.page.locator("#secret")).to_have_attribute("type", "password")


def test_the_lock_is_announced_five_minutes_before(trial: Callable[..., Window], phone: Window) -> None:
    phone.page.clock.install()
    window = trial(answer_with(200), idle=1800)
    phone.page.clock.fast_forward("24:00")
    window.sees_not("Còn 5 phút nữa phiên làm việc tạm khóa")
    phone.page.clock.fast_forward("01:30")
    window.sees("Còn 5 phút nữa phiên làm việc tạm khóa")
