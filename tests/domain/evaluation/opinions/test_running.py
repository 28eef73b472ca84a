"""The superior's office runs the survey: opens, closes, reads counts; the manager and the school do nothing of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.opinions import actions
from app.domain.evaluation.opinions.models import ManagerHearing
from app.domain.evaluation.opinions.queries import (
    may_run,
    opinion_tally,
    own_opinions,
    periods_run,
    survey_result,
    survey_work,
    surveys_run,
)
from app.domain.evaluation.opinions.rules import KIND, Standing
from app.domain.evaluation.self_assessment import NotNow, StaleVersion
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.rules import Position
from app.domain.surveys.actions import SurveyClosed, send_answer
from app.domain.surveys.daily import count_the_day, remind_invited
from app.domain.surveys.models import SurveyForm, SurveyInvitation
from app.domain.surveys.queries import asked_for
from app.domain.surveys.rules import BandKind
from app.jobs.own_data import as_json, as_pdf, gather
from app.jobs.runner import run_due_jobs
from app.web.labels import kinds
from tests.evaluations import OPINIONS_DUE, evaluation_of, hold_period
from tests.factories import make_appointment, make_teacher
from tests.surveys import CLOSES, answer_all, invited, open_about

pytestmark = pytest.mark.both_databases


@pytest.fixture
def survey(cast, period):
    return open_about(cast, period)


@pytest.fixture
def about(cast, period):
    return evaluation_of(cast, period, "principal")


def row(evaluation_id) -> Evaluation:
    return db.session.get_one(Evaluation, evaluation_id)


def names_invited(form_id) -> set[str]:
    found = select(Person.full_name).join(SurveyInvitation, SurveyInvitation.person_id == Person.id)
    return set(db.session.scalars(found.where(SurveyInvitation.form_id == form_id)))


def finish(cast, form_id, about, chosen=(3, 3, 2, 2, 1, 0), comments=("Công tâm", "Cô Lan lớp 8A thấy họp dài")):
    answer_all(form_id, list(chosen), comments)
    actions.close_survey(cast.district_officer.viewer, about)


def test_teachers_and_staff_of_the_day_are_asked_and_no_manager(cast, period):
    school = db.session.get_one(Unit, cast.units["school"])
    with writing():
        make_appointment(
            db.session.get_one(Person, cast.vice_principal.person_id), school, Position.TEACHER, main=False
        )
        make_teacher(school, "Đã Nghỉ", deceased=True)
    form_id = open_about(cast, period)
    assert names_invited(form_id) == {
        "Trần Thị Lan", "Nguyễn Thị Hoa", "Phạm Văn Khoa", "Lê Thị Thu", "Bùi Thị Nga", "Võ Thị Sáu", "Võ Thị Bảy",
    }  # fmt: skip
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "manager_opinions_asked")).all()
    assert len(told) == 7


@pytest.mark.parametrize(
    ("who", "about_whom", "may"),
    [
        ("district_officer", "principal", True),
        ("district_head", "principal", True),
        ("district_officer", "vice_principal", True),  # decided by the principal, run by the office above
        ("province_officer", "upper_principal", True),
        ("director", "upper_principal", True),
        ("province_officer", "principal", False),
        ("district_officer", "upper_principal", False),
        ("district_admin", "principal", False),
        ("commune_officer", "principal", False),
        ("principal", "principal", False),
        ("principal", "vice_principal", False),
        ("vice_principal", "principal", False),
        ("stranger_principal", "principal", False),
        ("school_admin", "principal", False),
        ("teacher", "principal", False),
        ("staff", "principal", False),
    ],
)
def test_az_5_the_office_right_above_the_school_runs_it(cast, period, who, about_whom, may):
    evaluation_id = evaluation_of(cast, period, about_whom)
    assert may_run(cast[who].viewer, row(evaluation_id)) is may
    listed = [
        one.evaluation_id for each in periods_run(cast[who].viewer) for one in surveys_run(cast[who].viewer, each.id)
    ]
    assert (evaluation_id in listed) is may
    if not may:
        with pytest.raises(LookupError):
            actions.open_survey(cast[who].viewer, evaluation_id, clock.start_of(CLOSES))
        with pytest.raises(LookupError):
            actions.close_survey(cast[who].viewer, evaluation_id)


@pytest.mark.parametrize(
    "who", ["principal", "vice_principal", "teacher", "school_admin", "province_officer", "stranger"]
)
def test_az_5_nobody_else_sees_the_principals_counts(cast, about, survey, who):
    finish(cast, survey, about)
    with pytest.raises(LookupError):
        survey_result(cast[who].viewer, about)
    assert opinion_tally(cast[who].viewer, row(about)) is None


def test_anon_3_before_closing_there_is_no_result_and_no_live_number(cast, about, survey):
    answer_all(survey, [3, 3, 3, 3, 3, 3], ("Công tâm",))
    found = survey_result(cast.district_officer.viewer, about)
    assert (found.standing, found.counts, found.comments, found.answers) == (Standing.RUNNING, None, (), None)
    assert (found.invited, found.counted) == (7, 0)
    assert count_the_day() == 0  # counted today already
    clock.pin_today(clock.today() + timedelta(days=1))
    assert count_the_day() == 1 and count_the_day() == 0
    assert survey_result(cast.district_officer.viewer, about).counted == 6


def test_exact_counts_after_closing_for_office_and_decider(cast, about, survey):
    finish(cast, survey, about)
    for who in ("district_officer", "district_head"):
        found = survey_result(cast[who].viewer, about)
        assert found.standing is Standing.READY and found.answers == 6
        assert found.counts == ((1, 1, 2, 2),) * 18 and len(found.statements) == 18
        assert {comment.text for comment in found.comments} == {"Công tâm", "Cô Lan lớp 8A thấy họp dài"}
        assert opinion_tally(cast[who].viewer, row(about)) == found


def test_the_principal_gets_exact_counts_about_a_vice_principal(cast, period):
    about = evaluation_of(cast, period, "vice_principal")
    finish(cast, open_about(cast, period, "vice_principal"), about)
    assert survey_result(cast.principal.viewer, about).counts == ((1, 1, 2, 2),) * 18
    with pytest.raises(LookupError):
        survey_result(cast.vice_principal.viewer, about)


def test_anon_4_the_manager_reads_bands_after_publication(cast, about, survey):
    finish(cast, survey, about, chosen=(3, 3, 3, 3, 3, 3))
    comments = survey_result(cast.district_head.viewer, about).comments
    (telling,) = [comment.number for comment in comments if "Lan" in comment.text]
    actions.hide_comment(cast.district_head.viewer, about, telling, hidden=True)
    assert own_opinions(cast.principal.viewer, row(about)) is None
    with writing():
        row(about).state, row(about).rank = "published", 2
    told = own_opinions(cast.principal.viewer, row(about))
    assert told.comments == ("Công tâm",)
    assert {band.kind for band in told.shares[0]} == {BandKind.AT_LEAST, BandKind.AT_MOST}
    assert own_opinions(cast.district_head.viewer, row(about)) is None


def test_anon_5_hiding_is_on_record_without_the_words(cast, about, survey):
    finish(cast, survey, about)
    actions.hide_comment(cast.district_officer.viewer, about, 0, hidden=True)
    actions.hide_comment(cast.district_officer.viewer, about, 0, hidden=True)
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "opinion_comment_hidden")).all()
    assert len(entries) == 1 and entries[0].before is entries[0].after is entries[0].reason is None
    for who, number in (("principal", 0), ("district_officer", 7)):
        with pytest.raises(LookupError):
            actions.hide_comment(cast[who].viewer, about, number, hidden=True)


def test_anon_6_closed_is_closed(cast, about, survey):
    finish(cast, survey, about)
    with pytest.raises(NotNow):
        actions.close_survey(cast.district_officer.viewer, about)
    assert actions.open_survey(cast.district_officer.viewer, about, clock.start_of(CLOSES)) is False
    with pytest.raises(SurveyClosed):
        send_answer(invited(survey)[6], survey, (0,) * 18)


def test_con_5_the_closing_instant_is_too_late_and_the_job_closes(cast, about, survey):
    answer_all(survey, [3] * 5)
    clock.pin_today(CLOSES)
    with pytest.raises(SurveyClosed):
        send_answer(invited(survey)[6], survey, (0,) * 18)
    assert asked_for(cast.teacher.viewer) == []
    assert survey_result(cast.district_officer.viewer, about).counts is None
    assert actions.close_due() == 1 and actions.close_due() == 0
    assert survey_result(cast.district_officer.viewer, about).counts == ((0, 0, 0, 5),) * 18


@pytest.mark.parametrize("closes", [date(2022, 4, 18), OPINIONS_DUE + timedelta(days=1)])
def test_it_closes_after_today_and_within_the_period(cast, about, closes):
    for act in (actions.open_survey, lambda who, one, at: actions.ask_to_open(who, [one], at)):
        with pytest.raises(NotNow):
            act(cast.district_officer.viewer, about, clock.start_of(closes))


def test_opened_in_bulk_by_one_job_asked_for_twice(cast, period):
    ids = [one.evaluation_id for one in surveys_run(cast.district_officer.viewer, period) if one.invited >= 5]
    assert len(ids) == 2
    asked = [
        actions.ask_to_open(cast.district_officer.viewer, ids, clock.start_of(CLOSES), "key") for _ in range(2)
    ]  # fmt: skip
    assert asked[0] == asked[1]
    run_due_jobs()
    found = {one.evaluation_id: one.standing for one in surveys_run(cast.district_officer.viewer, period)}
    assert [found[one] for one in ids] == [Standing.RUNNING] * 2
    events = select(func.count()).where(JournalEntry.event == "opinions_opened")
    assert db.session.scalar(events) == 2
    with pytest.raises(LookupError):
        actions.ask_to_open(cast.district_officer.viewer, [*ids, 999_999], clock.start_of(CLOSES))


def test_the_first_page_counts_what_is_to_open_and_what_runs(cast, period):
    work = survey_work(cast.district_officer.viewer)
    assert (work.to_open, work.running) == (3, 0)
    open_about(cast, period)
    work = survey_work(cast.district_officer.viewer)
    assert (work.to_open, work.running) == (2, 1)
    assert survey_work(cast.principal.viewer) is None


def test_anon_4_too_few_to_ask_are_heard_in_person(cast, period):
    """One teacher and one admin work at the stranger's school."""
    about = evaluation_of(cast, period, "stranger_principal")
    assert survey_result(cast.district_officer.viewer, about).standing is Standing.TOO_FEW_INVITED
    assert actions.open_survey(cast.district_officer.viewer, about, clock.start_of(CLOSES)) is False
    assert db.session.scalar(select(func.count()).select_from(SurveyForm)) == 0
    actions.record_hearing(cast.district_head.viewer, about, "Nghe hai người tại trường", 0, "key")
    actions.record_hearing(cast.district_head.viewer, about, "Nghe hai người tại trường", 0, "key")
    with pytest.raises(StaleVersion):
        actions.record_hearing(cast.district_officer.viewer, about, "Khác", 0)
    kept = db.session.get_one(ManagerHearing, about)
    assert (kept.remark, kept.heard_as, kept.version) == ("Nghe hai người tại trường", "middle_head", 1)
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "people_heard")).all()
    assert len(entries) == 1
    with pytest.raises(LookupError):
        actions.record_hearing(cast.stranger_principal.viewer, about, "Về chính mình", 1)


