"""Colleagues' opinions: everybody of the group on everybody, confidential, counted from three answers (ANON-10)."""

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Evaluation, PeerAdjustment, PeerOpinion
from app.domain.evaluation.peers import asked_of, save_opinion, send_opinions, tally_of
from app.domain.evaluation.rules.tally import Hidden
from app.domain.evaluation.self_assessment import Incomplete, NotNow, StaleVersion
from app.domain.journal.models import JournalEntry
from tests.evaluations import OPINIONS_DUE, give_opinions, move_day

pytestmark = pytest.mark.both_databases
ALL_GOOD = dict.fromkeys(range(1, 16), 2)


def names(cast, key, period):
    return {one.full_name for one in asked_of(cast[key].viewer, period)}


def test_everybody_of_the_group_is_asked_about_everybody_else(cast, period):
    assert names(cast, "teacher", period) == {"Nguyễn Thị Hoa", "Phạm Văn Khoa", "Võ Thị Sáu", "Võ Thị Bảy"}
    assert names(cast, "group_head", period) == {"Trần Thị Lan", "Nguyễn Thị Hoa", "Võ Thị Sáu", "Võ Thị Bảy"}


@pytest.mark.parametrize("who", ["principal", "vice_principal", "staff", "stranger", "school_admin"])
def test_nobody_outside_the_group_is_asked(cast, period, who):
    assert names(cast, who, period) == set()


def test_adjusted_by_hand_somebody_is_asked_beside_and_somebody_is_not(cast, period, evaluation):
    about = evaluation("teacher")
    with writing():
        db.session.add(PeerAdjustment(evaluation_id=about, rater_id=cast.peer.person_id, asked=False))
        db.session.add(PeerAdjustment(evaluation_id=about, rater_id=cast.vice_principal.person_id, asked=True))
    assert "Trần Thị Lan" not in names(cast, "peer", period)
    assert names(cast, "vice_principal", period) == {"Trần Thị Lan"}


def test_all_are_sent_together_or_none(cast, period, evaluation):
    save_opinion(cast.peer.viewer, evaluation("teacher"), ALL_GOOD, 0)
    with pytest.raises(Incomplete) as refused:
        send_opinions(cast.peer.viewer, period)
    assert len(refused.value.missing) == 3
    assert db.session.scalars(select(PeerOpinion).where(PeerOpinion.sent_at.is_not(None))).all() == []


def test_con_4_sent_once_it_is_sent_and_not_changed_any_more(cast, period, evaluation):
    give_opinions(cast, period, "peer", 2)
    assert send_opinions(cast.peer.viewer, period, "again") == 4
    with pytest.raises(NotNow):
        save_opinion(cast.peer.viewer, evaluation("teacher"), {1: 0}, 2)


def test_con_1_a_save_over_a_newer_one_is_refused(cast, evaluation):
    save_opinion(cast.peer.viewer, evaluation("teacher"), {1: 2}, 0)
    with pytest.raises(StaleVersion):
        save_opinion(cast.peer.viewer, evaluation("teacher"), {1: 0}, 0)


def test_con_4_the_same_saved_twice_is_saved_once(cast, evaluation):
    assert [save_opinion(cast.peer.viewer, evaluation("teacher"), {1: 2}, 0) for _ in range(2)] == [1, 1]


def test_az_nobody_rates_themselves_or_a_stranger(cast, evaluation):
    for about in ("peer", "stranger", "principal"):
        with pytest.raises(LookupError):
            save_opinion(cast.peer.viewer, evaluation(about), {1: 2}, 0)


def test_anon_10_two_answers_are_no_tally(cast, period, evaluation):
    for rater in ("peer", "group_head"):
        give_opinions(cast, period, rater, 2)
    about = db.session.get_one(Evaluation, evaluation("teacher"))
    assert (tally_of(about).answers, tally_of(about).counts) == (2, None)


def test_from_three_answers_each_level_is_counted(cast, period, evaluation):
    third = next(one for one in asked_of(cast.teacher.viewer, period) if one.full_name == "Võ Thị Sáu")
    for rater in ("peer", "group_head"):
        give_opinions(cast, period, rater, 2)
    own = db.session.get_one(Evaluation, third.evaluation_id).person_id
    with writing():
        db.session.add(
            PeerOpinion(
                evaluation_id=evaluation("teacher"), rater_id=own, levels="3" * 15, sent_at=clock.campaign_now(),
                version=1,
            )
        )  # fmt: skip
    about = db.session.get_one(Evaluation, evaluation("teacher"))
    assert (tally_of(about).counts, tally_of(about).hidden) == (None, Hidden.WAITING)  # the fourth may still answer
    move_day(0, OPINIONS_DUE)
    found = tally_of(db.session.get_one(Evaluation, about.id))
    assert found.answers == 3 and found.counts[0] == (0, 0, 2, 1) and found.modes(1) == {2}


def test_aud_5_the_journal_does_not_say_what_was_answered(cast, period):
    give_opinions(cast, period, "peer", 1)
    entry = db.session.scalar(select(JournalEntry).where(JournalEntry.event == "peer_opinions_sent"))
    assert entry.after == {"colleagues": 4} and entry.subject_kind == "period"


def test_con_5_opinions_end_at_their_deadline(cast, evaluation, frozen):
    clock.pin_today(None)
    frozen(clock.start_of(OPINIONS_DUE))
    with pytest.raises(NotNow, match="opinions_closed"):
        save_opinion(cast.peer.viewer, evaluation("teacher"), {1: 2}, 0)
