"""Which pages does a person reach by following links?  One of each kind: numbers in an address make no new kind."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

from playwright.sync_api import Error

from tests.browser.window import Window


def kind_of(address: str) -> str:
    """`/records/units/12?sort=name` and `/records/units/7?sort=code` are of one kind."""
    parts = urlsplit(address)
    keys = sorted({key for key, _value in parse_qsl(parts.query)})
    return re.sub(r"\d+|[0-9a-f]{16,}", "0", parts.path) + ("?" + "&".join(keys) if keys else "")


def walk(window: Window, start: str = "/", known: set[str] | None = None, most: int = 60) -> Iterator[str]:
    """Open one page of each kind, breadth first; yields each address while it is open. A dead link is a fault.

    `known` holds the kinds met before; it grows, so that a walk of another role goes only where nobody has been.
    """
    known = set() if known is None else known
    waiting = [start]
    opened = 0
    while waiting and opened < most:
        address = waiting.pop(0)
        try:
            response = window.page.goto(window.url + address)
        except Error as error:
            if "ownload" in str(error):
                continue
            raise
        assert response is not None
        opened += 1
        if response.status >= 400:
            window.faults.append(f"{address} answered {response.status}")
        elif "html" in response.headers.get("content-type", ""):
            yield address
            waiting.extend(_new_links(window, known))


def _new_links(window: Window, known: set[str]) -> list[str]:
    found = []
    for link in window.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
        parts = urlsplit(urljoin(window.page.url, link))
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        if window.url.endswith(parts.netloc) and kind_of(address) not in known:
            known.add(kind_of(address))
            found.append(address)
    return found
