"""What was open at a unit goes on at its successor: nothing waits where nobody works any more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.queries import number_to_settle
from app.domain.evaluation.hand_in.rules import HandInState
from app.domain.evaluation.hand_in.work import period_work
from app.domain.evaluation.periods import period_for, periods_kept_for
from app.domain.identity.case_opening import open_case
from app.domain.identity.case_queries import cases_to_work_on, holder_unit
from app.domain.identity.case_rules import CaseKind, CaseState
from app.domain.identity.models import CaseEvent, IdCase
from app.domain.organisation.models import AdminRequest, Appointment, Assignment, Cluster, ClusterMember, Unit
from app.domain.organisation.rules import Position, UnitKind
from app.domain.organisation.territories import clusters_of
from app.domain.progress.actions import open_campaign
from app.domain.progress.models import Campaign
from app.domain.reporting.joining import join_unit
from app.domain.training.certificates.models import Certificate
from app.domain.training.certificates.queries import certificate_for, flagged_number, moves_open
from app.domain.training.certificates.rules import CertificateMove
from app.domain.training.core_people.models import CorePerson
from app.domain.training.core_people.rules import Move as CoreMove
from app.domain.training.feedback.models import FeedbackRun
from app.domain.training.feedback.queries import runs_listed
from app.domain.training.support.models import SupportPlan
from app.domain.training.support.rules import Move, PlanState
from app.domain.training.years.models import TrainingYear
from app.domain.training.years.rules import YEAR
from app.domain.viewer import SYSTEM
from tests.certificates import issue, ready
from tests.evaluations import LOCKS
from tests.factories import make_appointment, make_person, make_unit
from tests.hand_ins import finish, hand_in_of, send
from tests.support_plans import assign, decide, decide_core, make_cluster, propose, send_plan, stored

pytestmark = pytest.mark.both_databases


def leave(cast, unit: str) -> None:
    """Nobody works at the unit any more."""
    with writing():
        for post in db.session.scalars(select(Appointment).where(Appointment.unit_id == cast.units[unit])):
            post.ends, post.end_reason = clock.today(), "left"


def abolish_district(cast) -> None:
    """The district's schools lie right beneath the province from now on."""
    leave(cast, "district")
    assert join_unit(cast.province_admin.viewer, cast.units["district"], "11") == []


def merge_provinces(cast) -> None:
    leave(cast, "province")
    assert join_unit(cast.ministry_admin.viewer, cast.units["province"], "12") == []


def direct(cast, unit: str) -> None:
    """A province that has nobody to decide gets a director."""
    with writing():
        make_appointment(make_person("Sùng Thị Mỷ"), db.session.get_one(Unit, cast.units[unit]), Position.DIRECTOR)


def test_plans_wait_for_the_office_that_took_over(cast):
    plan_id = send_plan(cast, "principal")
    abolish_district(cast)
    assert stored(SupportPlan, plan_id).decided_in == cast.units["province"]
    assert decide(cast, "director", plan_id, Move.APPROVE) == []
    assert stored(SupportPlan, plan_id).state == PlanState.APPROVED


def test_a_completed_plan_stays_with_the_office_that_approved_it(cast):
    plan_id = send_plan(cast, "principal")
    with writing():
        plan = db.session.get_one(SupportPlan, plan_id)
        plan.state, plan.approved_at, plan.completed_at = PlanState.COMPLETED, clock.now(), clock.now()
    abolish_district(cast)
    assert stored(SupportPlan, plan_id).decided_in == cast.units["district"]


def test_proposals_of_core_people_go_on_from_where_they_were(cast):
    """A teacher's lay with the district, a principal's was proposed by it and returned."""
    waiting, returned = propose(cast, "teacher"), propose(cast, "principal")
    decide_core(cast, "director", returned, CoreMove.RETURN, "Chưa nêu kết quả hỗ trợ đồng nghiệp.")
    abolish_district(cast)
    assert decide_core(cast, "director", waiting, CoreMove.RECOGNISE) == []
    assert stored(CorePerson, returned).proposed_in == cast.units["province"]
    assert decide_core(cast, "province_officer", returned, CoreMove.PROPOSE, "Đã bổ sung kết quả hỗ trợ.") == []


