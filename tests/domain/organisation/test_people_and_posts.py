"""People come, change, move and go by their unit's admin: in scope, dated, journalled, and never by themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation import admin_requests, leaves, people, posts, queries, unit_admins
from app.domain.organisation.models import Appointment, Leave, Person, Unit
from app.domain.organisation.posts import Post
from app.domain.organisation.rules import Level, Position, UnitKind
from app.domain.work.stale import StaleMark
from tests.factories import make_subject_group, make_unit

pytestmark = pytest.mark.both_databases
TODAY = date(2022, 4, 18)
NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
TEACHER = Post(Position.TEACHER, TODAY)
VALUES = {"full_name": "Lò Thị Bưởi", "birth_date": date(1988, 9, 5), "gender": "female"}
LAN = ("01101000001", "Trần Thị Lan", date(1985, 5, 20))


def posts_of(person_id: int) -> list[Appointment]:
    db.session.rollback()
    found = select(Appointment).where(Appointment.person_id == person_id).order_by(Appointment.starts, Appointment.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


def events() -> set[str]:
    return set(db.session.scalars(select(JournalEntry.event)))


def test_an_admin_adds_somebody_to_their_school(cast):
    person = people.add_person(cast.school_admin.viewer, cast.units["school"], dict(VALUES), TEACHER)
    assert isinstance(person, Person)
    post = posts_of(person.id)[0]
    assert (post.position, post.level, post.main, post.starts) == ("teacher", "THCS", True, TODAY)
    assert "person_added" in events()
    assert cast.units["school"] in set(db.session.scalars(select(StaleMark.unit_id)))


@pytest.mark.parametrize("unit", ["other_school", "upper_school", "far_school", "province"])
def test_az_2_not_to_a_unit_of_somebody_else(cast, unit):
    refused = people.add_person(cast.school_admin.viewer, cast.units[unit], dict(VALUES), TEACHER)
    assert codes(refused) == ["unit_unknown"]


def test_the_same_person_is_not_added_twice(cast):
    people.add_person(cast.school_admin.viewer, cast.units["school"], dict(VALUES), TEACHER)
    again = people.add_person(cast.school_admin.viewer, cast.units["school"], dict(VALUES), TEACHER)
    assert codes(again) == ["person_known_here"]


def test_a_post_must_fit_the_unit_and_the_calendar(cast):
    with writing():
        both = make_unit_below(cast, levels="TH,THCS")
        stranger_group = make_subject_group(db.session.get_one(Unit, cast.units["other_school"]))
        unit_id, group_id = both.id, stranger_group.id
    viewer = cast.district_admin.viewer
    for post, code in (
        (Post(Position.TEACHER, TODAY), "level_needed"),
        (Post(Position.DIRECTOR, TODAY, level=Level.PRIMARY), "position_not_in_unit"),
        (Post(Position.TEACHER, TODAY + timedelta(days=61), level=Level.PRIMARY), "starts_out_of_range"),
        (Post(Position.TEACHER, TODAY, group_id=group_id, level=Level.PRIMARY), "group_unknown"),
    ):
        assert code in codes(people.add_person(viewer, unit_id, dict(VALUES), post))


def make_unit_below(cast, **values):
    return make_unit(UnitKind.SCHOOL, db.session.get_one(Unit, cast.units["district"]), **values)


def test_contacts_are_corrected_and_an_unknown_birth_date_filled_but_never_changed(cast):
    viewer, lan = cast.school_admin.viewer, cast.teacher.person_id
    values = {"phone": "0912", "birth_date": date(1999, 1, 1), "full_name": "Ai khác", "sector_id": "1"}
    assert people.correct_person(viewer, lan, 1, values) is not None
    person = db.session.get_one(Person, lan, populate_existing=True)
    assert (person.phone, person.birth_date, person.full_name, person.version) == (
        "0912", date(1985, 5, 20), "Trần Thị Lan", 2,
    )  # fmt: skip
    assert person.sector_id is None


def test_con_1_a_stale_form_is_refused(cast):
    viewer, lan = cast.school_admin.viewer, cast.teacher.person_id
    people.correct_person(viewer, lan, 1, {"phone": "0912"})
    with pytest.raises(queries.ChangedMeanwhile):
        people.correct_person(viewer, lan, 1, {"phone": "0913"})


@pytest.mark.parametrize("who", ["stranger_admin", "far_admin", "principal", "district_officer"])
def test_az_2_others_correct_nobody_here(cast, who):
    assert people.correct_person(cast[who].viewer, cast.teacher.person_id, 1, {"phone": "0912"}) is None


def test_az_5_nobody_acts_on_their_own_record(cast):
    admin = cast.school_admin
    assert people.correct_person(admin.viewer, admin.person_id, 1, {"phone": "0912"}) is None
    own = posts_of(admin.person_id)[0].id
    assert posts.end_appointment(admin.viewer, own, 1, TODAY, "retired") is None


def test_a_new_position_ends_the_old_one_on_the_day_it_begins(cast):
    old = posts_of(cast.teacher.person_id)[0]
    post = Post(Position.GROUP_HEAD, date(2022, 4, 1), level=Level.LOWER_SECONDARY)
    assert posts.change_post(cast.school_admin.viewer, old.id, old.version, post) == []
    first, second = posts_of(cast.teacher.person_id)
    assert (first.ends, second.starts, second.position, second.main) == (
        date(2022, 4, 1), date(2022, 4, 1), "group_head", True,
    )  # fmt: skip


def test_several_posts_stand_side_by_side_and_one_is_main(cast):
    viewer, lan = cast.district_admin.viewer, cast.teacher.person_id
    posts.appoint(viewer, lan, cast.units["other_school"], TEACHER)
    assert [(post.unit_id, post.main) for post in posts_of(lan)] == [
        (cast.units["school"], True), (cast.units["other_school"], False),
    ]  # fmt: skip
    again = posts.appoint(viewer, lan, cast.units["other_school"], TEACHER)
    assert codes(again) == ["position_held_already"]


def test_the_new_school_moves_somebody_and_everybody_concerned_is_told(cast):
    moved = people.move_person(cast.stranger_admin.viewer, *LAN, cast.units["other_school"], TEACHER)
    assert moved.id == cast.teacher.person_id
    old, new = posts_of(moved.id)
    assert (old.ends, old.end_reason, new.unit_id, new.main) == (TODAY, "moved", cast.units["other_school"], True)
    told = {tuple(row) for row in db.session.execute(select(Notice.person_id, Notice.kind))}
    assert told == {(cast.teacher.person_id, "you_moved"), (cast.school_admin.person_id, "person_moved_away")}
    assert {cast.units["school"], cast.units["other_school"]} <= set(db.session.scalars(select(StaleMark.unit_id)))


NGA = ("01101000007", "Bùi Thị Nga", date(1985, 5, 20))


def test_an_admin_who_moves_away_is_admin_of_the_old_school_no_more(cast):
    moved = people.move_person(cast.stranger_admin.viewer, *NGA, cast.units["other_school"], TEACHER)
    assert moved.id == cast.school_admin.person_id
    posts_then = [(post.position, post.unit_id, post.ends) for post in posts_of(moved.id)]
    school = cast.units["school"]
    assert posts_then == [
        ("staff", school, TODAY),
        ("admin", school, TODAY),
        ("teacher", cast.units["other_school"], None),
    ]
    assert "admin_ended" in events()
    told = {tuple(row) for row in db.session.execute(select(Notice.person_id, Notice.kind))}
    assert told == {
        (moved.id, "you_moved"), (moved.id, "you_are_no_admin"), (cast.district_admin.person_id, "unit_without_admin"),
    }  # fmt: skip


def test_an_admin_keeps_the_office_with_another_post_there_and_loses_it_with_the_last(cast):
    viewer, nga = cast.district_admin.viewer, cast.school_admin.person_id
    second = posts.appoint(viewer, nga, cast.units["school"], TEACHER)
    staff = next(post for post in posts_of(nga) if post.position == "staff")
    assert posts.end_appointment(viewer, staff.id, staff.version, TODAY, "left") == []
    assert [post.position for post in posts_of(nga) if post.ends is None] == ["admin", "teacher"]
    last = TODAY + timedelta(days=1)
    assert posts.end_appointment(viewer, second.id, second.version, last, "left") == []
    assert [post.ends for post in posts_of(nga) if post.position == "admin"] == [last]


@pytest.mark.parametrize(
    "who", [("01101000009", *LAN[1:]), (LAN[0], "Trần Thị Lân", LAN[2]), (LAN[0], LAN[1], date(1985, 5, 21))]
)
def test_imp_5_nobody_is_found_by_two_facts_of_three(cast, who):
    refused = people.move_person(cast.stranger_admin.viewer, *who, cast.units["other_school"], TEACHER)
    assert codes(refused) == ["person_unknown"]


def test_the_old_school_cannot_send_somebody_away_to_another(cast):
    refused = people.move_person(cast.school_admin.viewer, *LAN, cast.units["other_school"], TEACHER)
    assert codes(refused) == ["person_unknown"]


def test_leaving_ends_the_post_and_scope(cast):
    post = posts_of(cast.teacher.person_id)[0]
    assert posts.end_appointment(cast.school_admin.viewer, post.id, 1, TODAY, "retired") == []
    assert queries.person_to_administer(cast.school_admin.viewer, cast.teacher.person_id) is None
    back = people.move_person(cast.school_admin.viewer, *LAN, cast.units["school"], TEACHER)
    assert isinstance(back, Person)


def test_long_leave_is_not_leaving(cast):
    viewer, lan = cast.school_admin.viewer, cast.teacher.person_id
    assert leaves.begin_leave(viewer, lan, "maternity", TODAY, None, "") == []
    assert codes(leaves.begin_leave(viewer, lan, "sick", TODAY, TODAY + timedelta(days=9), "")) == ["on_leave_already"]
    leave = leaves.leaves_of(lan)[0]
    assert posts_of(lan)[0].ends is None
    assert leaves.end_leave(cast.stranger_admin.viewer, leave.id, TODAY + timedelta(days=5)) is None
    assert leaves.end_leave(viewer, leave.id, TODAY + timedelta(days=5)) == []
    assert db.session.get_one(Leave, leave.id, populate_existing=True).ends == TODAY + timedelta(days=5)


def test_a_day_of_return_is_moved_but_not_into_another_leave(cast):
    viewer, lan = cast.school_admin.viewer, cast.teacher.person_id
    day = lambda days: TODAY + timedelta(days=days)  # noqa: E731
    assert leaves.begin_leave(viewer, lan, "study", TODAY, day(30), "") == []
    assert leaves.begin_leave(viewer, lan, "sick", day(40), None, "") == []
    first = leaves.leaves_of(lan)[-1].id
    for ends in (day(10), day(40)):
        assert leaves.end_leave(viewer, first, ends) == []
        assert db.session.get_one(Leave, first, populate_existing=True).ends == ends
    assert codes(leaves.end_leave(viewer, first, day(41))) == ["on_leave_already"]
    assert codes(leaves.end_leave(viewer, first, TODAY)) == ["ends_before_start"]


def test_az_10_admins_are_made_from_above_never_beside(cast):
    school, peer = cast.units["school"], cast.peer.person_id
    assert admin_requests.make_admin(cast.school_admin.viewer, school, peer) is None
    assert admin_requests.make_admin(cast.far_admin.viewer, school, peer) is None
    assert codes(admin_requests.make_admin(cast.district_admin.viewer, school, cast.stranger.person_id)) == [
        "person_not_at_unit"
    ]
    assert admin_requests.make_admin(cast.district_admin.viewer, school, peer) == []
    assert [post.position for post in posts_of(peer)] == ["teacher", "admin"]
    admin = cast.school_admin.person_id
    assert unit_admins.end_admin(cast.district_admin.viewer, school, admin) == []
    assert posts_of(admin)[-1].ends == clock.today()


def test_groups_have_names_of_their_own(cast):
    viewer, school = cast.school_admin.viewer, cast.units["school"]
    assert unit_admins.save_group(viewer, school, None, "Tổ Toán") == []
    assert codes(unit_admins.save_group(viewer, school, None, "TỔ TOÁN")) == ["group_name_taken"]
    assert unit_admins.save_group(cast.stranger_admin.viewer, school, None, "Tổ Văn") is None


def test_a_person_without_post_can_be_taken_in(cast):
    leaver = (cast["leaver"].name, date(1985, 5, 20))
    moved = people.move_person(cast.school_admin.viewer, "01101000099", *leaver, cast.units["school"], TEACHER)
    assert isinstance(moved, Person)


def test_API_6_five_look_ups_in_vain_a_day_and_no_more(cast, frozen):
    """A wrong birth date and a right one that moves nobody count alike: each tells something about the person."""
    frozen(NOON)
    viewer, school = cast.stranger_admin.viewer, cast.units["other_school"]
    wrong = (LAN[0], LAN[1], date(1985, 5, 21))
    for _ in range(3):
        assert codes(people.move_person(viewer, *wrong, school, TEACHER)) == ["person_unknown"]
    too_early = Post(Position.TEACHER, TODAY - timedelta(days=365))
    with writing():
        db.session.get_one(Appointment, cast.teacher.appointment_id).starts = TODAY
    for _ in range(2):
        assert codes(people.move_person(viewer, *LAN, school, too_early)) == ["starts_before_current"]
    assert codes(people.move_person(viewer, *LAN, school, TEACHER)) == ["too_many_look_ups"]
    by_a_colleague = people.move_person(cast.district_admin.viewer, *wrong, school, TEACHER)
    assert codes(by_a_colleague) == ["person_unknown"], "counted for each account"
    frozen(NOON + timedelta(days=1))
    assert codes(people.move_person(viewer, *LAN, school, too_early)) == ["starts_before_current"]


def test_API_6_a_post_that_cannot_be_is_refused_without_looking_for_anybody(cast):
    nowhere = Post(Position.MIDDLE_OFFICER, TODAY)
    for who in (LAN, (LAN[0], "Người Khác", LAN[2])):
        refused = people.move_person(cast.stranger_admin.viewer, *who, cast.units["other_school"], nowhere)
        assert codes(refused) == ["position_not_in_unit"]
