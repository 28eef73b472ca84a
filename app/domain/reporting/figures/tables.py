"""What is a table of the report?  Lines of numbers, each number with the cell that it counts.

Page, paper, spreadsheet and data file are all fed by these tables, so that they cannot differ.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from app.domain.reporting.figures.arithmetic import change, share
from app.domain.reporting.figures.cube import Counted, Cube
from app.domain.reporting.figures.signs import DIFFICULT, FEMALE, MINORITY, UNKNOWN, Cell, Part, Track

Cubes = Mapping[Track, Cube]

BLOCKS: dict[str, Part] = {
    "all": Part(), "1": Part(level="1"), "2": Part(level="2"), "3": Part(level="3"), "unknown": Part(level=UNKNOWN),
}  # fmt: skip
"""The blocks of a table: everybody, then each level of schooling, which add up to everybody."""

SUBS: dict[str, Part] = {
    "female": Part(sex=FEMALE),
    "minority": Part(ethnicity=MINORITY),
    "female_minority": Part(sex=FEMALE, ethnicity=MINORITY),
    "difficult": Part(place=DIFFICULT),
}
"""The rows under each block; they overlap, and do not add up to it."""

UNKNOWN_SUBS: dict[str, Part] = {"unknown_sex": Part(sex=UNKNOWN), "unknown_ethnicity": Part(ethnicity=UNKNOWN)}
"""Further rows, where there are such people: who is neither a woman nor one of these is a man, so with minorities."""


@dataclass(frozen=True)
class Number:
    """One printed value.  `cell` says whom it counts, None where it counts nobody (money) or nobody may be listed.

    `change` is against last year, None where last year is 0 or there is none.  `word` is the key of a label that
    stands instead of a number.
    """

    value: int | Decimal | None
    decimals: int = 0
    cell: Cell | None = None
    change: Decimal | None = None
    word: str = ""
    suppressed: bool = False

    @property
    def count(self) -> int:
        """How many people a number without decimals is; 0 where it says nothing."""
        return int(self.value or 0)

    def share_of(self, whole: int, decimals: int) -> "Number":
        """The share of its people in so many."""
        return Number(share(self.count, whole, decimals), decimals, self.cell)


@dataclass(frozen=True)
class Column:
    """A column; `group` is the head that several stand under.  Both are keys of labels; `text` are data's own words."""

    key: str
    group: str = ""
    text: str = ""
    changes: bool = False  # has the change against last year beside it


@dataclass(frozen=True)
class Line:
    """A row.  `kind` says what `key` is a key of; `text` are data's own words (a criterion, a module, a unit)."""

    kind: str
    key: str
    numbers: tuple[Number, ...]
    text: str = ""
    unit_id: int | None = None


HEADING = ("level", "standard", "total")
"""Kinds of rows that others stand under, or that others add up to."""


@dataclass(frozen=True)
class Table:
    """A table of the report; `note` is the key of what is to be known of it."""

    code: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    def number(self, line: str, column: str) -> Number:
        """One value by the keys of its line and column.  Raises StopIteration where there is none."""
        at = next(n for n, each in enumerate(self.columns) if each.key == column)
        return next(each for each in self.lines if each.key == line).numbers[at]


class Counting:
    """How figures are counted: the cubes of a place, of which part, and last year's where there was one."""

    def __init__(self, cubes: Cubes, part: Part = Part(), before: Cubes | None = None) -> None:  # noqa: B008 - frozen
        self.part = part
        self._now, self._before = Counted(cubes), Counted(before) if before is not None else None

    @property
    def compares(self) -> bool:
        """Is there a last year?"""
        return self._before is not None

    @property
    def notes_on_rows(self) -> tuple[str, ...]:
        """What is to be known of the rows of `blocks`, and of a 0 where nobody works at a marked school."""
        marked = self._now.has(SUBS["difficult"].within(self.part))
        return ("overlap",) if marked else ("overlap", "none_marked")

    def value(self, cell: Cell) -> int:
        """How many people of the part a cell counts."""
        return self._now.number(cell.within(self.part))

    def number(self, cell: Cell) -> Number:
        """How many people, and how that has changed."""
        narrowed = cell.within(self.part)
        value = self._now.number(narrowed)
        changed = change(value, self._before.number(narrowed)) if self._before is not None else None
        return Number(value, 0, narrowed, changed)


@dataclass(frozen=True)
class ModuleLine:
    """A module of the report: where it stands in the tracks, and what the plan says of it (cost in đồng a learner)."""

    id: int
    code: str
    title: str
    audience: str
    way: str = ""
    hours: int | None = None
    cost: int | None = None

    def line(self, numbers: Iterable[Number]) -> Line:
        """A row about the module; its kind tells managers' modules apart, many of which are called as teachers' are."""
        kind = "module" if self.audience == "teacher" else "manager_module"
        return Line(kind, f"module.{self.code}", tuple(numbers), self.title)


@dataclass(frozen=True)
class UnitLine:
    """A unit right beneath the one reported on, as it was called then; `target` is how many it was to bring through."""

    id: int
    name: str
    kind: str
    code: str = ""
    target: int | None = None


@dataclass(frozen=True)
class Satisfaction:
    """What learners said of a module or programme (`subject`, its code): counts only, nobody behind them (ANON-1)."""

    title: str
    audience: str
    invited: int
    answers: int
    agreeing: int
    of: int
    subject: str = ""


@dataclass(frozen=True)
class Context:
    """Everything beside people and units that the tables need, as it was at the instant of the snapshot.

    `before` is the snapshot of last year's report that people's levels were compared with.
    """

    teacher_standard: int | None = None
    manager_standard: int | None = None
    modules: tuple[ModuleLine, ...] = ()
    catalogue: tuple[ModuleLine, ...] = ()
    plan: tuple[ModuleLine, ...] = ()
    satisfaction: tuple[Satisfaction, ...] = ()
    remarks: tuple[str, ...] = ()
    before: int | None = None

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


def context_of(document: Mapping[str, Any]) -> Context:
    """The twin of `Context.document`."""
    many: dict[str, type] = {
        "modules": ModuleLine, "catalogue": ModuleLine, "plan": ModuleLine, "satisfaction": Satisfaction,
    }  # fmt: skip
    lists = {name: tuple(kind(**each) for each in document[name]) for name, kind in many.items()}
    return Context(
        document["teacher_standard"],
        document["manager_standard"],
        remarks=tuple(document["remarks"]),
        before=document.get("before"),
        **lists,
    )


def blocks(numbers_of: Callable[[Part], Iterable[Number]], people_of: Callable[[Part], int]) -> tuple[Line, ...]:
    """The rows: everybody and each level of schooling, each followed by its sub-rows; twenty where all is known.

    `numbers_of` gives the numbers of a row from the part of the people that it is about, `people_of` how many these are
    in all: a row of people of whom something is not known stands where there are any, in each table of the same people.
    """
    lines = []
    for key, block in BLOCKS.items():
        if key == "unknown" and not people_of(block):
            continue
        lines.append(Line("level", key, tuple(numbers_of(block))))
        for sub, part in (SUBS | UNKNOWN_SUBS).items():
            within = block.within(part)
            if sub in SUBS or people_of(within):
                lines.append(Line("sub", f"{key}.{sub}", tuple(numbers_of(within))))
    return tuple(lines)


def unknown_in(lines: Iterable[Line]) -> tuple[str, ...]:
    """The note of a table that has rows of people of whom something is not known."""
    return ("unknown",) if any("unknown" in line.key for line in lines) else ()
