"""What may be changed about who is asked, by table (no database, no clock)."""

import pytest

from app.domain.evaluation.peers.rules import (
    Arrangement,
    Arranging,
    Asking,
    Way,
    check_adjustment,
    check_arrangement,
    is_small,
)
from app.domain.evaluation.rules.tally import Hidden, tally, why_hidden

WHY = "Cùng dạy khối 9 trong năm học."
NOW = Asking(frozenset(range(1, 8)), frozenset({1, 2, 3, 4}), frozenset({1}))


@pytest.mark.parametrize(
    ("add", "drop", "reason", "problems"),
    [
        ([5], [], WHY, []),
        ([5, 6], [2, 3], WHY, []),
        ([], [2], WHY, []),
        ([], [], WHY, ["nobody_chosen"]),
        ([5], [], "ngắn", ["reason_too_short"]),
        ([2], [], WHY, ["not_to_be_asked"]),  # asked already
        ([9], [], WHY, ["not_to_be_asked"]),  # another school, the head, or the person themselves
        ([], [1], WHY, ["has_answered"]),
        ([], [5], WHY, ["not_asked"]),
        ([], [2, 3], WHY, ["too_few_left"]),
        ([5], [2, 3], WHY, []),
        ([9], [1], "", ["reason_too_short", "not_to_be_asked", "has_answered"]),
    ],
)
def test_whom_to_ask_beside_and_whom_no_more(add, drop, reason, problems):
    assert [problem.code for problem in check_adjustment(NOW, add, drop, reason)] == problems


def test_in_a_group_too_small_anyway_somebody_is_exchanged():
    two = Asking(frozenset({1, 2, 3}), frozenset({1, 2}), frozenset())
    assert check_adjustment(two, [3], [1], WHY) == []
    assert [p.code for p in check_adjustment(two, [], [1], WHY)] == ["too_few_left"]


@pytest.mark.parametrize(("asked", "small"), [([], True), ([2, 2, 2], True), ([2, 3], False), ([9], False)])
def test_three_asked_make_a_group_large_enough(asked, small):
    assert is_small(asked) is small


SMALL = Arranging(Arrangement(), frozenset({2, 3}), (2, 2, 2), frozenset(), closed=False)
LARGE = Arranging(Arrangement(), frozenset({2, 3}), (4, 4), frozenset(), closed=False)
ANSWERED = Arranging(Arrangement(Way.JOINED, frozenset({2})), frozenset({2, 3}), (2, 2), frozenset({2}), closed=False)
OVER = Arranging(Arrangement(), frozenset({2, 3}), (2, 2), frozenset(), closed=True)


@pytest.mark.parametrize(
    ("start", "way", "joined", "remark", "problems"),
    [
        (SMALL, Way.JOINED, [2], WHY, []),
        (SMALL, Way.JOINED, [], WHY, ["no_group_chosen"]),
        (SMALL, Way.JOINED, [9], WHY, ["not_of_this_school"]),
        (SMALL, Way.JOINED, [2], "", ["reason_too_short"]),
        (SMALL, Way.LEFT_OUT, [], WHY, []),
        (SMALL, Way.LEFT_OUT, [], "ít", ["reason_too_short"]),
        (SMALL, Way.ALONE, [], "", []),
        (LARGE, Way.JOINED, [2], WHY, []),
        (LARGE, Way.LEFT_OUT, [], WHY, ["large_enough"]),
        (ANSWERED, Way.JOINED, [2, 3], WHY, []),
        (ANSWERED, Way.ALONE, [], "", ["has_answered"]),
        (ANSWERED, Way.JOINED, [3], WHY, ["has_answered"]),
        (OVER, Way.JOINED, [2], WHY, ["too_late_to_join"]),
        (OVER, Way.LEFT_OUT, [], WHY, []),
    ],
)
def test_what_becomes_of_a_group(start, way, joined, remark, problems):
    assert [problem.code for problem in check_arrangement(start, way, joined, remark)] == problems


def test_con_1_a_version_names_the_state_whatever_its_order():
    again = Asking(NOW.candidates, frozenset({4, 3, 2, 1}), frozenset())
    assert NOW.version == again.version != Asking(NOW.candidates, frozenset({1, 2, 3}), frozenset()).version
    states = [Arrangement(), Arrangement(Way.JOINED, frozenset({2})), Arrangement(Way.LEFT_OUT, remark=WHY)]
    assert len({state.version for state in states}) == 3
    assert all(0 <= state.version < 10**9 for state in states)


@pytest.mark.parametrize(
    ("answers", "closed", "collated", "hidden"),
    [
        (9, False, True, Hidden.WAITING),
        (2, True, True, Hidden.FEW),
        (3, True, True, None),
        (9, True, False, Hidden.NOT_COLLATED),
        (0, True, True, Hidden.FEW),
    ],
)
def test_anon_10_counts_show_after_the_step_from_three_answers(answers, closed, collated, hidden):
    assert why_hidden(answers, closed=closed, collated=collated) == hidden
    found = tally([(2, 3)] * answers, 2, 4, hidden=hidden)
    assert (found.counts is None) == (hidden is not None)
