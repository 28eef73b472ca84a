"""How is Vietnamese text cleaned at the edge, and folded so that people find what they mean?

Pure functions over strings; the database never compares Vietnamese text by itself, because SQLite knows only ASCII case
and no engine knows that "hoà" and "hòa" are one word.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse

#: Looks like Đ, is another letter: Icelandic eth and African D with tail, both typed by mistake for Đ.
LOOKALIKE_D = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})
APOSTROPHES = "'’ʼ‘`´"
FULL_WIDTH_DIGITS = {ord("０") + digit: str(digit) for digit in range(10)}

_LINE_BREAKS = re.compile("\r\n|[\r\n\v\f\u2028\u2029]")
_BLANKS = re.compile(r"[ \t]+")


class UncleanText(ValueError):
    """The text holds a control character or a lone surrogate, so it cannot be stored; `position` counts from 0."""

    def __init__(self, position: int):
        super().__init__(f"control character at {position}")
        self.position = position


def clean(text: str) -> str:
    """One line: NFC, invisible characters gone, every kind of blank one space, trimmed; raises UncleanText."""
    return " ".join(clean_lines(text).split())


def clean_lines(text: str) -> str:
    """As `clean`, for a text area: line breaks stay (as \\n), blank lines at either end go; raises UncleanText."""
    if text.isprintable():  # neither controls nor invisible characters nor odd blanks: the usual case, ten times faster
        return " ".join(unicodedata.normalize("NFC", text).split())
    text = _LINE_BREAKS.sub("\n", text)
    kept = []
    for position, character in enumerate(text):
        category = unicodedata.category(character)
        if character in "\n\t" or category == "Zs":
            kept.append("\n" if character == "\n" else " ")
        elif category in ("Cc", "Cs"):
            raise UncleanText(position)
        elif category != "Cf":
            kept.append(character)
    lines = unicodedata.normalize("NFC", "".join(kept)).split("\n")
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in lines).strip()


def printable(text: str) -> str:
    """`clean` for text that may not be refused (logs, echoes of bad input): what `clean` would raise on is dropped."""
    if text.isprintable():  # as in `clean_lines`
        return clean(text)
    return clean("".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in ("Cc", "Cs")))


@lru_cache(maxsize=4096)  # a row's words are folded again and again: to tell rows apart, to meet people, to sort them
def fold(text: str) -> str:
    """Without case, tones and marks, đ as d, blanks squeezed: "HOÀ  Đỗ" and "hòa đỗ" both give "hoa do".

    Invisible characters go, as `clean` lets them go: a copied name is found by what one sees of it.
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    if not text.isprintable():
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    bare = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFD", _case_folded(text))))
    return " ".join(bare.replace("đ", "d").split())


def words_of(text: str) -> list[str]:
    """The folded words of a text, letters and digits only; apostrophes inside a word vanish ("H'Hen" is "hhen")."""
    return list(_words(text))


@lru_cache(maxsize=4096)  # as `fold`: the same few wordings stand in every row of a list
def _words(text: str) -> tuple[str, ...]:
    joined = "".join(c for c in fold(text) if c not in APOSTROPHES)
    return tuple("".join(c if c.isalnum() else " " for c in joined).split())


def search_patterns(query: str) -> list[str]:
    """LIKE patterns (escape "\\") over a blank and a folded name, all of which must match, in any order.

    Each finds a word by its beginning, so that "lan nguy" finds "Nguyễn Thị Lan".
    """
    escaped = (word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for word in fold(query[:100]).split())
    return [f"% {word}%" for word in escaped]


def has_marks(text: str) -> bool:
    """True if somebody took the trouble to type marks, so that exact matches should come first."""
    return fold(text) != " ".join(_case_folded(text).split())


def _case_folded(text: str) -> str:
    """Decomposed before and after, since some capitals only meet their small letter once taken apart."""
    decomposed = unicodedata.normalize("NFD", text.translate(LOOKALIKE_D))
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", decomposed.casefold()))


# Old 8-bit encodings (TCVN3, VNI) read as Latin-1 show letters that Vietnamese never uses ...
_NEVER_VIETNAMESE = re.compile("[¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇËÎÏÑÖ×ØÜÞßäåæçëîïñö÷øûüþ]")
# ... a capital with a mark in the middle of a small word ("NguyÔn") ...
_CAPITAL_INSIDE = re.compile("[a-z][ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]")
# ... or, in VNI, a vowel followed by a second one that carries its mark ("Vaên", "Toâ").
_VNI_PAIR = re.compile("[aeAE][ùõâêáàãéèúÙÕÂÊÁÀÃÉÈÚ]|[oO][ùâÙÂ]|[uU][ùõÙÕ]")


def is_legacy_encoded(text: str) -> bool:
    """True if the text looks like TCVN3 or VNI; call it on raw text, since `clean` drops TCVN3's ư (a soft hyphen)."""
    if text.isascii():
        return False
    composed = unicodedata.normalize("NFC", text)
    if any(character > "\u00ff" and character.isalpha() for character in composed):
        return False  # đ, ư, ễ: letters that only Unicode has
    return any(sign.search(composed) for sign in (_NEVER_VIETNAMESE, _CAPITAL_INSIDE, _VNI_PAIR))
