"""How is a statement made once for all viewers of a kind?  With a viewer whose own values are still to come.

Putting a statement together costs more than SQLite takes to answer it.  So what every request asks is made once
(`made_once` in `app/db.py`) with `anybody_like(viewer)`: of their kind, but with parameters for the values that tell
one from another.  The conditions of `access.py` make of this viewer what they make of any other, and
`values_of(viewer)` goes along when the statement is executed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

from sqlalchemy import BindParameter, Date, Integer, String, bindparam

from app.domain import clock
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import path_below
from app.domain.vietnamese import fold, has_marks, search_patterns
from app.domain.viewer import Viewer

LONGEST_QUERY = 100
LAST_SIGN = "\U0010ffff"
TODAY: Any = bindparam("today", type_=Date)


@dataclass(frozen=True)
class Root:
    """A unit's path that is still to come; `access.beneath` takes it in the place of a path."""

    name: str

    @cached_property
    def bounds(self) -> tuple[BindParameter[str], BindParameter[str]]:
        """Parameters for what `path_below` says of the path."""
        return bindparam(f"{self.name}_from", type_=String), bindparam(f"{self.name}_before", type_=String)


class AnyUnit:
    """A unit that is still to come: `any_unit(name)` of a statement that is made once."""

    def __init__(self, name: str) -> None:
        self.id = bindparam(f"{name}_id", type_=Integer)
        self.path = Root(name)


@dataclass(frozen=True)
class AnyWords:
    """So many words of a search that are still to come, `marked` or plain; what searches takes it in a text's place."""

    number: int
    marked: bool = False
    typed = bindparam("words_typed", type_=String)

    @property
    def patterns(self) -> list[BindParameter[str]]:
        """Parameters for what `search_patterns` says of the text."""
        return [bindparam(f"words_{each}", type_=String) for each in range(self.number)]

    @property
    def last(self) -> tuple[BindParameter[str], BindParameter[str]]:
        """Parameters for what `beginning_with` says of the last word."""
        return bindparam("words_from", type_=String), bindparam("words_before", type_=String)


class Anybody(Viewer):
    """A viewer of some kind; one object a kind.  Whoever asks for their values in Python fails, as they must."""

    __eq__, __hash__ = object.__eq__, object.__hash__


def anybody_like(viewer: Viewer) -> Viewer:
    """The viewer of this one's kind: whatever decides how a condition reads is the same."""
    return _anybody(
        viewer.role, viewer.position, viewer.unit_kind, viewer.provider, viewer.person_id is None,
        viewer.unit_id is None, len(viewer.provinces),
    )  # fmt: skip


def today_for(viewer: Viewer) -> date:
    """Today; in a statement that is made once the parameter for the day on which it is asked."""
    return TODAY if isinstance(viewer, Anybody) else clock.today()  # type: ignore[no-any-return]


def values_of(viewer: Viewer, **others: object) -> dict[str, object]:
    """What a statement made for `anybody_like(viewer)` is executed with; `others` are its further parameters."""
    own = {"viewer_person": viewer.person_id, "viewer_unit": viewer.unit_id, "today": clock.today()}
    paths = (("viewer_root", (viewer.unit_path,)), ("viewer_province", viewer.provinces))
    return own | {key: value for name, each in paths for key, value in bounds_of(name, each)} | others


def roots(name: str, number: int) -> tuple[Root, ...]:
    """So many paths that are still to come; `bounds_of` the same name gives their values."""
    return tuple(Root(f"{name}_{each}") for each in range(number))


def unit_values(name: str, unit: Unit | None) -> dict[str, object]:
    """The values of `AnyUnit(name)`."""
    if unit is None:
        return {}
    low, before = path_below(unit.path)
    return {f"{name}_id": unit.id, f"{name}_from": low, f"{name}_before": before}


def bounds_of(name: str, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The values of `roots(name, len(paths))`, by the names of their parameters."""
    for number, path in enumerate(paths):
        low, before = path_below(path)
        yield f"{name}_{number}_from", low
        yield f"{name}_{number}_before", before


def any_words_like(text: str) -> AnyWords:
    """As many words as the text has."""
    return AnyWords(len(search_patterns(text)), has_marks(text))


def words_values(text: str) -> dict[str, object]:
    """The values of `any_words_like(text)`."""
    patterns = search_patterns(text)
    low, before = beginning_with(fold(text[:LONGEST_QUERY]).split()[-1]) if patterns else ("", "")
    named: dict[str, object] = {f"words_{number}": pattern for number, pattern in enumerate(patterns)}
    return named | {"words_from": low, "words_before": before, "words_typed": text}


def beginning_with(word: str) -> tuple[str, str]:
    """The bounds, the second one excluded, of all words that begin so."""
    return word, word + LAST_SIGN


@cache
def _anybody(
    role: str, position: str, unit_kind: str, provider: str | None, nobody: bool, nowhere: bool, provinces: int
) -> Viewer:
    values: Any = {
        "person_id": None if nobody else bindparam("viewer_person", type_=Integer),
        "unit_id": None if nowhere else bindparam("viewer_unit", type_=Integer),
        "unit_path": roots("viewer_root", 1)[0], "provinces": roots("viewer_province", provinces),
    }  # fmt: skip
    return Anybody(
        account_id=None, appointment_id=None, unit_kind=unit_kind, role=role, position=position, provider=provider,
        **values,
    )  # fmt: skip
