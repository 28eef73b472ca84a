"""Is somebody told at the right time that only their own word is missing?"""

from datetime import date

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain.organisation.models import Person
from app.domain.training.own_work import own_work
from app.domain.training.records.actions import void
from app.domain.training.records.models import LearningRecord
from app.domain.training.years.actions import let_off
from app.domain.viewer import SYSTEM
from tests.certificates import REASON, confirm, issue, make_year, passes


def asked(cast, key: str) -> bool:
    return own_work(cast[key].viewer).confirm


@pytest.mark.both_databases
def test_who_passed_everything_is_asked_until_they_have_confirmed(cast):
    make_year(cast)
    provider = cast.units["viettel"]
    assert not asked(cast, "teacher")
    passes(cast, provider, "teacher", codes=("MD-01",))
    assert not asked(cast, "teacher")  # one of two
    passes(cast, provider, "teacher", "peer", codes=("MD-02",))
    assert asked(cast, "teacher") and not asked(cast, "peer")
    assert not asked(cast, "principal")
    passes(cast, provider, "principal", codes=("QL-01",))
    assert asked(cast, "principal")  # a manager's own modules
    confirm(cast, "teacher")
    assert not asked(cast, "teacher")


def test_a_changed_name_asks_again_until_the_paper_is_there(cast):
    make_year(cast)
    passes(cast, cast.units["viettel"], "teacher")
    confirm(cast, "teacher")
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).full_name = "Trần Thị Lân"
    assert asked(cast, "teacher")
    confirm(cast, "teacher")
    issue(cast, "teacher")
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).birth_date = date(1985, 5, 21)
    assert not asked(cast, "teacher")


def test_who_is_let_off_lacks_a_birth_date_or_lost_a_record_is_not_asked(cast):
    year_id = make_year(cast)
    passes(cast, cast.units["viettel"], "teacher", "peer", "group_head")
    assert all(asked(cast, key) for key in ("teacher", "peer", "group_head"))
    let_off(cast.province_officer.viewer, year_id, cast.teacher.person_id, "Nghỉ thai sản cả năm.")
    with writing():
        db.session.get_one(Person, cast.peer.person_id).birth_date = None
    record = db.session.scalars(select(LearningRecord).where(LearningRecord.ref == "group_head-MD-01")).one()
    void(SYSTEM, record.provider_id, record.ref, REASON)
    assert not any(asked(cast, key) for key in ("teacher", "peer", "group_head"))


def test_the_first_page_leads_to_it(cast, clients):
    make_year(cast)
    passes(cast, cast.units["viettel"], "teacher")
    passes(cast, cast.units["viettel"], "principal", codes=("QL-01",))
    for who, home in (("teacher", "/teacher/"), ("principal", "/principal/")):
        page = clients[who].get(home).get_data(as_text=True)
        assert "Xác nhận thông tin để được cấp giấy" in page and "/teacher/training/certificates" in page
        assert clients[who].submit("/teacher/training/certificates").status_code == 303
        assert "Xác nhận thông tin để được cấp giấy" not in clients[who].get(home).get_data(as_text=True)
