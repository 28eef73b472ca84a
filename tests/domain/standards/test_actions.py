"""When does a standard stop changing?  Once a period uses it; then nobody needs to ask for it again."""

import copy
from datetime import date

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain.journal.models import JournalEntry
from app.domain.standards.actions import StandardInUse, hold_still, import_standard
from app.domain.standards.queries import standard_of, standards_for, stored
from app.domain.standards.rules.reading import BadStandard
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


def ending(day: str | None) -> dict:
    document = copy.deepcopy(small_document())
    document["legal"]["superseded_from"] = day
    return document


def test_of_a_standard_in_use_only_the_day_on_which_it_ends_may_be_settled_on_the_record(kept):
    with writing():
        hold_still(kept)
    kind, digest = standard_of(kept).kind, stored("SMALL").digest
    assert import_standard(SYSTEM, ending("2022-05-01"))
    assert [row.id for row in standards_for(kind, date(2022, 4, 30))] == [kept]
    assert standards_for(kind, date(2022, 5, 1)) == []
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "standard_superseded")).one()
    assert (entry.before, entry.after["superseded_from"]) == ({"digest": digest, "superseded_from": None}, "2022-05-01")
    assert stored("SMALL").digest == entry.after["digest"] and stored("SMALL").used_since is not None
    assert not import_standard(SYSTEM, ending("2022-05-01"))
    assert not import_standard(SYSTEM, small_document())  # does not speak of it: the day stays
    assert standards_for(kind, date(2022, 5, 1)) == []
    more = ending("2022-06-01")
    more["parts"][0]["criteria"][0]["name"] = "Tên khác"
    with pytest.raises(StandardInUse):
        import_standard(SYSTEM, more)
    with pytest.raises(BadStandard, match="superseded_from"):
        import_standard(SYSTEM, ending("2000-01-01"))
    assert import_standard(SYSTEM, ending(None))  # said too early after all
    assert [row.id for row in standards_for(kind, date(2022, 5, 1))] == [kept]


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


@pytest.mark.parametrize("day", [20260701, "20260701", "2026-W10-1", "", False, 0, [], "2026-7-1", "2026-02-30"])
def test_in_1_a_day_is_written_in_one_way(app, day):
    document = copy.deepcopy(small_document())
    document["legal"]["superseded_from"] = day
    with pytest.raises(BadStandard):
        import_standard(SYSTEM, document)
