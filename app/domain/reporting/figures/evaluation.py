"""Part A: who has been evaluated and ranked by the professional standards, and how?

A.1.1 and A.1.2 stand exactly as the provinces have published them since 2020; A.1.3 (each standard and criterion) and
A.2 (managers; "a" principals and "b" vice principals apart) follow their form.  Circulars 20/2018 and 14/2018.
"""

from collections.abc import Callable, Iterable

from app.domain.reporting.figures.signs import EXCUSED, MANAGERS, NOT_YET, Cell, Part, Track, Who
from app.domain.reporting.figures.tables import Column, Counting, Line, Number, Table, blocks, unknown_in
from app.domain.standards.rules.standard import Standard

GROUPS: dict[str, Part] = {
    "A.1": Part(who=Who.TEACHER),
    "A.2": Part(who=MANAGERS),
    "A.2a": Part(who=Who.PRINCIPAL),
    "A.2b": Part(who=Who.VICE_PRINCIPAL),
}
"""Of whom a set of tables tells: the part of the report, and the letter of those who are told of apart."""


def code_of(group: str, place: int) -> str:
    """The code of a table, which no other one has: "A.1.3", "A.2.1a"."""
    return f"{group[:3]}.{place}{group[3:]}"


def completion_beside(code: str) -> str | None:
    """The table whose completed people a table of ranks divides: "A.2.1a" of "A.2.2a"; None of any other table."""
    return next((code_of(each, 1) for each in GROUPS if code == code_of(each, 2)), None)


def ranks_of(standard: Standard) -> str:
    """The signs of all ranks, the lowest first."""
    return "".join(str(level.ordinal) for level in standard.levels)


def everybody(ranks: str, part: Part) -> Cell:
    """Who of a part belongs to the evaluation: ranked, not ranked yet, or excused."""
    return Cell(Track.RANK, f"{EXCUSED}{NOT_YET}{ranks}", part=part)


def completed(ranks: str, part: Part) -> Cell:
    """Who of them has been evaluated and ranked."""
    return Cell(Track.RANK, ranks, part=part)


def completion(counting: Counting, group: str, ranks: str) -> Table:
    """A.1.1: how many have completed, of how many; the share with one decimal."""

    def numbers(part: Part) -> Iterable[Number]:
        here = GROUPS[group].within(part)
        whole, done = counting.number(everybody(ranks, here)), counting.number(completed(ranks, here))
        yield from (whole, done, done.share_of(whole.count, 1))

    columns = (
        Column("total", changes=counting.compares), Column("done", "done", changes=counting.compares),
        Column("share", "done"),
    )  # fmt: skip
    lines = blocks(numbers, _people(counting, group, ranks))
    return Table(code_of(group, 1), columns, lines, ("total", "done", *counting.notes_on_rows, *unknown_in(lines)))


def ranking(counting: Counting, group: str, standard: Standard) -> Table:
    """A.1.2: how many have each rank, with the share of the completed with two decimals."""
    ranks = ranks_of(standard)

    def numbers(part: Part) -> Iterable[Number]:
        here = GROUPS[group].within(part)
        done = counting.value(completed(ranks, here))
        for sign in ranks:
            ranked = counting.number(Cell(Track.RANK, sign, part=here))
            yield from (ranked, ranked.share_of(done, 2))

    lines = blocks(numbers, _people(counting, group, ranks))
    notes = ("ranks", *counting.notes_on_rows, *unknown_in(lines))
    return Table(code_of(group, 2), _of_levels(standard, counting.compares), lines, notes)


def _people(counting: Counting, group: str, ranks: str) -> Callable[[Part], int]:
    """How many of a part belong to the evaluation."""
    return lambda part: counting.value(everybody(ranks, GROUPS[group].within(part)))


def criteria(counting: Counting, group: str, standard: Standard) -> Table:
    """A.1.3: how many have each level in each criterion, and as the lowest of each standard's criteria."""
    ranks = ranks_of(standard)

    def line(kind: str, track: Track, place: int, key: str, text: str) -> Line:
        rated = counting.value(Cell(track, ranks, place, GROUPS[group]))
        numbers: list[Number] = []
        for sign in ranks:
            each = counting.number(Cell(track, sign, place, GROUPS[group]))
            numbers += (each, each.share_of(rated, 2))
        return Line(kind, key, tuple(numbers), text)

    lines = []
    for place, part in enumerate(standard.parts):
        lines.append(line("standard", Track.LOWEST, place, f"standard.{part.no}", part.name))
        lines += [
            line("criterion", Track.LEVELS, each.no - 1, f"criterion.{each.no}", each.name) for each in part.criteria
        ]
    return Table(code_of(group, 3), _of_levels(standard, counting.compares), tuple(lines), ("lowest", "levels"))


def _of_levels(standard: Standard, compares: bool) -> tuple[Column, ...]:
    columns: list[Column] = []
    for level in standard.levels:
        columns += (
            Column(f"rank.{level.ordinal}", f"rank.{level.ordinal}", level.name, compares),
            Column(f"share.{level.ordinal}", f"rank.{level.ordinal}", level.name),
        )
    return tuple(columns)


def tables(counting: Counting, group: str, standard: Standard) -> list[Table]:
    """The tables of "A.1" (teachers) or "A.2" (managers; principals "a" and vice principals "b" apart), by code."""
    groups = [each for each in GROUPS if each.startswith(group)]
    return [
        *(completion(counting, each, ranks_of(standard)) for each in groups),
        *(ranking(counting, each, standard) for each in groups),
        criteria(counting, group, standard),
    ]
