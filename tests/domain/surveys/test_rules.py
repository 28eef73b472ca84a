"""Counts only: what one more answer does to them, when they hold, how shares are told."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.surveys.rules import (
    BLOCK,
    Band,
    BandKind,
    Collected,
    Shape,
    WrongSum,
    bands,
    check_sums,
    nothing_collected,
    pack,
    unanswered,
    unpack,
    with_answer,
)

SHAPE = Shape(3, 4)
SKIPPING = Shape(3, 4, may_skip=True)
ABOUT, LEAST, MOST = BandKind.ABOUT, BandKind.AT_LEAST, BandKind.AT_MOST


@given(st.lists(st.tuples(*[st.one_of(st.none(), st.integers(0, 3))] * 3)), st.randoms(use_true_random=False))
def test_anon_1_the_choices_of_each_statement_sum_to_the_number_of_answers(answers, random):
    collected = nothing_collected(SKIPPING)
    for answer in answers:
        collected = with_answer(collected, SKIPPING, answer, ("x",) if answer[0] else (), random)
    check_sums(collected, len(answers))
    for place, row in enumerate(collected.counts):
        assert list(row) == [sum(a[place] == c for a in answers) for c in (0, 1, 2, 3, None)]
    assert unpack(pack(collected)) == collected


def test_anon_1_the_order_of_answers_leaves_no_mark_on_the_counts():
    answers = [(0, 1, 2), (3, 3, 3), (1, 1, 0)]
    one, other = nothing_collected(SHAPE), nothing_collected(SHAPE)
    for forth, back in zip(answers, reversed(answers), strict=True):
        one, other = with_answer(one, SHAPE, forth, (), Random(1)), with_answer(other, SHAPE, back, (), Random(1))
    assert one == other


def test_anon_5_comments_are_shuffled_anew_each_time():
    collected = nothing_collected(SHAPE)
    places = set()
    for seed in range(50):
        kept = Collected(collected.counts, ("a", "b", "c"))
        places.add(with_answer(kept, SHAPE, (0, 0, 0), ("new",), Random(seed)).comments.index("new"))
    assert places == {0, 1, 2, 3}


def test_whoever_may_not_skip_is_told_what_is_missing():
    assert unanswered(SHAPE, (None, 1, None)) == (1, 3)
    assert unanswered(SKIPPING, (None, 1, None)) == ()
    with pytest.raises(ValueError, match="every statement"):
        with_answer(nothing_collected(SHAPE), SHAPE, (None, 1, 1), (), Random(1))


@pytest.mark.parametrize("answer", [(1, 1), (1, 1, 4), (1, 1, -1), (1, 1, 1, 1)])
def test_an_answer_of_another_form_is_refused(answer):
    with pytest.raises(ValueError, match="not an answer"):
        unanswered(SHAPE, answer)


def test_changed_counts_are_noticed():
    with pytest.raises(WrongSum):
        check_sums(Collected(((1, 0, 0, 0), (0, 2, 0, 0))), 1)


def test_a_comment_does_not_show_in_the_length():
    bare = nothing_collected(Shape(18, 4))
    assert len(pack(bare)) == len(pack(Collected(bare.counts, ("Một góp ý dài vừa phải",)))) == BLOCK


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ((0, 1, 3, 6), [(ABOUT, 0), (ABOUT, 10), (ABOUT, 30), (ABOUT, 60)]),
        ((0, 0, 0, 10), [(MOST, 10), (MOST, 10), (MOST, 10), (LEAST, 90)]),  # all alike
        ((0, 1, 0, 9), [(MOST, 10), (MOST, 10), (MOST, 10), (LEAST, 90)]),  # reads as if all were alike
        ((0, 0, 0, 5), [(MOST, 20), (MOST, 20), (MOST, 20), (LEAST, 80)]),
        ((1, 0, 0, 4), [(MOST, 20), (MOST, 20), (MOST, 20), (LEAST, 80)]),
        ((0, 1, 2, 4), [(ABOUT, 0), (ABOUT, 15), (ABOUT, 30), (ABOUT, 55)]),
        ((1, 2, 8, 10), [(ABOUT, 5), (ABOUT, 10), (ABOUT, 38), (ABOUT, 48)]),
        ((0, 0, 1, 99), [(MOST, 5), (MOST, 5), (MOST, 5), (LEAST, 95)]),
    ],
)
def test_anon_4_shares_are_told_in_bands(row, told):
    assert list(bands(row, sum(row))) == [Band(*each) for each in told]


@given(st.lists(st.integers(0, 12), min_size=4, max_size=4).filter(lambda row: 5 <= sum(row) < 20))
def test_anon_4_below_twenty_every_share_is_a_multiple_of_five_and_true(row):
    for number, band in zip(row, bands(row, sum(row)), strict=True):
        share = 100 * number / sum(row)
        assert band.percent % 5 == 0
        if band.kind is ABOUT:
            assert abs(share - band.percent) <= 2.5
        else:
            assert share >= band.percent if band.kind is LEAST else share <= band.percent
