"""Two records of one person: exceptions and disputes follow, records are theirs anyway, the copy tells of all."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.identity.merging import merge_people
from app.domain.organisation.models import Person
from app.domain.training import merging  # noqa: F401  (registers what goes along)
from app.domain.training.catalogue.rules import Way
from app.domain.training.own_data import own_sections
from app.domain.training.records.actions import put
from app.domain.training.records.disputes import dispute
from app.domain.training.records.models import LearningRecord, RecordDispute
from app.domain.training.years.actions import let_off, open_year
from app.domain.training.years.models import TrainingException
from app.domain.training.years.rules import Wish, YearPlan
from app.domain.viewer import SYSTEM
from tests.training import make_modules, report, verify

pytestmark = pytest.mark.both_databases


@pytest.fixture
def years(cast) -> list[int]:
    """Two years; the peer is let off in both, the teacher in the second, and the peer disputes a record."""
    modules, found = make_modules(), []
    officer, reason = cast.province_officer.viewer, "Nghỉ chờ hưu"
    for year in (2021, 2022):
        opens = clock.start_of(clock.today().replace(year=year, month=1, day=1))
        due = clock.start_of(clock.today().replace(year=year, month=12, day=1))
        wishes = tuple(Wish(each, Way.ONLINE) for each in modules.values())
        year_id, _ = open_year(officer, YearPlan(year, opens, due, wishes))
        assert year_id is not None
        let_off(officer, year_id, cast.peer.person_id, f"{reason} {year}")
        found.append(year_id)
    let_off(officer, found[1], cast.teacher.person_id, "Của cô giáo")
    put(SYSTEM, cast.units["viettel"], [report("p1", sector_id="01101000002")], modules)
    verify(cast.peer.person_id)
    row = db.session.scalars(select(LearningRecord.id)).one()
    dispute(cast.peer.viewer, row, "Tôi chưa học mô đun này")
    return found


def test_exceptions_and_disputes_follow_the_person(cast, years):
    ids = cast.teacher.person_id, cast.peer.person_id
    versions = tuple(db.session.get_one(Person, each).version for each in ids)
    db.session.rollback()
    assert merge_people(cast.school_admin.viewer, *ids, versions, {"sector_id": True}, "Cùng căn cước.") == []
    kept = select(TrainingException.training_year_id, TrainingException.reason)
    found = dict(db.session.execute(kept.where(TrainingException.person_id == ids[0])).all())
    assert found == {years[0]: "Nghỉ chờ hưu 2021", years[1]: "Của cô giáo"}
    assert db.session.scalars(select(RecordDispute.person_id)).all() == [ids[0]]
    sections = own_sections(ids[0])
    assert sections["learning"][0]["dispute"] == "Tôi chưa học mô đun này"
    assert [each["year"] for each in sections["training_exceptions"]] == [2021, 2022]


def test_dp_2_the_copy_names_everything_in_plain_values(cast, years):
    learning = own_sections(cast.peer.person_id)["learning"]
    assert [(each["state"], each["standing"], each["score"]) for each in learning] == [("passed", "counted", "8.5/10")]
    assert own_sections(cast.teacher.person_id)["learning"] == []
