"""People made from margins give these margins; totals of no people are refused."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.demo.margins import BadMargins, people_of, read_subject

classes = st.lists(st.integers(0, 30), min_size=5, max_size=5)


def row(numbers):
    return {"total": sum(numbers), "completed": sum(numbers[:4]), "ranks": numbers[:4]}


def told(people, **traits):
    held = [each for each in people if all(getattr(each, key) == value for key, value in traits.items())]
    by_rank = Counter(each.rank for each in held)
    return [by_rank[rank] for rank in (0, 1, 2, 3, None)]


@given(classes, st.data())
def test_the_people_have_the_totals_and_sub_rows(numbers, data):
    def part(of):
        return [data.draw(st.integers(0, each)) for each in of]

    female = part(numbers)
    both = part(female)
    rest = part([n - f for n, f in zip(numbers, female, strict=True)])
    minority = [b + r for b, r in zip(both, rest, strict=True)]
    difficult = part(numbers)
    people = people_of({"teachers": {"TH": row(numbers) | {
        "female": row(female), "minority": row(minority), "female_minority": row(both), "difficult": row(difficult),
    }}})  # fmt: skip
    assert told(people) == numbers
    assert told(people, female=True) == female and told(people, minority=True) == minority
    assert told(people, female=True, minority=True) == both and told(people, difficult=True) == difficult


@given(classes)
def test_where_only_all_is_known_the_levels_sum_to_it(numbers):
    people = people_of({"teachers": {"all": row(numbers)}})
    assert told(people) == numbers
    levels = [told(people, level=level) for level in ("TH", "THCS", "THPT")]
    assert [sum(each) for each in zip(*levels, strict=True)] == numbers
    assert {each.female for each in people} <= {None}


@pytest.mark.parametrize(
    ("teachers", "where", "what"),
    [
        ({}, "teachers", "cần all, hoặc các cấp"),
        ([], "teachers", "cần all, hoặc các cấp"),
        ({"all": 3}, "teachers.all", "cần total"),
        ({"all": {"total": 1, "completed": 2, "ranks": [0, 0, 1, 1]}}, "teachers.all.completed", "nhiều hơn total"),
        ({"all": {"total": 9, "completed": 3, "ranks": [0, 0, 1, 1]}}, "teachers.all.ranks", "cộng lại là 2"),
        ({"all": {"total": 9, "completed": 2, "ranks": [0, 1, 1]}}, "teachers.all.ranks", "cần bốn số"),
        ({"all": {"total": "x", "completed": 3, "ranks": [0, 1, 1, 1]}}, "teachers.all.total", "“x” không phải"),
        ({"all": {"total": 6.726, "completed": 3, "ranks": [0, 1, 1, 1]}}, "teachers.all.total", "không có dấu chấm"),
        ({"all": {"completed": 3, "ranks": [0, 1, 1, 1]}}, "teachers.all.total", "còn thiếu"),
        ({"all": row([1, 1, 1, 1, 0]), "TH": row([2, 0, 0, 0, 0])}, "teachers", "không bằng all"),
        ({"TH": row([1, 0, 0, 0, 0]) | {"female": row([2, 0, 0, 0, 0])}}, "teachers.TH", "1 người ở mức CĐ"),
        ({"TH": row([1, 0, 0, 0, 0]) | {"female": {"total": 1}}}, "teachers.TH.female.completed", "còn thiếu"),
    ],
)
def test_totals_of_no_people_are_refused_and_the_place_is_named(teachers, where, what):
    with pytest.raises(BadMargins) as refused:
        people_of({"teachers": teachers})
    said = str(refused.value)
    assert said.startswith(f"{where}: ") and what in said


@pytest.mark.parametrize(
    ("document", "where"),
    [
        (None, "cả tệp"), ([], "cả tệp"), ({"year": 2020}, "province"),
        ({"province": {"name": "Hậu Giang"}, "year": 2020}, "province.code"),
        ({"province": {"code": "93"}, "year": 2020}, "province.name"),
        ({"province": {"code": "93", "name": "Hậu Giang"}, "year": "hai nghìn"}, "year"),
        ({"province": {"code": "93", "name": "Hậu Giang"}, "year": 2020}, "cả tệp"),
    ],
)  # fmt: skip
def test_a_document_of_no_province_or_year_is_refused(document, where):
    with pytest.raises(BadMargins, match=f"^{where}: cần"):
        read_subject(document)
