"""Is everybody from whom only a word is missing asked for it, and nobody twice?"""

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain.notices.models import Notice
from app.domain.organisation.models import Person
from app.domain.training.certificates import asking
from app.domain.training.years.models import TrainingYear
from app.domain.viewer import SYSTEM
from app.domain.work.actions import request_job
from app.jobs.runner import run_due_jobs
from tests.certificates import confirm, issue, make_year, passes


def ask() -> None:
    with writing():
        request_job("ask_particulars", {}, SYSTEM)
    run_due_jobs()


def told() -> list[int]:
    db.session.rollback()
    return sorted(db.session.scalars(select(Notice.person_id).where(Notice.kind == asking.ASKED)))


@pytest.mark.both_databases
def test_who_lacks_only_their_word_is_asked_once(cast, clients):
    make_year(cast)
    ask()
    assert told() == []  # nobody passed anything
    passes(cast, cast.units["viettel"], "teacher", "peer")
    passes(cast, cast.units["viettel"], "group_head", codes=("MD-01",))
    confirm(cast, "peer")
    ask()
    assert told() == [cast.teacher.person_id]
    page = clients.teacher.get("/account/notices").get_data(as_text=True)
    assert "đã đạt mọi mô đun bắt buộc năm 2022. Hãy xác nhận họ tên" in page
    passes(cast, cast.units["viettel"], "group_head", codes=("MD-02",))
    ask()
    ask()
    assert told() == sorted([cast.teacher.person_id, cast.group_head.person_id])


def test_a_paper_or_a_missing_birth_date_is_no_reason_to_ask(cast):
    make_year(cast)
    passes(cast, cast.units["viettel"], "teacher", "peer")
    confirm(cast, "teacher")
    issue(cast, "teacher")
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).full_name = "Trần Thị Lân"
        db.session.get_one(Person, cast.peer.person_id).birth_date = None
    ask()
    assert told() == []


def test_a_list_that_is_told_again_tells_nobody_twice(cast):
    year_id = make_year(cast)
    passes(cast, cast.units["viettel"], "teacher")
    waiting = asking.people_to_ask(year_id)
    for expected in (1, 0):  # two runs that looked before either told
        db.session.rollback()
        with writing():
            assert asking.ask(year_id, waiting) == expected


def test_who_was_asked_of_a_year_is_not_asked_of_an_earlier_one(cast):
    year_id = make_year(cast)
    passes(cast, cast.units["viettel"], "teacher")
    waiting = asking.people_to_ask(year_id)
    with writing():
        year = db.session.get_one(TrainingYear, year_id)
        later = TrainingYear(unit_id=year.unit_id, year=year.year + 1, opens=year.opens, due=year.due)
        db.session.add(later)
        db.session.flush()
        assert asking.ask(later.id, waiting) == 1
    assert asking.years_to_ask() == [later.id, year_id]
    assert asking.people_to_ask(year_id) == []
