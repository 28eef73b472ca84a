"""Do the templates keep the content policy (CSP-2) and the conventions that htmx and the reader rely on?"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
PARTIALS = [path for path in TEMPLATES if path.name.startswith("_")]
NAMES = {path: str(path.relative_to(ROOT)) for path in TEMPLATES}
# What xhtml2pdf prints is never sent to a browser and may carry its own style sheet.
PAGES = [path for path in TEMPLATES if not NAMES[path].startswith("print/")]
# Included inside other elements, never an answer to htmx.
NO_ROOT = {"shared/_say.html", "shared/_saved_at.html"}
ROOTED = [path for path in PARTIALS if NAMES[path] not in NO_ROOT]

FORBIDDEN = {
    "inline style": r"\sstyle\s*=",
    "style element": r"<style\b",
    "event attribute": r"\son[a-z]+\s*=",
    "javascript: address": r"javascript:",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "hx-on": r"\bhx-on\b|\bhx-on:",
    "evaluated values": r"hx-(vals|headers|vars)\s*=\s*['\"]\s*js:|hx-vars",
    "trigger filter": r"hx-trigger\s*=\s*(['\"])[^'\"]*\[",
    "boost": r"hx-boost",
    "unescaped output": r"\|\s*safe\b|autoescape\s+false",
    "remote file": r"(src|href)\s*=\s*['\"]?(https?:)?//",
    "picker for dates": r"type\s*=\s*['\"]?(date|number)['\"\s>]",
}


def source(path: Path) -> str:
    """The template without its comments."""
    return re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)


@pytest.mark.parametrize("path", PAGES, ids=NAMES.get)
def test_csp_2_nothing_that_the_policy_would_refuse(path: Path) -> None:
    text = source(path)
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text, flags=re.I)]
    assert not found


@pytest.mark.parametrize("path", ROOTED, ids=NAMES.get)
def test_the_root_of_a_partial_carries_its_name(path: Path) -> None:
    root = re.search(r"<[a-z][^>]*>", re.sub(r"\{%.*?%\}", "", source(path), flags=re.S))
    expected = path.stem.removeprefix("_")
    assert root is not None
    assert re.search(rf"\bid=\"{expected}(-|\")", root.group()), f"{root.group()} should have id={expected!r}"


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES.get)
def test_forms_that_htmx_sends_work_without_it(path: Path) -> None:
    """Each hx-post stands on a form with an action, or on a button inside one."""
    for tag in re.findall(r"<form\b[^>]*>", source(path)):
        if "hx-post" in tag:
            assert "action=" in tag and 'method="post"' in tag, tag
        if 'method="post"' in tag:
            assert "action=" in tag, tag


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES.get)
def test_post_forms_carry_the_token(path: Path) -> None:
    text = source(path)
    forms = re.findall(r"<form\b[^>]*(?:method=\"post\"|\bsaving\().*?</form>", text, flags=re.S)
    for form in forms:
        assert re.search(r"csrf_token|\bcsrf\(\)|\bhidden\(", form), form[:120]


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES.get)
def test_the_middle_level_is_named_by_data(path: Path) -> None:
    """Since 2025-07 there is no phòng GDĐT; the unit says what it is called."""
    assert not re.search(r"[Pp]hòng (GD|Giáo dục)", source(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES.get)
def test_words_we_do_not_use(path: Path) -> None:
    assert not re.search(r"\b[Bb]ạn\b|\buser\b(?![_.:-])|\bSubmit\b", re.sub(r"\{[{%].*?[%}]\}", "", source(path)))
