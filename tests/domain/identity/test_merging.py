"""One person with two records: merging them."""

from datetime import date

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain.accounts.models import Account, LoginSession
from app.domain.identity import queries
from app.domain.identity.actions import ChangedMeanwhile
from app.domain.identity.flows import Move, Standing
from app.domain.identity.merging import merge_people
from app.domain.identity.models import Attempt, IdCase
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position
from app.integrations.registry.verification import verify
from tests.factories import led_to, make_appointment

LAN, OTHER = "01101000001", "01101666666"
pytestmark = pytest.mark.both_databases


def person(member) -> Person:
    return db.session.get_one(Person, member.person_id, populate_existing=True)


def merge(viewer, keep, gone, **from_gone):
    versions = (person(keep).version, person(gone).version)
    return merge_people(viewer, keep.person_id, gone.person_id, versions, from_gone, "Cùng căn cước.")


@pytest.fixture
def twice(cast, register):
    """The peer is the teacher once more: same name and birth date, each record with a verified ID of its own."""
    with writing():
        person(cast.peer).full_name, person(cast.peer).phone = "Trần Thị Lan", "0912345678"
    register(LAN, "Trần Thị Lan")
    register(OTHER, "Trần Thị Lan")
    verify(cast.teacher.viewer, cast.teacher.person_id, Move.COMPLETE, sector_id=LAN)
    verify(cast.peer.viewer, cast.peer.person_id, Move.COMPLETE, sector_id=OTHER)
    db.session.rollback()


def test_one_record_survives_and_both_ids_lead_to_it(cast, twice):
    assert merge(cast.school_admin.viewer, cast.teacher, cast.peer, phone=True) == []
    keep, gone = person(cast.teacher), person(cast.peer)
    assert (keep.sector_id, gone.sector_id, gone.merged_into_id) == (LAN, None, keep.id)
    assert keep.phone == "0912345678"
    assert [led_to(cast.principal.viewer, each) for each in (LAN, OTHER)] == [[keep.id]] * 2
    assert queries.standing_of(keep, queries.claim_of(keep.id)) is Standing.VERIFIED_SELF
    assert queries.claim_of(gone.id) is None


def test_the_other_id_can_be_chosen(cast, twice):
    assert merge(cast.school_admin.viewer, cast.teacher, cast.peer, sector_id=True) == []
    keep = person(cast.teacher)
    assert keep.sector_id == OTHER and queries.claim_of(keep.id).matched_id == OTHER
    assert led_to(cast.principal.viewer, LAN) == [keep.id]


def test_a_chosen_name_that_the_registry_does_not_know_must_be_confirmed(cast, twice):
    with writing():
        person(cast.peer).full_name = "Trần Thị Lân"
    assert merge(cast.school_admin.viewer, cast.teacher, cast.peer, full_name=True) == []
    keep = person(cast.teacher)
    assert keep.name_fold == "tran thi lan" and keep.given_name == "Lân"
    assert queries.standing_of(keep, queries.claim_of(keep.id)) is Standing.RECONFIRM


def test_ses4_the_merged_records_account_is_closed_and_its_sessions_end(cast, twice):
    merge(cast.school_admin.viewer, cast.teacher, cast.peer)
    account = db.session.get_one(Account, cast.peer.account_id, populate_existing=True)
    assert (account.state, account.disabled_reason) == ("disabled", "merged")
    live = select(LoginSession).where(LoginSession.account_id == account.id, LoginSession.ended_at.is_(None))
    assert db.session.scalar(live) is None
    assert db.session.get_one(Account, cast.teacher.account_id).state == "active"


def test_appointments_and_checks_go_over_and_one_main_place_is_left(cast, twice):
    merge(cast.school_admin.viewer, cast.teacher, cast.peer)
    held = db.session.scalars(select(Appointment).where(Appointment.person_id == cast.teacher.person_id)).all()
    assert len(held) == 2 and sum(each.main and each.ends is None for each in held) == 1
    assert db.session.scalar(select(Appointment).where(Appointment.person_id == cast.peer.person_id)) is None
    assert db.session.scalar(select(Attempt).where(Attempt.person_id == cast.peer.person_id)) is None


def test_a_duplicates_case_is_closed_by_merging(cast, register):
    with writing():
        person(cast.peer).full_name = "Trần Thị Lan"
    register(LAN, "Trần Thị Lan")
    verify(cast.peer.viewer, cast.peer.person_id, Move.COMPLETE, sector_id=LAN)
    verify(cast.teacher.viewer, cast.teacher.person_id, Move.COMPLETE, sector_id=LAN)
    db.session.rollback()
    assert merge(cast.school_admin.viewer, cast.peer, cast.teacher) == []
    case = db.session.scalar(select(IdCase))
    assert (case.state, case.outcome, case.person_id) == ("closed", "merged", cast.peer.person_id)
    assert person(cast.peer).sector_id == LAN


@pytest.mark.parametrize(
    "who", ["stranger_admin", "far_admin", "principal", "teacher", "ministry_admin", "province_officer"]
)
def test_az2_only_an_admin_above_both_may_merge(cast, twice, who):
    assert [each.code for each in merge(cast[who].viewer, cast.teacher, cast.peer)] == ["not_same_person"]
    assert person(cast.peer).merged_into_id is None


def test_az5_nobody_merges_their_own_record(cast, twice):
    assert merge(cast.school_admin.viewer, cast.school_admin, cast.peer) != []


def test_con1_a_stale_page_merges_nothing(cast, twice):
    with pytest.raises(ChangedMeanwhile):
        merge_people(cast.school_admin.viewer, cast.teacher.person_id, cast.peer.person_id, (1, 99), {}, "x")


def test_a_merged_record_is_not_merged_again(cast, twice):
    merge(cast.school_admin.viewer, cast.teacher, cast.peer)
    assert merge(cast.school_admin.viewer, cast.group_head, cast.peer) != []


def test_the_survivor_without_an_account_takes_over_the_others(cast, twice):
    with writing():
        from app.domain.organisation.models import Unit
        from tests.factories import make_teacher

        unit = db.session.get_one(Unit, cast.units["school"])
        spare = make_teacher(unit, "Trần Thị Lan", birth_date=date(1985, 5, 20))
        spare_id = spare.id
    versions = (1, person(cast.teacher).version)
    chosen = {"sector_id": True}
    assert merge_people(cast.school_admin.viewer, spare_id, cast.teacher.person_id, versions, chosen, "x") == []
    account = db.session.get_one(Account, cast.teacher.account_id, populate_existing=True)
    assert (account.person_id, account.state) == (spare_id, "active")
    assert db.session.get_one(Person, spare_id, populate_existing=True).sector_id == LAN


@pytest.mark.parametrize("position", [Position.PROVINCE_OFFICER, Position.ADMIN])
def test_AZ_10_nobody_merges_away_an_office_above_or_of_the_own_level(cast, twice, position):
    with writing():
        where = cast.units["province" if position is Position.PROVINCE_OFFICER else "school"]
        make_appointment(person(cast.peer), db.session.get_one(Unit, where), position, main=False)
    assert merge(cast.school_admin.viewer, cast.teacher, cast.peer)
    assert person(cast.peer).merged_into_id is None
    above = cast.district_admin if position is Position.ADMIN else cast.province_admin
    assert merge(above.viewer, cast.teacher, cast.peer) == []
