"""Who may be assigned what over which places and days; who sees it; where nobody is (phân công)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from app.db import db, writing
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation import assigning, reach
from app.domain.organisation.assigning import Task, assign, assignment_to_change, change_dates, end_early
from app.domain.organisation.assignments import (
    Wanted,
    assigned_paths,
    assigned_people,
    assignees,
    assignment_for,
    assignment_lines,
    count_assignments,
    moves_of,
    paths_above,
)
from app.domain.organisation.delegations import delegate
from app.domain.organisation.models import Appointment, Assignment, Unit
from app.domain.organisation.queries import ChangedMeanwhile
from app.domain.organisation.rules import (
    TASKS_OF,
    AssignmentState,
    AssignmentTask,
    Position,
    UnitKind,
    assignment_state,
    check_dates,
    check_task,
)
from app.domain.organisation.unassigned import counts_without, sees_unassigned, units_without
from tests.cast import CAST
from tests.factories import make_account, make_appointment, make_person

both = pytest.mark.both_databases
DAY = date(2022, 4, 18)
NEXT = DAY + timedelta(days=30)
URGE, APPROVE = AssignmentTask.URGE_TRAINING, AssignmentTask.APPROVE_PLANS
GUIDE, FOCAL = AssignmentTask.GUIDE_CORE_PEOPLE, AssignmentTask.FOCAL_POINT


@pytest.mark.parametrize(
    ("starts", "ends", "back", "there", "state"),
    [
        (DAY, None, None, True, "holding"),
        (DAY, DAY + timedelta(days=1), None, True, "holding"),
        (date(2022, 4, 1), DAY, None, True, "over"),  # the first day on which it no longer holds
        (NEXT, None, None, True, "ahead"),
        (DAY, NEXT, DAY, True, "taken_back"),
        (DAY, NEXT, NEXT, True, "holding"),
        (DAY, None, None, False, "fallen"),
        (date(2022, 4, 1), DAY, None, False, "over"),
    ],
)
def test_the_state_on_a_day(starts, ends, back, there, state):
    assert assignment_state(starts, ends, back, DAY, still_there=there) == AssignmentState(state)


@pytest.mark.parametrize("kind", UnitKind)
@pytest.mark.parametrize("task", AssignmentTask)
def test_each_kind_of_unit_assigns_its_own_tasks_only(kind, task):
    codes = {problem.code for problem in check_task(task, kind, "Báo cáo", units=True, people=False)}
    assert codes == (set() if task in TASKS_OF.get(kind, ()) else {"task_not_here"})


def test_a_focal_point_has_a_content_and_no_single_people():
    codes = [p.code for p in check_task(FOCAL, UnitKind.PROVINCE, "", units=False, people=True)]
    assert codes == ["content_needed", "content_over_units"]
    assert [p.code for p in check_task(URGE, UnitKind.PROVINCE, "", units=False, people=False)] == ["places_needed"]


@pytest.mark.parametrize(
    ("starts", "ends", "began", "codes"),
    [
        (DAY, None, None, []),
        (DAY - timedelta(days=366), NEXT, None, []),
        (DAY - timedelta(days=367), NEXT, None, ["starts_too_far"]),
        (DAY - timedelta(days=400), NEXT, DAY - timedelta(days=400), []),
        (DAY + timedelta(days=367), None, None, ["starts_too_far"]),
        (DAY, DAY, None, ["ends_before_start"]),
        (DAY - timedelta(days=9), DAY, None, ["ends_in_the_past"]),
    ],
)
def test_the_dates_are_in_order_and_near(starts, ends, began, codes):
    assert [p.code for p in check_dates(starts, ends, DAY, began=began)] == codes


def test_the_paths_above_a_unit_come_nearest_first():
    assert paths_above("/1/12/345/") == ["/1/12/345/", "/1/12/", "/1/"]


def give(cast, who="director", to="province_officer", task=URGE, units=("district",), people=(), **more):
    """An assignment by one of the cast."""
    days = {"starts": DAY, "ends": None, **more}
    asked = Task(task, cast[to].person_id, days["starts"], days["ends"], days.get("content", ""))
    return assign(
        cast[who].viewer, asked, [cast.units[unit] for unit in units], [cast[one].person_id for one in people],
        days.get("key", ""),
    )  # fmt: skip


def path_of(cast, unit: str) -> str:
    return db.session.get_one(Unit, cast.units[unit]).path


def number() -> int:
    return db.session.scalar(select(func.count()).select_from(Assignment)) or 0


def only() -> int:
    return db.session.scalars(select(Assignment.id)).one()


@both
@pytest.mark.parametrize("who", CAST)
def test_az_only_the_head_assigns_and_a_universitys_admin(cast, who):
    heads = {"principal", "stranger_principal", "upper_principal", "far_principal", "district_head", "director"}
    assert reach.may_assign(cast[who].viewer) == (who in heads)
    if who not in heads:
        with pytest.raises(PermissionError):
            give(cast, who)


@both
def test_az_whoever_signs_for_the_head_assigns_and_it_says_so(cast):
    delegate(cast.director.viewer, cast.province_officer.person_id, DAY, NEXT, "Đi công tác")
    assert give(cast, "province_officer", "province_admin").made == 1
    line = assignment_for(cast.director.viewer, only())
    assert (line.made_by, line.signed_for) == (cast.province_officer.name, "director")


@both
def test_each_place_is_an_assignment_of_its_own_and_all_are_on_record(cast):
    assert give(cast, units=("district", "upper_school"), people=("principal",), key="k1").made == 3
    assert give(cast, units=("district", "upper_school"), people=("principal",), key="k1").made == 0  # CON-4
    assert number() == 3
    assert len(db.session.scalars(select(JournalEntry).where(JournalEntry.event == "task_assigned")).all()) == 3
    told = {notice.person_id: notice for notice in db.session.scalars(select(Notice))}
    assert told.keys() == {
        cast[who].person_id for who in ("province_officer", "district_head", "upper_principal", "principal")
    }
    assert told[cast.province_officer.person_id].values["number"] == 3


@both
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": "district_officer"}, "not_at_this_unit"),
        ({"units": ("far_school",)}, "unit_unknown"),
        ({"units": ("ministry",)}, "unit_unknown"),
        ({"units": (), "people": ("far_teacher",)}, "person_unknown"),
        ({"units": (), "people": ("district_head",)}, "person_unknown"),  # teaches nowhere
        ({"task": GUIDE}, "task_not_here"),
        ({"units": ()}, "places_needed"),
        ({"ends": DAY}, "ends_before_start"),
    ],
)
def test_az_nothing_outside_of_the_units_reach_is_assigned(cast, changes, code):
    outcome = give(cast, **changes)
    assert code in [problem.code for problem in outcome.problems] and number() == 0


@both
def test_az_5_nobody_looks_after_themselves(cast):
    outcome = give(cast, "principal", "teacher", units=(), people=("teacher", "peer"))
    assert [problem.code for problem in outcome.problems] == ["about_oneself"]


@both
def test_the_same_person_place_and_days_are_refused_kindly(cast):
    assert give(cast, ends=NEXT).made == 1
    outcome = give(cast, units=("district", "upper_school"), starts=NEXT - timedelta(days=1))
    assert [(one.over, one.person, one.until) for one in outcome.taken] == [
        ("Phòng GDĐT Thanh Sơn", cast.province_officer.name, NEXT - timedelta(days=1))
    ]
    assert number() == 1  # all or none
    assert give(cast, starts=NEXT).made == 1  # from the day on which the first no longer holds
    assert give(cast, to="province_admin", ends=NEXT).made == 1  # two may urge the same school


@both
def test_one_place_has_one_approver_and_one_focal_point_of_a_content(cast):
    assert give(cast, task=APPROVE).made == 1
    assert give(cast, to="province_admin", task=APPROVE).taken[0].person == cast.province_officer.name
    assert give(cast, task=FOCAL, content="Báo cáo TEMIS").made == 1
    assert give(cast, to="province_admin", task=FOCAL, content="báo cáo temis").taken
    assert give(cast, to="province_admin", task=FOCAL, content="Khảo sát").made == 1


@both
def test_whoever_left_the_unit_keeps_a_place_from_nobody_and_it_falls(cast):
    give(cast, task=APPROVE)
    leave(cast.province_officer)
    line = assignment_for(cast.director.viewer, only())
    assert line.state is AssignmentState.FALLEN and line.open
    assert assignees(APPROVE, path_of(cast, "school"), DAY) == []
    assert give(cast, to="province_admin", task=APPROVE).made == 1


def leave(member):
    with writing():
        db.session.execute(
            update(Appointment).where(Appointment.person_id == member.person_id).values(ends=DAY, end_reason="left")
        )


@both
def test_the_nearest_assigned_comes_first_and_a_persons_own_before_all(cast):
    give(cast, task=APPROVE, units=("province",))
    give(cast, "district_head", "district_officer", task=APPROVE, units=("school",))
    give(cast, to="province_admin", task=APPROVE, units=(), people=("principal",))
    school = path_of(cast, "school")
    own = assignees(APPROVE, school, DAY, about_person_id=cast.principal.person_id)
    assert [one.name for one in own] == [
        cast[who].name for who in ("province_admin", "district_officer", "province_officer")
    ]
    assert [one.name for one in assignees(APPROVE, school, DAY)] == [own[1].name, own[2].name]
    assert [one.name for one in assignees(APPROVE, path_of(cast, "upper_school"), DAY)] == [own[2].name]
    assert assignees(APPROVE, path_of(cast, "far_school"), DAY) == []
    assert assignees(APPROVE, school, DAY - timedelta(days=1)) == []


@both
def test_one_has_the_task_in_the_unit_one_acts_for(cast):
    give(cast, task=APPROVE, units=("district", "upper_school"), people=("principal",))
    officer = cast.province_officer.viewer
    assert assigned_paths(officer, APPROVE, DAY) == tuple(
        sorted([path_of(cast, "district"), path_of(cast, "upper_school")])
    )
    assert assigned_people(officer, APPROVE, DAY) == (cast.principal.person_id,)
    assert assigned_paths(officer, URGE, DAY) == ()
    assert assigned_paths(officer.acting_in(unit_id=cast.units["district"]), APPROVE, DAY) == ()


SEES_DISTRICT = {
    "teacher", "peer", "group_head", "staff", "principal", "vice_principal", "school_admin", "stranger",
    "stranger_principal", "stranger_admin", "district_officer", "district_head", "district_admin", "province_officer",
    "director", "province_admin",
}  # fmt: skip


@both
@pytest.mark.parametrize("who", CAST)
def test_az_2_both_sides_see_an_assignment_and_nobody_else(cast, who):
    give(cast, units=("district",))
    seen = who in SEES_DISTRICT
    viewer = cast[who].viewer
    assert (assignment_for(viewer, only()) is not None) == seen
    assert (count_assignments(viewer, Wanted()), len(assignment_lines(viewer, Wanted()))) == (seen, seen)


@both
def test_az_2_a_person_sees_who_guides_them_and_their_head_too(cast):
    give(cast, units=(), people=("peer",))
    seen = {who for who in CAST if assignment_for(cast[who].viewer, only()) is not None}
    assert seen == {
        "peer", "principal", "vice_principal", "school_admin", "district_officer", "district_head", "district_admin",
        "province_officer", "director", "province_admin",
    }  # fmt: skip


@both
def test_the_list_is_filtered_by_side_task_standing_and_name(cast):
    give(cast, units=("district", "school"))
    give(cast, "district_head", "district_officer", task=APPROVE, units=("school",), starts=NEXT)
    who = cast.district_officer.viewer
    count = lambda **asked: count_assignments(who, Wanted(**asked))  # noqa: E731
    assert [count(side=side) for side in ("all", "mine", "made", "about")] == [3, 1, 1, 2]
    assert count(task=URGE) == 2 and count(standing="over") == 0
    assert count(q="nguyen du") == 2 and count(q="long") == 2 and count(q="khong co") == 0
    lines = assignment_lines(who, Wanted(sort="place"))
    assert [line.over for line in lines][0] == "Phòng GDĐT Thanh Sơn"
    for sort in ("person", "task", "starts"):
        assert len(assignment_lines(who, Wanted(sort=sort))) == 3


@both
def test_con_1_dates_move_once_from_what_was_shown(cast):
    give(cast)
    assert change_dates(cast.director.viewer, only(), DAY, NEXT, 1, "key").made == 1
    assert change_dates(cast.director.viewer, only(), DAY, NEXT, 1, "key").made == 1  # the same form
    with pytest.raises(ChangedMeanwhile):
        change_dates(cast.director.viewer, only(), DAY, None, 1)
    line = assignment_for(cast.director.viewer, only())
    assert (line.until, line.version) == (NEXT - timedelta(days=1), 2)
    assert [entry.event for entry, _ in moves_of(line)] == ["assignment_moved", "task_assigned"]


@both
def test_dates_never_move_onto_anothers(cast):
    give(cast, ends=NEXT)
    give(cast, starts=NEXT)
    first = db.session.scalars(select(Assignment.id).order_by(Assignment.id)).first()
    outcome = change_dates(cast.director.viewer, first, DAY, None, 1)
    assert outcome.taken and db.session.get_one(Assignment, first).ends == NEXT


@both
def test_one_that_ends_early_says_why_to_both_and_is_over(cast):
    give(cast)
    end_early(cast.director.viewer, only(), "Chuyển công tác khác", "key")
    end_early(cast.director.viewer, only(), "Chuyển công tác khác", "key")
    line = assignment_for(cast.district_head.viewer, only())
    assert (line.state, line.end_reason) == (AssignmentState.TAKEN_BACK, "Chuyển công tác khác")
    assert assigned_paths(cast.province_officer.viewer, URGE, DAY) == ()
    kinds = db.session.scalars(select(Notice.kind).where(Notice.person_id == cast.province_officer.person_id))
    assert list(kinds) == ["task_assigned", "assignment_ended"]
    with pytest.raises(LookupError):
        end_early(cast.director.viewer, only(), "Lần nữa")
    assert count_assignments(cast.director.viewer, Wanted(standing="over")) == 1


@both
def test_az_another_units_assignment_is_not_ones_own_to_change(cast):
    give(cast)
    for who in ("district_head", "principal", "province_officer", "province_admin"):
        assert assignment_to_change(cast[who].viewer, only()) is None
        with pytest.raises(LookupError):
            end_early(cast[who].viewer, only(), "Không phải của mình")
        with pytest.raises(LookupError):
            change_dates(cast[who].viewer, only(), DAY, NEXT, 1)


@pytest.fixture
def university_admin(cast):
    """The admin of the university that serves Bắc Hà, acting as such."""
    with writing():
        person = make_person("Trịnh Văn Lâm", gender="male")
        unit = db.session.get_one(Unit, cast.units["university"])
        make_account(person)
        make_appointment(person, unit, Position.ADMIN)
        person_id = person.id
    return cast.lecturer.viewer.acting_in(person_id=person_id, role="admin", position="admin")


@both
def test_a_university_assigns_lecturers_over_the_provinces_it_serves(cast, university_admin):
    admin = university_admin
    assert reach.may_assign(admin)
    assert [name for _, name, _ in reach.assignable(admin)] == [cast.lecturer.name]
    assert [unit.id for unit in reach.places_offered(admin, "", [])] == [cast.units["province"]]
    assert [unit.name for unit in reach.places_offered(admin, "le loi", [])] == ["Trường THCS Lê Lợi"]
    assert [one.name for one in reach.people_offered(admin, "lan", [])] == [cast.teacher.name]
    ask = Task(GUIDE, cast.lecturer.person_id, DAY, None)
    assert assign(admin, ask, [cast.units["far_province"]], []).problems
    assert assign(admin, ask, [cast.units["district"]], [cast.upper_principal.person_id]).made == 2
    assert assigned_paths(cast.lecturer.viewer, GUIDE, DAY) == (path_of(cast, "district"),)
    assert count_assignments(cast.district_head.viewer, Wanted(side="about")) == 1
    assert count_assignments(cast.lecturer.viewer, Wanted(side="mine")) == 2
    assert [row.name for row in units_without(GUIDE, admin)] == ["Trường THPT Quang Trung"]


@both
def test_what_is_offered_keeps_what_was_chosen(cast):
    head = cast.director.viewer
    right_beneath = [unit.id for unit in reach.places_offered(head, "", [])]
    assert right_beneath[0] == cast.units["province"]
    assert set(right_beneath) == {cast.units[key] for key in ("province", "district", "upper_school")}
    offered = [unit.id for unit in reach.places_offered(head, "quang trung", [cast.units["school"]])]
    assert offered == [cast.units["school"], cast.units["upper_school"]]
    assert reach.places_offered(head, "kim dong", [cast.units["far_school"]]) == []
    people = reach.people_offered(head, "thi hoa", [cast.principal.person_id, cast.far_teacher.person_id])
    assert [one.name for one in people] == [cast.principal.name, cast.peer.name]


@both
def test_a_school_without_anybody_is_found_until_a_place_that_holds_it_is_assigned(cast):
    director = cast.director.viewer
    names = lambda **asked: [row.name for row in units_without(URGE, director, **asked)]  # noqa: E731
    assert names() == ["Trường THPT Quang Trung", "Trường THCS Nguyễn Du", "Trường THCS Lê Lợi"]
    assert names(q="le loi") == ["Trường THCS Lê Lợi"]
    give(cast, "principal", "group_head", units=("school",))
    assert names() == ["Trường THPT Quang Trung", "Trường THCS Lê Lợi"]
    give(cast, units=("district",), ends=NEXT)
    assert names() == ["Trường THPT Quang Trung"]
    give(cast, to="province_admin", units=("province",), starts=NEXT)  # not yet
    assert names() == ["Trường THPT Quang Trung"]
    leave(cast.province_officer)
    assert counts_without(director) == {URGE: 2, APPROVE: 3, GUIDE: 3}
    assert counts_without(cast.ministry_officer.viewer) == {URGE: 3, APPROVE: 4, GUIDE: 4}
    assert counts_without(cast.principal.viewer)[URGE] == 0


@pytest.mark.parametrize(
    ("who", "sees"), [("director", True), ("ministry_officer", True), ("teacher", False), ("viettel_staff", False)]
)
def test_who_has_a_list_of_what_is_unassigned(cast, who, sees):
    assert sees_unassigned(cast[who].viewer) == sees


@both
def test_too_many_places_are_one_transaction_too_long(cast, monkeypatch):
    monkeypatch.setattr(assigning, "MOST_PLACES", 1)
    outcome = give(cast, units=("district", "upper_school"))
    assert [problem.code for problem in outcome.problems] == ["too_many_places"]
