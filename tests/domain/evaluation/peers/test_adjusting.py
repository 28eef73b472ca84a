"""Who is asked is changed by the group's head or the school's, with a reason, before the step is over."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.evaluation.models import PeerAdjustment
from app.domain.evaluation.peers import asked_of
from app.domain.evaluation.peers.about import about
from app.domain.evaluation.peers.adjusting import Refused, adjust
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from tests.evaluations import OPENS, OPINIONS_DUE, evaluation_of, give_opinions

pytestmark = pytest.mark.both_databases
WHY = "Cùng dạy khối 9 trong năm học."


@pytest.fixture
def mine(cast, period):
    return evaluation_of(cast, period, "teacher")


def asked(cast, mine):
    return {one.person_id for one in about(cast.principal.viewer, mine).asked}


@pytest.mark.parametrize("who", ["group_head", "principal"])
def test_somebody_is_asked_beside_and_somebody_no_more(cast, period, mine, who):
    vice, peer = cast.vice_principal.person_id, cast.peer.person_id
    adjust(cast[who].viewer, mine, [vice], [peer], WHY)
    assert vice in asked(cast, mine) and peer not in asked(cast, mine)
    assert {one.full_name for one in asked_of(cast.vice_principal.viewer, period)} == {"Trần Thị Lan"}
    assert "Trần Thị Lan" not in {one.full_name for one in asked_of(cast.peer.viewer, period)}
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "peers_adjusted")).one()
    assert entry.reason == WHY and entry.after == {"asked_beside": [vice], "asked_no_more": [peer]}
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "asked_about_colleagues")).all()
    assert told == [vice]
    adjust(cast[who].viewer, mine, [peer], [vice], WHY)  # and back: nothing is left that differs from the default
    assert db.session.scalars(select(PeerAdjustment)).all() == []


@pytest.mark.parametrize("who", ["teacher", "peer", "vice_principal", "stranger_principal", "school_admin", "staff"])
def test_az_others_do_not_change_it(cast, period, mine, who):
    with pytest.raises(LookupError):
        adjust(cast[who].viewer, mine, [cast.vice_principal.person_id], [], WHY)


def test_az_5_a_group_head_does_not_change_it_about_themselves(cast, period):
    own = evaluation_of(cast, period, "group_head")
    with pytest.raises(LookupError):
        adjust(cast.group_head.viewer, own, [cast.vice_principal.person_id], [], WHY)


@pytest.mark.parametrize("whom", ["teacher", "principal", "stranger", "district_officer"])
def test_nobody_is_asked_about_themselves_nor_who_decides_nor_a_stranger(cast, period, mine, whom):
    with pytest.raises(Refused, match="not_to_be_asked"):
        adjust(cast.group_head.viewer, mine, [cast[whom].person_id], [], WHY)
    assert db.session.scalars(select(PeerAdjustment)).all() == []


def test_who_has_answered_stays_asked(cast, period, mine):
    give_opinions(cast, period, "peer", 2)
    with pytest.raises(Refused, match="has_answered"):
        adjust(cast.group_head.viewer, mine, [], [cast.peer.person_id], WHY)


def test_con_4_the_same_form_twice_acts_once(cast, period, mine):
    for _ in range(2):
        adjust(cast.principal.viewer, mine, [cast.vice_principal.person_id], [], WHY, submit_key="k1")
    assert len(db.session.scalars(select(JournalEntry).where(JournalEntry.event == "peers_adjusted")).all()) == 1


def test_con_1_a_list_that_changed_since_it_was_shown_is_not_changed_again(cast, period, mine):
    shown = about(cast.principal.viewer, mine).asking.version
    adjust(cast.group_head.viewer, mine, [cast.vice_principal.person_id], [], WHY, shown)
    with pytest.raises(StaleVersion):
        adjust(cast.principal.viewer, mine, [], [cast.peer.person_id], WHY, shown)
    assert cast.peer.person_id in asked(cast, mine)


def test_con_5_before_the_period_and_after_the_step_nothing_changes(cast, period, mine, frozen):
    for instant, reason in ((OPINIONS_DUE, "asking_over"), (OPENS, None)):
        clock.pin_today(None)
        frozen(clock.start_of(instant))
        if reason:
            with pytest.raises(NotNow, match=reason):
                adjust(cast.principal.viewer, mine, [cast.vice_principal.person_id], [], WHY)
            assert not about(cast.principal.viewer, mine).may_adjust
        else:
            adjust(cast.principal.viewer, mine, [cast.vice_principal.person_id], [], WHY)
