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
LONGEST_CODE = 10
NEEDS_ROWS = "cần all, hoặc các cấp TH, THCS, THPT"
NOT_RANKED = RANKS
"""The class of those who have not completed, behind those of the ranks."""


CLASSES = ("CĐ", "Đ", "K", "T", "chưa hoàn thành")
"""What the classes are called where something is wrong with one of them."""


class BadMargins(ValueError):
    """The totals cannot be those of any people; the text says where in the document, and what, in Vietnamese."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")


@dataclass(frozen=True)
class Subject:
    """Of which province and year the totals are."""

    code: str
    name: str
    year: int


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


def read_subject(document: Any) -> Subject:
    """What the document is about.  Raises BadMargins."""
    whole = _mapping(document, "cả tệp", "cần các mục province, year và teachers, principals hoặc vice_principals")
    province = _mapping(whole.get("province"), "province", "cần code và name")
    code, name, year = str(province.get("code", "")), province.get("name"), whole.get("year")
    if not (code.isascii() and code.isdecimal() and len(code) <= LONGEST_CODE):
        raise BadMargins("province.code", 'cần mã tỉnh bằng chữ số, ví dụ "93"')
    if not isinstance(name, str) or not name.strip():
        raise BadMargins("province.name", "cần tên tỉnh, ví dụ Hậu Giang")
    if not isinstance(year, int) or not 2000 <= year < 2100:
        raise BadMargins("year", "cần một năm, ví dụ 2020")
    if not GROUPS.keys() & whole.keys():
        raise BadMargins("cả tệp", "cần teachers, principals hoặc vice_principals")
    return Subject(code, name.strip(), year)


def read_row(document: Any, where: str) -> Row:
    """A row of the document.  Raises BadMargins."""
    row = _mapping(document, where, "cần total, completed và ranks")
    total, completed = (_number(row.get(key), f"{where}.{key}") for key in ("total", "completed"))
    ranks = row.get("ranks")
    if not isinstance(ranks, list) or len(ranks) != RANKS:
        raise BadMargins(f"{where}.ranks", "cần bốn số trong ngoặc vuông: CĐ, Đ, K, T")
    classes = tuple(_number(each, f"{where}.ranks") for each in ranks)
    if sum(classes) != completed:
        raise BadMargins(f"{where}.ranks", f"bốn số cộng lại là {sum(classes)}, completed lại là {completed}")
    if completed > total:
        raise BadMargins(f"{where}.completed", f"{completed} nhiều hơn total ({total})")
    return Row((*classes, total - completed))


def _mapping(value: Any, where: str, needs: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadMargins(where, needs)
    return value


def _number(value: Any, where: str) -> int:
    if value is None:
        raise BadMargins(where, "còn thiếu")
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadMargins(where, f"“{value}” không phải số nguyên từ 0 trở lên, viết liền không có dấu chấm")
    return value


def people_of(document: Mapping[str, Any]) -> list[MadePerson]:
    """Everybody whom the totals tell of.  Raises BadMargins."""
    found = []
    for name, position in GROUPS.items():
        if name in document:
            found += _group(_mapping(document[name], name, NEEDS_ROWS), position, name)
    return found


def _group(document: Mapping[str, Any], position: str, where: str) -> Iterator[MadePerson]:
    rows = {key: read_row(document[key], f"{where}.{key}") for key in ("all", *LEVELS) if key in document}
    if not rows:
        raise BadMargins(where, NEEDS_ROWS)
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
        raise BadMargins(where, "TH, THCS, THPT cộng lại không bằng all, từng mức một")
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
            CLASSES[number],
        )
    return found


def _class(people: list[MadePerson], numbers: Mapping[str, int], where: str, name: str) -> list[MadePerson]:
    female, minority = numbers.get("female"), numbers.get("minority")
    both, difficult = numbers.get("female_minority"), numbers.get("difficult")
    size = len(people)
    if both is None:
        both = min(female or 0, minority or 0)
    women, few = female or 0, minority or 0
    if max(women, few, difficult or 0) > size or both > min(women, few) or few - both > size - women:
        raise BadMargins(where, f"các dòng con không thể là của {size} người ở mức {name}")
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
