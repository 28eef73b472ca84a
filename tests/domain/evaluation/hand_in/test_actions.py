"""Handing in: by office, in time, with its numbers; checked, accepted, given back, opened again; both sides told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation import deciding
from app.domain.evaluation.enrolment import enrol, schools_of
from app.domain.evaluation.excuses.actions import excuse
from app.domain.evaluation.excuses.rules import ExcusedFor
from app.domain.evaluation.hand_in import actions, queries, work
from app.domain.evaluation.hand_in.models import HandIn, HandInStep
from app.domain.evaluation.hand_in.rules import HandInState, Move
from app.domain.evaluation.models import Evaluation, Period
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.evaluation.results.actions import enter
from app.domain.evaluation.results.rules import Paper
from app.domain.journal.models import JournalEntry
from app.domain.notices.actions import mark_seen
from app.domain.notices.models import Notice
from app.domain.organisation.delegations import delegate
from app.domain.organisation.models import Appointment, Unit
from app.domain.standards.queries import standard_of
from tests.evaluations import HAND_IN_DUE, LOCKS, evaluation_of, hold_period, move_day
from tests.factories import make_teacher
from tests.hand_ins import REASON, accept, decide, due_in, finish, hand_in_of, send

pytestmark = pytest.mark.both_databases


def notices(cast, who):
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == cast[who].person_id)))


def test_from_the_school_to_the_province(cast, period):
    finish(cast, period, "school")
    assert send(cast, period, "school", key="one") == []
    row = hand_in_of(cast, period, "school")
    due = len(due_in(cast, period, "school"))
    assert (row.state, row.late, row.figures["due"], row.figures["rank_2"]) == ("sent", False, due, due)
    assert row.receipt.startswith("NKQ-") and row.province_id == cast.units["province"]
    assert "hand_in_arrived" in notices(cast, "district_head") and "hand_in_arrived" not in notices(cast, "director")
    decide(cast, "district_head", period, "school", Move.CHECK, "")
    assert "hand_in_checked" in notices(cast, "principal") and "hand_in_arrived" in notices(cast, "director")
    decide(cast, "director", period, "school", Move.ACCEPT, "")
    row = hand_in_of(cast, period, "school")
    assert (row.state, row.accepted_at is not None) == ("accepted", True)
    assert {"hand_in_accepted"} <= set(notices(cast, "principal")) & set(notices(cast, "district_head"))
    assert [one.event for one in queries.history_of(row)] == ["hand_in_accepted", "hand_in_checked", "hand_in_sent"]
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.subject_kind == "hand_in")).all()
    assert [(each.event, each.after["state"]) for each in entries] == [
        ("hand_in_sent", "sent"), ("hand_in_checked", "checked"), ("hand_in_accepted", "accepted")
    ]  # fmt: skip


@pytest.mark.parametrize("unit", ["upper_school", "district"])
def test_who_hangs_beneath_the_province_hands_in_there(cast, period, unit):
    finish(cast, period, unit)
    assert send(cast, period, unit) == []
    assert "hand_in_arrived" in notices(cast, "director")
    decide(cast, "director", period, unit, Move.ACCEPT, "")
    assert hand_in_of(cast, period, unit).state == "accepted"


def test_the_province_closes_its_own_and_opens_it_again(cast, period):
    finish(cast, period, "province")
    assert send(cast, period, "province") == []
    assert hand_in_of(cast, period, "province").state == "accepted"
    decide(cast, "director", period, "province", Move.REOPEN)
    assert hand_in_of(cast, period, "province").state == "reopened"


def test_given_back_with_a_reason_and_sent_again_it_is_no_later_and_keeps_its_number(cast, period):
    finish(cast, period, "school")
    send(cast, period, "school")
    receipt = hand_in_of(cast, period, "school").receipt
    decide(cast, "district_head", period, "school", Move.RETURN)
    row = hand_in_of(cast, period, "school")
    assert (row.state, row.reason) == ("returned", REASON) and "hand_in_returned" in notices(cast, "principal")
    move_day(1, HAND_IN_DUE)
    assert send(cast, period, "school") == []
    decide(cast, "district_head", period, "school", Move.CHECK, "")
    decide(cast, "director", period, "school", Move.RETURN)
    assert send(cast, period, "school") == []
    row = hand_in_of(cast, period, "school")
    assert (row.state, row.late, row.receipt, row.checked_by) == ("sent", False, receipt, None)


def test_accepted_results_are_opened_again_by_the_province_alone(cast, period):
    accept(cast, period, "school")
    for who in ("district_head", "principal"):
        with pytest.raises(LookupError):
            decide(cast, who, period, "school", Move.REOPEN)
    decide(cast, "director", period, "school", Move.REOPEN)
    row = hand_in_of(cast, period, "school")
    assert (row.state, row.accepted_at, row.reason) == ("reopened", None, REASON)
    assert {"hand_in_reopened"} <= set(notices(cast, "principal")) & set(notices(cast, "district_head"))
    assert send(cast, period, "school") == []


def test_taken_back_until_somebody_above_has_acted(cast, period):
    finish(cast, period, "school")
    send(cast, period, "school")
    actions.recall(cast.principal.viewer, period, hand_in_of(cast, period, "school").version)
    row = hand_in_of(cast, period, "school")
    assert (row.state, row.sent_at, row.late) == ("open", None, None)
    send(cast, period, "school")
    decide(cast, "district_head", period, "school", Move.CHECK, "")
    with pytest.raises(NotNow, match="hand_in_checked"):
        actions.recall(cast.principal.viewer, period, hand_in_of(cast, period, "school").version)


@pytest.mark.parametrize(("days", "late"), [(-1, False), (0, True)])
def test_con_5_the_deadline_is_the_first_instant_that_is_too_late(cast, period, frozen, days, late):
    finish(cast, period, "school")
    clock.pin_today(None)
    frozen(clock.start_of(HAND_IN_DUE) + timedelta(microseconds=days))
    assert send(cast, period, "school") == []
    assert hand_in_of(cast, period, "school").late is late


def test_con_5_after_the_lock_nothing_is_sent_and_what_was_sent_is_accepted(cast, period):
    finish(cast, period, "school")
    finish(cast, period, "other_school")
    send(cast, period, "school")
    move_day(0, LOCKS)
    with pytest.raises(NotNow, match="locked"):
        send(cast, period, "other_school")
    with pytest.raises(NotNow, match="locked"):
        decide(cast, "district_head", period, "school", Move.RETURN)
    decide(cast, "district_head", period, "school", Move.CHECK, "")
    decide(cast, "director", period, "school", Move.ACCEPT, "")
    assert hand_in_of(cast, period, "school").state == "accepted"


@pytest.mark.parametrize("publish", [False, True])
def test_who_is_not_ranked_or_not_told_holds_it_up(cast, period, publish):
    finish(cast, period, "school", publish=publish)
    if publish:
        unit = db.session.get_one(Unit, cast.units["school"])
        with writing():
            make_teacher(unit, "Mới Văn Thêm")
        enrol(period, schools_of(period))
    assert [problem.code for problem in send(cast, period, "school")] == ["unranked" if publish else "unpublished"]
    assert hand_in_of(cast, period, "school").state == "open"


def test_while_the_list_is_not_closed_nothing_is_sent(cast, period):
    finish(cast, period, "school")
    with writing():
        db.session.get_one(Period, period).enrolled_at = None
    assert [problem.code for problem in send(cast, period, "school")] == ["list_not_closed"]


def test_who_is_excused_is_counted_apart(cast, period):
    mine = evaluation_of(cast, period, "teacher")
    excuse(cast.principal.viewer, mine, ExcusedFor.RETIRING, "Nghỉ hưu từ 01/03/2022")
    finish(cast, period, "school")
    assert send(cast, period, "school") == []
    figures = hand_in_of(cast, period, "school").figures
    assert (figures["excused"], figures["due"]) == (1, len(due_in(cast, period, "school")))


def test_in_a_year_between_the_self_assessment_is_all_that_is_due(cast):
    period = hold_period(cast, head_decides=False)
    assert [problem.code for problem in send(cast, period, "school")] == ["writing"]
    move_day(1)
    assert send(cast, period, "school") == []
    assert hand_in_of(cast, period, "school").figures["ranked"] == 0


def test_results_from_paper_are_handed_in_once_they_are_all_in(cast):
    period = hold_period(cast, kind="entered")
    assert [problem.code for problem in send(cast, period, "school")] == ["unranked"]
    for evaluation_id in due_in(cast, period, "school"):
        blank = standard_of(db.session.get_one(Evaluation, evaluation_id).standard_id).blank
        assert enter(cast.principal.viewer, evaluation_id, Paper(3, blank), 0) == []
    assert send(cast, period, "school") == []
    figures = hand_in_of(cast, period, "school").figures
    assert (figures["rank_3"], figures["assessed"]) == (figures["due"], 0)


@pytest.mark.parametrize(("kind", "expected"), [("entered", True), ("held", False)])
def test_a_school_that_the_cut_off_day_found_empty_is_expected_where_results_come_from_paper(cast, kind, expected):
    """Everybody's post was entered from 2021 on; who left before that day makes no school expected."""
    with writing():
        for post in db.session.scalars(select(Appointment).where(Appointment.unit_id == cast.units["other_school"])):
            post.starts, post.ends, post.end_reason = date(2019, 1, 1), date(2019, 9, 1), "left"
    period_id = hold_period(cast, kind=kind, year=2020, cutoff=date(2020, 1, 31))
    rows = {row.unit_id for row in db.session.scalars(select(HandIn).where(HandIn.period_id == period_id))}
    assert rows == (
        {cast.units[each] for each in ("school", "upper_school", "district", "province")} if expected else set()
    )
    assert db.session.scalar(select(func.count()).select_from(Evaluation)) == 0
    held = db.session.get_one(Period, period_id)
    assert queries.number_of_units(cast.district_head.viewer, held)["all"] == int(expected)
    after = 0
    while schools := schools_of(period_id, after):  # the nightly look adds nobody twice
        assert enrol(period_id, schools) == 0
        after = schools[-1].id


