"""What may a story in a real browser ask for?

site       the app on a free port, on a fresh database with the cast
window     a person's window; the test runs on a phone, on a phone without JavaScript, and on a desktop
phone      one window on a phone;  `windows("desktop", javascript=False)` opens others
enter      `enter(window, "teacher")` gives a window the session of one of the cast
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from app.domain import clock
from app.domain.accounts.sessions import open_session
from tests.browser.window import Window
from tests.cast import Cast

MODES = {
    "phone": ("phone", True),
    "phone without JavaScript": ("phone", False),
    "desktop": ("desktop", True),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder is a story in a browser."""
    for item in items:
        if "tests/browser/" in str(item.path).replace(os.sep, "/"):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium is installed: `make tools`")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def site(app: Flask, cast: Cast) -> Iterator[str]:
    """The address of the app, served by threads of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def windows(browser: Browser, site: str) -> Iterator[Callable[..., Window]]:
    """Opens windows and closes them; closing complains about what they noticed."""
    opened: list[Window] = []

    def another(device: str = "phone", **options: Any) -> Window:
        opened.append(Window(browser, site, device, **options))
        return opened[-1]

    yield another
    for each in opened:
        each.close()


@pytest.fixture
def phone(windows: Callable[..., Window]) -> Window:
    return windows()


@pytest.fixture(params=list(MODES))
def window(request: pytest.FixtureRequest, windows: Callable[..., Window]) -> Window:
    device, javascript = MODES[request.param]
    return windows(device, javascript=javascript)


@pytest.fixture
def enter(cast: Cast) -> Callable[[Window, str], Window]:
    """Hand a window the session of one of the cast, as if they had signed in."""

    def hand_over(window: Window, key: str) -> Window:
        member = cast[key]
        token = open_session(member.account_id, member.appointment_id, clock.now())
        window.context.add_cookies([{"name": "sid", "value": token, "url": window.url}])
        return window

    return hand_over
