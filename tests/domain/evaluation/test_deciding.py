"""The head decides: by office or delegation, never about themselves, with reasons where the own view stands alone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.evaluation.deciding import (
    ReasonsNeeded,
    acknowledge,
    decide,
    publish,
    rate,
    reopen,
    return_to_person,
)
from app.domain.evaluation.models import Decision, Edition, Evaluation
from app.domain.evaluation.papers.personal import result_sheet
from app.domain.evaluation.self_assessment import (
    Incomplete,
    NotNow,
    StaleVersion,
    draft_of,
    recall,
    save_levels,
    send,
)
from app.domain.evaluation.sheets import evaluation_to_decide, sheet_of
from app.domain.notices.models import Notice
from app.domain.organisation.delegations import delegate, take_back
from app.domain.organisation.models import Delegation
from tests.evaluations import LOCKS, SELF_DUE, assess, give_opinions

pytestmark = pytest.mark.both_databases
GOOD, BEST = "2" * 15, "3" * 15


def all_at(level, size=15):
    return dict.fromkeys(range(1, size + 1), level)


def row(evaluation_id) -> Evaluation:
    return db.session.get_one(Evaluation, evaluation_id)


@pytest.fixture
def sent(cast, evaluation):
    """The teacher's evaluation, sent with "Khá" throughout."""
    mine = evaluation("teacher")
    assess(cast, mine, "teacher", GOOD)
    return mine


def decided(cast, evaluation_id, level=2, rank=2, reason="", who="principal"):
    version = rate(cast[who].viewer, evaluation_id, all_at(level), {}, 0)
    decide(cast[who].viewer, evaluation_id, rank, reason, version)


def test_the_head_rates_ranks_publishes_and_the_teacher_sees(cast, sent):
    decided(cast, sent)
    assert (row(sent).state, row(sent).rank) == ("decided", 2)
    assert publish(cast.principal.viewer, [sent], "key") == 1 == publish(cast.principal.viewer, [sent], "key")
    told = db.session.scalars(select(Notice.kind).where(Notice.person_id == cast.teacher.person_id)).all()
    assert row(sent).state == "published" and told.count("rank_published") == 1
    acknowledge(cast.teacher.viewer, sent)
    assert db.session.get_one(Decision, sent).acknowledged_at is not None


@pytest.mark.parametrize(
    "who", ["vice_principal", "teacher", "peer", "group_head", "school_admin", "stranger_principal", "district_head"]
)
def test_az_only_the_office_decides(cast, sent, who):
    assert evaluation_to_decide(cast[who].viewer, sent) is None
    with pytest.raises(LookupError):
        rate(cast[who].viewer, sent, all_at(2), {}, 0)


@pytest.mark.parametrize(
    ("who", "rated", "may"),
    [
        ("district_head", "principal", True),
        ("district_officer", "principal", False),  # a chuyên viên prepares, the head decides
        ("director", "principal", False),
        ("director", "upper_principal", True),
        ("province_officer", "upper_principal", False),
        ("principal", "principal", False),  # nobody decides about themselves
        ("principal", "vice_principal", True),
        ("far_officer", "upper_principal", False),
    ],
)
def test_az_the_superior_decides_about_a_principal(cast, evaluation, who, rated, may):
    assert (evaluation_to_decide(cast[who].viewer, evaluation(rated)) is not None) is may


def test_a_dated_delegation_lets_somebody_sign_and_is_on_the_record(cast, sent):
    day = clock.today()
    problems = delegate(
        cast.principal.viewer, cast.vice_principal.person_id, day, day + timedelta(days=5), "Đi công tác", "key"
    )
    assert problems == []
    decided(cast, sent, who="vice_principal")
    decision = db.session.get_one(Decision, sent)
    assert decision.decided_by == cast.vice_principal.person_id and decision.decided_as == "principal"
    assert decision.delegation_id == db.session.scalar(select(Delegation.id))


def test_a_delegation_ends_with_its_day_and_when_taken_back(cast, sent):
    day = clock.today()
    delegate(cast.principal.viewer, cast.vice_principal.person_id, day, day + timedelta(days=5), "Đi công tác")
    clock.pin_today(day + timedelta(days=5))
    assert evaluation_to_decide(cast.vice_principal.viewer, sent) is None
    clock.pin_today(day)
    assert evaluation_to_decide(cast.vice_principal.viewer, sent) is not None
    take_back(cast.principal.viewer, db.session.scalar(select(Delegation.id)))
    assert evaluation_to_decide(cast.vice_principal.viewer, sent) is None


def test_az_a_delegate_never_decides_about_themselves(cast, evaluation):
    day = clock.today()
    delegate(cast.principal.viewer, cast.vice_principal.person_id, day, day + timedelta(days=5), "Đi công tác")
    assert evaluation_to_decide(cast.vice_principal.viewer, evaluation("vice_principal")) is None