def test_anon_4_four_answers_of_seven_are_no_result_and_people_are_heard(cast, about, survey):
    finish(cast, survey, about, chosen=(3, 3, 3, 3))
    found = survey_result(cast.district_officer.viewer, about)
    assert (found.standing, found.counts, found.comments) == (Standing.TOO_FEW_ANSWERS, None, ())
    actions.record_hearing(cast.district_officer.viewer, about, "Nghe bảy người tại trường", 0)


def test_nobody_is_heard_instead_of_a_survey(cast, about, survey):
    with pytest.raises(NotNow):
        actions.record_hearing(cast.district_officer.viewer, about, "Nghe bảy người tại trường", 0)


def test_anon_8_reminders_go_to_all_who_are_invited_once_a_day(cast, survey):
    answer_all(survey, [3, 3])
    reminders = select(func.count()).where(Notice.kind == "manager_opinions_reminder")
    for before, expected in ((4, 0), (3, 7), (2, 7), (1, 14)):
        clock.pin_today(CLOSES - timedelta(days=before))
        remind_invited()
        remind_invited()
        assert db.session.scalar(reminders) == expected


def test_notices_of_surveys_have_words(app):
    assert {f"{KIND}_asked", f"{KIND}_reminder"} <= kinds()["notice"].keys()
    assert KIND in kinds()["survey_kind"]


def test_anon_9_ones_own_copy_says_that_no_answer_is_kept(cast, survey):
    answer_all(survey, [3] * 7)
    sections = gather(cast.teacher.person_id)
    assert sections["surveys"] == [
        {"survey": KIND, "about": "Đỗ Văn Minh", "answered": True, "answers": "not_stored"}
    ]  # fmt: skip
    assert "not_stored" in as_json(sections) and as_pdf(sections, "Trần Thị Lan")


def test_the_period_without_a_decision_asks_for_no_opinions(cast):
    period = hold_period(cast, head_decides=False)
    assert periods_run(cast.district_officer.viewer) == []
    about = evaluation_of(cast, period, "principal")
    assert actions.open_survey(cast.district_officer.viewer, about, clock.start_of(CLOSES)) is False
