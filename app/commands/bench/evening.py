"""Does the site hold on the evening before the deadline?  Real servers, real HTTP: 200 people assess themselves, each
saving every five seconds, while 20 heads each save a row of their grid every three.

What counts is what a person sees: every save is answered, soon, and afterwards every page shows what was saved last.
"""

import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

from flask import Flask

from app import create_app
from app.commands.bench import school_evening
from app.commands.bench.school_evening import Someone
from app.commands.serve import answers, commands, stop
from app.config import ROOT
from app.db import db

SECONDS = 300.0
TEACHERS_EVERY, HEADS_EVERY = 5.0, 3.0
TIMEOUT = 30.0
VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Form:
    """A form on a page: where it goes, what it holds, and between which values its levels choose."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    levels: dict[str, list[str]] = field(default_factory=dict)

    def chosen(self) -> dict[str, str]:
        """The levels as they are ticked or selected."""
        return {name: self.values.get(name, "") for name in self.levels}


class Forms(HTMLParser):
    """The forms of a page, read as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", "")))
        if not self.found:
            return
        form, name, value = self.found[-1], given.get("name", ""), given.get("value", "")
        if tag == "input" and given.get("type") == "hidden":
            form.values[name] = value
        elif tag == "input" and given.get("type") == "radio":
            form.levels.setdefault(name, []).append(value)
            if "checked" in given:
                form.values[name] = value
        elif tag == "select":
            self._select = name
            form.levels.setdefault(name, [])
        elif tag == "option" and self._select and value:
            form.levels[self._select].append(value)
            if "selected" in given:
                form.values[self._select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


@dataclass
class Outcome:
    """What the evening was like: milliseconds of each save, and everything that went wrong."""

    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the saves was answered."""
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    def median(self) -> float:
        return statistics.median(self.took) if self.took else 0.0


@dataclass
class Browser:
    """One person at their page: reads it, saves again and again, and looks once more at the end."""

    who: Someone
    port: int
    outcome: Outcome
    every: float
    forms: list[Form] = field(default_factory=list)

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """One request on a connection of its own, as through a proxy."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        headers = {"Cookie": f"sid={self.who.token}"}
        try:
            if fields is None:
                line.request("GET", path, headers=headers)
            else:
                headers |= {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
                line.request("POST", path, urlencode(fields), headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException) as broken:
            return 0, type(broken).__name__
        finally:
            line.close()

    def read(self) -> list[Form]:
        """The forms of the page in which levels are chosen."""
        status, html = self.ask(self.who.page)
        if status != 200:
            self.outcome.wrong.append(f"{self.who.page}: {status}")
        return [form for form in Forms(html).found if any(name.startswith("level_") for name in form.levels)]

    def save(self, dice: random.Random) -> None:
        """Choose one level, save, and remember what the server has accepted."""
        form = dice.choice(self.forms)
        name = dice.choice([each for each in form.levels if each.startswith("level_")])
        level = dice.choice(form.levels[name])
        started = time.perf_counter()
        status, html = self.ask(form.action, form.values | {name: level})
        self.outcome.took.append((time.perf_counter() - started) * 1000)
        version = VERSION.search(html)
        if status != 200 or version is None:
            self.outcome.wrong.append(f"{form.action}: {status} {html[:80]}")
            return
        form.values |= {name: level, "version": version.group(1)}

    def spend_the_evening(self, until: float, dice: random.Random) -> None:
        """Save at one's own rhythm; everybody begins at another moment of it."""
        self.forms = self.read()
        if not self.forms:
            self.outcome.wrong.append(f"{self.who.page}: không có biểu mẫu")
            return
        due = time.monotonic() + dice.random() * self.every
        while due < until:
            time.sleep(max(0.0, due - time.monotonic()))
            self.save(dice)
            due += self.every

    def look_again(self) -> None:
        """Is everything that was accepted still there?"""
        now = {form.action: form.chosen() for form in self.read()}
        for form in self.forms:
            if now.get(form.action) != form.chosen():
                self.outcome.wrong.append(f"mất: {form.action}")


def spend(seconds: float) -> Outcome:
    """The evening on the environment's database; returns how it went."""
    app = create_app()
    with app.app_context():
        people = school_evening.prepare()
        db.engine.dispose()
    outcome = Outcome()
    with _served(app) as port:
        browsers = [
            Browser(who, port, outcome, HEADS_EVERY if who.is_head else TEACHERS_EVERY) for who in people
        ]  # fmt: skip
        until = time.monotonic() + seconds
        _all(browsers, lambda browser, dice: browser.spend_the_evening(until, dice))
        for browser in browsers:
            browser.look_again()
    return outcome


def _all(browsers: list[Browser], act: Callable[[Browser, random.Random], None]) -> None:
    threads = [
        threading.Thread(target=act, args=(browser, random.Random(number)))  # noqa: S311
        for number, browser in enumerate(browsers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def _served(app: Flask) -> Iterator[int]:
    """Web server and worker as `make run` starts them, on a free port."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port = int(line.getsockname()[1])
    environment = dict(os.environ) | {"TEMIS_BASE_URL": f"http://127.0.0.1:{port}"}
    running = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands(port)
    ]
    try:
        while not answers(port):
            if any(process.poll() is not None for process in running):
                raise SystemExit("Không khởi động được máy chủ để đo.")
            time.sleep(0.2)
        yield port
    finally:
        stop(running)