@pytest.mark.parametrize("who", ["vice_principal", "teacher", "district_officer", "school_admin"])
def test_az_only_an_office_delegates(cast, who):
    with pytest.raises(PermissionError):
        delegate(cast[who].viewer, cast.peer.person_id, clock.today(), clock.today() + timedelta(days=2), "x")


def test_a_delegation_stays_in_the_unit_and_within_a_year(cast):
    day = clock.today()
    codes = [
        [p.code for p in delegate(cast.principal.viewer, person, day, ends, "Lý do")]
        for person, ends in (
            (cast.stranger.person_id, day + timedelta(days=2)),
            (cast.vice_principal.person_id, day),
            (cast.vice_principal.person_id, day + timedelta(days=400)),
            (cast.principal.person_id, day + timedelta(days=2)),
        )
    ]
    assert codes == [["not_at_this_unit"], ["ends_before_start"], ["delegation_too_long"], ["not_at_this_unit"]]


def test_a_level_against_everything_said_needs_a_reason(cast, sent):
    version = rate(cast.principal.viewer, sent, all_at(2) | {8: 1}, {}, 0)
    assert sheet_of(row(sent)).to_explain == (8,)
    with pytest.raises(ReasonsNeeded) as refused:
        decide(cast.principal.viewer, sent, 2, "", version)
    assert refused.value.criteria == (8,) and not refused.value.rank
    version = rate(cast.principal.viewer, sent, {}, {8: "Còn vi phạm nội quy"}, version)
    decide(cast.principal.viewer, sent, 2, "", version)
    assert row(sent).rank == 2


def test_a_rank_against_the_rule_needs_a_reason(cast, sent):
    version = rate(cast.principal.viewer, sent, all_at(2), {}, 0)
    with pytest.raises(ReasonsNeeded) as refused:
        decide(cast.principal.viewer, sent, 1, "", version)
    assert refused.value.rank
    decide(cast.principal.viewer, sent, 1, "Bị kỷ luật trong năm học", version)
    decision = db.session.get_one(Decision, sent)
    assert (decision.rank, decision.ruled, decision.rank_reason) == (1, 2, "Bị kỷ luật trong năm học")


def test_the_colleagues_mode_counts_as_said(cast, period, sent):
    for rater in ("peer", "group_head"):
        give_opinions(cast, period, rater, 1)
    rate(cast.principal.viewer, sent, all_at(1), {}, 0)
    assert len(sheet_of(row(sent)).to_explain) == 15  # two answers are no tally: only the self-assessment was said


def test_a_blank_gives_no_rank(cast, sent):
    version = rate(cast.principal.viewer, sent, {1: 2}, {}, 0)
    with pytest.raises(Incomplete) as refused:
        decide(cast.principal.viewer, sent, 2, "", version)
    assert refused.value.missing == tuple(range(2, 16))


def test_con_1_two_windows_do_not_overwrite_each_other(cast, sent):
    rate(cast.principal.viewer, sent, {1: 2}, {}, 0)
    with pytest.raises(StaleVersion):
        rate(cast.principal.viewer, sent, {1: 0}, {}, 0)


def test_con_4_the_same_saved_twice_is_saved_once(cast, sent):
    head = cast.principal.viewer
    assert [rate(head, sent, {1: 2}, {1: "Đã xem"}, 0, "Tốt") for _ in range(2)] == [1, 1]
    for other in ({"reasons": {1: "Khác"}}, {"comment": "Khá"}):
        with pytest.raises(StaleVersion):
            rate(head, sent, {1: 2}, **{"reasons": {}, "version": 0, **other})


def test_con_4_a_ranking_taken_back_twice_is_taken_back_once(cast, sent):
    decided(cast, sent)
    reopen(cast.principal.viewer, sent)
    version = row(sent).version
    reopen(cast.principal.viewer, sent)
    assert row(sent).version == version


def test_a_ranking_is_taken_back_before_it_is_published_only(cast, sent):
    decided(cast, sent)
    reopen(cast.principal.viewer, sent)
    assert (row(sent).state, row(sent).rank) == ("considered", None)
    version = sheet_of(row(sent)).version
    decide(cast.principal.viewer, sent, 2, "", version)
    publish(cast.principal.viewer, [sent])
    with pytest.raises(NotNow):
        reopen(cast.principal.viewer, sent)
    kept = db.session.scalars(select(Edition).where(Edition.kind == "decision").order_by(Edition.number)).all()
    assert [each.number for each in kept] == [1, 2]


def test_whoever_did_not_send_is_rated_once_it_is_overdue(cast, evaluation):
    mine = evaluation("peer")
    with pytest.raises(NotNow, match="self_assessment_open"):
        rate(cast.principal.viewer, mine, {1: 2}, {}, 0)
    clock.pin_today(SELF_DUE)
    rate(cast.principal.viewer, mine, all_at(2), {}, 0)
    assert row(mine).state == "considered" and sheet_of(row(mine)).to_explain == ()


