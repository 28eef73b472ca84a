"""From opening a run to its results, on both databases: who is asked, what is counted, what is shown to whom."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.self_assessment import NotNow
from app.domain.journal.models import JournalEntry
from app.domain.organisation.models import Person
from app.domain.surveys.actions import SurveyClosed
from app.domain.surveys.daily import count_the_day, remind_invited
from app.domain.surveys.models import SurveyForm, SurveyInvitation, SurveyResult
from app.domain.surveys.queries import asked_for
from app.domain.training.catalogue.rules import Audience
from app.domain.training.feedback import actions, rules
from app.domain.training.feedback.actions import ask_to_close, ask_to_open, count_run, hide_comment, open_run, runs_due
from app.domain.training.feedback.models import FeedbackBox, FeedbackRun
from app.domain.training.feedback.queries import result_for, runs_listed
from app.domain.training.feedback.rules import RunKind
from app.domain.training.records.models import LearningRecord
from app.integrations.survey_files import questionnaire
from app.jobs.runner import run_due_jobs
from tests.feedback import (
    CLOSES,
    answer,
    compulsory,
    form_of,
    forms,
    let_learn,
    open_run_of,
    people_at,
    run_of,
    send,
    wanted,
)
from tests.surveys import invited

pytestmark = pytest.mark.both_databases


@pytest.fixture
def run_id(cast):
    """The district has ten teachers, the upper secondary school seven."""
    people_at(cast, "school", 6)
    people_at(cast, "upper_school", 6)
    return open_run_of(cast)


def close(cast, run_id):
    ask_to_close(cast.province_officer.viewer, run_id)
    run_due_jobs()
    return run_of(run_id)


def asked_people(run_id) -> int:
    found = select(func.count()).where(SurveyInvitation.form_id.in_(forms(run_id)))
    return db.session.execute(found).scalar_one()


def test_a_form_for_each_unit_of_the_partition_and_everybody_of_the_audience_once(cast, run_id):
    run, units = run_of(run_id), cast.units
    assert (run.state, run.invited) == ("open", 17) and asked_people(run_id) == 17
    assert set(forms(run_id).values()) == {units["district"], units["upper_school"]}
    for who in ("teacher", "stranger", "upper_teacher"):
        assert len(asked_for(cast[who].viewer)) == 1
    for who in ("staff", "principal", "far_teacher", "leaver"):
        assert asked_for(cast[who].viewer) == []


def test_opened_again_after_a_break_nobody_is_asked_twice(cast, monkeypatch):
    people_at(cast, "school", 6)
    monkeypatch.setattr(actions, "INVITED_AT_ONCE", 4)
    monkeypatch.setattr(actions, "_start", lambda run_id: 1 / 0)
    run_id = open_run_of(cast)
    assert run_of(run_id).state == "preparing" and asked_people(run_id) == 11
    assert asked_for(cast.teacher.viewer) == []  # begun, but not started
    monkeypatch.undo()
    assert open_run(run_id) == 11 and open_run(run_id) == 0
    assert (run_of(run_id).state, asked_people(run_id)) == ("open", 11)


def test_a_large_unit_gets_several_boxes(cast, monkeypatch):
    monkeypatch.setattr(rules, "BOX", 6)
    people_at(cast, "school", 8)
    people_at(cast, "upper_school", 4)
    run_id = open_run_of(cast)
    assert [unit for unit in forms(run_id).values() if unit == cast.units["district"]] == [cast.units["district"]] * 2
    assert sorted(len(invited(form_id)) for form_id in forms(run_id)) == [5, 6, 6]


def test_too_few_to_ask_is_no_run(cast):
    run_id = open_run_of(cast, audience=Audience.MANAGER, subject="ETEP-CBQL-01")
    assert run_of(run_id).state == "too_few"


def test_a_second_run_asks_only_those_who_were_not_asked(cast, run_id):
    with pytest.raises(NotNow):
        ask_to_open(cast.province_officer.viewer, wanted(), questionnaire(RunKind.MODULE))
    close(cast, run_id)
    people_at(cast, "other_school", 5)
    again = open_run_of(cast)
    assert run_of(again).number == 2 and run_of(again).invited == 5


@pytest.mark.parametrize("days", [0, 121])
def test_it_closes_after_today_and_not_in_a_year(cast, days):
    open_run_of(cast)
    closes_at = clock.start_of(clock.today() + timedelta(days=days))
    with pytest.raises(NotNow):
        ask_to_open(
            cast.province_officer.viewer, wanted(subject="ETEP-GV-02", closes_at=closes_at),
            questionnaire(RunKind.MODULE),
        )  # fmt: skip


@pytest.mark.parametrize("who", ["teacher", "principal", "district_officer", "province_admin", "lecturer"])
def test_az_2_only_the_office_of_the_province_runs_surveys(cast, run_id, who):
    viewer = cast[who].viewer
    with pytest.raises(LookupError):
        ask_to_open(viewer, wanted(subject="ETEP-GV-02"), questionnaire(RunKind.MODULE))
    with pytest.raises(LookupError):
        ask_to_close(viewer, run_id)


def test_az_2_another_provinces_run_does_not_exist(cast, run_id):
    with pytest.raises(LookupError):
        ask_to_close(cast.far_officer.viewer, run_id)
    assert result_for(cast.far_officer.viewer, run_id) is None


def test_the_same_form_sent_twice_is_one_run(cast):
    open_run_of(cast)
    what = wanted(subject="ETEP-GV-03")
    first, second = (
        ask_to_open(cast.province_officer.viewer, what, questionnaire(RunKind.MODULE), "key") for _ in "12"
    )
    assert first == second


def test_closed_all_boxes_are_added_up_and_thrown_away(cast, run_id):
    units = cast.units
    answer(run_id, {units["district"]: 8, units["upper_school"]: 6}, remark="Tiếng nhỏ")
    run = close(cast, run_id)
    assert (run.state, run.answers) == ("closed", 14)
    assert run.counts == [[0, 0, 0, 14]] * 14 and len(run.comments) == 14
    assert run.rows == {str(units["district"]): [[0, 0, 0, 8]] * 14, str(units["upper_school"]): [[0, 0, 0, 6]] * 14}
    kept = db.session.execute(select(SurveyResult.sealed, SurveyResult.counts, SurveyResult.comments)).all()
    assert {tuple(row) for row in kept} == {(None, None, None)}


def test_anon_4_where_fewer_than_five_answered_there_is_no_row_and_the_other_gives_its_up(cast, run_id):
    answer(run_id, {cast.units["district"]: 8, cast.units["upper_school"]: 4})
    run = close(cast, run_id)
    assert run.answers == 12 and run.rows == {}


def test_anon_4_too_few_answers_are_thrown_away_unseen(cast, run_id):
    answer(run_id, {cast.units["district"]: 4}, remark="Một lời")
    run = close(cast, run_id)
    assert (run.answers, run.counts, run.rows, run.comments) == (4, None, None, None)
    assert db.session.scalars(select(SurveyResult.sealed).where(SurveyResult.sealed.is_not(None))).all() == []


def test_anon_6_closed_it_takes_no_answers_and_stays_closed(cast, run_id):
    form_id = form_of(cast, run_id)
    close(cast, run_id)
    with pytest.raises(SurveyClosed):
        send(cast.teacher.viewer, form_id, 3)
    with pytest.raises(NotNow):
        ask_to_close(cast.province_officer.viewer, run_id)
    assert count_run(run_id) == 0


def test_an_answer_between_reading_and_closing_is_counted(cast, run_id, monkeypatch):
    answer(run_id, {cast.units["district"]: 6})
    early, form_id = actions.collect, form_of(cast, run_id, "upper_teacher")

    def late(form_ids):
        found = early(form_ids)
        send(cast.upper_teacher.viewer, form_id, 0)
        return found

    monkeypatch.setattr(actions, "collect", late)
    monkeypatch.setattr(actions, "runs_due", lambda: [run_id])
    assert count_run(run_id) == 7 and run_of(run_id).counts[0] == [1, 0, 0, 6]


def test_it_ends_by_itself(cast, run_id):
    assert runs_due() == [] and count_run(run_id) is None
    clock.pin_today(CLOSES)
    run_due_jobs()
    assert runs_due() == [run_id]
    count_run(run_id)
    assert run_of(run_id).state == "closed" and runs_due() == []


def test_anon_3_nothing_before_the_end_but_the_number_of_the_morning(cast, run_id):
    answer(run_id, {cast.units["district"]: 6})
    result = result_for(cast.province_officer.viewer, run_id)
    assert (result.counted, result.counts, result.rows, result.comments) == (0, None, (), ())
    clock.pin_today(clock.today() + timedelta(days=1))
    count_the_day()
    assert result_for(cast.province_officer.viewer, run_id).counted == 6
    for who in ("district_officer", "lecturer", "ministry_officer"):
        assert runs_listed(cast[who].viewer) == ([], 0) and result_for(cast[who].viewer, run_id) is None


def test_who_sees_what_of_a_closed_run(cast, run_id):
    units = cast.units
    answer(run_id, {units["district"]: 8, units["upper_school"]: 6}, remark="Tiếng nhỏ")
    close(cast, run_id)
    hide_comment(cast.province_officer.viewer, run_id, 0, hidden=True)
    seen = {
        who: result_for(cast[who].viewer, run_id)
        for who in ("province_officer", "lecturer", "district_officer", "ministry_officer")
    }
    assert [each.answers for each in seen.values()] == [14, 14, 8, 14]
    assert [len(each.rows) for each in seen.values()] == [2, 2, 0, 0]
    assert [len(each.comments) for each in seen.values()] == [14, 13, 0, 0]
    assert result_for(cast.lecturer.viewer, run_id, units["upper_school"]).answers == 6
    assert result_for(cast.ministry_officer.viewer, run_id, units["upper_school"]) is None
    assert result_for(cast.district_officer.viewer, run_id, units["upper_school"]).answers == 8  # their own, always
    assert result_for(cast.province_officer.viewer, run_id, units["school"]) is None
    for who in ("teacher", "principal", "school_admin", "viettel_staff", "commune_officer", "far_officer"):
        assert result_for(cast[who].viewer, run_id) is None and runs_listed(cast[who].viewer)[1] == 0


def test_a_hidden_comment_is_on_record_without_its_words(cast, run_id):
    answer(run_id, {cast.units["district"]: 6}, remark="Cô Hoa nói nhanh")
    close(cast, run_id)
    hide_comment(cast.province_officer.viewer, run_id, 1, hidden=True)
    hide_comment(cast.province_officer.viewer, run_id, 1, hidden=True)
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "feedback_comment_hidden")).all()
    assert len(entries) == 1 and "Hoa" not in str(entries[0].after)
    for viewer, number in ((cast.far_officer.viewer, 1), (cast.province_officer.viewer, 6)):
        with pytest.raises(LookupError):
            hide_comment(viewer, run_id, number, hidden=True)


def test_anon_8_everybody_is_reminded_once(cast, run_id):
    answer(run_id, {cast.units["district"]: 2})
    clock.pin_today(CLOSES - timedelta(days=3))
    assert remind_invited() == 2 and remind_invited() == 0


def test_whoever_died_meanwhile_is_not_asked(cast):
    people_at(cast, "school", 6)
    with writing():
        db.session.get_one(Person, cast.peer.person_id).deceased = True
    run_id = open_run_of(cast)
    assert run_of(run_id).invited == 10 and asked_for(cast.peer.viewer) == []


def test_a_programme_is_asked_about_as_a_whole(cast):
    people_at(cast, "school", 6)
    first, *others = compulsory()
    let_learn(cast, first)
    for code in others:
        let_learn(cast, code, but=("peer",))
    run_id = open_run_of(cast, kind=RunKind.PROGRAMME, subject="ETEP")
    run = run_of(run_id)
    assert run.invited == 10 and asked_for(cast.peer.viewer) == []  # has one module of it only
    assert (run.title, run.state, db.session.scalar(select(SurveyForm.kind))) == (
        "Chương trình ETEP", "open", "programme_feedback",
    )  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(FeedbackBox)) == 1


@pytest.mark.parametrize(
    "changes",
    [{"status": "failed"}, {"voided_at": clock.now(), "void_reason": "nhầm"}, {"sector_id": "1", "sector_key": "1"}],
    ids=["failed", "voided", "waiting"],
)
def test_whoever_has_not_passed_under_their_verified_id_is_not_asked(cast, changes):
    people_at(cast, "school", 6)
    let_learn(cast)
    with writing():
        mine = db.session.get_one(Person, cast.teacher.person_id).sector_id
        db.session.execute(update(LearningRecord).where(LearningRecord.sector_id == mine).values(**changes))
    run_id = open_run_of(cast, learnt=False)
    assert run_of(run_id).invited == 10 and asked_for(cast.teacher.viewer) == []


def test_what_is_no_module_cannot_be_asked_about(cast):
    open_run_of(cast)
    with pytest.raises(LookupError):
        ask_to_open(cast.province_officer.viewer, wanted(subject="X"), questionnaire(RunKind.MODULE))
    assert db.session.scalar(select(func.count()).select_from(FeedbackRun)) == 1
