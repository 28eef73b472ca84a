"""PDF-1, PDF-2, PDF-4: text stays text, nothing outside is opened, the letters come back composed."""

import http.server
import logging
import shutil
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from flask import Flask
from xhtml2pdf.config.resources import ResourceAccessError

from app.web import pdf
from app.web.pdf_fonts import FONT_DIR
from app.web.pdf_text import SOFT_BREAK, UNKNOWN, for_paper
from tests.web.papers import fonts_of, pages_of, text_of

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


@pytest.fixture(autouse=True)
def no_missing_glyph(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A letter that no font can draw comes out blank with only a warning: here it fails the test."""
    with caplog.at_level(logging.WARNING, logger="xhtml2pdf"):
        yield
    assert "has a glyph for" not in caplog.text


def printed(app: Flask, body: str, **context: object) -> bytes:
    """Print a template of one's own."""
    loader = jinja2.DictLoader({"print/own.html": f"<html><body>{body}</body></html>"})
    app.jinja_loader = jinja2.ChoiceLoader([loader, app.jinja_loader])  # type: ignore[assignment, list-item]
    app.extensions.pop("pdf_environment", None)
    return pdf.render("print/own.html", **context)


def test_PDF_4_gives_back_composed_vietnamese_from_embedded_fonts(bare_app: Flask, tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Nguyễn Thị Quỳnh Như, Đặng Ỹ, H'Hen Niê, Ẵm")
    paper = printed(bare_app, "<p>{{ name }} <b>{{ name }}</b> <i>{{ name }}</i></p>", name=name)
    assert unicodedata.normalize("NFC", name) in " ".join(text_of(paper).split())
    fonts = fonts_of(paper, tmp_path)
    assert fonts
    assert all("Tinos" in font and embedded for font, embedded in fonts), fonts


def test_PDF_1_keeps_a_users_text_text(bare_app: Flask) -> None:
    nasty = "<b>x</b></p><table><td colspan=100000> {{ 7*7 }} <style>p{color:red}</style> &amp;"
    said = " ".join(text_of(printed(bare_app, "<p>{{ nasty }}</p>", nasty=nasty)).split())
    assert said == " ".join(nasty.split())


def test_PDF_1_breaks_words_over_60_characters(bare_app: Flask) -> None:
    paper = printed(bare_app, "<table><tr><td>{{ word }}</td></tr></table>", word="x" * 500)
    assert text_of(paper).count("x") == 500
    assert max(len(line.strip()) for line in text_of(paper).splitlines()) < 120


def test_PDF_1_shows_letters_that_cannot_be_drawn_as_squares(bare_app: Flask) -> None:
    assert UNKNOWN in text_of(printed(bare_app, "<p>a{{ text }}b</p>", text="𐍈漢"))


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("Nguyễn", "Nguyễn"),
        (unicodedata.normalize("NFD", "Nguyễn"), "Nguyễn"),
        ("a\x00b\u202ec\u200dd\ufeff", "abcd"),
        ("x" * 60, "x" * 60),
        ("x" * 61, SOFT_BREAK.join(["x" * 20] * 3 + ["x"])),
        ("😀", UNKNOWN),
        ("a\u2003b", "a b"),
    ],
)
def test_PDF_1_for_paper(text: str, paper: str) -> None:
    assert for_paper(text) == paper
    assert for_paper(paper) == paper


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc0f01f00050001ff56c72f0d0000000049454e44ae426082"
)


def resources(place: str) -> list[str]:
    """Each way in which a document could ask for something."""
    return [
        f'<img src="{place}a.png">',
        f'<link rel="stylesheet" href="{place}a.css">',
        f"<style>@import url({place}a.css);</style>",
        f"<style>p {{ background-image: url({place}a.png) }}</style>",
        f"<style>@font-face {{ font-family: a; src: url({place}a.ttf) }} p {{ font-family: a }}</style>",
        f"<style>@page {{ background-image: url({place}a.pdf) }}</style>",
    ]


@pytest.mark.parametrize("number", range(6))
def test_PDF_2_opens_nothing_beside_it_nor_by_its_full_path(
    bare_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(FONT_DIR / "Tinos-Bold.ttf", tmp_path / "a.ttf")
    (tmp_path / "a.png").write_bytes(PIXEL)
    (tmp_path / "a.css").write_text("p { font-size: 40pt }")
    (tmp_path / "a.pdf").write_bytes(printed(bare_app, "<p>nền</p>"))
    plain = len(printed(bare_app, "<p>chữ</p>"))
    for place in ("", f"{tmp_path}/", f"file://{tmp_path}/"):
        assert_left_out(bare_app, resources(place)[number], plain)


@pytest.mark.parametrize("number", range(6))
def test_PDF_2_asks_no_server(bare_app: Flask, listening: tuple[str, list[str]], number: int) -> None:
    address, asked = listening
    assert_left_out(bare_app, resources(f"{address}/")[number], len(printed(bare_app, "<p>chữ</p>")))
    assert asked == []


def assert_left_out(app: Flask, resource: str, plain: int) -> None:
    """Printing with the resource either refuses, or gives what it gives without."""
    try:
        paper = printed(app, f"{resource}<p>chữ</p>")
    except ResourceAccessError:
        return
    assert text_of(paper).split() == ["chữ"]
    assert abs(len(paper) - plain) < 100, "something was drawn"


@pytest.fixture
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server's address, and what it was asked."""
    asked: list[str] = []

    class Listening(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_PDF_2_refuses_what_is_too_long_for_a_request(bare_app: Flask) -> None:
    rows = "<p>một dòng dài vừa phải của bảng</p>" * 4_000
    with pytest.raises(pdf.DocumentTooLarge):
        printed(bare_app, rows)


def test_PDF_2_stops_a_drawing_that_takes_too_long(bare_app: Flask) -> None:
    rows = "<table>" + "<tr><td>ô</td></tr>" * 2_000 + "</table>"
    with pytest.raises(pdf.DocumentTooLarge):
        pdf.to_pdf(f"<html><body>{rows}</body></html>", "", most_bytes=10**6, most_seconds=0)


SLIP = {
    "unit_name": "Trường Tiểu học Nguyễn Bá Ngọc",
    "person_name": "Nguyễn Thị Lan",
    "birth_year": 1988,
    "login_name": "lannt7",
    "code": "K7MN-4PQR-X2YZ",
    "password_length": 10,
}


@pytest.mark.parametrize(("people", "pages"), [(1, 1), (8, 1), (9, 2), (40, 5)])
def test_slips_stand_eight_to_a_page(bare_app: Flask, tmp_path: Path, people: int, pages: int) -> None:
    paper = pdf.render(
        "print/activation_slips.html",
        style="print/activation_slips.css",
        slips=[SLIP | {"login_name": f"lannt{number}"} for number in range(people)],
        address="temis.example.vn/kich-hoat",
        valid_until="22/04/2022",
    )
    assert pages_of(paper, tmp_path) == pages
    said = " ".join(text_of(paper).split())
    assert said.count("K7MN-4PQR-X2YZ") == people
    for words in ("Nguyễn Thị Lan (1988)", f"lannt{people - 1}", "temis.example.vn/kich-hoat", "22/04/2022"):
        assert words in said
