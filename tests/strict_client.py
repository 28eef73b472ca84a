"""What must every answer be, whoever asked? The test client that reads each page as a fussy browser would."""

import contextvars
import functools
import hashlib
import hmac
import io
import logging
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import html5lib
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.db import db, is_writing
from app.domain import clock
from app.domain.accounts.sessions import open_session
from app.domain.journal.models import SecurityEvent
from app.web import csrf
from app.web.csrf import HEADER
from app.web.transactions import SAFE_METHODS
from tests.pages import Element, fill, find_form, text_of

COOKIE = "sid"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Python, Jinja and enums showing through: no Vietnamese text holds these.
LEAKS = (
    (re.compile(r"\bNone\b"), "None"),
    (re.compile(r"\bUndefined\b|\{\{|\{%|%\}|\}\}"), "template code"),
    (re.compile(r"<(?:app|function|class|Enum)\b|object at 0x|datetime\.|\bTrue\b|\bFalse\b"), "a Python value"),
    (re.compile(r"\b[A-Z][A-Za-z]+\.[A-Z][A-Z_]+\b"), "an enum"),
    (re.compile(r"(?<![\w./@-])[a-z]+(?:_[a-z]+)+(?![\w./@-])"), "a code name"),
)

# What machines say to each other, shown to engineers as it goes over the wire.
QUOTED = frozenset({"code"})

# Tokens and keys of forms are new on each page; without them a page that was read before is known again.
ONCE_ONLY = re.compile(r"[A-Za-z0-9_-]{86}==|(?<=value=\")[A-Za-z0-9_-]{22,43}(?=\")")


class StrictClient(FlaskClient):
    """Each request runs in a context of its own, as on a server, and each answer is checked.

    Unsafe requests carry a valid CSRF token unless `csrf=False`.  An unexpected error in a view is raised in the test,
    unless `expects_faults` is set.
    """

    expects_faults = False

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:  # type: ignore[override]
        forget_what_was_read()
        if csrf and str(kwargs.get("method", "GET")).upper() not in SAFE_METHODS:
            kwargs["headers"] = {HEADER: self.csrf_token(), **dict(kwargs.get("headers") or {})}
        request = functools.partial(super().open, *args, **kwargs)
        with faults() as seen:
            context = contextvars.Context()
            response = context.run(request)
            response.get_data()
            context.run(response.close)  # a server closes each answer: what was noted for afterwards is written now
        if seen and not self.expects_faults:
            raise seen[0]
        check(response)
        check_export(response)
        return response

    def csrf_token(self) -> str:
        """A token such as this client's own pages carry."""
        cookie = self.get_cookie(COOKIE)
        identity = cookie.value if cookie else ""
        if not identity:
            with self.session_transaction() as session:
                identity = session.setdefault("anonymous", "0" * 32)
        key = str(self.application.config["SECRET_KEY"]).encode()
        return csrf._mask(hmac.new(key, f"csrf:{identity}".encode(), hashlib.sha256).digest())

    def partial(self, url: str, **kwargs: Any) -> TestResponse:
        """GET as htmx does."""
        return self.get(url, headers={"HX-Request": "true", **kwargs.pop("headers", {})}, **kwargs)

    def submit(
        self, url: str, *, form: str | None = None, button: str | None = None, hx: bool = False, **fields: Any
    ) -> TestResponse:
        """Open the page, fill its form as a person would (hidden fields go along) and press the button.

        `form` is a part of the form's action or id (default: the first POST form in main); `button` the words or the
        name=value on the button. A field that the form does not offer is an error of the test.
        """
        page = self.get(url)
        assert page.status_code in {200, 422}, f"{url} answered {page.status_code}"
        chosen = find_form(page, form)
        data = fill(chosen, fields, button)
        headers = {"HX-Request": "true"} if hx else {}
        return self.post(chosen.get("action") or url, data=data, headers=headers)


def sign_in(app: Flask, account_id: int, appointment_id: int | None = None) -> StrictClient:
    """A client whose cookie belongs to a session that was just opened; no password is asked or hashed."""
    client = app.test_client()
    assert isinstance(client, StrictClient)
    client.set_cookie(COOKIE, open_session(account_id, appointment_id, clock.now()))
    return client


def forget_what_was_read() -> None:
    """End the test's own read transaction, so that afterwards it sees what the request changed."""
    if has_app_context() and not is_writing():
        session = db.session()
        assert not (session.new or session.dirty or session.deleted), "the test holds changes that it never saved"
        session.rollback()


