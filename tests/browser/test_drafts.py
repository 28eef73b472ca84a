"""Does a form that saves itself tell the truth on a bad line, and lose nothing?  (ux.md 5)

First a page made here with answers of a bad day, then the app's own pages: a teacher's, a colleague's, the head's.
"""

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Locator, Route, expect
from sqlalchemy import select

from app.db import db
from app.domain.evaluation.models import Decision, PeerOpinion, SelfAssessment
from app.domain.standards.rules.standard import encode
from app.web.headers import POLICY
from tests.browser.steps import Enter, choose_level
from tests.browser.window import Window
from tests.cast import Cast
from tests.evaluations import OPINIONS_DUE, assess, evaluation_of, hold_period, move_day

PAGE = """{% extends "base.html" %}{% import "shared/macros.html" as ui %}
{% block title %}Trang thử{% endblock %}
{% block main %}
<form id="draft" {{ ui.saving("/thu/luu", "#saved") }}>
{% for no in range(30) %}
<div class="field"><label for="f{{ no }}">Mục {{ no }}</label><input id="f{{ no }}" name="f{{ no }}"></div>
{% endfor %}
{% call ui.sticky("Lưu và tiếp tục") %}<p id="saved"><span data-told>Chưa lưu</span></p>{% endcall %}
</form>
{% endblock %}"""
LOST, ASKS = "Chưa lưu được, sẽ thử lại", "Chưa lưu được. Thử lại"


class Line:
    """The line between the trial page and its server: `fails` (lost, or with a status), `holds` what is to be answered
    later; `tries` is what was sent.
    """

    def __init__(self) -> None:
        self.fails: int | bool = False
        self.holds = False
        self.held: list[Route] = []
        self.tries: list[str] = []

    def __call__(self, route: Route) -> None:
        self.tries.append(route.request.post_data or "")
        if self.holds:
            self.held.append(route)
        elif self.fails is True:
            route.abort()
        elif self.fails:
            route.fulfill(status=int(self.fails), body="<p>nginx</p>", content_type="text/html; charset=utf-8")
        else:
            self.answer(route)

    def answer(self, route: Route) -> None:
        saved = f'<p id="saved" data-answer><span data-told>Đã lưu 20:{len(self.tries):02}</span></p>'
        route.fulfill(body=saved, content_type="text/html; charset=utf-8")


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def draft(app: Flask, phone: Window, line: Line) -> Window:
    """The trial page, its clock in our hands."""
    with app.test_request_context("/thu"):
        html = render_template_string(PAGE, idle_seconds=None)
    headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
    phone.page.clock.install()
    phone.page.route("**/thu", lambda route: route.fulfill(body=html, headers=headers))
    phone.page.route("**/thu/luu", line)
    return phone.open("/thu")


def told(window: Window) -> Locator:
    return window.page.locator("[data-told]").first


def change(window: Window, no: int, text: str) -> None:
    """Type into a field and leave it; the form waits a moment before it saves itself."""
    window.page.locator(f"#f{no}").fill(text)
    window.page.locator(f"#f{no}").dispatch_event("change")
    expect(told(window)).to_have_text("Chưa lưu")


def pass_seconds(window: Window, seconds: float, *, fails: bool = True) -> None:
    """Let so many seconds go by, in which one request goes out and comes back or fails."""
    with window.page.expect_event("requestfailed" if fails else "requestfinished"):
        window.page.clock.fast_forward(int(seconds * 1000))


def test_a_lost_save_is_tried_again_after_3_10_and_30_seconds_then_at_a_tap(draft: Window, line: Line) -> None:
    line.fails = True
    change(draft, 20, "Lan")
    place = draft.page.evaluate("scrollY")
    for seconds in (2, 3, 10):
        pass_seconds(draft, seconds)
        expect(told(draft)).to_have_text(LOST)
    pass_seconds(draft, 30)
    expect(told(draft)).to_have_text(ASKS)
    draft.look()
    assert place > 0 and draft.page.evaluate("scrollY") == place, "nobody was led away from what they were at"
    line.fails = False
    draft.page.get_by_role("button", name="Thử lại").click()
    expect(told(draft)).to_have_text("Đã lưu 20:05")
    assert len(set(line.tries)) == 1 and len(line.tries) == 5


def test_a_server_that_cannot_for_a_while_is_asked_again(draft: Window, line: Line) -> None:
    line.fails = 503
    change(draft, 0, "Lan")
    pass_seconds(draft, 2, fails=False)
    expect(told(draft)).to_have_text(LOST)
    line.fails = False
    pass_seconds(draft, 3, fails=False)
    expect(told(draft)).to_have_text("Đã lưu 20:02")


