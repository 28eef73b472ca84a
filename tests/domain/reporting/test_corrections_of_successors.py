"""The reports of a province that is gone are corrected by its successor's office, about the province as it was."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Period
from app.domain.notices.models import Notice
from app.domain.organisation.models import Appointment, ServiceArea, Unit
from app.domain.organisation.rules import Position
from app.domain.reporting.completeness import part_states
from app.domain.reporting.joining import join_unit
from app.domain.reporting.models import Report, ReportSending, SnapshotUnit
from app.domain.reporting.moving import correct_report
from app.domain.reporting.overview import provinces_in
from app.domain.reporting.papers import record_sending
from app.domain.reporting.queries import editions_of, reading_of, report_for, reports_listed
from app.domain.reporting.rights import may_correct, may_prepare, moves_open
from app.domain.reporting.rules import Addressee, Move
from app.domain.reporting.work import reports_waiting
from app.web.reporting.editions import edition_of, paper_of
from tests.evaluations import LOCKS
from tests.factories import make_appointment, make_person
from tests.hand_ins import finish, send
from tests.reports import count_report, freeze, move, publish

pytestmark = pytest.mark.both_databases
REASON = "Thiếu số liệu của một trường."


@pytest.fixture
def sent(cast, period) -> int:
    """Id of the report that a province had sent before it became part of another, through the app's own action."""
    with writing():
        far = db.session.get_one(Unit, cast.units["far_province"])
        make_appointment(make_person("Sùng Thị Mỷ"), far, Position.DIRECTOR)
    for unit in ("school", "upper_school"):
        finish(cast, period, unit)
    assert send(cast, period, "upper_school") == []
    report_id = count_report(cast)
    freeze(cast, report_id)
    publish(cast, report_id)
    for to in Addressee:
        assert record_sending(cast.province_officer.viewer, report_id, to, clock.today(), "qua trục văn bản") == []
    clock.pin_today(LOCKS + timedelta(days=1))
    with writing():
        db.session.get_one(Period, period).unit_id = cast.units["ministry"]
        for post in db.session.scalars(select(Appointment).where(Appointment.unit_id == cast.units["province"])):
            post.ends, post.end_reason = clock.today(), "left"
    assert join_unit(cast.ministry_admin.viewer, cast.units["province"], "12") == []
    return report_id


def reading(viewer, report_id):
    report = report_for(viewer, report_id)
    return reading_of(viewer, report)


def paper(viewer, report_id):
    return paper_of(edition_of(reading(viewer, report_id), "vi"))


def test_the_successors_office_corrects_about_the_units_of_then(cast, app, sent):
    officer = cast.far_officer.viewer
    before = {part: (state.lack, state.units) for part, state in part_states(reading(officer, sent)).items()}
    assert may_correct(officer, report_for(officer, sent), 1)
    assert not may_prepare(cast.commune_officer.viewer, db.session.get_one(Report, sent))
    db.session.rollback()
    made, problems = correct_report(officer, sent, REASON)
    assert problems == [] and count_report(cast) == made
    after = reading(officer, made)
    assert {part: (state.lack, state.units) for part, state in part_states(after).items()} == before
    assert before["A.1"][1] > 0
    units = select(SnapshotUnit.unit_id).where(SnapshotUnit.snapshot_id == after.snapshot.id)
    assert cast.units["far_school"] not in set(db.session.scalars(units))
    assert [each.edition for each in editions_of(officer, after.report)] == [1, 2]
    assert Move.CHECK in moves_open(officer, after.report)
    assert [(each.report.id, each.of) for each in reports_waiting(officer)] == [(made, "Sở GDĐT Bắc Hà")]


def test_the_door_opens_to_the_successors_office_and_to_nobody_else(cast, clients, sent):
    begun = clients.far_officer.submit(f"/province/reports/{sent}/correct", reason=REASON)
    assert begun.status_code == 303
    made = int(begun.location.rpartition("/")[2])
    count_report(cast)
    assert clients.far_officer.get(f"/records/reports/{made}").status_code == 200
    assert "Sở GDĐT Bắc Hà" in clients.far_officer.get("/province/").text  # whose report waits
    for who in ("far_principal", "commune_officer", "lecturer", "ministry_officer"):
        assert clients[who].get(f"/records/reports/{made}").status_code == 404, who


