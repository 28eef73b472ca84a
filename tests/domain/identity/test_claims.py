"""Declaring and verifying one's own ID, by both ways of letter 95, in the database."""

import threading
from datetime import date

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.identity import actions, queries
from app.domain.identity.flows import ClaimState, Move, Standing
from app.domain.identity.models import Attempt, Claim, FormerSectorId, IdCase
from app.domain.identity.records import NewRecord, store_records
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.models import Person
from app.domain.viewer import SYSTEM
from app.domain.work.stale import StaleMark
from app.integrations.registry.verification import verify
from tests.factories import led_to

LAN, HOA, DAO = "01101000001", "01101000002", "01102000001"
pytestmark = pytest.mark.both_databases


def complete(member, sector_id, **more):
    return verify(member.viewer, member.person_id, Move.COMPLETE, sector_id=sector_id, **more)


def person(member) -> Person:
    return db.session.get_one(Person, member.person_id)


def claim(member) -> Claim | None:
    return db.session.scalar(select(Claim).where(Claim.person_id == member.person_id))


def standing(member) -> Standing:
    return queries.standing_of(person(member), claim(member))


def notices(member) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == member.person_id).order_by(Notice.id)))


def test_a_match_gives_the_person_their_id_in_the_same_transaction(cast, register):
    register(LAN, "TRẦN THỊ LAN")
    assert complete(cast.teacher, LAN) is ClaimState.VERIFIED
    assert (person(cast.teacher).sector_id, person(cast.teacher).sector_key) == (LAN, LAN.lstrip("0"))
    assert claim(cast.teacher).verified_at is not None and standing(cast.teacher) is Standing.VERIFIED_SELF
    entry = db.session.scalar(select(JournalEntry).where(JournalEntry.event == "id_declared"))
    assert entry.after == {"state": "verified", "outcome": "verified", "sector_id": LAN}
    assert entry.unit_id == cast.teacher.unit_id
    assert db.session.scalar(select(StaleMark.unit_id)) == cast.teacher.unit_id


def test_a_lost_zero_is_verified_with_the_registrys_exact_id(cast, register):
    register(LAN, "Trần Thị Lan")
    assert complete(cast.teacher, LAN.lstrip("0")) is ClaimState.VERIFIED
    assert person(cast.teacher).sector_id == LAN and claim(cast.teacher).sector_id == LAN.lstrip("0")


@pytest.mark.parametrize(
    ("name", "born", "state"),
    [
        ("Trần Thị Lân", date(1985, 5, 20), ClaimState.MISMATCH),
        ("Trần Thị Lan", date(1985, 5, 2), ClaimState.MISMATCH),
        (None, None, ClaimState.NOT_FOUND),
    ],
)
def test_a_failed_check_is_kept_with_the_fields_that_were_compared(cast, register, name, born, state):
    if name:
        register(LAN, name, born)
    assert complete(cast.teacher, LAN) is state
    attempt = db.session.scalar(select(Attempt))
    assert attempt.outcome == state and attempt.full_name == "Trần Thị Lan"
    assert (attempt.name_matched, attempt.birth_date_matched) == (
        (name == "Trần Thị Lan", born == date(1985, 5, 20)) if name else (None, None)
    )
    assert person(cast.teacher).sector_id is None and claim(cast.teacher).declared_at is not None


def test_unverified_claims_of_others_are_no_use(cast, register):
    register(LAN, "Trần Thị Lan")
    assert complete(cast.peer, LAN) is ClaimState.MISMATCH
    assert complete(cast.teacher, LAN) is ClaimState.VERIFIED


def test_of_two_who_match_one_id_both_are_told_and_nobody_is_named(cast, register):
    with writing():
        person(cast.stranger).full_name = "Trần Thị Lan"
    register(LAN, "Trần Thị Lan")
    assert complete(cast.stranger, LAN) is ClaimState.VERIFIED
    assert complete(cast.teacher, LAN) is ClaimState.DUPLICATE
    assert "id_duplicate" in notices(cast.teacher) and notices(cast.stranger) == ["id_claimed_by_another"]
    told = db.session.scalars(select(Notice)).all()
    assert not any("Trần" in str(notice.values) for notice in told)
    case = db.session.scalar(select(IdCase))
    assert (case.kind, case.person_id) == ("duplicate", cast.teacher.person_id)
    assert "case_arrived" in notices(cast.school_admin)
    assert person(cast.stranger).sector_id == LAN


