"""Do the stylesheet and the script keep the browser floor (Chrome 80, Firefox 78), their budgets and contrasts?"""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
CSS = (STATIC / "css" / "app.css").read_text()
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.S)
BLOCKS = re.findall(r"([^{}]+)\{([^{}]*)\}", RULES)

# What an engine of 2020 drops; `@layer` would take the whole sheet with it.
TOO_NEW = {
    "inset (87)": r"[;{\s]inset\s*:",
    "cascade layers (99)": r"@layer",
    "container queries (105)": r"@container|container-type",
    ":has (105)": r":has\(",
    ":is and :where (88)": r":(is|where)\(",
    "aspect-ratio (88)": r"aspect-ratio\s*:",
    "logical shorthands (87)": r"(margin|padding|inset)-(inline|block)\s*:",
    "nesting (112)": r"&",
    "color-mix (111)": r"color-mix\(",
    "dynamic viewport units (108)": r"\d(dvh|svh|lvh|dvw)\b",
    "range media queries (104)": r"@media[^{]*[<>]=?",
    "individual transforms (104)": r"[;{\s](translate|rotate|scale)\s*:",
    "fit-content widths (Firefox 94)": r"width\s*:\s*fit-content",
    "overflow: clip (90)": r"overflow(-[xy])?\s*:\s*clip",
    "remote or inlined files": r"url\(|@import|@font-face",
}


@pytest.mark.parametrize("feature", TOO_NEW)
def test_uses_nothing_newer_than_the_floor(feature: str) -> None:
    assert not re.findall(TOO_NEW[feature], RULES), feature


def test_gap_stands_only_in_grids() -> None:
    """Chrome 80 has no gap in flex containers."""
    for selector, body in BLOCKS:
        if re.search(r"(^|;)\s*gap\s*:", body):
            assert "grid" in body, selector


def test_focus_is_visible_without_focus_visible() -> None:
    """`:focus-visible` may only take the ring away; an engine without it drops that rule and keeps the ring."""
    for selector, _body in BLOCKS:
        if ":focus-visible" in selector:
            assert ":focus:not(:focus-visible)" in selector, selector
    assert any(selector.strip() == ":focus" and "outline:3px" in body for selector, body in BLOCKS)


def test_accent_color_stands_behind_a_supports_query() -> None:
    outside = re.sub(r"@supports[^{]*\{.*?\}\}", "", RULES, flags=re.S)
    assert "accent-color" not in outside


def test_every_token_used_is_defined() -> None:
    assert set(re.findall(r"var\((--[\w-]+)", CSS)) <= set(re.findall(r"(--[\w-]+):", CSS))


def packed(path: str) -> int:
    return len(gzip.compress((STATIC / path).read_bytes(), 9))


@pytest.mark.parametrize(("path", "budget"), [("css/app.css", 5_000), ("css/report.css", 500), ("js/app.js", 2_000)])
def test_first_visit_budgets(path: str, budget: int) -> None:
    assert packed(path) <= budget


def test_htmx_is_the_published_file() -> None:
    told = re.search(r"`(htmx-[\d.]+\.min\.js)`.*`([0-9a-f]{64})`", (STATIC / "vendor" / "README.md").read_text())
    assert told is not None
    assert hashlib.sha256((STATIC / "vendor" / told[1]).read_bytes()).hexdigest() == told[2]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_the_script_needs_no_eval_and_no_newer_syntax(script: Path) -> None:
    for pattern in (r"\beval\(", r"new Function", r"innerHTML", r"\?\.", r"\?\?", r"localStorage", r"\.style\b"):
        assert not re.search(pattern, script.read_text()), pattern


TOKENS = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", CSS))


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(front: str, back: str) -> float:
    light, dark = sorted((luminance(TOKENS[front]), luminance(TOKENS[back])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    *(("ink", ground) for ground in ("paper", "bg", "sand", "brand-light", "focus", "level-1", "level-2")),
    *(("muted", ground) for ground in ("paper", "bg", "sand", "brand-light")),
    *(("link", ground) for ground in ("paper", "bg", "sand", "brand-light", "wait-bg", "ok-bg", "bad-bg")),
    *(("paper", ground) for ground in ("brand", "brand-dark", "bad", "level-0", "level-3")),
    *((tone, f"{tone}-bg") for tone in ("ok", "wait", "info", "bad", "grey")),
    *((tone, "paper") for tone in ("ok", "bad", "brand-dark", "accent")),
    *(("ink", f"{tone}-bg") for tone in ("ok", "wait", "info", "bad", "grey")),
]


@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_contrast(front: str, back: str) -> None:
    assert contrast(front, back) >= 4.5


# Borders of controls, the focus ring, the stroke of bars (WCAG 1.4.11).
@pytest.mark.parametrize(
    ("front", "back"),
    [("field", "paper"), ("field", "bg"), ("field", "sand"), ("focus", "brand"), ("ink", "bg"), ("brand", "grey-bg")],
)
def test_shape_contrast(front: str, back: str) -> None:
    assert contrast(front, back) >= 3
