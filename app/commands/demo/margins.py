"""Which people give a published report's totals?  A YAML of margins in, synthetic people out, each in the right cell.

The document names a province, a year, and for teachers, principals and vice principals the totals of some rows of the
report: `all` and the levels TH, THCS, THPT, each `{total, completed, ranks: [CĐ, Đ, K, T]}` and, where known, the
sub-rows `female`, `minority`, `female_minority`, `difficult` of the same form.  What is not known stays unknown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

LEVELS = ("TH", "THCS", "THPT")
USUAL_SHARES = {"TH": 9, "THCS": 7, "THPT": 4}
"""In which proportion people are spread where the levels of schooling are not known."""

SUBS = ("female", "minority", "female_minority", "difficult")
GROUPS = {"teachers": "teacher", "principals": "principal", "vice_principals": "vice_principal"}
RANKS = 4
NOT_RANKED = RANKS
"""The class of those who have not completed, behind those of the ranks."""


class BadMargins(ValueError):
    """The totals cannot be those of any people; the text says where."""


@dataclass(frozen=True)
class MadePerson:
    """One person to make; `rank` is None where they have not completed, the traits where nobody knows them."""

    position: str
    level: str
    rank: int | None
    female: bool | None = None
    minority: bool | None = None
    difficult: bool | None = None


@dataclass(frozen=True)
class Row:
    """Totals of one row, by class: a number a rank, then of those not ranked."""

    classes: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.classes)


def read_row(document: Mapping[str, Any], where: str) -> Row:
    """A row of the document.  Raises BadMargins."""
    try:
        total, completed = int(document["total"]), int(document["completed"])
        ranks = tuple(int(each) for each in document["ranks"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadMargins(f"{where}: total, completed, ranks ({error})") from error
    if len(ranks) != RANKS or min(ranks) < 0 or sum(ranks) != completed or total < completed:
        raise BadMargins(f"{where}: the four ranks sum to completed, completed is at most the total")
    return Row((*ranks, total - completed))


def people_of(document: Mapping[str, Any]) -> list[MadePerson]:
    """Everybody whom the totals tell of.  Raises BadMargins."""
    found = []
    for name, position in GROUPS.items():
        if name in document:
            found += _group(document[name], position, name)
    return found


def _group(document: Mapping[str, Any], position: str, where: str) -> Iterator[MadePerson]:
    rows = {key: read_row(document[key], f"{where}.{key}") for key in ("all", *LEVELS) if key in document}
    if not rows:
        raise BadMargins(f"{where}: all, or levels of schooling")
    levels = _spread(rows, where)
    whole: list[MadePerson] = []
    for level, row in levels.items():
        made = [
            MadePerson(position, level, rank if rank < NOT_RANKED else None)
            for rank, number in enumerate(row.classes)
            for _ in range(number)
        ]
        whole += _with_traits(made, document.get(level, {}), f"{where}.{level}")
    if any(key in document.get("all", {}) for key in SUBS) and not any(key in document for key in LEVELS):
        whole = _with_traits(whole, document["all"], f"{where}.all")
    yield from whole


def _spread(rows: Mapping[str, Row], where: str) -> dict[str, Row]:
    """The rows by level of schooling; where only all are known, in the usual proportion."""
    known = {level: rows[level] for level in LEVELS if level in rows}
    if "all" not in rows:
        return known
    rest = [whole - sum(row.classes[n] for row in known.values()) for n, whole in enumerate(rows["all"].classes)]
    if min(rest) < 0 or (len(known) == len(LEVELS) and any(rest)):
        raise BadMargins(f"{where}: the levels of schooling do not sum to all")
    missing = [level for level in LEVELS if level not in known]
    shares = [_in_proportion(number, [USUAL_SHARES[level] for level in missing]) for number in rest]
    return known | {level: Row(tuple(each[place] for each in shares)) for place, level in enumerate(missing)}


def _in_proportion(number: int, shares: Sequence[int]) -> list[int]:
    """A number in whole parts, by the largest remainders."""
    if not shares:
        return []
    parts = [number * share // sum(shares) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda n: (-(number * shares[n] % sum(shares)), n))
    for place in by_remainder[: number - sum(parts)]:
        parts[place] += 1
    return parts


def _with_traits(people: list[MadePerson], document: Mapping[str, Any], where: str) -> list[MadePerson]:
    """The same people, as many of each class women, of minorities, in difficult areas as the sub-rows say."""
    subs = {key: read_row(document[key], f"{where}.{key}") for key in SUBS if key in document}
    if not subs:
        return people
    found = []
    for number in range(NOT_RANKED + 1):
        rank = number if number < NOT_RANKED else None
        found += _class(
            [each for each in people if each.rank == rank],
            {key: row.classes[number] for key, row in subs.items()},
            where,
        )
    return found


def _class(people: list[MadePerson], numbers: Mapping[str, int], where: str) -> list[MadePerson]:
    female, minority = numbers.get("female"), numbers.get("minority")
    both, difficult = numbers.get("female_minority"), numbers.get("difficult")
    size = len(people)
    if both is None:
        both = min(female or 0, minority or 0)
    women, few = female or 0, minority or 0
    if max(women, few, difficult or 0) > size or both > min(women, few) or few - both > size - women:
        raise BadMargins(f"{where}: no {size} people have these sub-rows")
    made = []
    for place, person in enumerate(people):
        is_female = place < women
        is_minority = place < both or women <= place < women + few - both
        made.append(
            replace(
                person,
                female=is_female if female is not None else None,
                minority=is_minority if minority is not None else None,
                difficult=size - place <= difficult if difficult is not None else None,
            )
        )
    return made