def test_clusters_are_looked_after_by_the_successor_under_a_name_of_their_own(cast):
    make_cluster(cast)
    with writing():
        db.session.add(Cluster(unit_id=cast.units["province"], name="Cụm số 1"))
    abolish_district(cast)
    names = [cluster.name for cluster in clusters_of(cast.province_admin.viewer)]
    assert names == ["Cụm số 1", "Cụm số 1 (Phòng GDĐT Thanh Sơn)"]


def test_a_school_takes_the_others_place_in_its_clusters(cast):
    make_cluster(cast)
    with writing():
        district = db.session.get_one(Unit, cast.units["district"])
        third = make_unit(UnitKind.SCHOOL, district, code="110010009", name="Trường THCS Mai Sơn").id
        db.session.add(Cluster(unit_id=district.id, name="Cụm số 2"))
        db.session.flush()
        second = db.session.scalars(select(Cluster.id).where(Cluster.name == "Cụm số 2")).one()
        db.session.add(ClusterMember(cluster_id=second, unit_id=cast.units["other_school"]))
    leave(cast, "other_school")
    assert join_unit(cast.province_admin.viewer, cast.units["other_school"], "110010001") == []
    members = select(Cluster.name, ClusterMember.unit_id).join(Cluster, Cluster.id == ClusterMember.cluster_id)
    school = cast.units["school"]
    assert set(db.session.execute(members).all()) == {("Cụm số 1", school), ("Cụm số 2", school)} and third != school


def test_tasks_over_the_unit_and_those_it_gave_go_over(cast):
    assign(cast, "province_officer", "urge_training", "province", "district")
    assign(cast, "district_officer", "urge_training", "district", "school")
    abolish_district(cast)
    found = select(Assignment.by_unit_id, Assignment.unit_id).order_by(Assignment.id)
    province = cast.units["province"]
    assert db.session.execute(found).all() == [(province, province), (province, cast.units["school"])]


def test_what_a_university_assigned_over_a_province_ends_with_its_serving_it(cast):
    assign(cast, "lecturer", "guide_core_people", "university", "province")
    merge_provinces(cast)
    kept = db.session.scalars(select(Assignment)).one()
    assert (kept.unit_id, kept.ends) == (cast.units["province"], clock.today())


def test_id_cases_lie_with_the_office_that_took_over_and_say_so(cast):
    with writing():
        case_id = open_case(SYSTEM, cast.teacher.person_id, CaseKind.CORRECTION).id
        case = db.session.get_one(IdCase, case_id)
        case.state, case.assignee_id = CaseState.AT_MIDDLE, cast.district_admin.person_id
    assert cases_to_work_on(cast.province_admin.viewer) == 0
    abolish_district(cast)
    case = stored(IdCase, case_id)
    assert (case.state, case.assignee_id) == (CaseState.AT_PROVINCE, None)
    assert holder_unit(case) == cast.units["province"] and cases_to_work_on(cast.province_admin.viewer) == 1
    last = db.session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc()).limit(1)).one()
    assert (last.event, last.unit_name, last.note) == ("unit_joined", "Phòng GDĐT Thanh Sơn", "Sở GDĐT Bắc Hà")


