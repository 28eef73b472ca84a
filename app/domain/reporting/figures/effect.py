"""Which modules do weak criteria lead to, and how has it gone with those who passed them, beside those who have not?

A person who stood at the same school last year has a sign a criterion (Track.EFFECT): had they passed a module that the
criterion proposes, was their level below the bar last year, is it this year?  What is counted is what happened, not
why: heads give the levels, and who learns is not drawn by lot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from app.domain.reporting.figures.arithmetic import share
from app.domain.reporting.figures.signs import ABSENT, NOT_YET, PASSED, YES, Cell, Part, Track, Who
from app.domain.reporting.figures.tables import Context, Counting, ModuleLine, Number, Satisfaction
from app.domain.standards.rules.standard import Criterion, Standard
from app.domain.training.catalogue.rules import Audience
from app.domain.training.needs.rules import weak_below

FEWEST = 5
"""Of fewer people no share is told: one person more or less would make it another."""

TEACHERS = Part(who=Who.TEACHER)


@dataclass(frozen=True)
class Signs:
    """The signs of one group: below the bar in both years, last year only, this year only, in neither."""

    both: str
    then: str
    now: str
    neither: str

    @property
    def everybody(self) -> str:
        return self.both + self.then + self.now + self.neither

    @property
    def weak_then(self) -> str:
        return self.both + self.then

    @property
    def weak_now(self) -> str:
        return self.both + self.now

    def sign(self, then: bool, now: bool) -> str:
        """Whose level was, and is, below the bar?"""
        return (self.both if now else self.then) if then else (self.now if now else self.neither)


LEARNT, OTHERS = Signs("w", "b", "d", "s"), Signs("W", "B", "D", "S")
"""Who has passed a module that the criterion proposes, and who has not."""


class Comparing:
    """Gives people their signs: by the standard of both years and the modules that each of the years asked for."""

    def __init__(self, standard: Standard, before: Sequence[ModuleLine], now: Sequence[ModuleLine]) -> None:
        self._places = [
            (_places(criterion, before), _places(criterion, now)) for criterion in standard.criteria
        ]  # fmt: skip
        self._passed: dict[tuple[str, str], str] = {}
        below = weak_below(standard)
        levels = {str(level.ordinal): level.ordinal < below for level in standard.levels}
        self._signs = {
            (passed, then, now): signs.sign(levels[then], levels[now])
            for passed, signs in ((PASSED, LEARNT), (NOT_YET, OTHERS))
            for then, now in product(levels, levels)
        }

    def signs(self, levels: tuple[str, str], modules: tuple[str, str]) -> str:
        """A sign a criterion from somebody's levels and modules, each last year's and this year's.

        Blank where a level is not known or no module of the criterion was asked for; "" where all are blank.
        """
        passed = self._passed.get(modules)
        if passed is None:
            passed = self._passed[modules] = "".join(_best(places, modules) for places in self._places)
        signs = self._signs
        return "".join([signs.get(key, ABSENT) for key in zip(passed, *levels, strict=False)]).rstrip(ABSENT)


def _places(criterion: Criterion, modules: Sequence[ModuleLine]) -> tuple[int, ...]:
    codes = {module.code for module in criterion.modules}
    return tuple(place for place, module in enumerate(modules) if module.code in codes)


def _best(places: tuple[tuple[int, ...], ...], modules: tuple[str, str]) -> str:
    """Has somebody passed one of a criterion's modules in either year?  Blank where neither year asked for one."""
    if not any(places):
        return ABSENT
    found = {signs[place : place + 1] for some, signs in zip(places, modules, strict=True) for place in some}
    return PASSED if PASSED in found else NOT_YET


@dataclass(frozen=True)
class Year:
    """A report of which the table tells: of which year, and how it counts."""

    year: int
    report_id: int
    counting: Counting
    context: Context


@dataclass(frozen=True)
class Learnt:
    """How many had passed a module in a year, by the report of that year."""

    year: int
    report_id: int
    number: Number


