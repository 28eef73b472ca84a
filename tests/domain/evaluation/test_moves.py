"""Somebody moves, leaves, turns out to be one person twice, or comes back: the evaluation stays theirs, counts once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation import deciding, peers, queries, self_assessment, sheets
from app.domain.evaluation.enrolment import enrol, schools_of
from app.domain.evaluation.evidence.models import Evidence
from app.domain.evaluation.excuses import queries as excuses
from app.domain.evaluation.excuses.actions import bring_back
from app.domain.evaluation.merging import further
from app.domain.evaluation.models import Evaluation, PeerOpinion, Period
from app.domain.evaluation.opening import open_period
from app.domain.evaluation.refusals import NotNow
from app.domain.evaluation.roll import counted, people_to_decide
from app.domain.identity.merging import merge_people
from app.domain.organisation.models import Appointment, Leave, Person, Unit
from app.domain.organisation.rules import Position
from app.domain.surveys.actions import NewSurvey, open_form
from app.domain.surveys.models import SurveyForm, SurveyInvitation, SurveyResult
from app.domain.surveys.rules import Scale
from app.domain.viewer import Viewer
from tests.evaluations import assess, evaluation_of, give_opinions, hold_period, plan
from tests.factories import make_appointment, make_person, make_unit
from tests.strict_client import sign_in
from tests.surveys import who_answered

GOOD = "2" * 15
MOVED_ON = date(2022, 4, 12)
both = pytest.mark.both_databases


def row(evaluation_id) -> Evaluation:
    return db.session.get_one(Evaluation, evaluation_id, populate_existing=True)


def move(cast, key, unit_key, position=Position.TEACHER) -> Viewer:
    """The member goes to another unit after the cut-off day; they themselves, signed in there."""
    with writing():
        old = db.session.scalars(select(Appointment).where(Appointment.person_id == cast[key].person_id)).one()
        old.ends, old.end_reason = MOVED_ON, "moved"
        db.session.flush()
        person, unit = db.session.get_one(Person, cast[key].person_id), db.session.get_one(Unit, cast.units[unit_key])
        post = make_appointment(person, unit, position, starts=MOVED_ON)
        changes = {"appointment_id": post.id, "unit_id": unit.id, "unit_path": unit.path, "unit_kind": unit.kind}
    role = {"school": "teacher", "other_school": "teacher", "upper_school": "teacher", "district": "district"}[unit_key]
    return cast[key].viewer.acting_in(**changes, position=position.value, role=role)


@both
@pytest.mark.parametrize("unit", ["other_school", "upper_school"])
def test_moved_before_sending_the_person_sends_and_the_old_head_ranks(cast, period, evaluation, unit):
    mine = evaluation("teacher")
    for rater in ("peer", "group_head"):
        give_opinions(cast, period, rater, 2)
    who = move(cast, "teacher", unit)
    assert queries.newest_in_reach(who).id == mine
    assert {one.full_name for one in peers.asked_of(who, period)} >= {"Nguyễn Thị Hoa", "Phạm Văn Khoa"}
    version = self_assessment.save_levels(who, mine, dict.fromkeys(range(1, 16), 2), 0)
    self_assessment.send(who, mine, version)
    assert "Trần Thị Lan" in {one.name for one in people_to_decide(cast.principal.viewer, period)}
    assert row(mine).unit_id == cast.units["school"]
    version = deciding.rate(cast.principal.viewer, mine, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.decide(cast.principal.viewer, mine, 2, "", version)
    deciding.publish(cast.principal.viewer, [mine])
    assert queries.result_for_oneself(queries.own_evaluation(who, mine)).rank == 2


@both
def test_moved_it_counts_once_and_the_new_head_sees_that_it_is_rated_elsewhere(cast, period, evaluation):
    before = counted(cast.principal.viewer, period).due, counted(cast.stranger_principal.viewer, period).due
    move(cast, "teacher", "other_school")
    assert enrol(period, schools_of(period)) == 0  # enrolling once more adds nobody
    after = counted(cast.principal.viewer, period).due, counted(cast.stranger_principal.viewer, period).due
    assert before == after
    held = select(func.count()).where(Evaluation.person_id == cast.teacher.person_id)
    assert db.session.scalar(held) == 1
    assert sheets.evaluation_to_decide(cast.stranger_principal.viewer, evaluation("teacher")) is None
    later = excuses.came_later(cast.stranger_principal.viewer, db.session.get_one(Period, period), 50)
    assert [(one.name, one.rated_in) for one in later] == [("Trần Thị Lan", "Trường THCS Nguyễn Du")]


def left(cast, evaluation_id):
    """Since when the school that ranks no longer has the person, as its own page asks."""
    db.session.expunge_all()
    return queries.left_on(sheets.evaluation_to_decide(cast.principal.viewer, evaluation_id))


def test_moved_both_sides_read_who_ranks(app, clients, cast, period, evaluation):
    mine = evaluation("teacher")
    assert left(cast, mine) is None
    assert "Nay thầy/cô công tác ở" not in clients.teacher.get(f"/teacher/evaluation/{mine}").get_data(as_text=True)
    move(cast, "teacher", "other_school")
    assert left(cast, mine) == MOVED_ON
    newest = select(Appointment.id).where(Appointment.person_id == cast.teacher.person_id, Appointment.ends.is_(None))
    client = sign_in(app, cast.teacher.account_id, db.session.scalar(newest))
    own = client.get(f"/teacher/evaluation/{mine}").get_data(as_text=True)
    assert "Nay thầy/cô công tác ở Trường THCS Lê Lợi" in own and "xếp loại theo Trường THCS Nguyễn Du" in own
    sheet = clients.principal.get(f"/principal/evaluations/{mine}").get_data(as_text=True)
    assert "Đã thôi công tác ở Trường THCS Nguyễn Du từ 12/04/2022" in sheet


@both
def test_who_comes_from_outside_after_the_cut_off_is_not_due(cast, period):
    with writing():
        person = make_person("Bế Thị Mơ")
        make_appointment(person, db.session.get_one(Unit, cast.units["school"]), starts=MOVED_ON)
    later = excuses.came_later(cast.principal.viewer, db.session.get_one(Period, period), 50)
    assert [(one.name, one.rated_in) for one in later] == [("Bế Thị Mơ", None)]


@both
def test_moved_between_two_provinces_with_periods_of_their_own_counts_once(cast, period):
    move(cast, "teacher", "other_school")
    with writing():
        post = db.session.scalars(select(Appointment).where(
            Appointment.person_id == cast.teacher.person_id, Appointment.ends.is_(None))).one()  # fmt: skip
        post.unit_id = cast.units["far_school"]
    viewer = cast.far_officer.viewer
    far, problems = open_period(viewer, plan(cutoff=MOVED_ON + timedelta(days=2)))
    assert problems == []
    enrol(far, schools_of(far))
    assert db.session.scalar(select(func.count()).where(Evaluation.person_id == cast.teacher.person_id)) == 1
    assert db.session.scalar(select(func.count()).where(Evaluation.period_id == far)) > 0


def test_who_works_in_an_office_by_now_still_opens_their_own_sheet(app, clients, cast, period, evaluation):
    mine = evaluation("teacher")
    move(cast, "teacher", "district", Position.MIDDLE_OFFICER)
    newest = select(Appointment.id).where(Appointment.person_id == cast.teacher.person_id, Appointment.ends.is_(None))
    client = sign_in(app, cast.teacher.account_id, db.session.scalar(newest))
    assert f"/teacher/evaluation/{mine}" in client.get("/district/").get_data(as_text=True)
    assert client.get(f"/teacher/evaluation/{mine}").status_code == 200
    assert client.submit(f"/teacher/evaluation/{mine}/part/1", level_1="2", level_2="2").status_code == 303
    assert clients.district_officer.get(f"/teacher/evaluation/{mine}").status_code == 403


@both
def test_somebody_who_left_is_rated_by_the_right_head_once_it_is_overdue(cast, period, evaluation):
    mine = evaluation("teacher")
    with writing():
        post = db.session.scalars(select(Appointment).where(Appointment.person_id == cast.teacher.person_id)).one()
        post.ends, post.end_reason = MOVED_ON, "resigned"
    clock.pin_today(date(2022, 5, 2))
    version = deciding.rate(cast.principal.viewer, mine, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.decide(cast.principal.viewer, mine, 2, "", version)
    assert row(mine).rank == 2


@both
def test_back_from_leave_the_person_is_due_again_by_a_word_of_the_office(cast):
    with writing():
        db.session.add(Leave(person_id=cast.teacher.person_id, kind="maternity", starts=date(2022, 1, 1)))
    period = hold_period(cast)
    mine = evaluation_of(cast, period, "teacher")
    assert row(mine).excused == "on_leave" and queries.newest_in_reach(cast.teacher.viewer) is None
    with pytest.raises(NotNow, match="excused"):
        self_assessment.save_levels(cast.teacher.viewer, mine, {1: 2}, 0)
    bring_back(cast.principal.viewer, mine, "Đã đi làm lại từ ngày 11/04")
    assess(cast, mine, "teacher", GOOD)
    assert row(mine).state == "sent"


def merge(cast, keep, gone):
    people = [db.session.get_one(Person, cast[key].person_id) for key in (keep, gone)]
    versions = people[0].version, people[1].version
    assert merge_people(cast.school_admin.viewer, people[0].id, people[1].id, versions, {}, "Cùng căn cước.") == []


@both
@pytest.mark.parametrize(("keep", "gone"), [("teacher", "peer"), ("peer", "teacher")])
def test_merged_the_evaluation_that_is_further_on_stays_and_the_other_is_excused(cast, period, evaluation, keep, gone):
    sent, bare = evaluation("teacher"), evaluation("peer")
    assess(cast, sent, "teacher", GOOD)
    due = counted(cast.principal.viewer, period).due
    merge(cast, keep, gone)
    assert (row(sent).person_id, row(sent).excused) == (cast[keep].person_id, None)
    assert (row(bare).person_id, row(bare).excused) == (cast[gone].person_id, "merged")
    assert counted(cast.principal.viewer, period).due == due - 1
    assert queries.newest_in_reach(cast[keep].viewer).id == sent


@both
def test_merged_an_evaluation_of_another_period_follows(cast, period, evaluation):
    with writing():
        twin = make_person("Trần Thị Lan")
        make_appointment(twin, db.session.get_one(Unit, cast.units["school"]), starts=MOVED_ON)
        twin_id = twin.id
    mine = evaluation("teacher")
    people = db.session.get_one(Person, twin_id), db.session.get_one(Person, cast.teacher.person_id)
    versions = people[0].version, people[1].version
    viewer = cast.school_admin.viewer
    assert merge_people(viewer, twin_id, cast.teacher.person_id, versions, {}, "Cùng căn cước.") == []
    assert (row(mine).person_id, row(mine).excused) == (twin_id, None)


@both
def test_merged_one_person_gives_one_opinion_and_none_about_themselves(cast, period, evaluation):
    for rater in ("teacher", "peer"):
        give_opinions(cast, period, rater, 2 if rater == "teacher" else 3)
    about = evaluation("group_head")
    merge(cast, "teacher", "peer")
    given = db.session.scalars(select(PeerOpinion).where(PeerOpinion.evaluation_id == about)).all()
    assert [(each.rater_id, each.levels) for each in given] == [(cast.teacher.person_id, GOOD)]
    own = select(Evaluation.id).where(Evaluation.person_id == cast.teacher.person_id)
    assert db.session.scalars(select(PeerOpinion).where(PeerOpinion.evaluation_id.in_(own))).all() == []


@both
def test_merged_the_evidence_of_both_lies_in_one_store(cast, period):
    with writing():
        for key in ("teacher", "peer"):
            for number in (1, 2):
                db.session.add(Evidence(person_id=cast[key].person_id, number=number, name=f"{key} {number}",
                                        link="https://example.vn", added_at=clock.now()))  # fmt: skip
    merge(cast, "teacher", "peer")
    kept = select(Evidence.person_id, Evidence.number, Evidence.name).order_by(Evidence.number)
    assert [tuple(each) for each in db.session.execute(kept)] == [
        (cast.teacher.person_id, number, name)
        for number, name in enumerate(("teacher 1", "teacher 2", "peer 1", "peer 2"), start=1)
    ]


@both
@pytest.mark.parametrize(
    ("mine", "theirs", "left"),
    [
        (False, False, {"teacher": False}),
        (True, False, {"teacher": True}),
        (False, True, {"teacher": True}),
        (None, True, {"teacher": True}),
        (True, None, {"teacher": True}),
        (True, True, {"teacher": True, "peer": True}),  # two answers are in the sums, none can be taken out
    ],
)
def test_anon_6_merged_one_person_is_asked_once_and_the_sums_stay_whole(cast, period, mine, theirs, left):
    used = {"teacher": mine, "peer": theirs, **dict.fromkeys(("principal", "vice_principal", "group_head"), False)}
    used["school_admin"] = used["district_officer"] = False
    asked = {cast[key].person_id: given for key, given in used.items() if given is not None}
    with writing():
        new = NewSurvey("manager_opinion", 1, "Thầy", cast.units["district"], ["Một"], Scale.AGREEMENT, clock.now())
        form_id = open_form(new, list(asked)).id
        result = db.session.get_one(SurveyResult, form_id)
        seated = select(SurveyInvitation.person_id).order_by(SurveyInvitation.seat)
        result.answered = "".join("1" if asked[person_id] else "0" for person_id in db.session.scalars(seated))
    before = len(who_answered(form_id))
    merge(cast, "teacher", "peer")
    both_ids = {cast[key].person_id: key for key in ("teacher", "peer")}
    found = select(SurveyInvitation.person_id).where(SurveyInvitation.person_id.in_(both_ids))
    answered = who_answered(form_id)
    assert {both_ids[each]: each in answered for each in db.session.scalars(found)} == left
    invited = db.session.scalar(select(func.count()).select_from(SurveyInvitation))
    assert (len(who_answered(form_id)), db.session.get_one(SurveyForm, form_id).invited) == (before, invited)


@pytest.mark.parametrize(
    ("one", "other", "stays"),
    [
        (("open", None), ("sent", None), 1),
        (("sent", None), ("sent", None), 0),
        (("published", None), ("decided", None), 0),
        (("published", "left"), ("open", None), 1),
        (("returned", None), ("sent", None), 1),
    ],
)
def test_which_of_two_evaluations_stays(one, other, stays):
    pair = [Evaluation(state=state, excused=excused) for state, excused in (one, other)]
    assert further(*pair) is pair[stays]


@both
def test_a_school_of_another_district_never_sees_the_moved_person_s_sheet(cast, period, evaluation):
    with writing():
        district = make_unit(
            "middle", db.session.get_one(Unit, cast.units["province"]), code="11002", name="Phòng GDĐT Bình Minh"
        )
        school = make_unit("school", district, code="110020001", name="Trường THCS Tân Tiến")
        head = make_person("Lương Văn Tài")
        make_appointment(head, school, Position.PRINCIPAL)
        path, ids = school.path, (head.id, school.id)
    mine = evaluation("teacher")
    with writing():
        old = db.session.scalars(select(Appointment).where(Appointment.person_id == cast.teacher.person_id)).one()
        old.ends = MOVED_ON
        db.session.flush()
        make_appointment(db.session.get_one(Person, cast.teacher.person_id), db.session.get_one(Unit, ids[1]),
                         starts=MOVED_ON)  # fmt: skip
    new_head = cast.stranger_principal.viewer.acting_in(person_id=ids[0], unit_id=ids[1], unit_path=path)
    assert sheets.evaluation_to_decide(new_head, mine) is None
    later = excuses.came_later(new_head, db.session.get_one(Period, period), 50)
    assert [one.rated_in for one in later if one.name == "Trần Thị Lan"] == ["Trường THCS Nguyễn Du"]
    assert sheets.evaluation_to_decide(cast.principal.viewer, mine) is not None
