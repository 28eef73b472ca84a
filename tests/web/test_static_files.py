"""Do public files travel small, once, and with the headers of every other answer?"""

import gzip

import brotli

from app.commands.bench.budgets import FIRST_VISIT_KB
from tests.strict_client import HEADERS, StrictClient
from tests.web.test_stylesheet import STATIC

FILES = ("css/app.css", "js/app.js", "vendor/htmx-2.0.11.min.js")


def test_csp3_files_carry_the_headers_of_every_answer(client: StrictClient) -> None:
    answer = client.get("/static/css/app.css")
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_first_visits_files_leave_room_for_the_page(client: StrictClient) -> None:
    for encoding, budget in (("gzip", FIRST_VISIT_KB), ("br", 28.0)):
        sizes = {}
        for path in FILES:
            answer = client.get(f"/static/{path}", headers={"Accept-Encoding": encoding})
            assert answer.headers["Content-Encoding"] == encoding
            assert "Accept-Encoding" in answer.headers["Vary"]
            sizes[path] = len(answer.data)
        assert sum(sizes.values()) <= (budget - 6) * 1000, sizes


def test_the_smallest_form_that_a_browser_takes_is_sent(client: StrictClient) -> None:
    plain = (STATIC / "css/app.css").read_bytes()
    answers = {
        asked: client.get("/static/css/app.css", headers={"Accept-Encoding": asked})
        for asked in ("gzip, deflate, br", "gzip", "identity", "br;q=0, gzip")
    }
    found = {asked: answer.headers.get("Content-Encoding") for asked, answer in answers.items()}
    assert found == {"gzip, deflate, br": "br", "gzip": "gzip", "identity": None, "br;q=0, gzip": "gzip"}
    assert brotli.decompress(answers["gzip, deflate, br"].data) == plain == gzip.decompress(answers["gzip"].data)
    assert answers["identity"].data == plain and answers["identity"].mimetype == "text/css"


def test_a_file_that_has_not_changed_is_not_sent_again(client: StrictClient) -> None:
    first = client.get("/static/js/app.js", headers={"Accept-Encoding": "br"})
    again = client.get("/static/js/app.js", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data


def test_only_public_files_are_sent(client: StrictClient) -> None:
    for path in ("../wsgi.py", "..%2fwsgi.py", "css", "nothing.css", ""):
        assert client.get(f"/static/{path}").status_code == 404, path


def test_a_hashed_address_is_kept_for_a_year_and_only_that(client: StrictClient) -> None:
    assert "immutable" in client.get("/static/css/app.css?v=abc").headers["Cache-Control"]
    assert client.get("/static/css/app.css").headers["Cache-Control"] == "no-cache"
