"""Which numbers does a public edition hide, so that nobody can be found behind a small one?  (EXP-4)

A count of one to four is hidden, and with it whatever would give it away: the shares of its row, and, wherever numbers
of the page are known to add up (the ranks of a row, the levels of schooling of a column, core and mass, the units,
principals and vice principals), further ones until what is hidden there has more than one solution.  So it is with
numbers known to exceed others: who has completed is one of the total, women are some of everybody, and where everybody
has completed each group has.  No change against last year is told at all: this year's number and its change would give
away last year's, which may be a hidden one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from app.domain.reporting.figures.evaluation import completion_beside
from app.domain.reporting.figures.tables import BLOCKS, SUBS, UNKNOWN_SUBS, Line, Number, Table

LEAST = 5
ROUNDS = 100
At = tuple[str, str, str]
"""Where a number stands: code of the table, key of the line, key of the column."""


@dataclass(frozen=True)
class Sum:
    """Numbers that add up to another one, which may not be on the page itself (`whole` None: it counts as known)."""

    parts: tuple[At, ...]
    whole: At | None = None

    def everything(self) -> tuple[At, ...]:
        return self.parts if self.whole is None else (*self.parts, self.whole)


@dataclass(frozen=True)
class Limit:
    """Numbers that together are never more than others together."""

    less: tuple[At, ...]
    more: tuple[At, ...]

    def everything(self) -> tuple[At, ...]:
        return (*self.less, *self.more)


def suppressed(tables: Sequence[Table]) -> list[Table]:
    """The same tables as the public edition has them."""
    values = counts_of(tables)
    hidden = hidden_in(values, list(sums_of(tables)), list(limits_of(tables)))
    return [
        replace(
            table, columns=tuple(replace(column, changes=False) for column in table.columns),
            lines=tuple(_line(table, line, hidden) for line in table.lines),
        )
        for table in tables
    ]  # fmt: skip


def counts_of(tables: Iterable[Table]) -> dict[At, int]:
    """Every number of people of the tables, by where it stands."""
    return {
        (table.code, line.key, column.key): int(number.value or 0)
        for table in tables
        for line in table.lines
        for column, number in zip(table.columns, line.numbers, strict=True)
        if _is_count(number)
    }


def hidden_in(values: Mapping[At, int], sums: Sequence[Sum], limits: Sequence[Limit] = ()) -> set[At]:
    """Which of the numbers are hidden: the small ones, and as many more as keep them from being worked out.

    First each sum by itself, which is nearly always enough; then all of them together, as somebody with paper and
    pencil would put them together: by taking one from another, and by what no number of people can be.  Where the
    sums of what is told so are hidden as a whole, the limits that tell it are broken up, and then whatever else stands
    beside something hidden.
    """
    small = {at for at, value in values.items() if 0 < value < LEAST}
    stand = [[at for at in each.everything() if at in values] for each in sums]
    bounds = [known for each in limits if values.keys() >= set(known := each.everything())]
    hidden = set(small)
    while True:
        given_away = [known for known in stand if _is_solved([at for at in known if at in hidden], values, small)]
        if not given_away:
            solved = small & worked_out(hidden, sums) or small & narrowed_down(hidden, values, sums, limits)
            given_away = [known for known in stand if not solved.isdisjoint(known)]
            told = [known for known in bounds if not solved.isdisjoint(known)]
        else:
            told = []
        further = [at for known in given_away if (at := _further(known, values, hidden)) is not None]
        if told and not further:
            further = [at for known in told if (at := _further(known, values, hidden)) is not None]
        if (given_away or told) and not further:
            touched = [known for known in stand if not hidden.isdisjoint(known)]
            further = [at for known in touched if (at := _further(known, values, hidden)) is not None]
        if not further:
            return hidden
        hidden.update(further)


def _further(known: Sequence[At], values: Mapping[At, int], hidden: set[At]) -> At | None:
    """The number of a sum that is hidden next: the smallest one that is not 0, since a 0 hides little."""
    left = (at for at in known if at not in hidden)
    return min(left, key=lambda at: (values[at] == 0, values[at], at), default=None)


def _is_solved(unknown: Sequence[At], values: Mapping[At, int], small: set[At]) -> bool:
    """Do the known numbers of a sum leave one solution only for the unknown ones?"""
    if len(unknown) < 2:
        return bool(unknown)
    if not all(at in small for at in unknown):
        return False
    total = sum(values[at] for at in unknown)
    return total in (len(unknown), len(unknown) * (LEAST - 1))


def worked_out(hidden: Collection[At], sums: Iterable[Sum]) -> set[At]:
    """The hidden numbers that follow from all sums together, whatever the known ones are (exact elimination)."""
    rows: dict[At, dict[At, Fraction]] = {}  # reduced, by the number that only this row has
    for each in sums:
        row = {at: Fraction(1) for at in each.parts if at in hidden}
        if each.whole in hidden and each.whole is not None:
            row[each.whole] = Fraction(-1)
        for at in [at for at in row if at in rows]:
            row = _less(row, rows[at], row[at])
        if not row:
            continue
        lead = min(row)
        row = {at: factor / row[lead] for at, factor in row.items()}
        rows = {at: _less(other, row, other.get(lead, Fraction(0))) for at, other in rows.items()}
        rows[lead] = row
    return {lead for lead, row in rows.items() if len(row) == 1}


def narrowed_down(
    hidden: Collection[At], values: Mapping[At, int], sums: Iterable[Sum], limits: Iterable[Limit] = ()
) -> set[At]:
    """The hidden numbers that can be one only, since none is negative and none exceeds the largest or its limits.

    What each can be at least and at most is narrowed one after the other, for as long as that helps (`ROUNDS` at most).
    """
    low, high = dict(values), dict(values)
    low.update(dict.fromkeys(hidden, 0))
    high.update(dict.fromkeys(hidden, max(values.values(), default=0)))
    told = [
        (parts, each.whole if each.whole in values else None, sum(values[at] for at in parts))
        for each in sums
        if (parts := [at for at in each.parts if at in values])
    ]
    limits = [each for each in limits if values.keys() >= set(each.everything())]
    for _ in range(ROUNDS):
        before = sum(high[at] - low[at] for at in hidden)
        for parts, whole, total in told:
            least, most = sum(low[at] for at in parts), sum(high[at] for at in parts)
            floor = ceiling = total  # of a whole that is not on the page, and known
            if whole is not None:
                floor = low[whole] = max(low[whole], least)
                ceiling = high[whole] = min(high[whole], most)
            for at in parts:
                if at in hidden:
                    least, most = least - low[at], most - high[at]  # those of the others
                    low[at], high[at] = max(low[at], floor - most), min(high[at], ceiling - least)
                    least, most = least + low[at], most + high[at]
        for each in limits:
            room = sum(high[at] for at in each.more) - sum(low[at] for at in each.less)
            for at in each.less:
                if at in hidden:
                    high[at] = min(high[at], low[at] + room)
            for at in each.more:
                if at in hidden:
                    low[at] = max(low[at], high[at] - room)
        if before == sum(high[at] - low[at] for at in hidden):
            break
    return {at for at in hidden if low[at] == high[at]}


def _less(row: dict[At, Fraction], other: dict[At, Fraction], factor: Fraction) -> dict[At, Fraction]:
    if not factor:
        return row
    left = {at: row.get(at, Fraction(0)) - factor * other.get(at, Fraction(0)) for at in {*row, *other}}
    return {at: value for at, value in left.items() if value}


def sums_of(tables: Sequence[Table]) -> Iterable[Sum]:
    """What adds up on the page."""
    codes = {table.code: table for table in tables}
    for table in tables:
        lines = {line.key for line in table.lines}
        if "all" in lines:
            yield from _over_levels(table, lines)
        ranks = tuple(column.key for column in table.columns if column.key.startswith("rank."))
        if ranks:
            done = completion_beside(table.code)
            for line in table.lines:
                whole = (done, line.key, "done") if done in codes else None
                yield Sum(tuple((table.code, line.key, rank) for rank in ranks), whole)
        if table.code.endswith("a") and (other := codes.get(f"{table.code[:-1]}b")):
            yield from _of_both(table, other, codes.get(table.code[:-1]))
        if table.code == "B.2":
            for line in table.lines:
                for key in ("due", "done"):
                    both = tuple((table.code, line.key, f"{key}.{kind}") for kind in ("core", "mass"))
                    yield Sum(both, (table.code, line.key, f"{key}.all"))
        if table.code == "B.3" and "B.1" in codes:
            for key in ("due", "done"):
                yield Sum(tuple((table.code, line.key, key) for line in table.lines), ("B.1", "all", key))


def _over_levels(table: Table, lines: Collection[str]) -> Iterable[Sum]:
    for sub in ("", *SUBS, *UNKNOWN_SUBS):
        rows = [row for block in BLOCKS if (row := f"{block}.{sub}" if sub else block) in lines]
        for column in table.columns if rows else ():
            yield Sum(tuple((table.code, row, column.key) for row in rows[1:]), (table.code, rows[0], column.key))


def _of_both(heads: Table, deputies: Table, managers: Table | None) -> Iterable[Sum]:
    """Principals and vice principals are the managers, number by number."""
    for line in heads.lines:
        for column in heads.columns:
            at = (line.key, column.key)
            yield Sum(((heads.code, *at), (deputies.code, *at)), (managers.code, *at) if managers else None)


def limits_of(tables: Sequence[Table]) -> Iterable[Limit]:
    """What exceeds what on the page."""
    for table in tables:
        columns = {column.key for column in table.columns}
        pairs = [(most, least) for most, least in COMPLETED if {most, least} <= columns]
        for line in table.lines:
            for most, least in pairs:
                yield Limit(((table.code, line.key, least),), ((table.code, line.key, most),))
        lines = {line.key for line in table.lines}
        for block in BLOCKS if "all" in lines else ():
            if block not in lines:
                continue
            subs = [sub for sub in (*SUBS, *UNKNOWN_SUBS) if f"{block}.{sub}" in lines]
            yield from _in_block(table, block, subs, pairs)


COMPLETED = (("total", "done"), ("due", "done"), *((f"due.{kind}", f"done.{kind}") for kind in ("all", "core", "mass")))
"""Columns of which the second counts some of those of the first."""


def _in_block(table: Table, block: str, subs: Sequence[str], pairs: Sequence[tuple[str, str]]) -> Iterable[Limit]:
    """The groups of a block are some of it, those who have not completed too; women of a minority are in two."""
    for column in table.columns:
        at = {sub: (table.code, f"{block}.{sub}", column.key) for sub in subs}
        whole, both = (table.code, block, column.key), at["female_minority"]
        for sub in subs:
            yield Limit((at[sub],), (whole,))
        for sub, unknown in (("female", "unknown_sex"), ("minority", "unknown_ethnicity")):
            if unknown in at:
                yield Limit((at[sub], at[unknown]), (whole,))
        for sub in ("female", "minority"):
            yield Limit((both,), (at[sub],))
        yield Limit((at["female"], at["minority"]), (whole, both))
    for most, least in pairs:
        for sub in subs:
            row = f"{block}.{sub}"
            yield Limit(
                ((table.code, row, most), (table.code, block, least)),
                ((table.code, block, most), (table.code, row, least)),
            )


WORKED_OUT = {"cost": "learners"}
"""Columns that give another one away: so many learners at a price that is told."""


def _line(table: Table, line: Line, hidden: set[At]) -> Line:
    """A row with what is hidden taken out, and with it every share, for one that were left would tell what it is of.

    A sum of a column says nothing where a row of it says nothing, and what is worked out from a number goes with it.
    Nothing of a public edition opens a list.
    """
    rows = [each.key for each in table.lines] if line.kind == "total" else [line.key]
    covered = {column.key for column in table.columns if any((table.code, row, column.key) in hidden for row in rows)}
    covered |= {key for key, ground in WORKED_OUT.items() if ground in covered}
    numbers = (
        _hide(number) if column.key in covered or (covered and isinstance(number.value, Decimal))
        else replace(number, cell=None, change=None)
        for column, number in zip(table.columns, line.numbers, strict=True)
    )  # fmt: skip
    return replace(line, numbers=tuple(numbers))


def _hide(number: Number) -> Number:
    return replace(number, value=None, cell=None, change=None, suppressed=True)


def _is_count(number: Number) -> bool:
    """A number of people; not a share, a target or money."""
    return number.cell is not None and number.decimals == 0 and number.value is not None
