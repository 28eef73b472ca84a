"""Weak criteria lead to modules, and people are compared with themselves a year before."""

import hashlib
import json
from decimal import Decimal

import pytest

from app.db import db
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import UnitKind
from app.domain.reporting.effect import Lack, effect_of
from app.domain.reporting.figures.cube import count
from app.domain.reporting.figures.effect import LEARNT, OTHERS, Comparing, Year, rows_of
from app.domain.reporting.figures.signs import Cell, Part, Track
from app.domain.reporting.figures.tables import Context, Counting, ModuleLine, Satisfaction
from app.domain.reporting.listing import number_behind, people_behind
from app.domain.reporting.queries import reading_of, report_for
from app.domain.reporting.snapshots import COLUMNS, digest_of, is_whole
from app.domain.standards.rules.reading import read_standard
from app.domain.viewer import SYSTEM
from tests.effects import MOVED, OF_2021, OF_2022, make_two_years, say
from tests.evaluations import _official
from tests.factories import make_teacher, make_unit
from tests.reports import count_report, freeze

TEACHERS = next(read_standard(each) for each in _official() if each["kind"] == "teacher")


def module(code: str) -> ModuleLine:
    return ModuleLine(int(code[-2:]), code, f"Mô đun {code[-2:]}", "teacher")


COMPARING = Comparing(TEACHERS, [module("ETEP-GV-03")], [module("ETEP-GV-09"), module("ETEP-GV-08")])


def levels(of: dict[int, str], others: str = "2") -> str:
    return "".join(of.get(no, others) for no in range(1, 16))


@pytest.mark.parametrize(
    ("no", "then", "now", "was", "is_", "sign"),
    [
        (15, "1", "1", "-", "p-", "w"), (15, "1", "2", "-", "p-", "b"), (15, "2", "0", "-", "p-", "d"),
        (15, "3", "2", "-", "p-", "s"),
        (15, "0", "1", "-", "--", "W"), (15, "1", "3", "-", "--", "B"), (15, "2", "1", "-", "--", "D"),
        (15, "2", "2", "-", "--", "S"),
        (6, "1", "2", "p", "--", "b"),  # passed the year before
        (15, "1", "2", "p", "--", "B"),  # another criterion's module
        (15, "1", "2", "", "", "B"), (15, "1", "2", " ", "  ", "B"),  # asked for nothing
        (7, "1", "2", "p", "pp", " "),  # its module was asked for in neither year
        (14, "1", "2", "p", "pp", " "),  # no module leads to it
        (15, "-", "2", "-", "p-", " "), (15, "1", "-", "-", "p-", " "),  # a level is not known
        (12, "1", "2", "-", "-p", "b"), (13, "1", "2", "-", "-p", "b"),  # one module helps with several
    ],
)  # fmt: skip
def test_a_sign_says_whether_somebody_had_passed_and_was_and_is_below_the_bar(no, then, now, was, is_, sign):
    found = COMPARING.signs((levels({no: then}), levels({no: now})), (was, is_))
    assert found.ljust(15)[no - 1] == sign


def test_nobody_is_compared_where_no_level_is_known():
    assert COMPARING.signs(("-" * 15, "2" * 15), ("p", "pp")) == ""


def told(people: list[tuple[str, dict[Track, str]]], context: Context = Context()) -> Year:  # noqa: B008 - frozen
    cubes = {
        track: count([(slice_, tracks[track]) for slice_, tracks in people if track in tracks])
        for track in Track
        if any(track in tracks for _, tracks in people)
    }
    return Year(2022, 3, Counting(cubes), context)


def test_the_weakest_criterion_stands_first_and_the_unrated_last():
    people = [
        ("t1fknm", {Track.LEVELS: levels({15: "1", 2: "1", 9: "-"})}),
        ("t1fknm", {Track.LEVELS: levels({15: "0", 9: "-"})}),
        ("p1fknm", {Track.LEVELS: "0" * 18}),  # managers have criteria of their own
    ]
    rows = rows_of(TEACHERS, told(people), None)
    assert [row.criterion.no for row in rows[:3]] == [15, 2, 1] and rows[-1].criterion.no == 9
    first, second, last = rows[0], rows[1], rows[-1]
    assert (first.weak.value, first.rated, first.share) == (2, 2, Decimal("100.0"))
    assert (second.weak.value, second.share) == (1, Decimal("50.0")) and (last.weak.value, last.rated) == (0, 0)
    assert first.groups is None


