"""Part A: who has been evaluated and ranked by the professional standards, and how?

A.1.1 and A.1.2 stand exactly as the provinces have published them since 2020; A.1.3 (each standard and criterion) and
A.2 (managers: all, principals, vice principals) follow their form.  Circulars 20/2018 and 14/2018.
"""

from collections.abc import Iterable

from app.domain.reporting.figures.signs import EXCUSED, MANAGERS, NOT_YET, Cell, Part, Track, Who
from app.domain.reporting.figures.tables import Column, Counting, Line, Number, Table, blocks
from app.domain.standards.rules.standard import Standard

GROUPS: dict[str, Part] = {
    "A.1": Part(who=Who.TEACHER),
    "A.2": Part(who=MANAGERS),
    "A.2.HT": Part(who=Who.PRINCIPAL),
    "A.2.PHT": Part(who=Who.VICE_PRINCIPAL),
}
"""Of whom a set of tables tells."""


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
    return Table(f"{group}.1", columns, blocks(numbers), ("total", "done", *counting.notes_on_rows))


def ranking(counting: Counting, group: str, standard: Standard) -> Table:
    """A.1.2: how many have each rank, with the share of the completed with two decimals."""
    ranks = ranks_of(standard)

    def numbers(part: Part) -> Iterable[Number]:
        here = GROUPS[group].within(part)
        done = counting.value(completed(ranks, here))
        for sign in ranks:
            ranked = counting.number(Cell(Track.RANK, sign, part=here))
            yield from (ranked, ranked.share_of(done, 2))

    columns = _of_levels(standard, counting.compares)
    return Table(f"{group}.2", columns, blocks(numbers), ("ranks", *counting.notes_on_rows))


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
    return Table(f"{group}.3", _of_levels(standard, counting.compares), tuple(lines), ("lowest", "levels"))


def _of_levels(standard: Standard, compares: bool) -> tuple[Column, ...]:
    columns: list[Column] = []
    for level in standard.levels:
        columns += (
            Column(f"rank.{level.ordinal}", f"rank.{level.ordinal}", level.name, compares),
            Column(f"share.{level.ordinal}", f"rank.{level.ordinal}", level.name),
        )
    return tuple(columns)


def tables(counting: Counting, group: str, standard: Standard) -> list[Table]:
    """The tables of "A.1" (teachers) or "A.2" (managers: all, then principals and vice principals apart)."""
    found = [ranking_of for each in GROUPS if each.startswith(group) for ranking_of in _both(counting, each, standard)]
    found.insert(2, criteria(counting, group, standard))
    return found


def _both(counting: Counting, group: str, standard: Standard) -> tuple[Table, Table]:
    return completion(counting, group, ranks_of(standard)), ranking(counting, group, standard)
