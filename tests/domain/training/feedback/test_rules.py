"""How a run is laid out, and what of it is shown: never a group of fewer than five, by whatever subtraction."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.surveys.rules import Collected
from app.domain.training.feedback.rules import (
    BOX,
    BadQuestionnaire,
    Box,
    RunKind,
    Topic,
    agreeing,
    answers_of,
    lay_out,
    marked,
    read_questionnaire,
    share_out,
    unmarked,
)
from app.integrations.survey_files import questionnaire

UNITS = st.dictionaries(st.integers(1, 9), st.integers(0, 30), max_size=9)


def box(answers: int, *comments: str) -> Collected:
    return Collected(((0, 0, 0, answers), (answers, 0, 0, 0)), comments)


@given(st.dictionaries(st.integers(1, 9), st.integers(1, 3_000), max_size=9))
def test_everybody_has_a_place_in_a_box_of_at_least_five(numbers):
    boxes = lay_out(numbers)
    total = sum(numbers.values())
    assert sum(each.size for each in boxes) == (total if total >= 5 else 0)
    assert all(5 <= each.size <= BOX for each in boxes)


def test_small_units_share_a_box_and_large_ones_have_several():
    assert lay_out({1: 2_001, 2: 3, 3: 4}) == [Box(1, 667), Box(1, 667), Box(1, 667), Box(None, 7)]


def test_what_is_left_over_is_joined_by_the_smallest_unit():
    assert lay_out({1: 20, 2: 6, 3: 2}) == [Box(1, 20), Box(None, 8)]


def test_fewer_than_five_are_not_asked():
    assert lay_out({1: 2, 2: 2}) == []


@given(UNITS, st.integers(0, 12))
def test_anon_4_no_subtraction_gives_fewer_than_five(numbers, pooled):
    shared = share_out([*((unit, box(number)) for unit, number in numbers.items()), (None, box(pooled))], Random(1))
    total = sum(numbers.values()) + pooled
    if total < 5:
        assert shared is None
        return
    shown = {unit: answers_of(counts) for unit, counts in shared.rows.items()}
    assert answers_of(shared.whole.counts) == total
    assert all(number >= 5 and total - number >= 5 and number == numbers[unit] for unit, number in shown.items())
    assert total - sum(shown.values()) == 0 or total - sum(shown.values()) >= 5


def test_anon_4_the_smallest_row_is_given_up_for_those_too_few_to_be_shown():
    shared = share_out([(1, box(10)), (2, box(6)), (3, box(2))], Random(1))
    assert shared.rows.keys() == {1}


def test_several_boxes_of_a_unit_are_one_row_and_comments_are_everybodys():
    shared = share_out([(1, box(3, "a")), (1, box(4, "b")), (2, box(5, "c"))], Random(1))
    assert shared.rows[1] == ((0, 0, 0, 7), (7, 0, 0, 0)) and sorted(shared.whole.comments) == ["a", "b", "c"]


def test_agreeing_is_the_upper_half():
    assert agreeing(((1, 2, 3, 4), (0, 0, 0, 10))) == (17, 20)


def test_a_remark_keeps_what_it_is_about():
    assert unmarked(marked(Topic.MATERIAL, "Tiếng nhỏ\tquá")) == (Topic.MATERIAL, "Tiếng nhỏ\tquá")
    assert marked(Topic.OTHER, "") == ""


@pytest.mark.parametrize("kind", list(RunKind))
def test_the_bundled_questionnaires_can_be_asked(kind):
    asked = questionnaire(kind)
    assert len(asked.groups) == 5 and len(set(asked.statements)) == len(asked.statements) >= 12
    assert len(asked.code) <= 20


@pytest.mark.parametrize(
    "document",
    [{}, {"code": "X", "groups": []}, {"code": "X", "groups": [{"name": "A", "statements": []}]}, {"groups": [{}]}],
)
def test_a_document_that_is_no_questionnaire_is_refused(document):
    with pytest.raises(BadQuestionnaire):
        read_questionnaire(document)