def test_a_module_says_who_is_proposed_who_asks_who_passed_and_what_learners_say():
    context = Context(
        modules=(module("ETEP-GV-09"),), catalogue=(module("ETEP-GV-01"), module("ETEP-GV-09")),
        satisfaction=(
            Satisfaction("Mô đun 9", "teacher", 9, 6, 4, 6, "ETEP-GV-09"), Satisfaction("X", "teacher", 9, 9, 9, 9),
        ),
    )  # fmt: skip
    before = Year(
        2021, 2, Counting({Track.MODULES: {"t1fknm": {"0p": 7}}}),
        Context(modules=(module("ETEP-GV-09"),), satisfaction=(Satisfaction("", "teacher", 9, 9, 9, 9, "ETEP-GV-09"),)),
    )  # fmt: skip
    people = [("t1fknm", {Track.DERIVED: "-y", Track.DECLARED: "yy", Track.MODULES: "p"})] * 2
    rows = {row.criterion.no: row for row in rows_of(TEACHERS, told(people, context), before)}
    (nine,) = rows[15].modules
    assert (nine.derived.value, nine.declared.value) == (2, 2)
    assert [(each.year, each.report_id, each.number.value) for each in nine.learnt] == [(2022, 3, 2), (2021, 2, 7)]
    assert nine.said[0] == 2022 and nine.agreeing == Decimal("66.7")
    (one,) = rows[3].modules
    assert (one.derived.value, one.declared.value) == (0, 2)
    assert (one.learnt, one.said, one.agreeing) == ((), None, None)
    assert rows[14].modules == ()


@pytest.mark.parametrize(("many", "shares"), [(4, None), (5, (Decimal("40.0"), Decimal("20.0")))])
def test_of_fewer_than_five_people_no_share_is_told(many, shares):
    signs = ["w", "b", "s", "s", "s"][:many]
    people = [("t1fknm", {Track.EFFECT: sign.rjust(15)}) for sign in signs]
    row = next(row for row in rows_of(TEACHERS, told(people), None) if row.criterion.no == 15)
    learnt, others = row.groups
    assert (learnt.people.value, learnt.then.value, learnt.now.value, learnt.shares) == (many, 2, 1, shares)
    assert (others.people.value, others.shares) == (0, None)


def effect(report_id: int, unit_id: int | None = None, viewer=SYSTEM):
    reading = reading_of(viewer, report_for(viewer, report_id), unit_id)
    return reading, effect_of(viewer, reading)


def moved(found, no: int) -> list[tuple]:
    groups = next(row.groups for row in found.rows if row.criterion.no == no)
    return [(group.people.value, group.then.value, group.now.value, group.shares) for group in groups]


@pytest.mark.both_databases
def test_people_are_compared_with_themselves_at_the_same_school_a_year_before(cast):
    years = make_two_years(cast)
    province, found = effect(years.now)
    assert found.lack is None and found.before.report.id == years.before
    third, sixth = (Decimal("83.3"), Decimal("33.3")), (Decimal("71.4"), Decimal("71.4"))
    assert moved(found, 15) == [(6, 5, 2, third), (7, 5, 5, sixth)]
    assert moved(found, 6) == [(6, 1, 1, (Decimal("16.7"), Decimal("16.7"))), (7, 0, 0, (Decimal(0), Decimal(0)))]
    assert next(row.groups for row in found.rows if row.criterion.no == 14) is None
    school, found = effect(years.now, cast.units["school"])
    assert moved(found, 15) == [(6, 5, 2, third), (6, 4, 4, (Decimal("66.7"), Decimal("66.7")))]
    other, found = effect(years.now, cast.units["other_school"])
    assert moved(found, 15) == [(0, 0, 0, None), (1, 1, 1, None)]
    everybody = {
        each.person_id
        for signs in (LEARNT, OTHERS)
        for each in people_behind(SYSTEM, province, Cell(Track.EFFECT, signs.everybody, 14, Part(who="t")))
    }
    assert everybody == {each for number, each in enumerate(years.people) if number != MOVED}


