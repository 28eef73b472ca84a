"""How many people of each slice have which sign at which place?  Counted once, added up for any question.

A unit's cube of a track says everything that any figure of that track can ask about the unit, so that a page reads one
row whatever it filters by, and costs the same for 80,000 people as for 80.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from app.domain.reporting.figures.signs import ABSENT, Cell, Fact, Part, Track

Cube = dict[str, dict[str, int]]
"""By slice: how many people have a sign at a place, under "place" + sign ("0p")."""


def count(texts: Iterable[tuple[str, str]]) -> Cube:
    """The cube of one track, from (slice, signs) of each person."""
    by_slice: dict[str, list[str]] = defaultdict(list)
    for slice_, signs in texts:
        by_slice[slice_].append(signs)
    return {slice_: _at_places(signs) for slice_, signs in sorted(by_slice.items())}


def _at_places(texts: list[str]) -> dict[str, int]:
    longest = max(map(len, texts))
    columns = zip(*(text.ljust(longest, ABSENT) for text in texts), strict=True)
    return {
        f"{place}{sign}": number
        for place, column in enumerate(columns)
        for sign, number in sorted(Counter(column).items())
        if sign != ABSENT
    }


def count_units(facts: Iterable[Fact], track: Track) -> dict[int, Cube]:
    """By unit: the cube of its own people; a person without the track is in none."""
    texts: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for fact in facts:
        signs = fact.tracks.get(track)
        if signs and not signs.isspace():
            texts[fact.unit_id].append((fact.slice, signs))
    return {unit_id: count(each) for unit_id, each in texts.items()}


def add(cubes: Iterable[Cube]) -> Cube:
    """The cube of several units together."""
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for cube in cubes:
        for slice_, numbers in cube.items():
            total[slice_].update(numbers)
    return {slice_: dict(sorted(numbers.items())) for slice_, numbers in sorted(total.items())}


class Counted:
    """Answers how many people a cell counts, from the cubes of a place; which slices belong is looked up once."""

    def __init__(self, cubes: Mapping[Track, Cube]) -> None:
        self._cubes = cubes
        self._slices: dict[tuple[Track, Part], list[dict[str, int]]] = {}

    def number(self, cell: Cell) -> int:
        """How many people."""
        numbers = self._belonging(cell.track, cell.part)
        keys = [f"{cell.place}{sign}" for sign in cell.signs]
        return sum(each[key] for each in numbers for key in keys if key in each)

    def has(self, part: Part) -> bool:
        """Is anybody of these slices counted at all?"""
        return any(part.holds(slice_) for cube in self._cubes.values() for slice_ in cube)

    def _belonging(self, track: Track, part: Part) -> list[dict[str, int]]:
        known = self._slices.get((track, part))
        if known is None:
            found = list(self._cubes.get(track, {}).items())
            for at, signs in part.tests:
                found = [each for each in found if each[0][at] in signs]
            known = self._slices[track, part] = [numbers for _, numbers in found]
        return known


def figure(cubes: Mapping[Track, Cube], cell: Cell) -> int:
    """How many people one cell counts."""
    return Counted(cubes).number(cell)
