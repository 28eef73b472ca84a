"""AZ-10: a province's admin needs two people of the ministry; the head of a unit is named by the level above."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.db import db, writing
from app.domain import clock
from app.domain.accounts.sessions import open_session, viewer_of
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation import admin_requests, people, posts
from app.domain.organisation.admin_requests import decide_admin_request, make_admin, withdraw_admin_request
from app.domain.organisation.models import AdminRequest, Appointment, Person, Unit
from app.domain.organisation.posts import Post
from app.domain.organisation.queries import ChangedMeanwhile
from app.domain.organisation.rules import HEADS, Position
from tests.factories import make_account, make_appointment, make_person

pytestmark = pytest.mark.both_databases


def offices(person_id: int) -> int:
    admins = Appointment.person_id == person_id, Appointment.position == Position.ADMIN
    return db.session.scalar(select(func.count()).where(*admins))


@pytest.fixture
def asked(cast) -> int:
    """The ministry's admin has asked for an officer of Bắc Hà; the id of the request."""
    assert make_admin(cast.ministry_admin.viewer, cast.units["province"], cast.province_officer.person_id) == []
    return db.session.scalar(select(AdminRequest.id))


def test_AZ_10_asking_alone_gives_no_office(cast, asked) -> None:
    assert offices(cast.province_officer.person_id) == 0
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "admin_request_waits"))
    assert list(told) == [cast.ministry_officer.person_id]
    again = make_admin(cast.ministry_admin.viewer, cast.units["province"], cast.province_officer.person_id)
    assert [each.code for each in again] == ["admin_asked_for_already"]


def test_AZ_10_a_second_person_of_the_ministry_gives_it(cast, asked) -> None:
    assert decide_admin_request(cast.ministry_officer.viewer, asked, approve=True, reason="") == []
    assert offices(cast.province_officer.person_id) == 1
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "admin_appointed")).one()
    assert entry.person_id == cast.ministry_officer.person_id
    assert entry.after["asked_by"] == cast.ministry_admin.person_id
    with pytest.raises(ChangedMeanwhile):
        decide_admin_request(cast.ministry_officer.viewer, asked, approve=True, reason="")


def test_AZ_10_who_asked_does_not_decide_in_a_second_appointment_either(cast, asked) -> None:
    other = db.session.scalars(
        select(Appointment.id).where(
            Appointment.person_id == cast.ministry_admin.person_id, Appointment.position == Position.MINISTRY_OFFICER
        )
    ).one()
    as_officer = viewer_of(open_session(cast.ministry_admin.account_id, other, clock.now()))
    assert as_officer.role == "ministry"
    assert admin_requests.requests_to_decide(as_officer) == []
    assert decide_admin_request(as_officer, asked, approve=True, reason="") is None
    with pytest.raises(IntegrityError), writing():  # the table promises it too
        request = db.session.get_one(AdminRequest, asked)
        request.state, request.decided_by_id, request.decided_at = "approved", request.asked_by_id, clock.now()


@pytest.mark.parametrize("who", ["ministry_admin", "province_admin", "far_admin", "director", "lecturer"])
def test_AZ_10_nobody_else_decides(cast, asked, who) -> None:
    assert decide_admin_request(cast[who].viewer, asked, approve=True, reason="") is None
    assert admin_requests.requests_to_decide(cast[who].viewer) == []


def test_AZ_10_a_refusal_is_told_and_ends_the_request(cast, asked) -> None:
    assert decide_admin_request(cast.ministry_officer.viewer, asked, approve=False, reason="Chưa có quyết định") == []
    assert offices(cast.province_officer.person_id) == 0
    assert db.session.scalar(select(Notice.person_id).where(Notice.kind == "admin_request_refused"))
    assert make_admin(cast.ministry_admin.viewer, cast.units["province"], cast.province_officer.person_id) == []


