"""A public edition that hides small numbers: nobody works them out from what is left."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.reporting.figures import needs
from app.domain.reporting.figures.signs import Cell, Track
from app.domain.reporting.figures.suppression import (
    LEAST,
    Sum,
    counts_of,
    hidden_in,
    limits_of,
    sums_of,
    suppressed,
    worked_out,
)
from app.domain.reporting.figures.tables import (
    BLOCKS,
    SUBS,
    UNKNOWN_SUBS,
    Column,
    Context,
    Counting,
    Line,
    ModuleLine,
    Number,
    Table,
)

RANKS = "0123"
LEVELS = [block for block in BLOCKS if block != "all"]
COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 400))


def count(value: int) -> Number:
    return Number(value, 0, Cell(Track.RANK, "1"), Decimal("1.5"))


def share() -> Number:
    return Number(Decimal("12.3"), 1, Cell(Track.RANK, "1"))


def blocks_of(rows: dict[str, list[int]]) -> tuple[Line, ...]:
    """Rows of all levels from those of each level."""
    found = {}
    for sub in ("", *SUBS, *UNKNOWN_SUBS):
        levels = {key: rows[key] for level in LEVELS if (key := f"{level}.{sub}" if sub else level) in rows}
        if levels:
            found[f"all.{sub}" if sub else "all"] = [sum(column) for column in zip(*levels.values(), strict=True)]
            found |= levels
    return tuple(Line("level", key, tuple(count(value) for value in row)) for key, row in found.items())


@st.composite
def editions(draw) -> list[Table]:
    """A.2 as the report has it: managers are principals and vice principals, the ranked of a row are the completed."""
    keys = [f"{level}.{sub}" if sub else level for level in LEVELS[:3] for sub in ("", *SUBS)]
    keys += draw(st.sampled_from([[], ["1.unknown_sex"], ["unknown", *(f"unknown.{sub}" for sub in SUBS)]]))
    groups = {each: {key: draw(st.lists(COUNTS, min_size=4, max_size=4)) for key in keys} for each in "ab"}
    groups[""] = {key: [a + b for a, b in zip(groups["a"][key], groups["b"][key], strict=True)] for key in keys}
    tables = []
    for letter, rows in groups.items():
        done = {key: [sum(row) + 7, sum(row)] for key, row in rows.items()}
        tables.append(Table(f"A.2.1{letter}", (Column("total"), Column("done")), blocks_of(done)))
        tables.append(Table(f"A.2.2{letter}", tuple(Column(f"rank.{rank}") for rank in RANKS), blocks_of(rows)))
    return tables


@settings(max_examples=30, deadline=None)
@given(editions())
def test_no_small_number_follows_from_the_sums(tables):
    values, sums = counts_of(tables), list(sums_of(tables))
    hidden = hidden_in(values, sums)
    small = {at for at, value in values.items() if 0 < value < LEAST}
    assert small <= hidden
    assert not small & worked_out(hidden, sums)


@settings(max_examples=30, deadline=None)
@given(editions())
def test_guessing_bounds_finds_no_small_number(tables):
    """Numbers are never negative: narrow what each hidden one can be, again and again, as long as it helps."""
    values, sums = counts_of(tables), list(sums_of(tables))
    hidden = hidden_in(values, sums)
    low, high = dict.fromkeys(hidden, 0), dict.fromkeys(hidden, max(values.values()))
    for at in set(values) - hidden:
        low[at] = high[at] = values[at]
    for _ in range(30):
        for each in sums:
            if each.whole is None or each.whole not in values:
                continue
            least, most = sum(low[at] for at in each.parts), sum(high[at] for at in each.parts)
            low[each.whole], high[each.whole] = max(low[each.whole], least), min(high[each.whole], most)
            for at in each.parts:
                others = [part for part in each.parts if part != at]
                low[at] = max(low[at], low[each.whole] - sum(high[part] for part in others))
                high[at] = min(high[at], high[each.whole] - sum(low[part] for part in others))
    assert [at for at in hidden if 0 < values[at] < LEAST and low[at] == high[at]] == []


def test_elimination_sees_what_no_single_sum_tells():
    """x + y, y + z and x + z are known: together they tell all three."""
    x, y, z = (("T", key, "c") for key in "xyz")
    sums = [Sum((x, y)), Sum((y, z)), Sum((x, z))]
    assert worked_out({x, y, z}, sums) == {x, y, z}
    assert worked_out({x, y, z}, sums[:2]) == set()


def test_a_row_with_something_hidden_tells_no_share_and_nothing_tells_its_change():
    row = (count(2), share(), count(300), share(), count(60), share(), count(0), share())
    columns = tuple(Column(f"{kind}.{rank}", changes=True) for rank in RANKS for kind in ("rank", "share"))
    (table,) = suppressed([Table("A.1.2", columns, (Line("level", "1", row),))])
    told = [number.value for number in table.lines[0].numbers]
    assert told == [None, None, 300, None, None, None, 0, None]
    assert not any(column.changes for column in table.columns)
    assert all(number.change is None and number.cell is None for number in table.lines[0].numbers)


def test_large_numbers_stay():
    row = tuple(count(value) for value in (20, 300, 60, 5))
    (table,) = suppressed([Table("A.1.2", tuple(Column(f"rank.{rank}") for rank in RANKS), (Line("level", "1", row),))])
    assert [number.value for number in table.lines[0].numbers] == [20, 300, 60, 5]


def test_the_plan_tells_no_small_number_by_its_cost_nor_by_its_total():
    context = Context(plan=tuple(ModuleLine(n, f"M{n}", "", who, "online", 40, 100) for n, who in PLANNED))
    people = {Track.HERE: {"t1fknm": {"0h": 500}, "p1fknm": {"0h": 3}}}
    (table,) = suppressed([needs.plan(Counting(people), context)])
    told = {line.key: [number.value for number in line.numbers] for line in table.lines}
    assert told["module.M1"] == [500, 0, None, 40, 100, 50_000]
    assert told["module.M2"] == told["module.M3"] == [None, 0, None, 40, 100, None]
    assert told["total"] == [None, 0, None, None, None, None]


PLANNED = ((1, "teacher"), (2, "manager"), (3, "manager"))


def test_exp4_where_all_have_completed_no_group_gives_its_small_number_away():
    """28 of 28 have completed: so have all 7 of the difficult area, and of its 11 in all levels 4 are left for one."""
    nobody = {sub: [0, 0] for sub in SUBS}
    rows = {f"{level}.{sub}": row for level in LEVELS[:3] for sub, row in nobody.items()}
    rows |= {"1": [28, 28], "2": [20, 12], "3": [9, 9], "1.difficult": [7, 7], "2.difficult": [6, 4]}
    table = Table("A.2.1", (Column("total"), Column("done")), blocks_of(rows))
    values, sums, limits = counts_of([table]), list(sums_of([table])), list(limits_of([table]))
    before, now = hidden_in(values, sums), hidden_in(values, sums, limits)
    small = ("A.2.1", "2.difficult", "done")
    assert small in could_be_one_only(before, values, sums, limits)
    assert small in now and small not in could_be_one_only(now, values, sums, limits)
    (shown,) = suppressed([table])
    assert any(number.value == 28 for line in shown.lines for number in line.numbers)


def could_be_one_only(hidden, values, sums, limits) -> set:
    """Those hidden numbers of which a reader who knows every sum and limit sees one value only: by trying the others.

    A value is ruled out where narrowing each sum and limit contradicts itself.
    """
    return {
        at for at in hidden if not any(_may_be(at, other, hidden, values, sums, limits) for other in (-1, 1, 2, -2))
    }


def _may_be(at, by: int, hidden, values, sums, limits) -> bool:
    """Could this number be another one, all others hidden being free?"""
    wanted = values[at] + by
    if wanted < 0:
        return False
    low = {one: 0 if one in hidden else value for one, value in values.items()}
    high = {one: max(values.values()) if one in hidden else value for one, value in values.items()}
    low[at] = high[at] = wanted
    rules = [((*each.parts,), (each.whole,)) for each in sums if each.whole in values]
    rules += [(more, less) for less, more in rules] + [(each.less, each.more) for each in limits]
    for _ in range(40):
        for less, more in rules:
            if not values.keys() >= {*less, *more}:
                continue
            room = sum(high[one] for one in more) - sum(low[one] for one in less)
            for one in less:
                high[one] = min(high[one], low[one] + room)
            for one in more:
                low[one] = max(low[one], high[one] - room)
    return all(low[one] <= high[one] for one in values)
