"""Which plans of a year are sound, and who is to learn by them?"""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.organisation.models import Unit
from app.domain.progress.models import Campaign, Reminder
from app.domain.progress.reminders import ask_reminder
from app.domain.training.board.indicators import scope_of_module, scope_of_year
from app.domain.training.board.roll import Wanted, counted, roll
from app.domain.training.catalogue.rules import Audience, Way
from app.domain.training.years.actions import (
    ChangedMeanwhile,
    add_learner,
    change_year,
    let_off,
    open_year,
    own_year,
    take_back_exception,
)
from app.domain.training.years.models import TrainingYear
from app.domain.training.years.queries import current_year, required_of, year_for
from app.domain.training.years.rules import MODULE, Wish, YearPlan, check_plan
from app.jobs.runner import run_due_jobs
from tests.training import make_modules

OPENS, DUE = clock.start_of(date(2022, 1, 1)), clock.start_of(date(2022, 12, 1))
PLAN = YearPlan(2022, OPENS, DUE, (Wish(1, Way.ONLINE, 40, 500_000),))


def with_modules(*ids: int) -> YearPlan:
    return replace(PLAN, modules=tuple(Wish(each, Way.ONLINE) for each in ids))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"due": OPENS}, "dates_out_of_order"), ({"year": 2025}, "year_apart_from_dates"),
        ({"modules": ()}, "no_module"),
        ({"modules": tuple(Wish(each, Way.ONLINE) for each in range(13))}, "too_many_modules"),
        ({"modules": (Wish(1, Way.ONLINE), Wish(1, Way.ONLINE))}, "modules_unclear"),
        ({"modules": (Wish(1, Way.ONLINE, 0),)}, "module_facts_out_of_range"),
        ({"modules": (Wish(1, Way.ONLINE, None, -1),)}, "module_facts_out_of_range"),
    ],
)  # fmt: skip
def test_an_unsound_plan_says_why(changes, code):
    assert [problem.code for problem in check_plan(replace(PLAN, **changes))] == [code]


def test_a_sound_plan_has_no_problem():
    assert check_plan(PLAN) == []


@pytest.fixture
def modules(app):
    return make_modules()


@pytest.fixture
def year_id(cast, modules):
    found, problems = open_year(cast["province_officer"].viewer, with_modules(*modules.values()))
    assert not problems
    db.session.rollback()
    return found


@pytest.mark.both_databases
def test_only_a_province_plans_its_own_year_and_once(cast, modules, year_id):
    officer = cast["province_officer"].viewer
    with pytest.raises(PermissionError):
        open_year(cast["district_officer"].viewer, with_modules(*modules.values()))
    assert [problem.code for problem in open_year(officer, with_modules(*modules.values()))[1]] == ["year_exists"]
    assert (
        own_year(cast["far_officer"].viewer, year_id) is None and year_for(cast["far_officer"].viewer, year_id) is None
    )
    for member in ("teacher", "district_officer", "lecturer", "ministry_officer"):
        assert year_for(cast[member].viewer, year_id) is not None
    assert current_year(cast["teacher"].viewer.unit_path, OPENS).id == year_id
    assert current_year(cast["far_teacher"].viewer.unit_path, OPENS) is None


@pytest.mark.both_databases
def test_a_double_submit_opens_one_year(cast, modules):
    officer, plan = cast["province_officer"].viewer, with_modules(*modules.values())
    first, _ = open_year(officer, plan, "k1")
    assert open_year(officer, plan, "k1") == (first, [])


@pytest.mark.both_databases
def test_a_change_adds_and_drops_modules_and_keeps_their_boards(cast, modules, year_id):
    officer = cast["province_officer"].viewer
    plan = with_modules(modules["MD-01"])
    assert change_year(officer, year_id, plan, 1) == []
    assert [row.module.code for row in required_of(year_id)] == ["MD-01"]
    assert len(db.session.scalars(select(Campaign).where(Campaign.kind == MODULE)).all()) == 1
    with pytest.raises(ChangedMeanwhile):
        change_year(officer, year_id, plan, 1)
    with pytest.raises(LookupError):
        change_year(cast["far_officer"].viewer, year_id, plan, 2)


@pytest.mark.both_databases
def test_a_module_whose_people_were_reminded_can_be_dropped_and_taken_back_in(cast, modules, year_id):
    officer = cast["province_officer"].viewer
    campaign = db.session.scalars(select(Campaign).where(Campaign.kind == MODULE).order_by(Campaign.id.desc())).first()
    unit = db.session.get_one(Unit, officer.unit_id)
    db.session.rollback()
    ask_reminder(officer, campaign, unit, "not_started")
    run_due_jobs()
    told = db.session.scalars(select(Reminder.told)).one()
    assert told > 0
    ask_reminder(officer, campaign, unit, "begun")  # its job comes after the module is gone
    assert change_year(officer, year_id, with_modules(modules["MD-01"]), 1) == []
    run_due_jobs()
    assert change_year(officer, year_id, with_modules(*modules.values()), 2) == []
    run_due_jobs()
    assert list(db.session.scalars(select(Reminder.told).order_by(Reminder.id))) == [told, 0]
    assert len(db.session.scalars(select(Campaign).where(Campaign.kind == MODULE)).all()) == 3


def people(viewer, scope) -> int:
    return counted(roll(viewer, Wanted((viewer.unit_path,), scope)))


@pytest.mark.both_databases
def test_the_rule_finds_teachers_and_managers_and_exceptions_are_made_by_hand(cast, year_id):
    officer, principal = cast["province_officer"].viewer, cast["principal"].viewer
    year = db.session.get_one(TrainingYear, year_id)
    teachers, managers = (
        scope_of_module(required_of(year_id, Audience.TEACHER)[0]),
        scope_of_module(required_of(year_id, Audience.MANAGER)[0]),
    )
    before = people(principal, teachers), people(principal, managers), people(principal, scope_of_year(year))
    assert before == (3, 2, 5)  # three who teach; principal and vice principal; staff learn nothing
    let_off(officer, year_id, cast["peer"].person_id, "nghỉ chờ hưu")
    add_learner(officer, year_id, cast["staff"].person_id, Audience.TEACHER, "dạy thay cả năm")
    assert people(principal, teachers) == 3
    add_learner(officer, year_id, cast["staff"].person_id, Audience.MANAGER, "tạm giữ việc quản lý")
    assert (people(principal, teachers), people(principal, managers)) == (2, 3)
    for person in ("peer", "staff"):
        take_back_exception(officer, year_id, cast[person].person_id)
    assert (people(principal, teachers), people(principal, managers)) == (3, 2)
    with pytest.raises(LookupError):
        let_off(officer, year_id, cast["far_teacher"].person_id, "ở tỉnh khác")
    with pytest.raises(LookupError):
        let_off(cast["district_officer"].viewer, year_id, cast["peer"].person_id, "không phải sở")
