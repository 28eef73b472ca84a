"""How many people of each slice have which sign at which place?  Counted once, added up for any question.

A unit's cube of a track says everything that any figure of that track can ask about the unit, so that a page reads one
row whatever it filters by, and costs the same for 80,000 people as for 80.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from app.domain.reporting.figures.signs import ABSENT, Cell, Fact, Track

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
        signs = fact.tracks.get(track, "")
        if signs.strip():
            texts[fact.unit_id].append((fact.slice, signs))
    return {unit_id: count(each) for unit_id, each in texts.items()}


def add(cubes: Iterable[Cube]) -> Cube:
    """The cube of several units together."""
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for cube in cubes:
        for slice_, numbers in cube.items():
            total[slice_].update(numbers)
    return {slice_: dict(sorted(numbers.items())) for slice_, numbers in sorted(total.items())}


def figure(cubes: Mapping[Track, Cube], cell: Cell) -> int:
    """How many people a cell counts."""
    keys = [f"{cell.place}{sign}" for sign in cell.signs]
    numbers = (each for slice_, each in cubes.get(cell.track, {}).items() if cell.part.holds(slice_))
    return sum(each.get(key, 0) for each in numbers for key in keys)
