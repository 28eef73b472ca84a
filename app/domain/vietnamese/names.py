"""What is a person's name: is it possible, which word is the given name, how do names compare and sort?"""

import unicodedata
from enum import StrEnum
from functools import lru_cache

from app.domain.vietnamese.text import APOSTROPHES, LOOKALIKE_D, clean, fold

MAX_LENGTH = 100
MAX_WORDS = 8


class NameProblem(StrEnum):
    """Why a text cannot be somebody's name."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY_WORDS = "too_many_words"
    MIXED_SCRIPTS = "mixed_scripts"
    STRANGE_CHARACTER = "strange_character"


def clean_name(text: str) -> str:
    """`clean`, one kind of apostrophe, and Đ where a lookalike was typed; keeps the case as given."""
    return clean(text).translate(LOOKALIKE_D).translate({ord(c): "'" for c in APOSTROPHES})


def name_problem(name: str) -> NameProblem | None:
    """Why a cleaned text is no name, or None. Latin letters with any marks, blanks, apostrophe, hyphen, dot."""
    if not any(c.isalpha() for c in name):
        return NameProblem.EMPTY if not name else NameProblem.STRANGE_CHARACTER
    if len(name) > MAX_LENGTH:
        return NameProblem.TOO_LONG
    if len(name.split()) > MAX_WORDS:
        return NameProblem.TOO_MANY_WORDS
    if has_mixed_scripts(name):
        return NameProblem.MIXED_SCRIPTS
    if not all(map(_belongs_in_name, name)):
        return NameProblem.STRANGE_CHARACTER
    return None


def has_mixed_scripts(text: str) -> bool:
    """True if Latin letters stand beside letters of another script, like a Cyrillic "а" in "Lаn"."""
    latin = {_is_latin(c) for c in text if c.isalpha()}
    return latin == {True, False}


def default_given_name(full_name: str) -> str:
    """The last word. Ethnic-minority names ("H'Hen Niê") begin with it: there the stored given name differs."""
    words = full_name.split()
    return words[-1] if words else ""


def comparison_key(name: str) -> str:
    """Equal for two spellings of one name: case, blanks, NFC, old or new tone placement, Đ; marks still count."""
    return " ".join(_toned_last(word) for word in clean_name(name).casefold().split())


def same_name(one: str, other: str) -> bool:
    """True if both are the same name as `comparison_key` sees it: "HOÀ" = "hòa", but "Lan" is not "Lân"."""
    return comparison_key(one) == comparison_key(other)


def tidy_capitals(name: str) -> str:
    """A name typed in capitals, as people write it: "TRẦN THỊ LAN" gives "Trần Thị Lan"; other names stay as given."""
    if name != name.upper() or name == name.lower():
        return name
    return " ".join("'".join(part.capitalize() for part in word.split("'")) for word in name.split())


# Sorting. The key is made of 0-9 and a-z only, so that SQLite and every PostgreSQL collation order it alike.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_SYMBOLS = "23456789abcdefghijklmnopqrstuvwxyz"
_RANK = dict(zip(_LETTERS, _SYMBOLS, strict=False))
_OTHER = "z"
_END_OF_PART, _END_OF_WORD = "0", "1"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng


def sort_key(full_name: str, given_name: str | None = None) -> str:
    """Orders names as a Vietnamese list does: given name, family name, the rest; a tone only breaks a tie."""
    words = clean_name(full_name).casefold().split()
    given = clean_name(given_name or "").casefold().split() or words[-1:]
    rest = _without(words, given)
    return "".join(_part_key(part) for part in (given, rest[:1], rest[1:]))


def _without(words: list[str], given: list[str]) -> list[str]:
    """The words left when the given name is taken out, looked for from the end; all of them if it is not there."""
    for start in range(len(words) - len(given), -1, -1):
        if words[start : start + len(given)] == given:
            return words[:start] + words[start + len(given) :]
    return words


def _part_key(words: list[str]) -> str:
    letters = _END_OF_WORD.join("".join(_ranks(word)) for word in words)
    tones = "".join(str(_tone(word) + 1) for word in words)
    return letters + _END_OF_PART + tones + _END_OF_PART


def _ranks(word: str) -> list[str]:
    ranks = []
    for letter in unicodedata.normalize("NFC", _without_tones(word)):
        if letter.isalnum():
            ranks.append(_RANK.get(letter) or _RANK.get(fold(letter), _OTHER))
    return ranks


def _tone(word: str) -> int:
    return next((_TONES[c] for c in unicodedata.normalize("NFD", word) if c in _TONES), 0)


def _without_tones(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if c not in _TONES)


def _toned_last(word: str) -> str:
    """The syllable without its tone, then the tone: where it was written no longer matters."""
    tones = "".join(c for c in unicodedata.normalize("NFD", word) if c in _TONES)
    return unicodedata.normalize("NFD", _without_tones(word)) + tones


@lru_cache(maxsize=2048)  # a name is made of the same few letters as all others
def _belongs_in_name(character: str) -> bool:
    if character in " '-.":
        return True
    return _is_latin(character) or unicodedata.category(character) == "Mn"


@lru_cache(maxsize=2048)
def _is_latin(character: str) -> bool:
    return character.isalpha() and unicodedata.name(character, "").startswith("LATIN")