def test_by_dated_delegation_somebody_signs_for_the_head_and_history_says_so(cast, period):
    finish(cast, period, "school")
    today = clock.today()
    until = today + timedelta(days=2)
    delegate(cast.principal.viewer, cast.vice_principal.person_id, today, until, "Đi công tác")
    delegate(cast.district_head.viewer, cast.district_officer.person_id, today, until, "Đi công tác")
    assert send(cast, period, "school", who="vice_principal") == []
    decide(cast, "district_officer", period, "school", Move.CHECK, "")
    step = queries.history_of(hand_in_of(cast, period, "school"))[0]
    assert (step.signs_for, step.position) == ("middle_head", "middle_officer")
    decide(cast, "director", period, "school", Move.RETURN)
    clock.pin_today(until)
    with pytest.raises(LookupError):
        send(cast, period, "school", who="vice_principal")


def test_nobody_checks_what_they_sent_themselves(cast, period):
    finish(cast, period, "school")
    send(cast, period, "school")
    moved = cast.district_head.viewer.acting_in(person_id=cast.principal.person_id)
    with pytest.raises(LookupError):
        actions.decide(moved, period, cast.units["school"], Move.CHECK, 2)


def test_con_2_sent_twice_it_happens_once(cast, period):
    finish(cast, period, "school")
    version = hand_in_of(cast, period, "school").version
    for _ in range(2):
        assert actions.send(cast.principal.viewer, period, version, "key") == []
    for _ in range(2):
        decide(cast, "district_head", period, "school", Move.CHECK, "", "other")
    assert len(db.session.scalars(select(HandInStep)).all()) == 2
    assert notices(cast, "district_head").count("hand_in_arrived") == 1