@dataclass(frozen=True)
class Module:
    """What is known of a module that a criterion proposes; `said` is the newest closed survey with its year.

    `declared` is None where nobody has handed in a form.
    """

    title: str
    derived: Number
    declared: Number | None
    learnt: tuple[Learnt, ...]
    said: tuple[int, Satisfaction] | None

    @property
    def agreeing(self) -> Decimal | None:
        """The share of agreeing answers, one decimal."""
        return share(self.said[1].agreeing, self.said[1].of, 1) if self.said else None


@dataclass(frozen=True)
class Group:
    """Of people counted in both years: how many there are, and how many were below the bar in each year."""

    people: Number
    then: Number
    now: Number

    @property
    def shares(self) -> tuple[Decimal, Decimal] | None:
        """The shares below the bar last year and this year, one decimal; None of fewer than five people."""
        many = self.people.count
        if many < FEWEST:
            return None
        return share(self.then.count, many, 1), share(self.now.count, many, 1)


@dataclass(frozen=True)
class Row:
    """One criterion: how many teachers are below the bar, of those with a level; its modules; how the groups went.

    `groups` (who had passed, who had not) is None where nobody can be compared.
    """

    criterion: Criterion
    weak: Number
    rated: int
    share: Decimal
    modules: tuple[Module, ...]
    groups: tuple[Group, Group] | None


def rows_of(standard: Standard, now: Year, before: Year | None) -> list[Row]:
    """A row a criterion, the weakest first: by the share below the bar, then by the number; the unrated last."""
    rows = [_row(standard, criterion, now, before) for criterion in standard.criteria]
    return sorted(rows, key=lambda row: (not row.rated, -row.share, -row.weak.count, row.criterion.no))


def _row(standard: Standard, criterion: Criterion, now: Year, before: Year | None) -> Row:
    place, below = criterion.no - 1, weak_below(standard)
    signs = "".join(str(level.ordinal) for level in standard.levels)
    weak = now.counting.number(Cell(Track.LEVELS, signs[:below], place, TEACHERS))
    rated = now.counting.value(Cell(Track.LEVELS, signs, place, TEACHERS))
    groups = _group(now.counting, LEARNT, place), _group(now.counting, OTHERS, place)
    compared = any(group.people.count for group in groups)
    return Row(
        criterion, weak, rated, share(weak.count, rated, 1), tuple(_modules(criterion, now, before)),
        groups if compared else None,
    )  # fmt: skip


def _group(counting: Counting, signs: Signs, place: int) -> Group:
    wanted = signs.everybody, signs.weak_then, signs.weak_now
    return Group(*(counting.number(Cell(Track.EFFECT, each, place, TEACHERS)) for each in wanted))


def _modules(criterion: Criterion, now: Year, before: Year | None) -> Iterable[Module]:
    years = [now] if before is None else [now, before]
    for place in _places(criterion, now.context.catalogue):
        module = now.context.catalogue[place]
        declared = Cell(Track.DECLARED, YES, place, TEACHERS)
        forms = now.counting.value(replace(declared, signs=f"{NOT_YET}{YES}"))
        yield Module(
            module.title,
            now.counting.number(Cell(Track.DERIVED, YES, place, TEACHERS)),
            now.counting.number(declared) if forms else None,
            tuple(each for year in years for each in _learnt(module, year)),
            next((each for year in years for each in _said(module, year)), None),
        )


def _learnt(module: ModuleLine, year: Year) -> Iterable[Learnt]:
    for place, each in enumerate(year.context.modules):
        if each.code == module.code:
            cell = Cell(Track.MODULES, PASSED, place, TEACHERS)
            yield Learnt(year.year, year.report_id, year.counting.number(cell))


def _said(module: ModuleLine, year: Year) -> Iterable[tuple[int, Satisfaction]]:
    """The surveys on a module that closed in a year, the last one first."""
    for each in reversed(year.context.satisfaction):
        if each.subject == module.code and each.audience == Audience.TEACHER:
            yield year.year, each
