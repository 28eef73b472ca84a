"""Which sheets are printed at once, and in how many parts?  What does not fit into one file is split openly."""

from collections.abc import Iterator

from sqlalchemy import func, select

from app.db import db
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.papers.rules import PaperKind
from app.domain.evaluation.papers.units import Ground, groups_of, people_with

MOST_AT_ONCE = 2_000


def sheets_wanted(ground: Ground, what: str, group_id: int | None) -> Iterator[tuple[PaperKind, int]]:
    """Kinds of sheets, each with the id of its evaluation or its group (0: the whole unit), in the order of print.

    `what` is self, result or all; a group narrows it.
    """
    if what == "all":
        yield PaperKind.SCHOOL, group_id or 0
        if group_id is None:
            yield PaperKind.REPORT, 0
        for each, _name in groups_of(ground):
            if group_id in (None, each):
                yield PaperKind.TALLY, each
    each_kind = PaperKind.RESULT if what == "result" else PaperKind.SELF
    for evaluation_id in people_with(ground, each_kind, group_id):
        yield each_kind, evaluation_id


def part_of(sheets: list[tuple[PaperKind, int]], part: int) -> list[tuple[PaperKind, int]]:
    """The sheets of one part, counted from 1."""
    return sheets[(part - 1) * MOST_AT_ONCE : part * MOST_AT_ONCE]


def parts_in(number: int) -> int:
    """In how many parts so many sheets are printed."""
    return max(1, -(-number // MOST_AT_ONCE))


def ranges_in(number: int) -> list[tuple[int, int]]:
    """The first and the last sheet of each part, counted from 1."""
    firsts = range(1, parts_in(number) * MOST_AT_ONCE + 1, MOST_AT_ONCE)
    return [(first, min(first + MOST_AT_ONCE - 1, number)) for first in firsts]


def most_sheets(ground: Ground, kinds: list[str]) -> int:
    """How many sheets the largest of these prints has; not looked at closely where everything fits into one part."""
    people = select(func.count()).where(
        Evaluation.period_id == ground.period.id, Evaluation.decided_in == ground.unit.id
    )
    if 2 * (db.session.scalar(people) or 0) < MOST_AT_ONCE:  # with a sheet for each group and the unit's own
        return 0
    return max(sum(1 for _ in sheets_wanted(ground, what, None)) for what in kinds)
