"""A group too small for counts is joined by another, or not collated with a remark; by the head of the school."""

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.peers import asked_of, save_opinion, tallies
from app.domain.evaluation.peers.adjusting import Refused, adjust
from app.domain.evaluation.peers.arranging import arrange
from app.domain.evaluation.peers.models import NotCollated
from app.domain.evaluation.peers.rules import Way
from app.domain.evaluation.peers.settled import arrangement_of
from app.domain.evaluation.peers.watching import group_lines, group_view
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.evaluation.rules.tally import Hidden
from app.domain.journal.models import JournalEntry
from tests.evaluations import LOCKS, OPINIONS_DUE, evaluation_of, give_opinions

pytestmark = pytest.mark.both_databases
WHY = "Tổ chỉ có hai giáo viên."


def of_small(small):
    db.session.rollback()
    return db.session.scalars(select(Evaluation).where(Evaluation.group_id == small).order_by(Evaluation.id)).all()


def test_joined_the_other_groups_members_are_asked_too_and_counts_come(cast, period, group, small):
    arrange(cast.principal.viewer, period, small, Way.JOINED, [group], WHY)
    assert len(asked_of(cast.peer.viewer, period)) == 4 + 2
    view = group_view(cast.principal.viewer, period, small)
    assert view.joined == ("Tổ Toán - Tin",) and not view.small and len(view.raters) == 5 + 2
    for key in ("teacher", "peer", "group_head"):
        give_opinions(cast, period, key, 2)
    clock.pin_today(OPINIONS_DUE)
    found = tallies(of_small(small))
    assert [each.counts[0] for each in found.values()] == [(0, 0, 3, 0)] * 2
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "group_arranged")).one()
    assert entry.reason == WHY and entry.after == {"group": small, "way": "joined", "joined": [group]}


def test_left_out_nobody_is_asked_and_the_remark_stands(cast, period, group, small):
    arrange(cast.principal.viewer, period, small, Way.LEFT_OUT, [], WHY)
    (line,) = [line for line in group_lines(cast.principal.viewer, period) if line.group_id == small]
    assert (line.remark, line.asked) == (WHY, 0)
    assert {each.hidden for each in tallies(of_small(small)).values()} == {Hidden.NOT_COLLATED}
    with pytest.raises(Refused, match="not_collated"):
        adjust(cast.principal.viewer, of_small(small)[0].id, [cast.peer.person_id], [], WHY)
    arrange(cast.principal.viewer, period, small, Way.ALONE, [], "")
    assert arrangement_of(period, small).way is Way.ALONE


def test_a_group_large_enough_is_collated(cast, period, group):
    with pytest.raises(Refused, match="large_enough"):
        arrange(cast.principal.viewer, period, group, Way.LEFT_OUT, [], WHY)


@pytest.mark.parametrize("who", ["group_head", "vice_principal", "stranger_principal", "school_admin", "district_head"])
def test_az_only_the_head_of_the_school_settles_it(cast, period, group, small, who):
    with pytest.raises(LookupError):
        arrange(cast[who].viewer, period, small, Way.JOINED, [group], WHY)


def test_con_4_and_con_1_once_and_over_what_was_shown(cast, period, group, small):
    head, shown = cast.principal.viewer, arrangement_of(period, small).version
    for _ in range(2):
        arrange(head, period, small, Way.JOINED, [group], WHY, shown, submit_key="k1")
    with pytest.raises(StaleVersion):
        arrange(head, period, small, Way.LEFT_OUT, [], WHY, shown)
    assert arrangement_of(period, small).joined == {group}
    assert len(db.session.scalars(select(JournalEntry).where(JournalEntry.event == "group_arranged")).all()) == 1


def test_who_has_answered_is_not_parted_from_the_group(cast, period, group, small):
    arrange(cast.principal.viewer, period, small, Way.JOINED, [group], WHY)
    give_opinions(cast, period, "peer", 2)
    with pytest.raises(Refused, match="has_answered"):
        arrange(cast.principal.viewer, period, small, Way.ALONE, [], "")


def test_con_5_after_the_step_no_group_joins_and_after_the_period_nothing_moves(cast, period, group, small):
    clock.pin_today(OPINIONS_DUE)
    with pytest.raises(Refused, match="too_late_to_join"):
        arrange(cast.principal.viewer, period, small, Way.JOINED, [group], WHY)
    arrange(cast.principal.viewer, period, small, Way.LEFT_OUT, [], WHY)
    clock.pin_today(LOCKS)
    with pytest.raises(NotNow, match="locked"):
        arrange(cast.principal.viewer, period, small, Way.ALONE, [], "")


def test_a_group_that_is_not_collated_keeps_no_other_from_answering(cast, period, small):
    with writing():
        db.session.add(NotCollated(period_id=period, group_id=small, remark="Tổ chỉ có hai người"))
    save_opinion(cast.peer.viewer, evaluation_of(cast, period, "teacher"), {1: 2}, 0)
