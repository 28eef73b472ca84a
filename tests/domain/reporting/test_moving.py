"""A report moves by office and leader, on record; what was issued is never overwritten."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.delegations import delegate
from app.domain.reporting import beginning, moving, papers
from app.domain.reporting.models import Report, ReportStep, Snapshot
from app.domain.reporting.queries import editions_of, report_for, reports_complete_since, reports_listed
from app.domain.reporting.rules import TABLE, Addressee, Move, Paper, ReportState
from app.domain.reporting.steps import history_of
from app.domain.viewer import SYSTEM
from tests.reports import count_report, freeze, move, publish

pytestmark = pytest.mark.both_databases
REASON = "Thiếu số liệu của hai trường, đề nghị kiểm tra lại."


def state_of(report_id):
    return db.session.execute(select(Report.state).where(Report.id == report_id)).scalar_one()


def test_from_draft_to_sent(cast, period):
    report_id = count_report(cast)
    freeze(cast, report_id)
    publish(cast, report_id)
    officer, day = cast.province_officer.viewer, clock.today()
    for place, addressee in enumerate(Addressee, start=1):
        assert papers.record_sending(officer, report_id, addressee, day, "Hộp thư công vụ") == []
        assert state_of(report_id) == ("sent" if place == len(Addressee) else "published")
    steps = db.session.scalars(
        select(ReportStep).where(ReportStep.report_id == report_id).order_by(ReportStep.id)
    ).all()
    assert [step.state for step in steps] == [
        "checked", "submitted", "approved", "frozen", "signed", "published", "sent"
    ]  # fmt: skip
    entries = db.session.scalars(select(JournalEntry.event).where(JournalEntry.subject_kind == "report")).all()
    assert {"province_report_begun", "province_report_frozen", "province_report_sent"} <= set(entries)


def test_leader_is_told_and_returns_with_a_reason(cast, period):
    report_id = count_report(cast)
    move(cast, "province_officer", report_id, Move.CHECK)
    move(cast, "province_officer", report_id, Move.SUBMIT)
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "province_report_submitted")).all()
    assert told == [cast.director.person_id]
    assert [problem.code for problem in move(cast, "director", report_id, Move.RETURN, "ngắn")] == ["reason_needed"]
    assert move(cast, "director", report_id, Move.RETURN, REASON) == []
    report = db.session.get_one(Report, report_id)
    assert (report.state, report.reason) == ("returned", REASON)
    assert count_report(cast) == report_id and state_of(report_id) == "returned"


@pytest.mark.parametrize("who", ["province_officer", "district_head", "far_officer", "principal", "ministry_officer"])
def test_nobody_but_the_leader_approves(cast, period, who):
    report_id = count_report(cast)
    move(cast, "province_officer", report_id, Move.CHECK)
    move(cast, "province_officer", report_id, Move.SUBMIT)
    with pytest.raises(LookupError):
        move(cast, who, report_id, Move.APPROVE)


def test_nobody_approves_what_they_submitted(cast, period):
    report_id = count_report(cast)
    move(cast, "director", report_id, Move.CHECK)
    move(cast, "director", report_id, Move.SUBMIT)
    with pytest.raises(LookupError):
        move(cast, "director", report_id, Move.APPROVE)


def test_whoever_signs_for_the_leader_is_on_record_as_that(cast, period):
    report_id = count_report(cast)
    move(cast, "province_officer", report_id, Move.CHECK)
    move(cast, "province_officer", report_id, Move.SUBMIT)
    day = clock.today()
    assert (
        delegate(cast.director.viewer, cast.province_admin.person_id, day, day + timedelta(days=3), "Đi công tác") == []
    )
    other = cast.province_officer.viewer.acting_in(person_id=cast.province_admin.person_id)
    version = db.session.get_one(Report, report_id).version
    db.session.rollback()
    assert moving.move_report(other, report_id, Move.APPROVE, version) == []
    step = db.session.scalars(select(ReportStep).order_by(ReportStep.id.desc()).limit(1)).one()
    assert step.signs_for == "director"


@pytest.mark.parametrize("state", ReportState)
@pytest.mark.parametrize(
    "what", [move for move in Move if move not in (Move.SIGN, Move.PUBLISH, Move.SEND, Move.RECOUNT, Move.CORRECT)]
)
def test_only_the_moves_of_the_table_are_open(cast, period, state, what):
    report_id = count_report(cast)
    kept = state in ("frozen", "signed", "published", "sent")
    with writing():
        report = db.session.get_one(Report, report_id)
        report.state = state
        if kept:
            report.frozen_at, report.frozen_by = clock.now(), cast.director.person_id
            report.number, report.signed_on, report.signer = "1", clock.today(), "A"
            report.published_at = clock.now()
            report.sent_at = clock.now() if state == "sent" else None
    who = "director" if what in (Move.APPROVE, Move.RETURN) else "province_officer"
    if (state, what) in TABLE:
        assert move(cast, who, report_id, what, REASON) == []
    else:
        with pytest.raises(NotNow):
            move(cast, who, report_id, what, REASON)


@pytest.fixture
def submitted(cast, period):
    """Id and version of a report that lies with the leader."""
    report_id = count_report(cast)
    move(cast, "province_officer", report_id, Move.CHECK)
    move(cast, "province_officer", report_id, Move.SUBMIT)
    version = db.session.get_one(Report, report_id).version
    db.session.rollback()
    return report_id, version


APPROVING, RECALLING, RETURNING = (
    ("director", Move.APPROVE, "approved"), ("province_officer", Move.RECALL, "recalled"),
    ("director", Move.RETURN, "returned"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second"),
    [(APPROVING, RECALLING), (RECALLING, APPROVING), (RETURNING, RECALLING), (RECALLING, RETURNING)],
)
def test_the_first_of_two_acts_wins_and_the_second_is_told_what_happened(cast, submitted, first, second):
    report_id, version = submitted
    who, what, done = first
    assert moving.move_report(cast[who].viewer, report_id, what, version, REASON) == []
    state = state_of(report_id)
    db.session.rollback()
    with pytest.raises(NotNow) as refused:
        moving.move_report(cast[second[0]].viewer, report_id, second[1], version, REASON)
    assert refused.value.reason == f"province_report_{done}" and state_of(report_id) == state


def test_of_approving_and_recalling_at_the_same_time_one_happens(app, cast, submitted):
    report_id, version = submitted
    db.session.remove()
    barrier, refused = threading.Barrier(2), []

    def act(who, what, _done):
        with app.app_context():
            barrier.wait()
            try:
                moving.move_report(cast[who].viewer, report_id, what, version)
            except NotNow as late:
                refused.append(late.reason)
            db.session.remove()

    threads = [threading.Thread(target=act, args=each) for each in (APPROVING, RECALLING)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = {"approved": "province_report_approved", "checked": "province_report_recalled"}
    assert refused == [won[state_of(report_id)]]
    assert len(db.session.scalars(select(ReportStep)).all()) == 3


def test_an_old_version_is_refused_and_a_second_sending_of_the_form_does_nothing(cast, period):
    report_id = count_report(cast)
    version = db.session.get_one(Report, report_id).version
    db.session.rollback()
    with pytest.raises(StaleVersion):
        moving.move_report(cast.province_officer.viewer, report_id, Move.CHECK, version + 1)
    assert moving.move_report(cast.province_officer.viewer, report_id, Move.CHECK, version, "", "k1") == []
    assert moving.move_report(cast.province_officer.viewer, report_id, Move.CHECK, version, "", "k1") == []
    assert len(db.session.scalars(select(ReportStep)).all()) == 1


def test_a_second_tap_on_sign_publish_and_send_has_one_effect_and_a_later_one_is_refused(cast, period):
    report_id = count_report(cast)
    freeze(cast, report_id)
    officer, day = cast.province_officer.viewer, clock.today()
    version = db.session.get_one(Report, report_id).version
    db.session.rollback()
    acts = {
        "signed": lambda key: papers.sign_report(
            officer, report_id, Paper("12/BC-SGDĐT", day, "Võ Thị Hương"), "Giám đốc", version, key
        ),
        "published": lambda key: moving.publish_report(
            officer, report_id, "https://bacha.example.vn/bc", version + 1, key
        ),
        "sent": lambda key: papers.record_sending(
            officer, report_id, Addressee.ETEP, day, "Hộp thư công vụ", submit_key=key
        ),
    }  # fmt: skip
    for act in acts.values():
        assert act("k1") == [] and act("k1") == []
        with pytest.raises((NotNow, StaleVersion)):
            act("k2")
    events = db.session.scalars(select(JournalEntry.event).where(JournalEntry.subject_kind == "report")).all()
    for event in ("signed", "published", "sending_recorded"):
        assert events.count(f"province_report_{event}") == 1


def test_what_lies_with_the_leader_is_not_counted_anew(cast, period):
    report_id = count_report(cast)
    move(cast, "province_officer", report_id, Move.CHECK)
    move(cast, "province_officer", report_id, Move.SUBMIT)
    with pytest.raises(NotNow):
        beginning.ask_to_count(cast.province_officer.viewer, report_id)
    assert beginning.put_snapshot(report_id, 1) is False


def test_people_who_are_no_longer_those_that_were_approved_are_not_frozen(cast, period):
    report_id = count_report(cast)
    for who, what in (("province_officer", Move.CHECK), ("province_officer", Move.SUBMIT), ("director", Move.APPROVE)):
        move(cast, who, report_id, what)
    with writing():
        db.session.get_one(Snapshot, db.session.get_one(Report, report_id).snapshot_id).digest = "0" * 64
    with pytest.raises(moving.Damaged):
        move(cast, "province_officer", report_id, Move.FREEZE)
    assert state_of(report_id) == "approved"


def test_a_correction_is_a_new_edition_and_the_first_stays(cast, period):
    report_id = count_report(cast)
    freeze(cast, report_id)
    publish(cast, report_id)
    digest = db.session.get_one(Report, report_id).snapshot.digest
    db.session.rollback()
    officer = cast.province_officer.viewer
    second, problems = moving.correct_report(officer, report_id, REASON, "c1")
    assert problems == [] and moving.correct_report(officer, report_id, REASON, "c1") == (second, [])
    with pytest.raises(NotNow):
        moving.correct_report(officer, report_id, REASON)
    first, new = editions_of(officer, report_for(officer, second))
    assert (first.state, first.snapshot.digest, new.edition, new.state) == ("published", digest, 2, "draft")
    assert [each.id for each in reports_listed(officer)] == [second]


@pytest.mark.parametrize(
    ("who", "sees_draft", "sees_frozen"),
    [
        ("province_officer", True, True), ("director", True, True), ("district_head", True, True),
        ("principal", True, True), ("teacher", False, False), ("far_officer", False, False),
        ("lecturer", False, True), ("ministry_officer", False, True), ("viettel_staff", False, False),
        ("school_admin", False, False),
    ],
)  # fmt: skip
def test_who_may_read_a_report_that_is_not_frozen_and_one_that_is(cast, period, who, sees_draft, sees_frozen):
    report_id = count_report(cast)
    assert (report_for(cast[who].viewer, report_id) is not None) is sees_draft
    freeze(cast, report_id)
    assert (report_for(cast[who].viewer, report_id) is not None) is sees_frozen


def test_who_had_it_counted_again_and_what_was_checked_in_vain_stay_on_record(cast, period):
    report_id, officer = count_report(cast), cast.province_officer.viewer
    other = count_report(cast, 2021)
    move(cast, "province_officer", report_id, Move.CHECK)
    asked = {beginning.ask_to_count(officer, report_id), beginning.ask_to_count(cast.director.viewer, report_id)}
    assert len(asked) == 1 and beginning.ask_to_count(officer, other) not in asked  # a job is of one report
    count_report(cast)
    told = [(each.event, each.name) for each in history_of(db.session.get_one(Report, report_id))]
    assert told == [
        ("province_report_recounted", ""), ("province_report_recount_asked", officer.name),
        ("province_report_checked", officer.name),
    ]  # fmt: skip


def test_it_is_counted_the_moment_the_last_unit_is_accepted(cast, period):
    from app.domain.evaluation.hand_in.models import HandIn

    report_id = count_report(cast)
    assert reports_complete_since() == []
    with writing():
        for hand_in in db.session.scalars(select(HandIn)):
            hand_in.state, hand_in.sent_at, hand_in.sent_by = "accepted", clock.now(), cast.director.person_id
            hand_in.receipt, hand_in.accepted_at = f"R{hand_in.id}", clock.campaign_now()
    assert reports_complete_since() == [report_id]
    count_report(cast)
    assert reports_complete_since() == []


def test_open_report_is_one(cast):
    assert beginning.open_report(cast.units["province"], 2022) == beginning.open_report(cast.units["province"], 2022)
    assert SYSTEM.person_id is None