@pytest.mark.parametrize(
    ("returned_on", "over"),
    [
        (SELF_DUE - timedelta(days=13), SELF_DUE),  # the rest of the time that everybody has
        (SELF_DUE - timedelta(days=1), SELF_DUE + timedelta(days=3)),
        (SELF_DUE + timedelta(days=1), SELF_DUE + timedelta(days=5)),
        (LOCKS - timedelta(days=3), LOCKS - timedelta(days=1)),  # the last day is the head's
        (LOCKS - timedelta(days=1), LOCKS - timedelta(days=1)),
    ],
)
def test_con_5_nobody_is_rated_past_while_they_correct_what_was_given_back(cast, sent, frozen, returned_on, over):
    clock.pin_today(None)
    frozen(clock.start_of(returned_on) + timedelta(hours=9))
    return_to_person(cast.principal.viewer, sent, "Tiêu chí 5 chưa có minh chứng")
    if over > returned_on:
        frozen(clock.start_of(over) - timedelta(microseconds=1))
        with pytest.raises(NotNow, match="self_assessment_open|correction_open"):
            rate(cast.principal.viewer, sent, all_at(2), {}, 0)
        assert save_levels(cast.teacher.viewer, sent, {5: 1}, draft_of(row(sent)).version)
        frozen(clock.start_of(over))
    rate(cast.principal.viewer, sent, all_at(2), {}, 0)
    assert (row(sent).state, sheet_of(row(sent)).self_form) == ("considered", (2,) * 15)  # what was sent before
    told = db.session.scalars(select(Notice.kind).where(Notice.person_id == cast.teacher.person_id)).all()
    assert told.count("rated_uncorrected") == 1
    with pytest.raises(NotNow, match="rated_uncorrected"):
        save_levels(cast.teacher.viewer, sent, {5: 1}, draft_of(row(sent)).version)


def test_what_comes_back_is_rated_at_once_and_nobody_is_told_of_missing_it(cast, sent):
    clock.pin_today(SELF_DUE + timedelta(days=1))
    return_to_person(cast.principal.viewer, sent, "Tiêu chí 5 chưa có minh chứng")
    send(cast.teacher.viewer, sent, draft_of(row(sent)).version)
    rate(cast.principal.viewer, sent, all_at(2), {}, 0)
    kinds = db.session.scalars(select(Notice.kind).where(Notice.person_id == cast.teacher.person_id)).all()
    assert "rated_uncorrected" not in kinds


def test_who_takes_an_answer_back_to_correct_it_further_has_the_same_time(cast, sent):
    clock.pin_today(SELF_DUE + timedelta(days=1))
    return_to_person(cast.principal.viewer, sent, "Tiêu chí 5 chưa có minh chứng")
    send(cast.teacher.viewer, sent, draft_of(row(sent)).version)
    recall(cast.teacher.viewer, sent)
    with pytest.raises(NotNow, match="correction_open"):
        rate(cast.principal.viewer, sent, all_at(2), {}, 0)


@pytest.mark.parametrize("returned", [False, True])
def test_what_its_author_has_taken_back_is_no_self_assessment(cast, sent, returned):
    """Never sent again: sheet and paper agree with the figures, and who was to correct it learns of the rating."""
    lan, head = cast.teacher.viewer, cast.principal.viewer
    if returned:
        return_to_person(head, sent, "Tiêu chí 5 chưa có minh chứng")
        send(lan, sent, draft_of(row(sent)).version)
    recall(lan, sent)
    clock.pin_today(SELF_DUE + timedelta(days=9))
    rate(head, sent, all_at(2), {}, 0)
    found = sheet_of(row(sent))
    assert (found.self_form, found.sent) == (None, None)
    decide(head, sent, 2, "", found.version)
    assert result_sheet(row(sent)).row.own is None
    kinds = db.session.scalars(select(Notice.kind).where(Notice.person_id == cast.teacher.person_id)).all()
    assert ("rated_uncorrected" in kinds) is returned


def test_what_was_published_is_not_returned(cast, sent):
    decided(cast, sent)
    publish(cast.principal.viewer, [sent])
    with pytest.raises(NotNow):
        return_to_person(cast.principal.viewer, sent, "Xem lại")


def test_con_5_after_the_lock_nothing_moves(cast, sent, frozen):
    clock.pin_today(None)
    frozen(clock.start_of(LOCKS))
    with pytest.raises(NotNow, match="locked"):
        rate(cast.principal.viewer, sent, {1: 2}, {}, 0)


def test_a_move_to_another_school_leaves_the_evaluation_with_the_first(cast, sent):
    """Access follows the evaluation's own unit: the right head still ranks somebody who has left."""
    from app.db import writing
    from app.domain.organisation.models import Appointment

    with writing():
        post = db.session.scalars(select(Appointment).where(Appointment.person_id == cast.teacher.person_id)).one()
        post.ends = date(2022, 4, 10)
    decided(cast, sent)
    assert row(sent).rank == 2
    assert evaluation_to_decide(cast.stranger_principal.viewer, sent) is None
