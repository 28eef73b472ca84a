"""Assessing oneself: saved as one goes, sent as a whole, recalled until the head acts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.evaluation import deciding, roll
from app.domain.evaluation.board import indicators
from app.domain.evaluation.board import roll as board_roll
from app.domain.evaluation.hand_in.figures import numbers_of
from app.domain.evaluation.models import Edition, Evaluation
from app.domain.evaluation.self_assessment import (
    Incomplete,
    NotNow,
    StaleVersion,
    Words,
    draft_of,
    recall,
    save_levels,
    save_words,
    send,
)
from app.domain.journal.models import JournalEntry
from app.domain.progress.rules import Period as Counting
from tests.evaluations import LOCKS, SELF_DUE, assess

pytestmark = pytest.mark.both_databases
WHOLE = "323232323232323"


def row(evaluation_id) -> Evaluation:
    return db.session.get_one(Evaluation, evaluation_id)


def test_levels_and_words_are_saved_as_one_goes(cast, evaluation):
    mine = evaluation("teacher")
    version = save_levels(cast.teacher.viewer, mine, {1: 3, 15: 0}, 0)
    version = save_words(
        cast.teacher.viewer, mine, Words(strengths="Gần gũi học sinh", modules=["ETEP-GV-03"]), version
    )
    draft = draft_of(row(mine))
    assert (draft.levels[0], draft.levels[14], draft.levels[1]) == (3, 0, None)
    assert draft.words.strengths == "Gần gũi học sinh" and draft.words.modules == ["ETEP-GV-03"]
    assert draft.version == version == 2


def test_con_1_a_save_over_a_newer_one_is_refused(cast, evaluation):
    mine = evaluation("teacher")
    save_levels(cast.teacher.viewer, mine, {1: 3}, 0)
    with pytest.raises(StaleVersion):
        save_levels(cast.teacher.viewer, mine, {1: 0}, 0)
    assert draft_of(row(mine)).levels[0] == 3


def test_con_4_the_same_saved_twice_is_saved_once(cast, evaluation):
    mine, lan, words = evaluation("teacher"), cast.teacher.viewer, Words(strengths="Gần gũi học sinh")
    assert [save_levels(lan, mine, {1: 3}, 0) for _ in range(2)] == [1, 1]
    assert [save_words(lan, mine, words, 1) for _ in range(2)] == [2, 2]
    with pytest.raises(StaleVersion):
        send(lan, mine, 1)


@pytest.mark.parametrize("changes", [{0: 1}, {16: 1}, {1: 4}, {1: -1}])
def test_a_forged_criterion_or_level_is_refused(cast, evaluation, changes):
    with pytest.raises(ValueError, match="no such"):
        save_levels(cast.teacher.viewer, evaluation("teacher"), changes, 0)


@pytest.mark.parametrize("who", ["peer", "principal", "stranger", "school_admin", "director"])
def test_az_nobody_writes_anothers_self_assessment(cast, evaluation, who):
    with pytest.raises(LookupError):
        save_levels(cast[who].viewer, evaluation("teacher"), {1: 3}, 0)


def test_sending_gives_a_receipt_and_keeps_the_words(cast, evaluation):
    mine = evaluation("teacher")
    receipt = assess(cast, mine, "teacher", WHOLE)
    assert receipt.startswith("TĐG-") and row(mine).receipt == receipt and row(mine).state == "sent"
    edition = db.session.scalar(select(Edition).where(Edition.evaluation_id == mine))
    assert (edition.kind, edition.number, edition.content["levels"]) == ("self", 1, WHOLE)
    assert db.session.scalar(select(JournalEntry).where(JournalEntry.event == "self_assessment_sent")) is not None


def test_con_4_sent_twice_it_is_one_sending_with_one_receipt(cast, evaluation):
    mine, viewer = evaluation("teacher"), cast.teacher.viewer
    version = save_levels(viewer, mine, dict.fromkeys(range(1, 16), 3), 0)
    assert send(viewer, mine, version, "key") == send(viewer, mine, version, "key")
    assert len(db.session.scalars(select(Edition)).all()) == 1


def test_blanks_are_named_and_nothing_is_sent(cast, evaluation):
    mine = evaluation("teacher")
    version = save_levels(cast.teacher.viewer, mine, dict.fromkeys(range(1, 15), 3), 0)
    with pytest.raises(Incomplete) as refused:
        send(cast.teacher.viewer, mine, version)
    assert refused.value.missing == (15,) and row(mine).state == "open"


def test_after_sending_nothing_is_written_until_it_is_recalled(cast, evaluation):
    mine, viewer = evaluation("teacher"), cast.teacher.viewer
    assess(cast, mine, "teacher", WHOLE)
    with pytest.raises(NotNow):
        save_levels(viewer, mine, {1: 0}, draft_of(row(mine)).version)
    recall(viewer, mine)
    save_levels(viewer, mine, {1: 0}, draft_of(row(mine)).version)
    assert row(mine).state == "open" and row(mine).receipt is None


def test_every_sent_version_is_kept(cast, evaluation):
    mine, viewer = evaluation("teacher"), cast.teacher.viewer
    assess(cast, mine, "teacher", WHOLE)
    recall(viewer, mine)
    version = save_levels(viewer, mine, {1: 0}, draft_of(row(mine)).version)
    send(viewer, mine, version)
    editions = db.session.scalars(select(Edition).order_by(Edition.number)).all()
    assert [(each.number, each.content["levels"][0]) for each in editions] == [(1, "3"), (2, "0")]


def test_no_recall_once_the_head_has_rated_something(cast, evaluation):
    mine = evaluation("teacher")
    assess(cast, mine, "teacher", WHOLE)
    deciding.rate(cast.principal.viewer, mine, {1: 3}, {}, 0)
    with pytest.raises(NotNow):
        recall(cast.teacher.viewer, mine)


def test_returned_with_a_reason_it_is_written_and_sent_again(cast, evaluation):
    mine, viewer = evaluation("teacher"), cast.teacher.viewer
    first = assess(cast, mine, "teacher", WHOLE)
    deciding.return_to_person(cast.principal.viewer, mine, "Tiêu chí 5 chưa có minh chứng")
    assert row(mine).return_reason == "Tiêu chí 5 chưa có minh chứng"
    version = save_levels(viewer, mine, {5: 1}, draft_of(row(mine)).version)
    assert send(viewer, mine, version) == first and row(mine).return_reason is None


def lateness(cast, mine):
    """How the sheet counts everywhere: hand-in, board, the head's list."""
    held = row(mine).period
    numbers = numbers_of(held, [cast.units["school"]])[cast.units["school"]]
    told = Counting(0, held.self_due, clock.today(), held.id)
    counts = next(iter(indicators._counting("assessed")(db.session, [cast.units["school"]], told)))
    listed = {one.evaluation_id: one.late for one in roll.people_to_decide(cast.principal.viewer, held.id)}
    board = board_roll.Wanted((row(mine).unit.path,), held, state="late")
    late_ones = set(db.session.scalars(board_roll.roll(cast.district_head.viewer, board)))
    assert (numbers["late"], counts.late, int(listed[mine]), int(mine in late_ones)) == (numbers["late"],) * 4
    return numbers["late"]


