"""What does a person at a real browser see and do?  A window that also notices what the person does not.

At closing it fails the test when the page broke the content policy, threw an error or asked another host for anything.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
VIEWPORTS = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}
BUSY = ".htmx-request, .htmx-swapping, .htmx-settling"
MISUSE = re.compile(r"htmx:\S*(target|syntax|eval|swap|oob)\S*rror|htmx:evalDisallowed")
WIDEST = "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"


class Window:
    """One browser context with one page on the app at `url`."""

    def __init__(self, browser: Browser, url: str, device: str = "phone", *, javascript: bool = True) -> None:
        self.url, self.device, self.javascript = url, device, javascript
        self.faults: list[str] = []
        self.requests: list[Request] = []
        self.context: BrowserContext = browser.new_context(
            reduced_motion="reduce",  # a colour half-way through a hover is no fault of contrast
            viewport=VIEWPORTS[device],
            java_script_enabled=javascript,
            locale="vi-VN",
            accept_downloads=True,
        )
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("request", self._asked)
        self.leaving = False
        self.page.on("response", self._answered)
        self.page.on("load", lambda _: setattr(self, "leaving", False))

    def _heard(self, message: ConsoleMessage) -> None:
        """A broken policy, or an htmx attribute that htmx does not understand; failed requests are part of stories."""
        if "Content Security Policy" in message.text or MISUSE.search(message.text):
            self.faults.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith(self.url):
            self.faults.append(f"another host: {request.url}")

    def _answered(self, response: Response) -> None:
        """htmx got an address instead of a page: the browser is about to go there."""
        if "hx-redirect" in response.headers:
            self.leaving = True

    def open(self, path: str) -> "Window":
        """Go to an address of the app, and look the page over."""
        response = self.page.goto(self.url + path)
        assert response is not None
        assert response.status < 400, f"{path} answered {response.status}"
        self.look()
        return self

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def fill(self, **values: str) -> "Window":
        """Type into fields by their name."""
        for name, value in values.items():
            self.page.locator(f'main [name="{name}"]').fill(value)
        return self

    def choose(self, label: str) -> "Window":
        """Tick the radio or box with this label."""
        self.page.get_by_label(label, exact=False).first.check()
        return self

    def choose_in(self, name: str, value: str) -> "Window":
        """Choose one value of a question, be it a list or radios."""
        field = self.page.locator(f'main [name="{name}"]')
        if field.first.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            self.page.locator(f'main [name="{name}"][value="{value}"]').check()
        return self

    def submit(self) -> "Window":
        """Press the button of the page's form."""
        self.page.locator("main form button:not([data-reveal])").first.click()
        return self.settle()

    def press(self, words: str) -> "Window":
        """Press the button with these words, wait for the answer, look it over."""
        self.page.get_by_role("button", name=words, exact=False).first.click()
        return self.settle()

    def press_twice(self, words: str) -> "Window":
        """Tap the button twice, as an impatient thumb does; whatever page comes of it is looked over."""
        with self.page.expect_event("load"):  # the first tap's page may never come: the second one took its place
            self.page.get_by_role("button", name=words, exact=False).first.dblclick()
        return self.settle()

    def follow(self, words: str) -> "Window":
        """Follow the link with these words."""
        self.page.get_by_role("link", name=words, exact=False).first.click()
        return self.settle()

    def settle(self) -> "Window":
        """Wait until nothing is under way any more, then look."""
        self.page.wait_for_load_state("load")
        self.page.wait_for_selector(BUSY, state="detached")  # a page's load says nothing of what htmx asked for later
        if self.leaving:
            self.page.wait_for_event("load")
        self.look()
        return self

    def sees(self, *texts: str) -> "Window":
        """These words stand on the page, visible."""
        for text in texts:
            self.page.get_by_text(text).filter(visible=True).first.wait_for()
        return self

    def sees_not(self, *texts: str) -> "Window":
        for text in texts:
            assert self.page.get_by_text(text).filter(visible=True).count() == 0, text
        return self

    def look(self) -> None:
        """No sideways scroll; with JavaScript, no serious accessibility fault (axe)."""
        width = VIEWPORTS[self.device]["width"]
        if self.page.evaluate("document.documentElement.scrollWidth") > width:
            names = self.page.evaluate(f"{WIDEST}.map(e => e.tagName + '.' + e.className).slice(0, 5)")
            raise AssertionError(f"{self.path} scrolls sideways: {names}")
        if self.javascript:
            self._axe()

    def _axe(self) -> None:
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "axe.run().then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
            ".map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160))]))"
        )
        assert not found, f"{self.path}: {found}"

    def close(self) -> None:
        self.context.close()
        assert not self.faults, self.faults