@pytest.mark.both_databases
def test_every_number_of_the_table_opens_as_many_people(cast):
    years = make_two_years(cast)
    now, found = effect(years.now)
    before, _ = effect(years.before)
    numbers = []
    for row in found.rows:
        numbers += [(now, row.weak)] + [(now, n) for group in row.groups or () for n in vars(group).values()]
        for each in row.modules:
            assert each.declared is None  # nobody has handed in a form
            numbers.append((now, each.derived))
            numbers += [(now if one.year == 2022 else before, one.number) for one in each.learnt]
    for reading, number in numbers:
        behind = people_behind(SYSTEM, reading, number.cell, limit=None)
        assert len(behind) == number.value == number_behind(reading, number.cell)
    assert sum(number.value for _, number in numbers) > 50


@pytest.mark.both_databases
def test_a_frozen_report_keeps_what_was_compared(cast):
    years = make_two_years(cast)
    freeze(cast, years.now)
    reading, found = effect(years.now)
    assert is_whole(reading.snapshot) and moved(found, 15)[0][:3] == (6, 5, 2)


@pytest.mark.both_databases
def test_what_closed_surveys_may_show_stands_beside_and_nothing_else(cast):
    say(cast, OF_2022, counts=[[1, 1, 4, 4]])
    say(cast, OF_2021, counts=None)  # fewer than five answers: nothing was kept
    years = make_two_years(cast)
    rows = {row.criterion.no: row for row in effect(years.now)[1].rows}
    assert rows[15].modules[0].agreeing == Decimal("80.0") and rows[15].modules[0].said[1].answers == 10
    assert rows[6].modules[0].said is None


@pytest.mark.both_databases
def test_as_many_queries_for_a_school_as_for_a_province(cast, statements):
    years = make_two_years(cast)
    took = []
    for unit in ("school", "province"):
        reading = reading_of(SYSTEM, report_for(SYSTEM, years.now), cast.units[unit])
        before = len(statements)
        effect_of(SYSTEM, reading)
        took.append(len(statements) - before)
    assert took[0] == took[1] <= 6


def test_levels_of_two_standards_are_not_compared(cast):
    found = effect(make_two_years(cast, other_standard=True).now)[1]
    assert found.lack is Lack.OTHER_STANDARD and not any(row.groups for row in found.rows)
    assert found.rows[0].weak.value == 8  # the year itself is told all the same


def test_without_a_frozen_report_of_the_year_before_nothing_is_compared(cast, period):
    found = effect(count_report(cast))[1]
    assert (found.lack, found.before) == (Lack.NO_YEAR_BEFORE, None)


def test_a_unit_that_was_not_in_the_report_before_is_not_compared(cast):
    years = make_two_years(cast)
    fresh = make_unit(UnitKind.SCHOOL, db.session.get_one(Unit, cast.units["district"]))
    make_teacher(fresh)
    count_report(cast)
    found = effect(years.now, fresh.id)[1]
    assert found.lack is Lack.NO_UNIT_BEFORE
    assert effect(years.now, cast.units["upper_school"])[1].lack is Lack.NOBODY_IN_BOTH


def test_a_digest_from_before_there_were_such_signs_still_names_its_snapshot():
    row = {name: name[0] for name in COLUMNS} | {"effect": ""}
    told = json.dumps({}).encode() + "\x1f".join(row[name] for name in COLUMNS if name != "effect").encode() + b"\n"
    assert digest_of({}, [row]) == hashlib.sha256(told).hexdigest()
    assert digest_of({}, [row | {"effect": "w"}]) != digest_of({}, [row])
