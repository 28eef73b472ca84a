"""What may stand on paper? Any text made printable: composed letters, no controls, no letter without a glyph."""

import re
import unicodedata

from markupsafe import Markup

from app.web.pdf_fonts import register_fonts

LONGEST_WORD = 60
PIECE = 20
SOFT_BREAK = " "  # a plain blank: xhtml2pdf does not break a line at a zero-width one
UNKNOWN = "\u25a1"  # an empty square: seen on paper, unlike a blank

_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def for_paper(text: str) -> str:
    """Answer the text as paper can carry it: NFC, without control and direction marks, long words breakable.

    A letter that the fonts cannot draw becomes an empty square. Applying it twice changes nothing more.
    """
    kept = "".join(map(_drawn, unicodedata.normalize("NFC", text)))
    return _LONG_WORD.sub(_broken, kept)


def value_for_paper(value: object) -> object:
    """Make one `{{ value }}` of a print template printable; markup of our own macros has been through already."""
    if value is None or isinstance(value, Markup):
        return value
    return for_paper(str(value))


def _drawn(char: str) -> str:
    if char in "\n\t":
        return char
    category = unicodedata.category(char)
    if category in ("Cc", "Cf", "Cs"):
        return ""
    if category.startswith("Z"):
        return "\u00a0" if char == "\u00a0" else " "
    return char if ord(char) in register_fonts() else UNKNOWN


def _broken(match: re.Match[str]) -> str:
    word = match.group()
    return SOFT_BREAK.join(word[start : start + PIECE] for start in range(0, len(word), PIECE))