def test_what_was_handed_in_and_appealed_before_the_lock_goes_on(cast, period):
    direct(cast, "far_province")
    ids = finish(cast, period, "upper_school")
    assert send(cast, period, "upper_school") == []
    with writing():
        db.session.add(
            Appeal(
                evaluation_id=ids[0], text="Tiêu chí 5.", filed_at=clock.now(), levels="", state="open",
                first_decider_id=cast.upper_principal.person_id, settled_in=cast.units["province"],
            )
        )  # fmt: skip
    clock.pin_today(LOCKS + timedelta(days=1))
    merge_provinces(cast)
    assert hand_in_of(cast, period, "upper_school").province_id == cast.units["far_province"]
    assert hand_in_of(cast, period, "upper_school").state == HandInState.SENT
    assert db.session.get_one(Appeal, ids[0], populate_existing=True).settled_in == cast.units["far_province"]
    assert number_to_settle(cast.far_officer.viewer) == 0  # an officer without the office: as before
    officer, school = cast.far_officer.viewer, cast.upper_principal.viewer
    assert [each.id for each in periods_kept_for(officer)] == [period] and period_for(officer, period) is not None
    assert [(each.period.id, each.waiting) for each in period_work(officer)] == [(period, 1)]
    moved = school.acting_in(unit_path=f"{officer.unit_path}{school.unit_id}/")
    assert [each.id for each in periods_kept_for(moved)] == [period]
    assert periods_kept_for(cast.far_principal.viewer) == [] and period_for(cast.far_principal.viewer, period) is None


def test_a_year_of_training_goes_over_where_the_successor_has_none(cast):
    at, province, far = clock.campaign_now(), cast.units["province"], cast.units["far_province"]
    with writing():
        for unit_id, year in ((province, 2022), (province, 2023), (far, 2023)):
            row = TrainingYear(unit_id=unit_id, year=year, opens=at, due=at + timedelta(days=200))
            db.session.add(row)
            db.session.flush()
            open_campaign(YEAR, row.id, unit_id, f"Bồi dưỡng năm {year}", row.due)
    merge_provinces(cast)
    found = select(TrainingYear.year, TrainingYear.unit_id).order_by(TrainingYear.id)
    assert db.session.execute(found).all() == [(2022, far), (2023, province), (2023, far)]
    assert db.session.scalars(select(Campaign.unit_id).where(Campaign.kind == YEAR).order_by(Campaign.id)).all() == [
        far, province, far,
    ]  # fmt: skip


def test_the_successor_answers_for_the_certificates_that_the_old_office_issued(cast):
    ready(cast, "teacher")
    paper_id = issue(cast, "teacher")
    with writing():
        db.session.get_one(Certificate, paper_id).flagged_at = clock.now()
    direct(cast, "far_province")
    merge_provinces(cast)
    officer = cast.far_officer.viewer
    assert flagged_number(officer) == 1
    paper = certificate_for(officer, paper_id)
    assert CertificateMove.REVOKE in moves_open(officer, paper) and paper.issuer.name == "Sở GDĐT Bắc Hà"
    assert moves_open(cast.commune_officer.viewer, paper) == ()


def test_the_successor_reads_the_surveys_of_the_old_province(cast):
    with writing():
        for number, state in ((1, "closed"), (2, "open")):
            db.session.add(
                FeedbackRun(
                    unit_id=cast.units["province"], year=2022, kind="module", subject="GVPT01", audience="teacher",
                    number=number, title="Mô đun 1", questionnaire="MAU", groups=[], state=state,
                    closes_at=clock.now(), answers=0 if state == "closed" else None,
                )
            )  # fmt: skip
    merge_provinces(cast)
    seen, _ = runs_listed(cast.far_officer.viewer)
    assert {(run.state, run.number, run.province) for run in seen} == {
        ("closed", 1, "Sở GDĐT Bắc Hà"), ("open", 1, "Sở GDĐT An Phú"),
    }  # fmt: skip


def test_nobody_is_asked_any_more_to_make_somebody_admin_of_a_unit_that_is_gone(cast):
    with writing():
        db.session.add(
            AdminRequest(
                unit_id=cast.units["province"], person_id=cast.director.person_id, state="open",
                asked_by_id=cast.ministry_officer.person_id, asked_at=clock.now(),
            )
        )  # fmt: skip
    merge_provinces(cast)
    assert db.session.scalars(select(AdminRequest.state)).all() == ["withdrawn"]
