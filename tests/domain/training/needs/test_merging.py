"""Two records of one person: what they declared follows, once, and counts once."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.identity.merging import merge_people
from app.domain.organisation.models import Person
from app.domain.progress.actions import compare, rebuild, recount_all_marked
from app.domain.training.needs import merging  # noqa: F401  (registers what goes along)
from app.domain.training.needs.models import NeedsForm
from app.domain.training.needs.own_data import own_sections
from app.domain.training.needs.queries import declared_by_module, own_form
from tests.needs import declare, draft, etep_modules, open_needs, the_round

pytestmark = pytest.mark.both_databases


@pytest.fixture
def modules(cast) -> dict[str, int]:
    return etep_modules()


@pytest.fixture
def round_id(cast, modules) -> int:
    return open_needs(cast)


def merge(cast) -> None:
    """The peer's record goes into the teacher's."""
    ids = cast.teacher.person_id, cast.peer.person_id
    versions = tuple(db.session.get_one(Person, each).version for each in ids)
    db.session.rollback()
    assert merge_people(cast.school_admin.viewer, *ids, versions, {"sector_id": True}, "Cùng căn cước.") == []


def counted(cast, round_id) -> dict[int, int]:
    recount_all_marked()
    assert compare() == []
    principal = cast.principal.viewer
    return declared_by_module(principal, the_round(round_id), principal.unit_path)


def test_the_only_form_follows(cast, modules, round_id):
    declare(cast, round_id, "peer", modules["ETEP-GV-04"], remark="Của hồ sơ thứ hai")
    rebuild()
    merge(cast)
    found = own_form(cast.teacher.viewer, round_id)
    assert found is not None and found.form.remark == "Của hồ sơ thứ hai"
    assert own_sections(cast.teacher.person_id)["needs"][0]["remark"] == "Của hồ sơ thứ hai"
    assert counted(cast, round_id) == {modules["ETEP-GV-04"]: 1}


def test_what_was_handed_in_goes_before_a_draft(cast, modules, round_id):
    draft(cast, round_id, "teacher", modules["ETEP-GV-01"])
    declare(cast, round_id, "peer", modules["ETEP-GV-04"], modules["ETEP-GV-09"])
    rebuild()
    merge(cast)
    found = own_form(cast.teacher.viewer, round_id)
    assert found is not None and found.form.state == "handed_in"
    assert [module.code for module in found.modules] == ["ETEP-GV-04", "ETEP-GV-09"]
    left = db.session.scalars(select(NeedsForm).where(NeedsForm.person_id == cast.peer.person_id)).one()
    assert left.state == "draft"
    assert counted(cast, round_id) == {modules["ETEP-GV-04"]: 1, modules["ETEP-GV-09"]: 1}


def test_of_two_that_were_handed_in_the_survivors_counts(cast, modules, round_id):
    declare(cast, round_id, "teacher", modules["ETEP-GV-01"])
    declare(cast, round_id, "peer", modules["ETEP-GV-04"])
    rebuild()
    merge(cast)
    assert counted(cast, round_id) == {modules["ETEP-GV-01"]: 1}
