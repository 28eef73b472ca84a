"""Who sees how the LMSs' machines get on?  Their own staff, the province they serve, the ministry (API-7)."""

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.domain.identity.flows import ClaimState
from app.domain.organisation.models import Person
from app.domain.training.exchange.report import connections
from tests.factories import make_claim
from tests.lms import make_machine
from tests.training import make_modules


@pytest.fixture
def machine(app, cast):
    make_modules()
    return make_machine(app, cast.ministry_admin.viewer, cast.units["viettel"])


def verify(person_id: int) -> None:
    """The person holds the ID that the machine reports of."""
    with writing():
        held = update(Person).where(Person.id == person_id)
        db.session.execute(held.values(sector_id="01101000001", sector_key="1101000001"))


def test_api7_attempts_show_to_the_provider_the_province_and_the_ministry(clients, machine):
    machine.put(), machine.put(score=1)
    for who in ("viettel_staff", "province_officer", "province_admin", "ministry_officer", "ministry_admin"):
        page = clients[who].get("/records/lms/calls").get_data(as_text=True)
        assert "Gửi một kết quả" in page and "409" in page, who
        assert "01101000001" not in page
    for who in ("vnpt_staff", "far_officer", "far_admin"):
        assert "Gửi một kết quả" not in clients[who].get("/records/lms/calls").get_data(as_text=True), who
        assert clients[who].get(f"/records/lms/calls?client={machine.made.client_id}").status_code == 404, who
    for who in ("teacher", "principal", "school_admin", "district_officer", "lecturer"):
        assert clients[who].get("/records/lms/calls").status_code == 404, who


def test_the_report_tells_each_lms_and_province(clients, cast, machine):
    verify(cast.teacher.person_id)
    machine.put(), machine.put("r2", sector_id="01101000002"), machine.put("r3", sector_id="09999999999")
    machine.put("r4", year=1)
    (line,) = connections(cast.province_officer.viewer)
    assert (line.provider, line.province) == ("Viettel", "Sở GDĐT Bắc Hà")
    assert (line.matched, line.counted, line.waiting) == (1, 1, 1)
    assert (line.traffic.unknown, line.traffic.sent, line.traffic.refused, line.traffic.failed) == (1, 4, 1, 1)
    assert line.traffic.since and line.last_data
    assert len(connections(cast.ministry_officer.viewer)) == 2
    assert [each.province for each in connections(cast.vnpt_staff.viewer)] == ["Sở GDĐT An Phú"]
    for who in ("viettel_staff", "province_officer", "ministry_admin"):
        page = clients[who].get("/records/lms").get_data(as_text=True)
        assert "Sở GDĐT Bắc Hà" in page and "01101000001" not in page
        assert clients[who].get("/records/lms/report.pdf").data.startswith(b"%PDF")
    assert "Bắc Hà" not in clients.far_officer.get("/records/lms").get_data(as_text=True)
    for who in ("teacher", "principal", "lecturer", "school_admin"):
        for path in ("", "/report.pdf", "/month"):
            assert clients[who].get(f"/records/lms{path}").status_code == 404, (who, path)


@pytest.mark.both_databases
def test_learners_of_a_province_that_has_chosen_another_lms_are_in_the_report_too(clients, cast, machine):
    verify(cast.far_teacher.person_id)
    machine.put()
    lines = {(each.provider, each.province): each for each in connections(cast.ministry_officer.viewer)}
    far = lines["Viettel", "Sở GDĐT An Phú"]
    assert (far.matched, far.counted, far.traffic) == (1, 1, None) and len(lines) == 3
    assert {each.provider: each.matched for each in connections(cast.far_officer.viewer)} == {"Viettel": 1, "VNPT": 0}
    page = clients.far_officer.get("/records/lms").get_data(as_text=True)
    assert "Viettel, Sở GDĐT An Phú" in page and "Tỉnh chọn hệ thống khác" in page
    assert clients.far_officer.get("/records/lms/report.pdf").data.startswith(b"%PDF")


@pytest.mark.both_databases
def test_a_record_waits_once_for_whoever_lists_and_declares_its_id_and_for_nobody_who_declares_another(cast, machine):
    with writing():
        make_claim(cast.teacher.person_id, ClaimState.PENDING, sector_id="01101000001")
        make_claim(cast.peer.person_id, ClaimState.PENDING, sector_id="07777777777")
    machine.put(), machine.put("r2", sector_id="07777777777"), machine.put("r3", sector_id="09999999999")
    (line,) = connections(cast.province_officer.viewer)
    assert (line.matched, line.waiting, line.traffic.unknown) == (0, 2, 1)


def test_a_month_shows_both_sides(clients, cast, machine):
    machine.put()
    machine.ask("POST", "/reconciliation", {"month": "2022-04", "records": 2, "completed": 1})
    for who in ("viettel_staff", "province_officer", "ministry_officer"):
        url = f"/records/lms/month?month=2022-04&provider={cast.units['viettel']}"
        page = clients[who].get(url).get_data(as_text=True)
        assert "Lệch 1" in page and "Khớp" in page
        assert clients[who].get("/records/lms/month?month=x").status_code == 200
    assert clients.far_officer.get(url).status_code == 404
    assert "chưa gửi số" in clients.viettel_staff.get("/records/lms/month?month=2022-03").get_data(as_text=True)
