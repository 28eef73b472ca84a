"""Who opens a period, who is due in it, and what may change afterwards."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.enrolment import enrol, schools_of
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.openers import openers_touching, provinces_left
from app.domain.evaluation.opening import PeriodChanged, change_period, open_period
from app.domain.evaluation.periods import current_period, own_period, period_for
from app.domain.evaluation.rules.calendar import Step
from app.domain.journal.models import JournalEntry
from app.domain.organisation.models import Leave, Unit
from app.domain.standards.queries import stored
from app.domain.work.models import Job
from app.jobs.runner import run_due_jobs
from tests.evaluations import HAND_IN_DUE, OPINIONS_DUE, SELF_DUE, evaluation_of, hold_period, plan
from tests.factories import make_teacher

pytestmark = pytest.mark.both_databases


def enrolled(period_id):
    return db.session.execute(
        select(func.count()).select_from(Evaluation).where(Evaluation.period_id == period_id)
    ).scalar_one()


def test_opening_enrols_everybody_who_is_due_by_a_job(cast):
    period_id, problems = open_period(cast.province_officer.viewer, plan(), "key")
    assert problems == [] and enrolled(period_id) == 0
    assert db.session.scalar(select(Job.kind).where(Job.kind == "enrol")) == "enrol"
    run_due_jobs()
    # teacher, peer, group head, principal, vice principal; stranger with principal; the THPT's two
    assert enrolled(period_id) == 9
    assert db.session.get_one(Period, period_id).enrolled_at is not None
    assert db.session.scalar(select(JournalEntry.event).where(JournalEntry.subject_id == period_id)) is not None
    assert stored("TT20_2018").used_since is not None


def test_con_4_a_form_sent_twice_opens_one_period(cast):
    first, _ = open_period(cast.province_officer.viewer, plan(), "key")
    assert open_period(cast.province_officer.viewer, plan(), "key") == (first, [])


@pytest.mark.parametrize("who", ["teacher", "principal", "district_officer", "province_admin", "lecturer"])
def test_az_only_a_province_or_the_ministry_opens(cast, who):
    with pytest.raises(PermissionError):
        open_period(cast[who].viewer, plan())


def test_a_year_is_held_once_whoever_opened_it(cast):
    open_period(cast.province_officer.viewer, plan())
    assert [p.code for p in open_period(cast.province_officer.viewer, plan())[1]] == ["year_covered"]
    assert [p.code for p in open_period(cast.ministry_officer.viewer, plan())[1]] == ["year_covered"]
    assert open_period(cast.far_officer.viewer, plan())[1] == []


def test_where_one_province_was_quicker_the_ministry_opens_for_the_others(cast):
    who = cast.ministry_officer.viewer
    assert [p.code for p in open_period(who, plan(others=True))[1]] == ["no_province_left"]  # nobody has: one for all
    open_period(cast.province_officer.viewer, plan())
    assert [unit.name for unit in openers_touching(who.unit_path, 2022)] == ["Sở GDĐT Bắc Hà"]
    assert [unit.name for unit in provinces_left(who.unit_path, 2022)] == ["Sở GDĐT An Phú"]
    made, problems = open_period(who, plan(others=True), "key")
    assert problems == [] and open_period(who, plan(others=True), "key") == (made, [])
    assert db.session.get_one(Period, made).unit_id == cast.units["far_province"]
    assert own_period(cast.far_officer.viewer, made) is not None and own_period(who, made) is None
    enrolled = db.session.scalars(select(Job.key).where(Job.kind == "enrol")).all()
    assert len(enrolled) == 2 == db.session.scalar(select(func.count()).select_from(Period))
    assert [p.code for p in open_period(who, plan(others=True))[1]] == ["no_province_left"]


def test_dates_out_of_order_are_named(cast):
    spoilt = plan()
    spoilt.deadlines[Step.DECISION] = clock.start_of(date(2022, 4, 2))
    made, problems = open_period(cast.province_officer.viewer, spoilt)
    assert made is None and [(p.code, p.field) for p in problems] == [("dates_out_of_order", "decision_due")]


def test_the_cutoff_fixes_unit_standard_and_who_decides(cast, period):
    facts = {}
    for key in ("teacher", "principal", "vice_principal", "upper_principal"):
        row = db.session.get_one(Evaluation, evaluation_of(cast, period, key))
        facts[key] = (row.standard_id == stored("TT14_2018").id, row.decided_in)
    assert facts == {
        "teacher": (False, cast.units["school"]),
        "principal": (True, cast.units["district"]),
        "vice_principal": (True, cast.units["school"]),
        "upper_principal": (True, cast.units["province"]),
    }


def test_vice_principals_go_with_the_principal_where_the_period_says_so(cast):
    period_id = hold_period(cast, vice_by_principal=False)
    row = db.session.get_one(Evaluation, evaluation_of(cast, period_id, "vice_principal"))
    assert row.decided_in == cast.units["district"]


def test_whoever_joined_after_the_cutoff_is_not_due_and_staff_never_are(cast):
    school = db.session.get_one(Unit, cast.units["school"])
    period_id = hold_period(cast)
    people = set(db.session.scalars(select(Evaluation.person_id).where(Evaluation.period_id == period_id)))
    assert cast.staff.person_id not in people and cast.school_admin.person_id not in people
    with writing():
        late = make_teacher(school, "Phan Thị Muộn")
        from app.domain.organisation.models import Appointment

        db.session.scalars(select(Appointment).where(Appointment.person_id == late.id)).one().starts = date(2022, 4, 2)
    before = enrolled(period_id)
    enrol(period_id, schools_of(period_id))
    assert enrolled(period_id) == before


def test_whoever_was_entered_late_is_enrolled_the_next_night(cast, period):
    late = make_teacher(db.session.get_one(Unit, cast.units["school"]), "Phan Thị Sót").id
    assert enrol(period, schools_of(period)) == 1
    assert db.session.scalar(select(Evaluation.id).where(Evaluation.person_id == late)) is not None


def test_long_leave_on_the_cutoff_excuses_and_says_so(cast):
    with writing():
        db.session.add(Leave(person_id=cast.peer.person_id, kind="maternity", starts=date(2022, 1, 1)))
    period_id = hold_period(cast)
    assert db.session.get_one(Evaluation, evaluation_of(cast, period_id, "peer")).excused == "on_leave"


def test_anon_10_opinions_that_are_over_are_not_opened_again(cast, period):
    """Their counts are shown by then: whoever answered afterwards could be told from them."""
    dates = plan().deadlines
    later = plan(deadlines=dates | {Step.OPINIONS: dates[Step.OPINIONS] + timedelta(days=1)})
    clock.pin_today(OPINIONS_DUE)
    problems = change_period(cast.province_officer.viewer, period, later, 1)
    assert [(one.code, one.field) for one in problems] == [("opinions_over", "opinions_due")]
    moved = plan(deadlines=dates | {Step.DECISION: dates[Step.DECISION] + timedelta(days=1)})
    assert change_period(cast.province_officer.viewer, period, moved, 1) == []


def test_dates_move_but_not_over_somebody_elses_change(cast, period):
    later = plan()
    later.deadlines[Step.SELF] = clock.start_of(date(2022, 5, 5))
    assert change_period(cast.province_officer.viewer, period, later, 1) == []
    assert db.session.get_one(Period, period).self_due == clock.start_of(date(2022, 5, 5))
    with pytest.raises(PeriodChanged):
        change_period(cast.director.viewer, period, later, 1)


@pytest.mark.parametrize("who", ["far_officer", "district_officer", "principal", "ministry_officer"])
def test_az_nobody_else_changes_it(cast, who, period):
    with pytest.raises(LookupError):
        change_period(cast[who].viewer, period, plan(), 1)


def test_az_another_provinces_period_does_not_exist(cast, period):
    assert period_for(cast.far_officer.viewer, period) is None
    assert period_for(cast.teacher.viewer, period) is not None
    assert current_period(cast.teacher.viewer.unit_path).id == period
    assert current_period(cast.far_teacher.viewer.unit_path) is None


def test_the_deadlines_are_those_of_the_plan(cast, period):
    period = db.session.get_one(Period, period)
    assert (period.self_due, period.hand_in_due) == (clock.start_of(SELF_DUE), clock.start_of(HAND_IN_DUE))
