"""What is a professional standard, and what is a form filled in by it?  Values only.

A standard is data with the article it comes from: its parts and criteria, its levels, its ranking rule.  Everything
that a later circular may change is read from a document, nothing of it is code.

A form is one level a criterion, in the standard's order; a level is its ordinal (0 is the lowest), None is a blank.
It is stored as one sign a criterion ("3-21…", "-" for a blank), which both databases can count by `substr`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Form = tuple[int | None, ...]

BLANK = "-"
MOST_LEVELS = 10


class StandardKind(StrEnum):
    """Whom a standard is for."""

    TEACHER = "teacher"
    MANAGER = "manager"


@dataclass(frozen=True)
class Level:
    """One step of the scale, e.g. ordinal 2, code "K", name "Khá"."""

    ordinal: int
    code: str
    name: str


@dataclass(frozen=True)
class Module:
    """A training module that helps with a criterion."""

    code: str
    name: str


@dataclass(frozen=True)
class Criterion:
    """One criterion (tiêu chí).  `descriptors` follow the levels; only the name is official."""

    no: int
    name: str
    key: bool
    descriptors: tuple[str, ...]
    evidence: tuple[str, ...]
    modules: tuple[Module, ...] = ()
    statement: str = ""


@dataclass(frozen=True)
class Part:
    """One standard in the circular's own sense (tiêu chuẩn): a group of criteria with its article."""

    no: int
    article: str
    name: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Clause:
    """A rank and what it demands: of every criterion, of a share of them, of the key ones (None: nothing)."""

    rank: int
    article: str
    all_at_least: int | None = None
    share_at_least: int | None = None
    key_at_least: int | None = None


@dataclass(frozen=True)
class RankingRule:
    """The clauses from the best rank down, the first that holds decides; `share` is a fraction (2, 3)."""

    source: str
    share: tuple[int, int]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class CoreRule:
    """Who may become a core person: years in the work, rank, level of the key criteria."""

    article: str
    min_years: int
    rank_at_least: int
    key_at_least: int | None


@dataclass(frozen=True)
class Standard:
    """A standard of one legal document, ready for use."""

    code: str
    kind: StandardKind
    title: str
    number: str
    guidance: str
    effective_from: date
    superseded_from: date | None
    note: str
    levels: tuple[Level, ...]
    parts: tuple[Part, ...]
    ranking: RankingRule
    self_years: int
    head_years: int
    core: CoreRule

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in order; criterion number n stands at index n - 1."""
        return tuple(criterion for part in self.parts for criterion in part.criteria)

    def module_names(self, codes: Collection[str]) -> tuple[str, ...]:
        """Names of the modules with these codes, in the standard's order; a code that it does not know stays."""
        known = {module.code: module.name for criterion in self.criteria for module in criterion.modules}
        return (
            *(name for code, name in known.items() if code in codes),
            *(code for code in codes if code not in known),
        )

    @property
    def keys(self) -> frozenset[int]:
        """Numbers of the key criteria."""
        return frozenset(criterion.no for criterion in self.criteria if criterion.key)

    @property
    def blank(self) -> Form:
        """A form on which nothing is rated yet."""
        return (None,) * len(self.criteria)

    def level(self, ordinal: int) -> Level:
        return self.levels[ordinal]

    def part(self, no: int) -> Part | None:
        """The part of this number."""
        return next((part for part in self.parts if part.no == no), None)


def encode(form: Form) -> str:
    """The form as it is stored."""
    return "".join(BLANK if level is None else str(level) for level in form)


def decode(text: str) -> Form:
    """The form that is stored so."""
    return tuple(None if sign == BLANK else int(sign) for sign in text)


def with_levels(form: Form, changes: Mapping[int, int | None]) -> Form:
    """The form with some criteria (by number) rated anew."""
    return tuple(changes.get(no, level) for no, level in enumerate(form, start=1))


def rated_anew(standard: Standard, form: Form, changes: Mapping[int, int | None]) -> Form:
    """`with_levels`, as far as the standard knows them.  Raises ValueError (no such criterion or level)."""
    for no, level in changes.items():
        if not 1 <= no <= len(standard.criteria) or (level is not None and not 0 <= level < len(standard.levels)):
            raise ValueError("no such criterion or level")
    return with_levels(form, changes)


def weakest(standard: Standard, form: Form) -> tuple[Criterion, ...]:
    """The criteria to work on first: those of the lowest level given, unless that is already the highest there is."""
    given = [level for level in form if level is not None]
    lowest = min(given, default=None)
    if lowest is None or lowest == len(standard.levels) - 1:
        return ()
    return tuple(criterion for criterion in standard.criteria if form[criterion.no - 1] == lowest)


def unrated(form: Form) -> tuple[int, ...]:
    """Numbers of the criteria that are still blank."""
    return tuple(no for no, level in enumerate(form, start=1) if level is None)