def test_con_1_a_stale_page_changes_nothing(cast, period):
    finish(cast, period, "school")
    stale = hand_in_of(cast, period, "school").version
    send(cast, period, "school")
    actions.recall(cast.principal.viewer, period, stale + 1)
    with pytest.raises(StaleVersion):
        actions.send(cast.principal.viewer, period, stale)
    send(cast, period, "school")
    with pytest.raises(StaleVersion):
        actions.decide(cast.district_head.viewer, period, cast.units["school"], Move.CHECK, stale)


@pytest.mark.parametrize(
    ("move", "reason"),
    [(Move.ACCEPT, "hand_in_sent"), (Move.REOPEN, "hand_in_sent")],
)
def test_out_of_order_moves_are_refused_with_the_state(cast, period, move, reason):
    finish(cast, period, "school")
    send(cast, period, "school")
    with pytest.raises(NotNow, match=reason):
        decide(cast, "director", period, "school", move)


@pytest.mark.parametrize("move", [Move.SEND, Move.RECALL])
def test_what_is_no_decision_is_not_decided(cast, period, move):
    with pytest.raises(ValueError):
        decide(cast, "director", period, "school", move)


def test_many_arrivals_are_told_once_until_they_are_read(cast, period):
    finish(cast, period, "school")
    finish(cast, period, "other_school")
    send(cast, period, "school")
    send(cast, period, "other_school")
    assert notices(cast, "district_head").count("hand_in_arrived") == 1
    mark_seen(cast.district_head.viewer)
    decide(cast, "district_head", period, "school", Move.RETURN)
    send(cast, period, "school")
    assert notices(cast, "district_head").count("hand_in_arrived") == 2


