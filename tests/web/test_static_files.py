"""Do public files travel small, once, and with the headers of every other answer?"""

import shutil
from pathlib import Path

from flask import Flask
from werkzeug.test import Client
from whitenoise.compress import main as compress

from app.commands.bench.budgets import FIRST_VISIT_KB
from app.web.static_files import serve_ahead
from tests.strict_client import HEADERS, StrictClient
from tests.web.test_stylesheet import STATIC

FILES = ("css/app.css", "js/app.js", "vendor/htmx-2.0.11.min.js")


def served(app: Flask, folder: Path) -> Client:
    shutil.copytree(STATIC, folder, ignore=shutil.ignore_patterns("*.br", "*.gz"))
    compress(["--quiet", str(folder)])
    bare = Flask(__name__, static_folder=str(folder))
    bare.config["PREFERRED_URL_SCHEME"] = "https"
    return Client(serve_ahead(bare))


def test_csp3_files_carry_the_headers_of_every_answer(app: Flask, tmp_path: Path) -> None:
    answer = served(app, tmp_path / "static").get("/static/css/app.css")
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_the_first_visits_files_leave_room_for_the_page(app: Flask, tmp_path: Path) -> None:
    client = served(app, tmp_path / "static")
    for encoding, budget in (("gzip", FIRST_VISIT_KB), ("br", 28.0)):
        sizes = {}
        for path in FILES:
            answer = client.get(f"/static/{path}", headers={"Accept-Encoding": encoding})
            assert answer.headers["Content-Encoding"] == encoding
            sizes[path] = len(answer.data)
        assert sum(sizes.values()) <= (budget - 6) * 1000, sizes


def test_a_hashed_address_is_kept_for_a_year_and_only_that(client: StrictClient) -> None:
    assert "immutable" in client.get("/static/css/app.css?v=abc").headers["Cache-Control"]
    assert client.get("/static/css/app.css").headers["Cache-Control"] == "no-cache"
