"""When does a standard stop changing?  Once a period uses it; then nobody needs to ask for it again."""

import copy

import pytest

from app.db import db, writing
from app.domain.standards.actions import StandardInUse, hold_still, import_standard
from app.domain.standards.queries import standard_of, stored
from app.domain.viewer import SYSTEM
from tests.domain.standards.documents import small_document

pytestmark = pytest.mark.both_databases


@pytest.fixture
def kept(app) -> int:
    import_standard(SYSTEM, small_document())
    return stored(small_document()["code"]).id


def corrected(name: str) -> dict:
    document = copy.deepcopy(small_document())
    document["parts"][0]["criteria"][0]["name"] = name
    return document


def test_a_correction_is_read_until_a_period_uses_the_standard(kept):
    assert standard_of(kept).criteria[0].name != "Tên mới"
    assert import_standard(SYSTEM, corrected("Tên mới"))
    assert standard_of(kept).criteria[0].name == "Tên mới"
    with writing():
        hold_still(kept)
    with pytest.raises(StandardInUse):
        import_standard(SYSTEM, corrected("Tên khác"))


def test_a_standard_in_use_is_not_asked_for_again(kept, statements):
    with writing():
        hold_still(kept)
    standard_of(kept)
    db.session.rollback()
    before = len(statements)
    assert standard_of(kept).code == small_document()["code"] and len(statements) == before


def test_a_use_that_is_undone_leaves_the_standard_open(kept):
    with pytest.raises(RuntimeError, match="undone"), writing():
        hold_still(kept)
        standard_of(kept)
        raise RuntimeError("undone")
    assert import_standard(SYSTEM, corrected("Tên mới"))
    assert standard_of(kept).criteria[0].name == "Tên mới"