def test_AZ_10_who_asked_may_take_it_back_and_nobody_else(cast, asked) -> None:
    for who in ("ministry_officer", "province_admin", "far_admin"):
        assert withdraw_admin_request(cast[who].viewer, asked) is None
    assert withdraw_admin_request(cast.ministry_admin.viewer, asked) == []
    with pytest.raises(ChangedMeanwhile):
        decide_admin_request(cast.ministry_officer.viewer, asked, approve=True, reason="")


def test_AZ_10_a_person_who_left_meanwhile_gets_no_office(cast, asked) -> None:
    with writing():
        for post in db.session.scalars(
            select(Appointment).where(Appointment.person_id == cast.province_officer.person_id)
        ):
            post.ends = clock.today()
    problems = decide_admin_request(cast.ministry_officer.viewer, asked, approve=True, reason="")
    assert [each.code for each in problems] == ["person_not_at_unit"]
    assert len(admin_requests.requests_to_decide(cast.ministry_officer.viewer)) == 1


def test_AZ_10_below_a_province_one_person_is_enough(cast) -> None:
    assert make_admin(cast.province_admin.viewer, cast.units["district"], cast.district_officer.person_id) == []
    assert offices(cast.district_officer.person_id) == 1


def post(position: Position) -> Post:
    return Post(position, clock.today())


def test_AZ_10_a_schools_admin_names_no_principal(cast) -> None:
    own = posts.appoint(
        cast.school_admin.viewer, cast.teacher.person_id, cast.units["school"], post(Position.PRINCIPAL)
    )
    assert [each.code for each in own] == ["position_above_yours"]
    values = {"full_name": "Người Mới"}
    added = people.add_person(cast.school_admin.viewer, cast.units["school"], values, post(Position.VICE_PRINCIPAL))
    assert [each.code for each in added] == ["position_above_yours"]
    from_above = posts.appoint(
        cast.district_admin.viewer, cast.teacher.person_id, cast.units["school"], post(Position.VICE_PRINCIPAL)
    )
    assert from_above.position == Position.VICE_PRINCIPAL


def test_AZ_10_nor_changes_nor_ends_one(cast) -> None:
    held = cast.principal.appointment_id
    assert posts.change_post(cast.school_admin.viewer, held, 1, post(Position.TEACHER)) is None
    assert posts.end_appointment(cast.school_admin.viewer, held, 1, clock.today(), "retired") is None
    assert posts.end_appointment(cast.district_admin.viewer, held, 1, clock.today(), "retired") == []


@pytest.mark.parametrize(
    ("who", "unit", "heads"),
    [("school_admin", "school", False), ("district_admin", "school", True), ("district_admin", "district", False),
     ("province_admin", "district", True), ("province_admin", "province", False), ("ministry_admin", "province", True)],
)  # fmt: skip
def test_AZ_10_the_form_offers_what_may_be_given(cast, who, unit, heads) -> None:
    offered = posts.positions_for(cast[who].viewer, db.session.get_one(Unit, cast.units[unit]))
    assert offered
    assert bool(set(offered) & HEADS) == heads


def test_AZ_10_another_school_takes_no_principal_away(cast) -> None:
    principal = db.session.get_one(Person, cast.stranger_principal.person_id)
    who = (principal.listed_sector_id, principal.full_name, principal.birth_date)
    moved = people.move_person(cast.school_admin.viewer, *who, cast.units["school"], post(Position.TEACHER))
    assert [each.code for each in moved] == ["head_moves_from_above"]


def test_AZ_10_a_lonely_ministry_is_told_whom_to_add(cast) -> None:
    assert admin_requests.second_people(cast.ministry_admin.viewer, 0) == [cast.ministry_officer.person_id]
    assert admin_requests.second_people(cast.ministry_admin.viewer, cast.ministry_officer.person_id) == []
    with writing():
        ministry = db.session.get_one(Unit, cast.units["ministry"])
        newcomer = make_person("Đỗ Thị Thêm")
        make_account(newcomer, login="them")
        make_appointment(newcomer, ministry, Position.MINISTRY_OFFICER)
        newcomer_id = newcomer.id
    assert newcomer_id in admin_requests.second_people(cast.ministry_admin.viewer, 0)