@pytest.mark.parametrize(("first_day", "late"), [(SELF_DUE - timedelta(days=1), 0), (SELF_DUE, 1)])
def test_what_only_answers_a_return_is_as_timely_as_what_was_sent_first(cast, evaluation, first_day, late):
    mine, viewer = evaluation("teacher"), cast.teacher.viewer
    clock.pin_today(first_day)
    assess(cast, mine, "teacher", WHOLE)
    assert lateness(cast, mine) == late
    clock.pin_today(SELF_DUE + timedelta(days=1))
    deciding.return_to_person(cast.principal.viewer, mine, "Tiêu chí 5 chưa có minh chứng")
    send(viewer, mine, draft_of(row(mine)).version)
    assert lateness(cast, mine) == late
    recall(viewer, mine)  # to correct the answer
    send(viewer, mine, draft_of(row(mine)).version)
    assert lateness(cast, mine) == late


def test_what_somebody_took_back_of_their_own_accord_counts_by_when_it_came_again(cast, evaluation):
    mine, viewer = evaluation("teacher"), cast.teacher.viewer
    clock.pin_today(SELF_DUE - timedelta(days=1))
    assess(cast, mine, "teacher", WHOLE)
    recall(viewer, mine)
    clock.pin_today(SELF_DUE)
    send(viewer, mine, draft_of(row(mine)).version)
    assert lateness(cast, mine) == 1


@pytest.mark.parametrize(
    ("since", "seconds", "allowed"), [(SELF_DUE, -1, True), (SELF_DUE, 0, True), (LOCKS, -1, True), (LOCKS, 0, False)]
)
def test_con_5_late_is_allowed_and_locked_is_not_by_server_time(cast, evaluation, frozen, since, seconds, allowed):
    mine = evaluation("teacher")
    clock.pin_today(None)
    frozen(clock.start_of(since) + timedelta(seconds=seconds))
    if allowed:
        assert save_levels(cast.teacher.viewer, mine, {1: 3}, 0) == 1
    else:
        with pytest.raises(NotNow, match="locked"):
            save_levels(cast.teacher.viewer, mine, {1: 3}, 0)


def test_before_the_opening_nothing_is_written(cast, evaluation, frozen):
    mine = evaluation("teacher")
    clock.pin_today(None)
    frozen(datetime(2022, 3, 31, 16, 59, 59, tzinfo=UTC))  # 23:59:59 in Vietnam on the eve
    with pytest.raises(NotNow):
        save_levels(cast.teacher.viewer, mine, {1: 3}, 0)


def test_somebody_without_a_person_has_nothing_to_write(cast, evaluation):
    with pytest.raises(LookupError):
        save_levels(replace(cast.teacher.viewer, person_id=None), evaluation("teacher"), {1: 3}, 0)
