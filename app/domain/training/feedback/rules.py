"""How is an anonymous survey of thousands laid out, and what of it is shown?  (ANON-1 to ANON-6)

One run asks everybody of a province who has learnt a module (or a whole programme).  The engine of `surveys` keeps one
sealed row of counts a form, which every sending rewrites; one form for twenty thousand people would let everybody wait
for everybody, and rewrite a megabyte of comments for a tick.  So a run is many forms, boxes: those asked are grouped by
the unit of the fixed partition (the middle level, or the school that hangs right under the province), and a unit of
more than `BOX` people gets several.  Nothing finer than the unit is ever told apart, a box is a matter of storage; the
people of units too small to be asked alone share boxes that belong to no unit.

When the run closes all its boxes are opened together, added up, and thrown away.  What stays is one partition, fixed
from then on: the province as a whole, and a row for a unit only where five have answered and the rest is at least five
as well, so that no subtraction gives a group of fewer than five.  Comments are the whole run's, shuffled once more.
Since each row's answers are in it alone and no other slice is ever made, two pages never overlap.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from app.domain.surveys.rules import FEWEST, Collected, Counts

BOX = 1_000
LONGEST_REMARK = 500


class RunKind(StrEnum):
    """What is asked about."""

    MODULE = "module"
    PROGRAMME = "programme"


FORM_KINDS = {RunKind.MODULE: "module_feedback", RunKind.PROGRAMME: "programme_feedback"}
"""What a run's forms are called among all anonymous surveys."""


class RunState(StrEnum):
    """Where a run stands; nothing leads back (ANON-6)."""

    PREPARING = "preparing"  # invitations are being written
    OPEN = "open"
    COUNTING = "counting"  # closed by hand, the job adds up
    CLOSED = "closed"
    TOO_FEW = "too_few"  # fewer than five would have been asked


class Topic(StrEnum):
    """What a comment is about."""

    MATERIAL = "material"
    OTHER = "other"


@dataclass(frozen=True)
class Group:
    """Statements under one heading."""

    name: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Questionnaire:
    """What is asked; its code names the wording."""

    code: str
    groups: tuple[Group, ...]

    @property
    def statements(self) -> tuple[str, ...]:
        """All statements in order."""
        return tuple(statement for group in self.groups for statement in group.statements)


class BadQuestionnaire(ValueError):
    """The document is no questionnaire."""


def read_questionnaire(document: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire of `{code, groups: [{name, statements: […]}, …]}`.  Raises BadQuestionnaire."""
    try:
        groups = tuple(Group(str(each["name"]), tuple(map(str, each["statements"]))) for each in document["groups"])
        questionnaire = Questionnaire(str(document["code"]), groups)
    except (KeyError, TypeError) as error:
        raise BadQuestionnaire(str(error)) from error
    if not questionnaire.code or not groups or not all(group.statements for group in groups):
        raise BadQuestionnaire("code, groups")
    return questionnaire


@dataclass(frozen=True)
class Box:
    """One form to be made: for `size` people of a unit, or of several small ones (None)."""

    unit_id: int | None
    size: int


def lay_out(numbers: Mapping[int, int]) -> list[Box]:
    """The boxes for so many people of each unit; none when fewer than five would be asked.

    Units with fewer than five are put together; where even together they are fewer, the smallest unit joins them.
    """
    whole = {unit: number for unit, number in numbers.items() if number >= FEWEST}
    together = sum(number for number in numbers.values() if number < FEWEST)
    if 0 < together < FEWEST and whole:
        smallest = min(whole, key=lambda unit: (whole[unit], unit))
        together += whole.pop(smallest)
    boxes = [box for unit in sorted(whole) for box in _boxes(unit, whole[unit])]
    return boxes + (_boxes(None, together) if together >= FEWEST else [])


def _boxes(unit_id: int | None, number: int) -> list[Box]:
    """As few boxes as will do, of nearly equal size."""
    many = -(-number // BOX)
    return [Box(unit_id, number // many + (place < number % many)) for place in range(many)]


@dataclass(frozen=True)
class Shared:
    """What is shown of a closed run: the whole, and the units that have a row."""

    whole: Collected
    rows: dict[int, Counts]


def share_out(boxes: Iterable[tuple[int | None, Collected]], random: Random) -> Shared | None:
    """Add the boxes up; None when fewer than five have answered: then nothing is kept."""
    sums: dict[int | None, Counts] = {}
    comments: list[str] = []
    for unit_id, collected in boxes:
        known = sums.get(unit_id)
        sums[unit_id] = add(known, collected.counts) if known else collected.counts
        comments += collected.comments
    whole: Counts = ()
    for counts in sums.values():
        whole = add(whole, counts) if whole else counts
    if answers_of(whole) < FEWEST:
        return None
    random.shuffle(comments)
    shown = _shown({unit_id: answers_of(counts) for unit_id, counts in sums.items()})
    rows = {unit_id: counts for unit_id, counts in sums.items() if unit_id is not None and unit_id in shown}
    return Shared(Collected(whole, tuple(comments)), rows)


def _shown(answers: Mapping[int | None, int]) -> frozenset[int]:
    """The units that have a row: five answers, and at least five in all the rest.

    What no row shows is either nothing or at least five, too; else the unit with the fewest answers gives up its row.
    """
    total = sum(answers.values())
    shown = {
        unit: number
        for unit, number in answers.items()
        if unit is not None and number >= FEWEST and total - number >= FEWEST
    }
    while shown and 0 < total - sum(shown.values()) < FEWEST:
        del shown[min(shown, key=lambda unit: (shown[unit], unit))]
    return frozenset(shown)


def add(one: Counts, other: Counts) -> Counts:
    """Counts of the same statements, added up."""
    return tuple(tuple(map(sum, zip(mine, theirs, strict=True))) for mine, theirs in zip(one, other, strict=True))


def answers_of(counts: Sequence[Sequence[int]]) -> int:
    """How many answers were counted."""
    return sum(counts[0]) if counts else 0


def agreeing(counts: Sequence[Sequence[int]]) -> tuple[int, int]:
    """How many of all choices are on the agreeing half of the scale, and of how many."""
    return sum(number for row in counts for number in row[len(row) // 2 :]), sum(map(sum, counts))


def marked(topic: Topic, text: str) -> str:
    """A comment with what it is about, as it lies in the box; empty stays empty."""
    return f"{topic}\t{text}" if text else ""


def unmarked(comment: str) -> tuple[Topic, str]:
    """The twin of `marked`."""
    topic, _, text = comment.partition("\t")
    return Topic(topic), text
