"""What may somebody declare as a need for training, what does a weak criterion propose, and how is it added up?

Declared needs (nhu cầu tự đăng ký) are what a person says under their name; derived ones (đề xuất từ đánh giá) are what
the criteria rated below the level propose.  They stand beside each other and are never added together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from app.domain.organisation.rules import Problem
from app.domain.standards.rules.standard import Criterion, Form, Standard
from app.domain.training.catalogue.rules import Audience

MOST_MODULES = 5
"""So many modules may be asked for in a year: who ticks everything says nothing."""
LONGEST_REMARK = 1_000
LONGEST_WINDOW = timedelta(days=200)
YEARS_BACK = 2
"""How much older than the school year an evaluation may be that proposes: the head ranks every second year."""
NEAR_DAYS = 3


class FormState(StrEnum):
    """Where a form stands; what was handed in may be changed until the window closes."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"


class Season(StrEnum):
    """When in the year somebody can learn."""

    SUMMER = "summer"
    FIRST_TERM = "first_term"
    SECOND_TERM = "second_term"
    WEEKENDS = "weekends"


class Area(StrEnum):
    """What may be needed beyond the modules of the catalogue."""

    SUBJECT = "subject"
    LANGUAGE = "language"
    INCLUSION = "inclusion"
    DIFFICULT = "difficult"
    WELLBEING = "wellbeing"
    RESEARCH = "research"
    REGULATIONS = "regulations"


AREAS = tuple(Area)
TICKED, BLANK = "x", "-"


def encode_areas(areas: Iterable[str]) -> str:
    """The ticked areas as one sign each, in the order of AREAS, which both databases count by `substr`."""
    ticked = set(areas)
    return "".join(TICKED if area in ticked else BLANK for area in AREAS)


def decode_areas(signs: str) -> tuple[Area, ...]:
    """The twin of `encode_areas`; signs that are missing at the end (areas that came later) are blank."""
    return tuple(area for area, sign in zip(AREAS, signs, strict=False) if sign == TICKED)


@dataclass(frozen=True)
class Answer:
    """What is written on a form: modules (ids) and areas, the way and the season wanted, two remarks."""

    modules: tuple[int, ...] = ()
    areas: tuple[str, ...] = ()
    way: str | None = None
    season: str | None = None
    material: str = ""
    remark: str = ""


def check_answer(answer: Answer) -> list[Problem]:
    """What is missing before the form can be handed in; a draft may lack all of it."""
    problems = check_draft(answer)
    if not answer.modules and not answer.areas:
        problems.append(Problem("nothing_needed", "modules"))
    if answer.way is None:
        problems.append(Problem("no_way", "way"))
    if answer.season is None:
        problems.append(Problem("no_season", "season"))
    return problems


def check_draft(answer: Answer) -> list[Problem]:
    """What even a draft may not hold."""
    return [Problem("too_many_modules", "modules")] if len(set(answer.modules)) > MOST_MODULES else []


@dataclass(frozen=True)
class Window:
    """When a province takes forms for the school year that ends in `year`; `closes` is the first instant too late."""

    year: int
    opens: datetime
    closes: datetime


def check_window(window: Window) -> list[Problem]:
    """What speaks against this window?"""
    problems = []
    if window.opens >= window.closes:
        problems.append(Problem("window_out_of_order", "closes"))
    elif window.closes - window.opens > LONGEST_WINDOW:
        problems.append(Problem("window_too_long", "closes"))
    if window.opens.year not in (window.year - 1, window.year):
        problems.append(Problem("window_apart_from_year", "year"))
    return problems


class Phase(StrEnum):
    """Where a window stands at an instant."""

    AHEAD = "ahead"
    OPEN = "open"
    OVER = "over"


def phase_at(opens: datetime, closes: datetime, at: datetime) -> Phase:
    """Where a window stands."""
    return Phase.AHEAD if at < opens else Phase.OPEN if at < closes else Phase.OVER


def weak_below(standard: Standard) -> int:
    """The level below which a criterion is weak: the second best of the standard ("Khá")."""
    return max(1, len(standard.levels) - 2)


def weak_criteria(standard: Standard, form: Form) -> tuple[Criterion, ...]:
    """The criteria rated below the level; a blank is not weak, it is not known."""
    below = weak_below(standard)
    rated = {no: level for no, level in enumerate(form, start=1) if level is not None}
    return tuple(each for each in standard.criteria if each.no in rated and rated[each.no] < below)


