"""Figures are counted, rounded and listed by the same signs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reporting.figures import evaluation, needs, training
from app.domain.reporting.figures.arithmetic import change, share
from app.domain.reporting.figures.cube import add, count_units, figure
from app.domain.reporting.figures.signs import Cell, Fact, Part, Track, cell_at, slice_of
from app.domain.reporting.figures.tables import Context, Counting, ModuleLine, UnitLine
from app.domain.standards.rules.reading import read_standard
from tests.evaluations import _official

STANDARDS = {document["kind"]: read_standard(document) for document in _official()}
TEACHERS, MANAGERS = STANDARDS["teacher"], STANDARDS["manager"]

slices = st.builds(
    "".join,
    st.tuples(*(st.sampled_from(signs) for signs in ("tpv", "123?", "fm?", "dk?", "dn", "cm"))),
)
facts = st.lists(
    st.builds(
        lambda unit, slice_, rank, levels, modules: (unit, slice_, {
            Track.RANK: rank, Track.LEVELS: levels, Track.MODULES: modules,
            Track.FINISHED: "p" if set(modules) == {"p"} else "-",
        }),
        st.integers(1, 3), slices, st.sampled_from("x-0123 "), st.text("-0123", min_size=15, max_size=15),
        st.text("-p", min_size=2, max_size=2),
    ),
    max_size=30,
).map(lambda rows: [Fact(n, at, f"N{n}", slice_, tracks) for n, (at, slice_, tracks) in enumerate(rows)])  # fmt: skip


def cubes_of(people, *tracks):
    return {track: add(count_units(people, track).values()) for track in tracks or Track}


@given(facts, st.builds(Part, level=st.sampled_from(["", "1", "23"]), sex=st.sampled_from(["", "f"])))
def test_every_number_is_the_number_of_people_in_its_cell(people, part):
    counting = Counting(cubes_of(people), part)
    tables = [
        *evaluation.tables(counting, "A.1", TEACHERS), *evaluation.tables(counting, "A.2", MANAGERS),
        training.by_level(counting),
    ]  # fmt: skip
    numbers = [number for table in tables for line in table.lines for number in line.numbers]
    assert len(numbers) > 400
    for number in numbers:
        if number.decimals == 0:
            assert number.value == sum(number.cell.holds(fact) for fact in people)


@given(facts)
def test_the_four_ranks_sum_to_the_completed(people):
    counting = Counting(cubes_of(people))
    done, ranked, _ = evaluation.tables(counting, "A.1", TEACHERS)
    for line in ranked.lines:
        assert sum(n.value for n in line.numbers if n.decimals == 0) == done.number(line.key, "done").value


@given(facts, st.booleans())
def test_levels_add_up_to_all_with_those_of_whom_it_is_not_known(people, minority):
    """Every partition that a table has: schooling; women, men, unknown; minorities, others, unknown."""
    counting = Counting(cubes_of(people))
    done, ranked, _ = evaluation.tables(counting, "A.1", TEACHERS)
    lines = {line.key: line.numbers[0].value for line in done.lines}
    assert sum(lines.get(key, 0) for key in ("1", "2", "3", "unknown")) == lines["all"]
    assert lines.get("unknown") != 0 and {line.key for line in ranked.lines} == lines.keys()
    sub, unknown, others = ("minority", "unknown_ethnicity", "k") if minority else ("female", "unknown_sex", "m")
    for level, block in {"1": "1", "2": "2", "3": "3", "unknown": "?"}.items():
        at = 3 if minority else 2
        rest = sum(f.slice[:2] == f"t{block}" and f.slice[at] == others and f.tracks[Track.RANK] != " " for f in people)
        of_level = [lines.get(f"{level}.{row}", 0) for row in (sub, unknown)]
        assert sum(of_level) + rest == lines.get(level, 0)
    told = any("unknown" in key for key in lines)
    assert ("unknown" in done.notes) == ("unknown" in ranked.notes) == told


@given(facts)
def test_units_add_up_to_their_whole(people):
    cell = Cell(Track.RANK, "0123")
    by_unit = count_units(people, Track.RANK)
    assert sum(figure({Track.RANK: cube}, cell) for cube in by_unit.values()) == figure(cubes_of(people), cell)


def test_hau_giang_2020_as_published():
    """The totals of the published report: 6,726 people, 5,713 completed (84.9 %), T 2,696 of them (47.19 %)."""
    ranks = "0" * 4 + "1" * 223 + "2" * 2790 + "3" * 2696 + "-" * (6726 - 5713)
    people = [Fact(n, 1, "", "t1fknm", {Track.RANK: rank}) for n, rank in enumerate(ranks)]
    done, ranked, _ = evaluation.tables(Counting(cubes_of(people, Track.RANK)), "A.1", TEACHERS)
    assert [n.value for n in done.lines[0].numbers] == [6726, 5713, Decimal("84.9")]
    assert [str(n.value) for n in ranked.lines[0].numbers] == [
        "4", "0.07", "223", "3.90", "2790", "48.84", "2696", "47.19"
    ]  # fmt: skip
    assert len(done.lines) == len(ranked.lines) == 20


@pytest.mark.parametrize(
    ("number", "of", "decimals", "printed"),
    [
        (0, 0, 1, "0.0"),
        (1, 8, 2, "12.50"),
        (1, 3, 1, "33.3"),
        (2, 3, 1, "66.7"),
        (1, 800, 1, "0.1"),
        (5, 5, 2, "100.00"),
    ],
)
def test_shares_round_half_up_and_an_empty_denominator_prints_nought(number, of, decimals, printed):
    assert str(share(number, of, decimals)) == printed


@pytest.mark.parametrize(
    ("now", "before", "changed"),
    [(110, 100, "10.0"), (99, 100, "-1.0"), (5, 0, None), (0, 5, "-100.0"), (2, 3, "-33.3")],
)
def test_change_is_relative_to_last_year_and_has_no_value_where_that_is_nought(now, before, changed):
    assert (None if changed is None else Decimal(changed)) == change(now, before)


def test_a_change_stands_beside_each_count_from_the_second_year_on():
    def people(many):
        return cubes_of([Fact(n, 1, "", "t1fknm", {Track.RANK: "3"}) for n in range(many)], Track.RANK)

    table = evaluation.completion(Counting(people(3), before=people(2)), "A.1", "0123")
    assert table.number("all", "done").change == Decimal("50.0")
    assert table.number("3", "done").change is None
    assert [column.changes for column in table.columns] == [True, True, False]


@given(facts)
def test_a_cell_survives_its_own_address(people):
    for signs, place, part in (("3", 0, Part(who="t", sex="f")), ("-p", 1, Part()), ("0123", 14, Part(place="d"))):
        cell = Cell(Track.LEVELS, signs, place, part)
        assert cell_at({key: str(value) for key, value in cell.address().items()}) == cell


@pytest.mark.parametrize(
    "values",
    [
        {}, {"track": "rank"}, {"track": "secret", "signs": "3"}, {"track": "rank", "signs": "3", "at": "-1"},
        {"track": "rank", "signs": "3" * 99}, {"track": "rank", "signs": "3", "at": "1e9"},
        {"track": "rank", "signs": "3", "who": "x" * 99},
    ],
)  # fmt: skip
def test_an_address_that_names_no_cell_names_nothing(values):
    assert cell_at(values) is None


def test_contradicting_traits_leave_nobody():
    both = Part(sex="f").within(Part(sex="m"))
    assert not any(both.holds(slice_of("teacher", "TH", g, minority=False, difficult=False, core=False))
                   for g in ("female", "male", None))  # fmt: skip


@pytest.mark.parametrize(
    ("position", "level", "gender", "minority", "expected"),
    [
        ("teacher", "TH", "female", True, "t1fdnm"), ("group_head", "THCS", "male", False, "t2mknm"),
        ("principal", "THPT", None, None, "p3??nm"), ("vice_principal", None, "female", None, "v?f?nm"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_a_sign_of_its_own(position, level, gender, minority, expected):
    assert slice_of(position, level, gender, minority=minority, difficult=False, core=False) == expected


def test_the_plan_adds_up_to_people_a_module_and_what_it_costs():
    plan = [ModuleLine(n, f"M{n}", "", "teacher", cost=cost) for n, cost in ((7, 100), (8, None))]
    plan.append(ModuleLine(9, "M9", "", "manager", cost=1000))
    people = {Track.HERE: {"t1fknm": {"0h": 5}, "p1fknm": {"0h": 2}}}
    *lines, total = needs.plan(Counting(people), Context(plan=tuple(plan))).lines
    assert [(line.kind, line.numbers[0].value, line.numbers[-1].value) for line in lines] == [
        ("module", 5, 500), ("module", 5, None), ("manager_module", 2, 2000),
    ]  # fmt: skip
    assert [number.value for number in total.numbers] == [12, 0, None, None, None, 2500]
    assert not any(number.cell for number in total.numbers)
    assert needs.plan(Counting(people), Context()).lines == ()


@pytest.mark.parametrize(
    ("places", "part", "said"),
    [("nn", Part(), True), ("nd", Part(), False), ("nd", Part(level="1"), True), ("", Part(), True)],
)
def test_a_nought_where_no_school_is_marked_as_difficult_is_said_to_be_unknown(places, part, said):
    people = [
        Fact(n, 1, "N", f"t{2 if place == 'd' else 1}fk{place}m", {Track.RANK: "3", Track.FINISHED: "p"})
        for n, place in enumerate(places)
    ]
    counting = Counting(cubes_of(people, Track.RANK, Track.FINISHED), part)
    told = [evaluation.completion(counting, "A.1", "0123"), evaluation.ranking(counting, "A.1", TEACHERS)]
    for table in (*told, training.by_level(counting)):
        assert ("none_marked" in table.notes) is said and "overlap" in table.notes


def test_units_stand_against_their_targets():
    people = [Fact(n, 7, "", "t1fknm", {Track.FINISHED: "p" if n < 3 else "-"}) for n in range(5)]
    cubes = cubes_of(people, Track.FINISHED)
    table = training.by_unit(
        Counting(cubes), [UnitLine(7, "Phòng", "middle", target=4), UnitLine(8, "Khác", "middle")], {7: cubes}
    )
    assert [str(n.value) for n in table.lines[0].numbers] == ["4", "5", "3", "60.0", "75.0"]
    assert [str(n.value) for n in table.lines[1].numbers] == ["None", "0", "0", "0.0", "None"]