@contextmanager
def faults() -> Iterator[list[BaseException]]:
    """Exceptions that the app answered with its last-resort page meanwhile."""
    seen: list[BaseException] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and record.exc_info[1] is not None:
                seen.append(record.exc_info[1])

    listener, log = Listener(), logging.getLogger("temis")
    log.addHandler(listener)
    try:
        yield seen
    finally:
        log.removeHandler(listener)


def check_export(response: TestResponse) -> None:
    """EXP-3: a spreadsheet tells who took it and when, and that it left is on record; empty templates are nobody's."""
    path = response.request.path
    if response.status_code != 200 or not path.endswith(".xlsx") or "/templates/" in path:
        return
    with zipfile.ZipFile(io.BytesIO(response.data)) as workbook:
        assert "Xuất bởi " in workbook.read("xl/worksheets/sheet1.xml").decode(), f"{path} does not say who took it"
    asked = select(SecurityEvent.detail).where(
        SecurityEvent.event == "exported", SecurityEvent.request_id == response.headers["X-Request-Id"]
    )
    noted = db.session.scalars(asked).all()
    db.session.rollback()
    assert len(noted) == 1, f"{path} left no record, or several"
    assert {"what", "rows"} <= noted[0].keys()


def check(response: TestResponse) -> None:
    """Raise AssertionError unless the answer keeps the promises that every answer makes."""
    for name, value in HEADERS.items():
        assert response.headers.get(name) == value, (
            f"{name} is {response.headers.get(name)!r} on {response.request.path}"
        )
    policy = response.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy and "unsafe" not in policy, f"content policy: {policy!r}"
    assert "Permissions-Policy" in response.headers
    if response.mimetype != "text/html" or response.status_code in {204, 301, 302, 303, 304} or not response.data:
        return
    body = ONCE_ONLY.sub("", response.get_data(as_text=True))
    if body.lstrip()[:9].lower() == "<!doctype":
        check_page(body)
    else:
        check_fragment(body)


@functools.lru_cache(maxsize=2048)
def check_page(body: str) -> None:
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(body)
    assert root.get("lang") == "vi", "html lang is not vi"
    title = root.find("head/title")
    assert title is not None and (title.text or "").strip(), "no title"
    headings = [text_of(h1) for h1 in root.iter("h1")]
    assert len(headings) == 1, f"one h1, not {headings}"
    check_tree(root)


@functools.lru_cache(maxsize=2048)
def check_fragment(body: str) -> None:
    # A table's rows are no fragment outside a table, so they are read inside one.
    container = {"<tr": "tbody", "<tb": "table", "<th": "tr", "<td": "tr"}.get(body.lstrip()[:3], "div")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root = parser.parseFragment(body, container=container)
    assert len(root) and root[0].get("id"), "the root element of a fragment needs an id"
    assert not list(root.iter("h1")), "a fragment with an h1"
    check_tree(root, whole=False)


def check_tree(root: Element, *, whole: bool = True) -> None:
    """Nothing leaks, ids are unique; on a whole page each reference leads to something and each field has a name.

    The address of a form that asks (GET) has no query of its own: its fields say all.
    """
    seen = text_of(root, QUOTED)
    for pattern, what in LEAKS:
        leak = pattern.search(seen)
        assert not leak, f"{what} shows: …{seen[max(0, leak.start() - 40) : leak.end() + 40]}…"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    if not whole:
        return
    for element in root.iter():
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for target in (element.get(attribute) or "").split():
                assert target in ids, f"{attribute}={target!r} leads nowhere"
    for form in root.iter("form"):
        asks = (form.get("action") or "", form.get("hx-get") or "") if form.get("method", "get") == "get" else ()
        assert not any("?" in url for url in asks), f"htmx would ask twice for what is in {asks}"
    labelled = {label.get("for") for label in root.iter("label")}
    inside = {id(field) for label in root.iter("label") for field in label.iter()}
    for field in root.iter():
        if field.tag in {"input", "select", "textarea"} and field.get("type") not in {"hidden", "submit"}:
            named = (
                field.get("id") in labelled
                or id(field) in inside
                or field.get("aria-label")
                or field.get("aria-labelledby")
            )
            assert named, f"the field {field.get('name')!r} has no label"