def proposing(standard: Standard, modules: Mapping[str, int]) -> dict[int, tuple[int, ...]]:
    """By module (id): the numbers of the criteria that propose it; `modules` maps the codes that there are to ids."""
    found: dict[int, list[int]] = {}
    for criterion in standard.criteria:
        for module in criterion.modules:
            if module.code in modules:
                found.setdefault(modules[module.code], []).append(criterion.no)
    return {module_id: tuple(numbers) for module_id, numbers in found.items()}


class Kind(StrEnum):
    """What a stored figure counts; the first three of everybody who is asked, the rest of one audience and level."""

    HANDED_IN = "handed_in"
    DRAFTING = "drafting"
    NOT_STARTED = "not_started"
    DONE = "in"  # of an audience and level: how many have handed in, of how many
    MODULE = "module"
    AREA = "area"
    WAY = "way"
    SEASON = "season"
    KNOWN = "known"  # whose levels are known, and may propose
    KNOWN_ABOVE = "known_above"
    FINAL = "final"  # of these: by a published result, not by the own assessment alone
    FINAL_ABOVE = "final_above"
    WEAK = "weak"
    WEAK_ABOVE = "weak_above"


ABOVE = {Kind.KNOWN: Kind.KNOWN_ABOVE, Kind.FINAL: Kind.FINAL_ABOVE, Kind.WEAK: Kind.WEAK_ABOVE}
"""Who is decided about above their school is counted apart: the school itself learns nothing of its head."""
STATES = (Kind.HANDED_IN, Kind.DRAFTING, Kind.NOT_STARTED)
LEVELS = ("TH", "THCS", "THPT", "")


def code_of(kind: Kind, key: object, audience: Audience, level: str) -> str:
    """The name of a stored figure of one audience and level of schooling; at most 30 signs."""
    return f"{kind}.{key}.{audience[0]}.{level}"


@dataclass(frozen=True)
class Cell:
    """One stored figure taken apart: `number` people of `of`."""

    kind: Kind
    key: str
    audience: Audience
    level: str
    number: int
    of: int


BY_SIGN = {each[0]: each for each in Audience}


def cell_of(code: str, number: int, of: int) -> Cell | None:
    """The twin of `code_of`; None for a figure of everybody."""
    parts = code.split(".")
    if len(parts) != 4:
        return None
    return Cell(Kind(parts[0]), parts[1], BY_SIGN[parts[2]], parts[3], number, of)


@dataclass(frozen=True)
class Slice:
    """Which part is looked at: an audience, a level of schooling; None is both, all."""

    audience: Audience | None = None
    level: str | None = None

    def holds(self, cell: Cell) -> bool:
        """Does this figure belong to it?"""
        return self.audience in (None, cell.audience) and self.level in (None, cell.level)

    @property
    def audiences(self) -> tuple[Audience, ...]:
        return (self.audience,) if self.audience else tuple(Audience)

    @property
    def levels(self) -> tuple[str, ...]:
        return LEVELS if self.level is None else (self.level,)


@dataclass(frozen=True)
class Tally:
    """What is known of the needs of a unit's people, as far as the reader may know it.

    `above` tells that those who are decided about above their school count, too.
    """

    cells: Sequence[Cell]
    above: bool

    def number(self, kind: Kind, key: object = "", part: Slice = Slice()) -> int:  # noqa: B008 - frozen
        """How many people: one figure, or its sum over audiences and levels."""
        return sum(cell.number for cell in self._of(kind, key, part))

    def expected(self, part: Slice) -> int:
        """How many are asked."""
        return sum(cell.of for cell in self._of(Kind.DONE, "", part))

    def _of(self, kind: Kind, key: object, part: Slice) -> Iterable[Cell]:
        kinds = {kind, ABOVE[kind]} if self.above and kind in ABOVE else {kind}
        return (cell for each in kinds for cell in self._cells.get((each, str(key)), ()) if part.holds(cell))

    @cached_property
    def _cells(self) -> Mapping[tuple[Kind, str], Sequence[Cell]]:
        found: dict[tuple[Kind, str], list[Cell]] = {}
        for cell in self.cells:
            found.setdefault((cell.kind, cell.key), []).append(cell)
        return found
