"""Do the pages that everybody meets work on every device, within the budgets of a slow connection?"""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands.bench.budgets import FIRST_VIEW_KB, FIRST_VISIT_KB, FIRST_VISIT_REQUESTS
from tests.browser.window import Window

STATIC = Path(__file__).resolve().parents[2] / "static"


def test_the_sign_in_page_opens(window: Window) -> None:
    window.open("/account/sign-in").sees("Đăng nhập")


def test_each_role_reaches_its_home(windows: Callable[..., Window], enter: Callable[[Window, str], Window]) -> None:
    for key in ("teacher", "principal", "district_officer", "province_officer", "lecturer", "ministry_officer"):
        enter(windows(), key).open("/")


def test_the_first_visit_stays_within_its_budget(phone: Window) -> None:
    """Bodies as they travel; static files as the production server sends them (gzip)."""
    phone.open("/account/sign-in")
    sizes = {}
    for request in phone.requests:
        path = request.url.removeprefix(phone.url).partition("?")[0]
        if path.startswith("/static/"):
            sizes[path] = len(gzip.compress((STATIC / path.removeprefix("/static/")).read_bytes(), 9))
        else:
            sizes[path] = request.sizes()["responseBodySize"]
    page, sheet = sizes["/account/sign-in"], sizes["/static/css/app.css"]
    assert len(sizes) <= FIRST_VISIT_REQUESTS, sizes
    assert page + sheet <= FIRST_VIEW_KB * 1000, sizes
    assert sum(sizes.values()) <= FIRST_VISIT_KB * 1000, sizes


def test_a_lost_connection_is_said_and_the_page_stays(phone: Window) -> None:
    phone.open("/account/sign-in")
    phone.context.set_offline(True)
    phone.sees("Mất kết nối. Nội dung vẫn ở trên màn hình")
    phone.context.set_offline(False)
    phone.page.locator("#messages .own").wait_for(state="detached")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_keyboard_reaches_the_content_first(windows: Callable[..., Window], javascript: bool) -> None:
    window = windows("desktop", javascript=javascript).open("/account/sign-in")
    window.page.keyboard.press("Tab")
    skip = window.page.locator(".skip")
    box = skip.bounding_box()
    assert box is not None and box["x"] >= 0, "the skip link shows when it has the focus"
    window.page.keyboard.press("Enter")
    assert window.page.url.endswith("#main")


def test_an_unknown_address_says_so_and_leads_home(phone: Window) -> None:
    phone.page.goto(phone.url + "/khong-co")
    phone.look()
    phone.sees("Không tìm thấy trang, hoặc thầy/cô không có quyền xem.").follow("Về trang chủ")
