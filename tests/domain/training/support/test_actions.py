"""A support plan goes round: written, sent, approved or returned, carried out, reported; each by whom it is for."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain import clock
from app.domain.evaluation.refusals import NotNow, StaleVersion
from app.domain.journal.models import JournalEntry
from app.domain.notices.models import Notice
from app.domain.organisation.delegations import delegate
from app.domain.training.support import actions, queries
from app.domain.training.support import writing as plans
from app.domain.training.support.access import decides_here
from app.domain.training.support.content import content_for, editions_of
from app.domain.training.support.models import SupportEdition, SupportPlan, SupportStep
from app.domain.training.support.rules import Activity, Move, Place, PlanState
from app.domain.training.support.summary import core_work
from tests.factories import make_teacher
from tests.support_plans import (
    EXPECTED,
    REASON,
    YEAR,
    assign,
    decide,
    fill_plan,
    make_cluster,
    make_core,
    make_modules,
    report,
    send_plan,
    stored,
    version_of,
)

pytestmark = pytest.mark.both_databases


def told(person_id: int) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == person_id).order_by(Notice.id)))


def state(plan_id: int) -> str:
    return stored(SupportPlan, plan_id).state


def test_a_core_teachers_plan_goes_round_and_the_principal_approves(cast):
    plan_id = send_plan(cast, "teacher")
    assert state(plan_id) == "submitted" and told(cast.principal.person_id)[-1] == "plan_waits"
    assert decide(cast, "principal", plan_id, Move.RETURN, REASON) == []
    assert state(plan_id) == "returned" and told(cast.teacher.person_id)[-1] == "plan_returned"
    plans.save_expected(cast.teacher.viewer, plan_id, "Rõ hơn trước.", version_of(plan_id))
    assert plans.send(cast.teacher.viewer, plan_id, version_of(plan_id)) == []
    assert decide(cast, "principal", plan_id, Move.APPROVE) == []
    assert state(plan_id) == "approved" and told(cast.teacher.person_id)[-1] == "plan_approved"
    assert report(cast, "teacher", plan_id) == []
    assert state(plan_id) == "report_submitted" and told(cast.principal.person_id)[-1] == "report_waits"
    assert decide(cast, "principal", plan_id, Move.APPROVE) == []
    plan = stored(SupportPlan, plan_id)
    assert (plan.state, plan.figures["took_part"]) == ("completed", 24) and plan.completed_at is not None
    kinds = db.session.execute(
        select(SupportEdition.kind, func.count()).where(SupportEdition.plan_id == plan_id).group_by(SupportEdition.kind)
    )
    assert dict(kinds.all()) == {"plan": 2, "report": 1}
    events = [each.event for each in queries.history_of(plan)]
    assert events == [
        "report_approved", "report_sent", "plan_begun", "plan_approved", "plan_sent", "plan_returned", "plan_sent",
    ]  # fmt: skip
    kept = db.session.scalars(select(JournalEntry.event).where(JournalEntry.subject_kind == "support_plan")).all()
    assert sorted(kept) == sorted(events)


def test_a_core_managers_plan_is_approved_by_the_assigned_officer(cast):
    assign(cast, "district_officer", "approve_plans", "district", "school")
    plan_id = send_plan(cast, "principal")
    assert told(cast.district_officer.person_id)[-1] == "plan_waits"
    assert "plan_waits" not in told(cast.district_head.person_id)
    with pytest.raises(LookupError):
        decide(cast, "district_head", plan_id, Move.APPROVE)
    with pytest.raises(LookupError):
        decide(cast, "director", plan_id, Move.APPROVE)
    assert decide(cast, "district_officer", plan_id, Move.APPROVE) == []
    step = queries.approved_by(stored(SupportPlan, plan_id), "plan_approved")
    assert step is not None and step.assigned and step.name == cast.district_officer.name
    assert report(cast, "principal", plan_id) == []
    assert decide(cast, "district_officer", plan_id, Move.RETURN, REASON) == []
    assert state(plan_id) == "report_returned"
    assert plans.send_report(cast.principal.viewer, plan_id, version_of(plan_id)) == []
    assert decide(cast, "district_officer", plan_id, Move.APPROVE) == []
    assert state(plan_id) == "completed"


@pytest.mark.parametrize("how", ["none", "over", "elsewhere", "other_task", "about_another"])
def test_without_an_assignment_that_holds_the_head_of_the_office_approves(cast, how):
    more = {
        "over": {"ends": date(2022, 4, 1)}, "elsewhere": {"unit": "other_school"}, "other_task": {},
        "about_another": {"about": "vice_principal"},
    }  # fmt: skip
    if how != "none":
        task = "urge_training" if how == "other_task" else "approve_plans"
        assign(cast, "district_officer", task, "district", **more[how])
    plan_id = send_plan(cast, "principal")
    with pytest.raises(LookupError):
        decide(cast, "district_officer", plan_id, Move.APPROVE)
    assert decide(cast, "district_head", plan_id, Move.APPROVE) == []


def test_a_thpt_heads_plan_is_the_provinces(cast):
    assign(cast, "province_officer", "approve_plans", "province", "province")
    core_id = make_core(cast, "upper_principal")
    assert core_id
    make_modules()
    viewer = cast.upper_principal.viewer
    plan_id = plans.start(viewer, YEAR)
    assert stored(SupportPlan, plan_id).decided_in == cast.units["province"]


def test_ky_thay_is_honoured_and_shown(cast):
    plan_id = send_plan(cast, "teacher")
    with pytest.raises(LookupError):
        decide(cast, "vice_principal", plan_id, Move.APPROVE)
    assert not delegate(
        cast.principal.viewer, cast.vice_principal.person_id, date(2022, 4, 18), date(2022, 5, 1), "Đi công tác"
    )
    assert decide(cast, "vice_principal", plan_id, Move.APPROVE) == []
    step = queries.approved_by(stored(SupportPlan, plan_id), "plan_approved")
    assert step is not None and (step.position, step.signs_for) == ("vice_principal", "principal")


@pytest.mark.parametrize(
    "who", ["teacher", "peer", "vice_principal", "staff", "school_admin", "stranger_principal", "district_head",
            "director", "lecturer", "far_officer", "ministry_officer", "viettel_staff"]
)  # fmt: skip
def test_az_nobody_else_approves_a_teachers_plan(cast, who):
    plan_id = send_plan(cast, "teacher")
    with pytest.raises(LookupError):
        decide(cast, who, plan_id, Move.APPROVE)
    assert state(plan_id) == "submitted"


def test_what_is_missing_holds_the_sending_up(cast):
    make_core(cast, "teacher")
    make_modules()
    plan_id = plans.start(cast.teacher.viewer, YEAR)
    codes = [each.code for each in plans.send(cast.teacher.viewer, plan_id, 1)]
    assert codes == ["nobody_supported", "no_module", "no_activity", "nothing_expected"]
    assert state(plan_id) == "draft"


def test_colleagues_are_of_the_own_school_or_for_an_activity_at_the_cluster_of_its_schools(cast):
    make_core(cast, "teacher")
    plan_id = fill_plan(cast, "teacher")
    viewer = cast.teacher.viewer
    for key in ("stranger", "far_teacher", "staff", "principal", "teacher"):
        with pytest.raises(LookupError):
            plans.add_people(viewer, plan_id, [cast[key].person_id], version_of(plan_id))
    make_cluster(cast)
    assert plans.add_people(viewer, plan_id, [cast.stranger.person_id], version_of(plan_id)) == []
    assert [each.code for each in plans.send(viewer, plan_id, version_of(plan_id))] == ["no_cluster_activity"]
    day = date(2022, 6, 1)
    assert not plans.save_activity(
        viewer, plan_id, Activity(0, "Tại cụm", Place.CLUSTER, day, day), version_of(plan_id)
    )  # fmt: skip
    assert plans.send(viewer, plan_id, version_of(plan_id)) == []


def test_only_a_core_person_at_a_school_begins_a_plan_and_one_a_year(cast):
    with pytest.raises(NotNow) as refused:
        plans.start(cast.teacher.viewer, YEAR)
    assert refused.value.reason == "plan_not_core"
    make_core(cast, "teacher")
    assert plans.start(cast.teacher.viewer, YEAR) == plans.start(cast.teacher.viewer, YEAR, "abc")
    with pytest.raises(ValueError):
        plans.start(cast.teacher.viewer, YEAR + 5)


def test_con_4_the_same_saved_twice_is_saved_once(cast):
    make_core(cast, "teacher")
    plan_id = fill_plan(cast, "teacher")
    before, me = version_of(plan_id), cast.teacher.viewer
    for _ in range(2):
        plans.save_expected(me, plan_id, "Mỗi người dự một tiết", before)
    for _ in range(2):
        plans.set_modules(me, plan_id, [], before + 1)
    assert version_of(plan_id) == before + 2


def test_con_1_an_old_version_changes_nothing(cast):
    make_core(cast, "teacher")
    plan_id = fill_plan(cast, "teacher")
    with pytest.raises(StaleVersion):
        plans.save_expected(cast.teacher.viewer, plan_id, "Cũ", 1)
    with pytest.raises(StaleVersion):
        plans.send(cast.teacher.viewer, plan_id, 1)
    assert plans.send(cast.teacher.viewer, plan_id, version_of(plan_id)) == []
    with pytest.raises(StaleVersion):
        actions.decide(cast.principal.viewer, plan_id, Move.APPROVE, 1)
    assert stored(SupportPlan, plan_id).expected == EXPECTED


def test_con_4_the_same_form_twice_is_one_act(cast):
    make_core(cast, "teacher")
    plan_id = fill_plan(cast, "teacher")
    day, version = date(2022, 5, 5), version_of(plan_id)
    for _ in range(2):
        assert not plans.save_activity(
            cast.teacher.viewer, plan_id, Activity(0, "Một lần", Place.SCHOOL, day, day), version, "key-a"
        )
    content = content_for(cast.teacher.viewer, stored(SupportPlan, plan_id), clock.today())
    assert [each.what for each in content.activities].count("Một lần") == 1
    version = version_of(plan_id)
    for _ in range(2):
        assert plans.send(cast.teacher.viewer, plan_id, version, "key-b") == []
    version = version_of(plan_id)
    for _ in range(2):
        assert actions.decide(cast.principal.viewer, plan_id, Move.APPROVE, version, "", "key-c") == []
    steps = select(func.count(SupportStep.id)).where(SupportStep.plan_id == plan_id)
    assert db.session.scalar(steps) == 2


def test_others_read_what_was_sent_never_what_is_being_written(cast):
    plan_id = send_plan(cast, "teacher")
    decide(cast, "principal", plan_id, Move.RETURN, REASON)
    plans.save_expected(cast.teacher.viewer, plan_id, "Chưa nộp", version_of(plan_id))
    plan = stored(SupportPlan, plan_id)
    assert content_for(cast.principal.viewer, plan, clock.today()).expected == EXPECTED
    assert content_for(cast.teacher.viewer, plan, clock.today()).expected == "Chưa nộp"
    plans.send(cast.teacher.viewer, plan_id, version_of(plan_id))
    decide(cast, "principal", plan_id, Move.APPROVE)
    assert report(cast, "teacher", plan_id) == []
    assert content_for(cast.principal.viewer, stored(SupportPlan, plan_id), clock.today()).took_part == 24
    plans.recall(cast.teacher.viewer, plan_id, version_of(plan_id))
    plan = stored(SupportPlan, plan_id)
    assert plan.state == PlanState.IN_PROGRESS and plan.figures["took_part"] == 0
    read = content_for(cast.principal.viewer, plan, clock.today())
    assert read.took_part == 0 and not read.outcome and all(not each.done for each in read.activities)
    assert {each.kind for each in editions_of(cast.principal.viewer, plan)} == {"plan"}
    assert {each.kind for each in editions_of(cast.teacher.viewer, plan)} == {"plan", "report"}


def test_a_recalled_plan_is_the_authors_alone_again(cast):
    plan_id = send_plan(cast, "teacher")
    plans.recall(cast.teacher.viewer, plan_id, version_of(plan_id))
    assert queries.plan_for(cast.principal.viewer, plan_id) is None
    with pytest.raises(NotNow):
        plans.recall(cast.teacher.viewer, plan_id, version_of(plan_id))


def test_a_report_waits_until_every_activity_is_told(cast):
    plan_id = send_plan(cast, "teacher")
    decide(cast, "principal", plan_id, Move.APPROVE)
    viewer = cast.teacher.viewer
    with pytest.raises(NotNow):
        plans.send_report(viewer, plan_id, version_of(plan_id))
    plans.note_results(viewer, plan_id, {}, "", "", version_of(plan_id))
    assert state(plan_id) == "in_progress"
    codes = [each.code for each in plans.send_report(viewer, plan_id, version_of(plan_id))]
    assert codes == ["activity_not_reported", "no_outcome"]
    with pytest.raises(LookupError):
        plans.note_results(viewer, plan_id, {999_999: ("Không phải của mình", 1)}, "", "", version_of(plan_id))


@pytest.mark.parametrize(
    ("who", "sees"),
    [("principal", True), ("vice_principal", True), ("district_officer", True), ("province_officer", True),
     ("lecturer", True), ("peer", False), ("school_admin", False), ("stranger_principal", False),
     ("upper_principal", False), ("far_officer", False), ("commune_officer", False), ("ministry_officer", False),
     ("viettel_staff", False), ("district_admin", False)],
)  # fmt: skip
def test_az_2_who_sees_a_teachers_plan(cast, who, sees):
    plan_id = send_plan(cast, "teacher")
    viewer = cast[who].viewer
    assert (queries.plan_for(viewer, plan_id) is not None) == sees
    assert (plan_id in {row.id for row in queries.rows_of(viewer, queries.Listed())}) == sees
    assert bool(queries.numbers(viewer, queries.Listed())["all"]) == sees


@pytest.mark.parametrize(
    ("who", "sees"),
    [("vice_principal", False), ("teacher", False), ("district_officer", True), ("province_officer", True),
     ("lecturer", True), ("stranger_principal", False), ("far_officer", False)],
)  # fmt: skip
def test_az_2_a_managers_plan_is_read_above_the_school_only(cast, who, sees):
    plan_id = send_plan(cast, "principal")
    assert (queries.plan_for(cast[who].viewer, plan_id) is not None) == sees


def test_a_lecturer_comments_per_item_and_the_author_is_told(cast):
    plan_id = send_plan(cast, "teacher")
    activity = content_for(cast.lecturer.viewer, stored(SupportPlan, plan_id), clock.today()).activities[1]
    assert actions.comment(cast.lecturer.viewer, plan_id, "people", None, "Nên thêm giáo viên mới.") == []
    assert actions.comment(cast.lecturer.viewer, plan_id, "activity", activity.id, "Nên ghi rõ bài dạy.") == []
    said = queries.comments_on(stored(SupportPlan, plan_id))
    assert [(each.item, each.about) for each in said] == [("people", None), ("activity", activity.what)]
    assert told(cast.teacher.person_id)[-1] == "plan_commented"
    assert [each.code for each in actions.comment(cast.lecturer.viewer, plan_id, "people", None, "Ừ")] == [
        "comment_short"
    ]
    with pytest.raises(ValueError):
        actions.comment(cast.lecturer.viewer, plan_id, "activity", 999_999, "Không có hoạt động này.")
    for who in ("principal", "province_officer", "teacher"):
        with pytest.raises(LookupError):
            actions.comment(cast[who].viewer, plan_id, "people", None, "Không phải việc của mình.")


def test_where_a_university_assigned_somebody_the_others_only_read(cast):
    plan_id = send_plan(cast, "teacher")
    plan = stored(SupportPlan, plan_id)
    assert queries.may_guide(cast.lecturer.viewer, plan)
    school = stored(SupportPlan, plan_id).unit
    colleague = make_teacher(school, "Trịnh Thị Hướng", position="lecturer")
    assign(cast, "lecturer", "guide_core_people", "university", "province")
    assert queries.may_guide(cast.lecturer.viewer, stored(SupportPlan, plan_id))
    other = cast.lecturer.viewer.acting_in(person_id=colleague.id)
    assert not queries.may_guide(other, stored(SupportPlan, plan_id))
    assert queries.plan_for(other, plan_id) is not None


def test_the_queue_holds_what_waits_for_the_viewer_only(cast):
    assign(cast, "district_officer", "approve_plans", "district", "school")
    teachers, managers = send_plan(cast, "teacher"), send_plan(cast, "principal")
    waiting = queries.Listed("waiting")

    def queue(who: str) -> set[int]:
        viewer = cast[who].viewer
        rows = {row.id for row in queries.rows_of(viewer, waiting)}
        told = core_work(viewer, decides=decides_here(viewer)).plans
        assert told == len(rows) == queries.numbers(viewer, waiting)["waiting"]
        return rows

    assert queue("principal") == {teachers} and queue("district_officer") == {managers}
    for who in ("vice_principal", "district_head", "director", "stranger_principal", "lecturer", "teacher"):
        assert queue(who) == set()


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [(date(2022, 5, 2), date(2022, 5, 1), "activity_ends_before_start"),
     (date(2021, 12, 31), date(2022, 1, 1), "activity_outside_year"),
     (date(2022, 12, 31), date(2023, 1, 1), "activity_outside_year")],
)  # fmt: skip
def test_an_activity_has_its_days_in_the_plans_year(cast, starts, ends, code):
    make_core(cast, "teacher")
    make_modules()
    plan_id = plans.start(cast.teacher.viewer, YEAR)
    activity = Activity(0, "Dự giờ", Place.SCHOOL, starts, ends)
    assert [each.code for each in plans.save_activity(cast.teacher.viewer, plan_id, activity, 1)] == [code]