def test_its_leader_is_told_and_decides(cast, app, sent):
    made, _ = correct_report(cast.far_officer.viewer, sent, REASON)
    count_report(cast)
    for what in (Move.CHECK, Move.SUBMIT):
        assert move(cast, "far_officer", made, what) == []
    director = select(Appointment.person_id).where(
        Appointment.unit_id == cast.units["far_province"], Appointment.position == Position.DIRECTOR
    )
    told = select(Notice.person_id).where(Notice.kind == "province_report_submitted")
    assert db.session.scalars(told.order_by(Notice.id.desc()).limit(1)).one() == db.session.scalar(director)


def test_a_university_keeps_reading_what_it_was_sent_and_nothing_else(cast, clients, sent):
    """It serves nobody now; the new edition did not go to it."""
    officer = cast.far_officer.viewer
    made, _ = correct_report(officer, sent, REASON)
    count_report(cast)
    with writing():
        report = db.session.get_one(Report, made)
        report.state, report.frozen_at, report.frozen_by = "frozen", clock.campaign_now(), officer.person_id
    lecturer = cast.lecturer.viewer.acting_in(provinces=())
    assert [each.id for each in reports_listed(lecturer)] == [sent]
    assert [(row.report_id, row.state) for row in provinces_in(lecturer, 2022)] == [(sent, "sent")]
    assert provinces_in(cast.ministry_officer.viewer, 2022)[1].report_id == made
    assert clients.lecturer.get(f"/records/reports/{sent}").status_code == 200
    assert clients.lecturer.get(f"/records/reports/{made}").status_code == 404
    assert f"/records/reports/{sent}" in clients.lecturer.get("/records/reports").text
    assert clients.lecturer.get(f"/records/reports/{sent}/people?track=rank&signs=x").status_code == 404


def test_a_university_of_the_last_day_or_of_the_sendings_keeps_reading_and_no_other(cast, sent):
    """Whoever serves a province last reads all that went to its university, be it before their time."""
    lecturer, joined = cast.lecturer.viewer.acting_in(provinces=()), clock.today()
    sending = db.session.scalars(select(ReportSending.sent_on)).first()
    day = timedelta(days=1)
    for starts, ends, reads in (
        (sending + day, joined, True), (sending, sending + day, True), (sending + day, joined - day, False),
        (sending - day, sending, False),
    ):  # fmt: skip
        with writing():
            area = db.session.scalars(select(ServiceArea)).one()
            area.starts, area.ends = starts, ends
        assert (report_for(lecturer, sent) is not None) is reads, (starts, ends)


def test_a_university_reads_nothing_of_a_province_that_it_served_once(cast, period):
    finish(cast, period, "school")
    report_id = count_report(cast)
    freeze(cast, report_id)
    publish(cast, report_id)
    lecturer = cast.lecturer.viewer.acting_in(provinces=())
    by, to = cast.province_officer.viewer, Addressee.UNIVERSITY
    assert record_sending(by, report_id, to, clock.today(), "qua bưu điện") == []
    with writing():
        db.session.scalars(select(ServiceArea)).one().ends = clock.today() + timedelta(days=1)
    assert report_for(lecturer, report_id) is None


def test_each_paper_names_the_office_that_issues_it(cast, app, sent):
    officer = cast.far_officer.viewer
    made, _ = correct_report(officer, sent, REASON)
    count_report(cast)
    with writing():
        for unit in ("province", "far_province"):
            db.session.get_one(Unit, cast.units[unit]).name = "Sở GDĐT Tên Mới"
    with app.test_request_context():
        old, new = paper(officer, sent), paper(officer, made)
    assert old.head.superior == "UBND tỉnh Bắc Hà" and old.title == ["BÁO CÁO TEMIS NĂM 2022"]
    assert new.head.superior == "UBND tỉnh An Phú" and new.title[1] == "SỞ GDĐT BẮC HÀ"