def test_what_is_listed_and_counted(cast, period):
    finish(cast, period, "school")
    send(cast, period, "school")
    row = db.session.get_one(Period, period)
    head, director = cast.district_head.viewer, cast.director.viewer
    numbers = queries.number_of_units(head, row)
    assert (numbers["all"], numbers["waiting"], numbers["sent"], numbers["open"]) == (2, 1, 1, 1)
    first, second = queries.units_listed(head, row, queries.Listed())
    assert (first.unit_id, first.waits, second.waits) == (cast.units["school"], True, False)
    assert first.numbers["ranked"] == first.numbers["due"] == len(due_in(cast, period, "school"))
    assert queries.number_of_units(director, row)["waiting"] == 0
    decide(cast, "district_head", period, "school", Move.CHECK, "")
    assert queries.number_of_units(director, row)["waiting"] == 1
    assert [one.name for one in queries.units_listed(director, row, queries.Listed("waiting"))] == [
        "Trường THCS Nguyễn Du"
    ]  # fmt: skip
    found = queries.units_listed(director, row, queries.Listed(query="nguyen du"))
    assert [one.unit_id for one in found] == [cast.units["school"]]
    move_day(1, HAND_IN_DUE)
    assert queries.number_of_units(director, row)["late"] == 3  # the other school, the THPT school, the middle level


def test_the_ministry_reads_provinces(cast, period):
    accept(cast, period, "school")
    (row,) = queries.provinces_in(cast.ministry_officer.viewer, 2022)
    assert (row.name, row.sent, row.accepted, row.units) == ("Sở GDĐT Bắc Hà", 1, 1, 5)
    assert queries.provinces_in(cast.director.viewer, 2022) == []


def test_what_a_first_page_says(cast, period):
    (mine,) = work.period_work(cast.principal.viewer)
    assert (mine.state, mine.waiting, mine.is_near) == (HandInState.OPEN, 0, False)
    finish(cast, period, "school")
    send(cast, period, "school")
    assert work.period_work(cast.district_head.viewer)[0].waiting == 1
    assert work.period_work(cast.teacher.viewer) == []


def test_nobody_is_enrolled_into_results_that_were_handed_in(cast, period):
    finish(cast, period, "school")
    send(cast, period, "school")
    before = due_in(cast, period, "school")
    make_teacher(db.session.get_one(Unit, cast.units["school"]), "Mới Văn Thêm")
    enrol(period, schools_of(period))
    assert due_in(cast, period, "school") == before
    decide(cast, "district_head", period, "school", Move.RETURN)
    enrol(period, schools_of(period))
    assert len(due_in(cast, period, "school")) == len(before) + 1


def test_a_merge_of_publish_and_send_leaves_no_gap(cast, period):
    """The sending asks after it has locked everybody: what is taken back meanwhile holds it up."""
    ids = finish(cast, period, "school", publish=False)
    deciding.publish(cast.principal.viewer, ids[:-1])
    assert [problem.code for problem in send(cast, period, "school")] == ["unpublished"]
    deciding.publish(cast.principal.viewer, ids[-1:])
    assert send(cast, period, "school") == []
    with pytest.raises(NotNow, match="handed_in"):
        deciding.publish(cast.principal.viewer, ids[-1:])
