"""The ministry sets the days; whoever prepares and decides is told in time, once; the first page says what waits."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.evaluation.refusals import StaleVersion
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.reporting.deadlines import days_of, deadlines, set_deadlines
from app.domain.reporting.rules import Move, ReportState, Step, Urgency, check_days, next_move, urgency, usual_day
from app.domain.reporting.work import remind, reminders_due, reports_waiting
from tests.reports import count_report, freeze, move, publish

USUAL = {step: usual_day(2022, step) for step in Step}
EARLIER = {Step.EXTRACTED: date(2022, 11, 20), Step.PUBLISHED: date(2022, 11, 25), Step.SENT: date(2022, 12, 1)}


def test_a_week_a_day_and_late():
    day = clock.start_of(USUAL[Step.EXTRACTED])
    told = {
        left: urgency(day, day - timedelta(days=left)) for left in (8, 7, 2, 1, 0)
    }  # fmt: skip
    assert told == {8: None, 7: Urgency.WEEK, 2: Urgency.WEEK, 1: Urgency.DAY, 0: Urgency.LATE}


def test_days_follow_one_another():
    assert check_days(2022, USUAL) == [] == check_days(2022, EARLIER)
    wrong = USUAL | {Step.PUBLISHED: date(2022, 12, 25), Step.SENT: date(2040, 1, 1)}
    assert [(each.code, each.field) for each in check_days(2022, wrong)] == [
        ("due_far", "sent"), ("due_order", "published")
    ]  # fmt: skip
    assert check_days(2022, USUAL | {Step.EXTRACTED: date(2021, 1, 1)})[0].code == "due_early"


@pytest.mark.parametrize(
    ("state", "move_on"),
    [("draft", "check"), ("returned", "check"), ("checked", "submit"), ("submitted", "approve"),
     ("approved", "freeze"), ("frozen", "sign"), ("signed", "publish"), ("published", "send"), ("sent", None)],
)  # fmt: skip
def test_what_comes_next(state, move_on):
    assert next_move(ReportState(state)) == (Move(move_on) if move_on else None)


@pytest.mark.both_databases
def test_the_ministry_sets_the_days_on_record(cast):
    who = cast.ministry_officer.viewer
    assert days_of(2022) == USUAL
    assert set_deadlines(who, 2022, EARLIER, USUAL) == []
    assert days_of(2022) == EARLIER and deadlines(2023) != deadlines(2022)
    with pytest.raises(StaleVersion):
        set_deadlines(who, 2022, USUAL, USUAL)
    assert set_deadlines(who, 2022, EARLIER, EARLIER) == []
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "report_deadlines_set")).one()
    assert (entry.before["sent"], entry.after["sent"]) == ("2023-01-31", "2022-12-01")


def test_nobody_else_sets_them(cast):
    for who in ("province_officer", "director", "principal"):
        with pytest.raises(LookupError):
            set_deadlines(cast[who].viewer, 2022, EARLIER, USUAL)


@pytest.mark.both_databases
def test_preparers_and_leader_are_told_once_each_time(cast, period, monkeypatch):
    count_report(cast)
    day = datetime(2022, 12, 18, 12, tzinfo=clock.VIETNAM)
    for at, kind in ((day, "week"), (day + timedelta(days=6), "day"), (day + timedelta(days=7), "late")):
        monkeypatch.setattr(clock, "campaign_now", lambda at=at: at)
        (due,) = reminders_due()
        assert due.notice == f"province_report_due_{kind}"
        assert (remind(due, what="a", deadline="b"), remind(due, what="a", deadline="b")) == (3, 0)
        told = select(Notice.person_id).where(Notice.kind == due.notice)
        assert {cast.province_officer.person_id, cast.director.person_id} <= set(db.session.scalars(told))
        db.session.rollback()
    assert db.session.scalar(select(func.count()).where(Notice.person_id == cast.principal.person_id)) == 0


@pytest.mark.both_databases
def test_the_first_page_shows_whose_move_it_is(cast, period):
    report_id = count_report(cast)
    officer, director = cast.province_officer.viewer, cast.director.viewer

    def moves(viewer):
        return [each.move for each in reports_waiting(viewer)]

    assert moves(officer) == [Move.CHECK] and moves(cast.far_officer.viewer) == [] == moves(cast.district_head.viewer)
    move(cast, "province_officer", report_id, Move.CHECK)
    move(cast, "province_officer", report_id, Move.SUBMIT)
    assert (moves(officer), moves(director)) == ([], [Move.APPROVE])
    move(cast, "director", report_id, Move.APPROVE)
    move(cast, "province_officer", report_id, Move.FREEZE)
    assert moves(officer) == [Move.SIGN]
    publish(cast, report_id)
    assert moves(officer) == [Move.SEND]


def test_a_report_that_was_corrected_waits_no_more(cast, period):
    from app.domain.reporting.moving import correct_report

    report_id = count_report(cast)
    freeze(cast, report_id)
    officer = cast.province_officer.viewer
    second, _ = correct_report(officer, report_id, "Thiếu số liệu của một trường.")
    assert reports_waiting(officer) == []  # the second is not counted yet
    count_report(cast)
    assert [each.report.id for each in reports_waiting(officer)] == [second]