@pytest.mark.parametrize(("status", "words"), [(404, "Không tìm thấy nội dung"), (409, "nginx")])
def test_what_the_server_refuses_is_said_and_not_called_saved(
    draft: Window, line: Line, status: int, words: str
) -> None:
    change(draft, 0, "Lan")
    pass_seconds(draft, 2, fails=False)
    expect(told(draft)).to_have_text("Đã lưu 20:01")
    line.fails = status
    change(draft, 0, "Hoa")
    pass_seconds(draft, 2, fails=False)
    if status == 404:
        expect(told(draft)).to_have_text("Chưa lưu")
    draft.sees(words)
    draft.page.clock.fast_forward("01:00")
    assert len(line.tries) == 2


def test_a_choice_made_meanwhile_is_not_called_saved(draft: Window, line: Line) -> None:
    line.holds = True
    change(draft, 0, "Lan")
    with draft.page.expect_request("**/thu/luu"):
        draft.page.clock.fast_forward(2000)
    expect(told(draft)).to_have_text("Đang lưu…")
    change(draft, 1, "Hoa")
    line.holds = False
    with draft.page.expect_event("requestfinished"):
        line.answer(line.held[0])
    draft.page.locator("#saved[data-answer]").wait_for()
    expect(told(draft)).to_have_text("Chưa lưu")
    pass_seconds(draft, 2, fails=False)
    expect(told(draft)).to_have_text("Đã lưu 20:02")
    assert "f1=&" in line.tries[0] and "f1=Hoa" in line.tries[1]


def test_what_waits_is_sent_the_moment_the_line_is_back(draft: Window, line: Line) -> None:
    line.fails = True
    draft.context.set_offline(True)
    draft.sees("Mất kết nối")
    change(draft, 20, "Lan")
    place = draft.page.evaluate("scrollY")
    pass_seconds(draft, 2)
    expect(told(draft)).to_have_text(LOST)
    assert draft.page.evaluate("scrollY") == place
    line.fails = False
    draft.context.set_offline(False)
    expect(told(draft)).to_have_text("Đã lưu 20:02")
    draft.sees_not("Mất kết nối")


def test_a_form_pressed_without_a_line_keeps_its_page(draft: Window, line: Line) -> None:
    draft.context.set_offline(True)
    change(draft, 0, "Lan")
    draft.page.get_by_role("button", name="Lưu và tiếp tục").click()
    draft.sees("Mất kết nối. Nội dung vẫn ở trên màn hình")
    expect(draft.page.locator("#f0")).to_have_value("Lan")
    draft.context.set_offline(False)
    with draft.page.expect_navigation():
        draft.page.get_by_role("button", name="Thử lại").click()
    assert "f0=Lan" in line.tries[-1]


@pytest.fixture
def period(cast: Cast) -> int:
    return hold_period(cast)


def rate(window: Window, name: str, level: str) -> None:
    """Choose a level, be it a large button or a list of the grid."""
    field = window.page.locator(f'main select[name="{name}"]')
    if field.count():
        field.first.select_option(level)
    else:
        choose_level(window, name, level)


def bear_a_lost_line(window: Window, first: str, second: str) -> None:
    """One choice is saved, the next one meets no line; then the line comes back."""
    rate(window, first, "2")
    expect(told(window)).to_contain_text("Đã lưu")
    window.context.set_offline(True)
    rate(window, second, "3")
    expect(told(window)).to_have_text(LOST)
    window.context.set_offline(False)
    expect(told(window)).to_contain_text("Đã lưu")
    window.sees_not("Mất kết nối").settle()


def test_a_teacher_loses_no_level_with_the_line(phone: Window, enter: Enter, cast: Cast, period: int) -> None:
    number = evaluation_of(cast, period, "teacher")
    enter(phone, "teacher").open(f"/teacher/evaluation/{number}/part/2")
    bear_a_lost_line(phone, "level_3", "level_4")
    assert db.session.scalar(select(SelfAssessment.levels)) == encode((None, None, 2, 3, *[None] * 11))


def test_a_colleague_loses_no_level_with_the_line(phone: Window, enter: Enter, cast: Cast, period: int) -> None:
    number = evaluation_of(cast, period, "teacher")
    enter(phone, "peer").open(f"/teacher/colleagues/{period}/person/{number}")
    bear_a_lost_line(phone, f"level_{number}_1", f"level_{number}_2")
    found = select(PeerOpinion.levels).where(PeerOpinion.evaluation_id == number, PeerOpinion.version > 1)
    assert db.session.scalar(found) == encode((2, 3, *[None] * 13))


@pytest.mark.parametrize("page", ["/principal/evaluations/{}", "/principal/evaluations/grid"])
def test_the_head_loses_no_level_with_the_line(phone: Window, enter: Enter, cast: Cast, period: int, page: str) -> None:
    number = evaluation_of(cast, period, "teacher")
    assess(cast, number, "teacher", "2" * 15)
    move_day(1, OPINIONS_DUE)
    enter(phone, "principal").open(page.format(number) + "?q=Lan")
    bear_a_lost_line(phone, "level_1", "level_2")
    assert db.session.scalar(select(Decision.levels)) == encode((2, 3, *[None] * 13))
