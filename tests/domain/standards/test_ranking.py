"""The ranking rule against an independent restatement, by table and by property."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.standards.rules.ranking import rank_form
from app.domain.standards.rules.reading import read_form, read_standard
from tests.domain.standards.documents import official, small_document

CD, D, K, T = range(4)
TEACHERS, MANAGERS = "TT20_2018", "TT14_2018"
SIZE = {TEACHERS: 15, MANAGERS: 18}


def restated(code: str, form: tuple[int, ...]) -> int:
    """The two circulars once more, in words of their own: nothing of the app's rule is used."""
    keys = {TEACHERS: {3, 4, 5, 6, 7}, MANAGERS: {1, 2, 4, 5, 6, 8, 10, 12, 13, 14}}[code]
    need = {TEACHERS: 10, MANAGERS: 12}[code]
    key = [level for no, level in enumerate(form, 1) if no in keys]
    if min(form) >= K and sum(x == T for x in form) >= need and all(x == T for x in key):
        return T
    if min(form) >= D and sum(x >= K for x in form) >= need and min(key) >= K:
        return K
    if code == TEACHERS:
        return D if min(form) >= D else CD
    return D if sum(x >= D for x in form) >= need and min(key) >= D else CD


def forms(code: str) -> st.SearchStrategy[tuple[int, ...]]:
    """Forms as they are really filled in: mostly high, so that every clause is met often."""
    level = st.sampled_from([CD, D, K, K, K, T, T, T, T])
    return st.lists(level, min_size=SIZE[code], max_size=SIZE[code]).map(tuple)


@pytest.mark.parametrize("code", [TEACHERS, MANAGERS])
@settings(max_examples=600)
@given(data=st.data())
def test_the_rule_as_data_ranks_as_the_circular_says(code, data):
    form = data.draw(forms(code))
    assert rank_form(official(code), form).rank == restated(code, form)


@pytest.mark.parametrize("code", [TEACHERS, MANAGERS])
@settings(max_examples=300)
@given(data=st.data())
def test_what_is_said_to_lift_lifts_and_nothing_shorter_does(code, data):
    standard, form = official(code), data.draw(forms(code))
    found = rank_form(standard, form)
    if found.rank == T:
        assert not found.lifting and found.shortfall is None
        return
    raised = list(form)
    for lift in found.lifting:
        assert form[lift.criterion - 1] < lift.level
        raised[lift.criterion - 1] = lift.level
    assert rank_form(standard, tuple(raised)).rank > found.rank
    for lift in found.lifting:  # no level is asked higher than needed, no criterion for nothing
        lower = list(raised)
        lower[lift.criterion - 1] = lift.level - 1
        assert rank_form(standard, tuple(lower)).rank <= found.rank


@pytest.mark.parametrize("keys", [(), (2, 3), (1, 2, 3, 4, 5, 6)])
@settings(max_examples=150)
@given(form=st.lists(st.integers(CD, T), min_size=6, max_size=6).map(tuple))
def test_no_smaller_set_of_criteria_would_lift(keys, form):
    standard = read_standard(small_document(6, keys))
    found = rank_form(standard, form)
    if found.rank == T:
        return
    shorter = next(
        size
        for size in range(1, 7)
        for some in combinations(range(6), size)
        if rank_form(standard, tuple(T if n in some else level for n, level in enumerate(form))).rank > found.rank
    )
    assert len(found.lifting) == shorter


@given(form=st.lists(st.one_of(st.none(), st.integers(CD, T)), min_size=15, max_size=15).map(tuple))
def test_a_blank_gives_no_rank_and_says_which(form):
    found = rank_form(official(TEACHERS), form)
    blank = tuple(no for no, level in enumerate(form, 1) if level is None)
    assert (found.rank is None) == bool(blank)
    assert found.missing == blank
    if blank:
        assert found.clause is None and not found.lifting


@pytest.mark.parametrize(
    ("code", "text", "rank", "clause", "lifting"),
    [
        (TEACHERS, "T,T,T,T,T,T,T,T,T,T,K,K,K,K,K", T, "a", []),
        (TEACHERS, "T,T,T,T,T,T,T,T,T,K,K,K,K,K,K", K, "b", [10]),
        (TEACHERS, "K,K,K,K,K,K,K,K,K,K,Đ,Đ,Đ,Đ,Đ", K, "b", [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]),
        (TEACHERS, "T,T,T,T,T,T,D,T,T,T,T,T,T,T,T", D, "c", [7]),
        (TEACHERS, "T,T,T,T,T,T,T,T,T,T,T,T,T,T,CD", CD, "d", [15]),
        (MANAGERS, "D,D,CD,D,D,D,CD,D,CD,D,CD,D,D,D,CD,CD,D,D", D, "c", None),
        (MANAGERS, "D,D,CD,D,D,D,CD,D,CD,D,CD,D,D,D,CD,CD,CD,D", CD, "d", [3]),
        (MANAGERS, "CD,T,T,T,T,T,T,T,T,T,T,T,T,T,T,T,T,T", CD, "d", [1]),
    ],
)
def test_borders_of_the_clauses(code, text, rank, clause, lifting):
    standard = official(code)
    found = rank_form(standard, read_form(standard, text.split(",")))
    assert found.rank == rank
    assert found.clause is not None and found.clause.article == f"Điều 10 khoản 2 điểm {clause}"
    if lifting is not None:
        assert [lift.criterion for lift in found.lifting] == lifting


def test_the_shortfall_counts_as_the_screen_tells_it():
    standard = official(TEACHERS)
    found = rank_form(
        standard, read_form(standard, ["T", "T", "T", "K", "T", "K", "T", "T", "T", "K", "K", "K", "K", "K", "K"])
    )
    short = found.shortfall
    assert short is not None
    assert (short.needed, short.reached, short.below_key, short.below_all) == (10, 7, (4, 6), ())


@pytest.mark.parametrize("levels", [(), (T,) * 14, (T,) * 16])
def test_a_form_of_another_length_is_refused(levels):
    with pytest.raises(ValueError, match="one level for each"):
        rank_form(official(TEACHERS), levels)