def test_az_7_two_accounts_that_verify_one_id_at_the_same_instant_leave_exactly_one(app, cast, register):
    with writing():
        person(cast.peer).full_name = "Trần Thị Lan"
    register(LAN, "Trần Thị Lan")
    db.session.remove()
    ready = threading.Barrier(2)
    states: dict[str, ClaimState] = {}

    def go(key: str) -> None:
        with app.app_context():
            member = cast[key]
            check = actions.prepare_check(member.viewer, member.person_id, Move.COMPLETE, sector_id=LAN)
            record = queries.stored_record(LAN)
            db.session.expunge_all()
            db.session.rollback()
            ready.wait(10)
            states[key] = actions.settle_check(member.viewer, check, [record])
            db.session.remove()

    threads = [threading.Thread(target=go, args=(key,)) for key in ("teacher", "peer")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(states.values()) == [ClaimState.DUPLICATE, ClaimState.VERIFIED]
    assert db.session.scalar(select(func.count()).where(Person.sector_id == LAN)) == 1


def test_who_leaves_the_vnpt_way_before_saving_has_declared_nothing(cast, register):
    register(DAO, "Nông Thị Đào")
    viewer = cast.far_teacher.viewer
    actions.enter_id(viewer, DAO, 0)
    assert standing(cast.far_teacher) is Standing.UNSAVED
    assert verify(viewer, cast.far_teacher.person_id, Move.VERIFY, version=1) is ClaimState.CHECKED
    assert standing(cast.far_teacher) is Standing.UNSAVED and person(cast.far_teacher).sector_id is None
    assert claim(cast.far_teacher).declared_at is None
    assert actions.save_claim(viewer, 2) is ClaimState.VERIFIED
    assert person(cast.far_teacher).sector_id == DAO and standing(cast.far_teacher) is Standing.VERIFIED_SELF


def test_saving_after_somebody_else_verified_the_id_is_a_duplicate(cast, register):
    register(DAO, "Nông Thị Đào")
    viewer = cast.far_teacher.viewer
    actions.enter_id(viewer, DAO, 0)
    verify(viewer, cast.far_teacher.person_id, Move.VERIFY)
    with writing():
        person(cast.far_principal).sector_id = DAO
    assert actions.save_claim(viewer, 2) is ClaimState.DUPLICATE


def test_saving_what_was_compared_with_another_name_is_refused(cast, register):
    register(DAO, "Nông Thị Đào")
    viewer = cast.far_teacher.viewer
    actions.enter_id(viewer, DAO, 0)
    verify(viewer, cast.far_teacher.person_id, Move.VERIFY)
    with writing():
        person(cast.far_teacher).full_name = "Nông Thị Đảo"
    with pytest.raises(actions.ChangedMeanwhile):
        actions.save_claim(viewer, 2)


@pytest.mark.parametrize("move", [Move.VERIFY, Move.COMPLETE])
def test_a_province_has_one_way_only(cast, register, move):
    register(LAN, "Trần Thị Lan")
    member = cast.teacher if move is Move.VERIFY else cast.far_teacher
    with pytest.raises(actions.ChangedMeanwhile):
        verify(member.viewer, member.person_id, move, sector_id=LAN)


def test_con1_a_stale_page_is_refused(cast, register):
    register(LAN, "Trần Thị Lan")
    complete(cast.teacher, "01101000099", version=0)
    with pytest.raises(actions.ChangedMeanwhile):
        complete(cast.teacher, LAN, version=0)
    assert complete(cast.teacher, LAN, version=1) is ClaimState.VERIFIED


def test_con4_the_same_form_twice_acts_once(cast, register):
    register(LAN, "Trần Thị Lan")
    for _ in range(2):
        assert complete(cast.teacher, LAN, version=0, submit_key="k1") is ClaimState.VERIFIED
    assert db.session.scalar(select(func.count(Attempt.id))) == 1


def test_without_a_birth_date_nothing_is_compared_and_it_is_given_once(cast, register):
    with writing():
        person(cast.teacher).birth_date = None
    with pytest.raises(actions.BirthDateNeeded):
        complete(cast.teacher, LAN)
    assert actions.give_birth_date(cast.teacher.viewer, date(1985, 5, 20))
    assert not actions.give_birth_date(cast.teacher.viewer, date(1990, 1, 1))
    assert person(cast.teacher).birth_date == date(1985, 5, 20)


def test_the_sixth_check_after_five_failures_is_kept_without_an_answer(cast, register):
    register(LAN, "Trần Thị Lan")
    for n in range(5):
        assert complete(cast.teacher, f"0999999990{n}") is ClaimState.NOT_FOUND
    assert complete(cast.teacher, LAN) is ClaimState.WITHHELD
    assert standing(cast.teacher) is Standing.PENDING and person(cast.teacher).sector_id is None
    last = queries.last_attempt(cast.teacher.person_id)
    assert (last.name_matched, last.birth_date_matched) == (None, None)
    assert claim(cast.teacher).retry_at is None
    # Whoever administers sees the ID and lets it be checked again.
    assert verify(cast.school_admin.viewer, cast.teacher.person_id, Move.RECHECK) is ClaimState.VERIFIED


def test_failures_of_others_never_stop_the_one_who_matches(cast, register):
    register(LAN, "Trần Thị Lan")
    with writing():
        for n in range(20):
            db.session.add(
                Attempt(person_id=cast.peer.person_id, account_id=90_000 + n, at=clock.now(), move="complete",
                        sector_id=LAN, sector_key=LAN.lstrip("0"), outcome="mismatch", ambiguous=False, full_name="X")
            )  # fmt: skip
    assert complete(cast.peer, LAN) is ClaimState.WITHHELD
    assert complete(cast.teacher, LAN) is ClaimState.VERIFIED


def test_a_changed_registry_makes_a_verified_person_confirm_again_with_the_difference(cast, register):
    register(LAN, "Trần Thị Lan")
    complete(cast.teacher, LAN)
    register(LAN, "Trần Thị Lan", date(1985, 6, 20))
    assert standing(cast.teacher) is Standing.RECONFIRM
    assert claim(cast.teacher).changes == ["birth_date_differs"]
    assert notices(cast.teacher)[-1] == "id_reconfirm"
    assert person(cast.teacher).sector_id == LAN
    register(LAN, "Trần Thị Lan")
    assert queries.claims_to_retry(clock.now(), 10) == [cast.teacher.person_id]
    assert verify(SYSTEM, cast.teacher.person_id, Move.RECHECK) is ClaimState.VERIFIED
    assert notices(cast.teacher)[-1] == "id_verified_self"


def test_a_registry_change_that_does_not_matter_unsettles_nobody(cast, register):
    register(LAN, "Trần Thị Lan")
    complete(cast.teacher, LAN)
    register(LAN, "TRẦN THỊ LAN", unit_name="Trường THCS Lê Lợi")
    assert standing(cast.teacher) is Standing.VERIFIED_SELF


def test_an_earlier_id_still_leads_to_the_person(cast, register):
    register(LAN, "Trần Thị Lan")
    complete(cast.teacher, LAN)
    register(LAN, "Trần Thị Lân")
    register("01101777777", "Trần Thị Lan")
    assert complete(cast.teacher, "01101777777") is ClaimState.VERIFIED
    assert db.session.scalar(select(FormerSectorId.sector_id)) == LAN
    for sector_id in (LAN, "01101777777"):
        assert led_to(cast.principal.viewer, sector_id) == [cast.teacher.person_id]


def test_storing_the_same_records_again_changes_nothing(cast):
    rows = [NewRecord(LAN, "Trần Thị Lan", date(1985, 5, 20)), NewRecord(HOA, "Nguyễn Thị Hoa", date(1985, 5, 20))]
    with writing():
        first = store_records(SYSTEM, rows)
    with writing():
        again = store_records(SYSTEM, rows)
    assert (first.created, again.created, again.updated, again.unchanged) == (2, 0, 0, 2)


def test_the_state_in_sql_is_the_state_of_one_person(cast, register):
    register(LAN, "Trần Thị Lan")
    complete(cast.teacher, LAN)
    complete(cast.peer, "01101000098")
    actions.enter_id(cast.far_teacher.viewer, DAO, 0)
    rows = db.session.execute(
        select(Person, Claim, queries.standing_sql()).outerjoin(Claim, Claim.person_id == Person.id)
    ).all()
    assert {queries.standing_of(p, c) for p, c, _ in rows} >= {
        Standing.VERIFIED_SELF, Standing.NOT_FOUND, Standing.UNSAVED, Standing.LISTED, Standing.NOT_DECLARED,
    }  # fmt: skip
    assert all(queries.standing_of(p, c) == shown for p, c, shown in rows)
