"""CON-4: the same form sent twice acts once, and leads to the first one's result."""

import pytest

from app.db import writing
from app.domain.work.submissions import is_repeat, keep_result, result_of
from tests.cast import Cast

pytestmark = pytest.mark.both_databases


def test_con4_second_sending_finds_the_first_result(cast: Cast) -> None:
    viewer = cast.teacher.viewer
    with writing():
        assert not is_repeat(viewer, "declare", "k1")
        keep_result(viewer, "declare", "k1", 7)
    with writing():
        assert is_repeat(viewer, "declare", "k1")
    assert result_of(viewer, "declare", "k1") == 7


def test_con4_keys_belong_to_person_and_act(cast: Cast) -> None:
    with writing():
        assert not is_repeat(cast.teacher.viewer, "declare", "k1")
        assert not is_repeat(cast.peer.viewer, "declare", "k1")
        assert not is_repeat(cast.teacher.viewer, "save", "k1")
        assert not is_repeat(cast.teacher.viewer, "declare", "")


def test_con4_a_rolled_back_act_may_be_sent_again(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), writing():
        is_repeat(cast.teacher.viewer, "declare", "k1")
        raise ZeroDivisionError
    with writing():
        assert not is_repeat(cast.teacher.viewer, "declare", "k1")


def test_con4_a_refused_form_may_be_corrected_and_sent_again_once(cast: Cast) -> None:
    viewer = cast.teacher.viewer
    for _ in range(2):
        with writing():
            assert not is_repeat(viewer, "declare", "k1"), "nothing was made: problems were told"
    with writing():
        assert not is_repeat(viewer, "declare", "k1")
        keep_result(viewer, "declare", "k1", 7)
    with writing():
        assert is_repeat(viewer, "declare", "k1")
