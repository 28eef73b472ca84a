"""Who sees how the LMSs' machines get on?  Their own staff, the province they serve, the ministry (API-7)."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from app.db import db, writing
from app.domain import clock
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
    assert (line.provider.name, line.province.name) == ("Viettel", "Sở GDĐT Bắc Hà")
    assert (line.matched, line.counted, line.waiting) == (1, 1, 1)
    assert (line.traffic.unknown, line.traffic.sent, line.traffic.refused, line.traffic.failed) == (1, 4, 1, 1)
    assert line.traffic.since and line.last_data
    assert len(connections(cast.ministry_officer.viewer)) == 2
    assert [each.province.name for each in connections(cast.vnpt_staff.viewer)] == ["Sở GDĐT An Phú"]
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
    lines = {(each.provider.name, each.province.name): each for each in connections(cast.ministry_officer.viewer)}
    far = lines["Viettel", "Sở GDĐT An Phú"]
    assert (far.matched, far.counted, far.traffic) == (1, 1, None) and len(lines) == 3
    matched = {each.provider.name: each.matched for each in connections(cast.far_officer.viewer)}
    assert matched == {"Viettel": 1, "VNPT": 0}
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


@pytest.fixture
def sent(cast, machine):
    """One record counts, one waits for whoever declares its ID, one is nobody's, one was refused."""
    verify(cast.teacher.person_id)
    with writing():
        make_claim(cast.peer.person_id, ClaimState.PENDING, sector_id="07777777777")
    machine.put(), machine.put("r2", sector_id="07777777777"), machine.put("r3", sector_id="09999999999")
    machine.put("r4", year=1)
    return cast.units["viettel"], cast.units["province"]


@pytest.mark.both_databases
@pytest.mark.parametrize(("figure", "who"), [("matched", "teacher"), ("counted", "teacher"), ("waiting", "peer")])
def test_a_figure_of_a_connection_opens_its_records(clients, cast, sent, figure, who):
    path = f"/records/lms/{sent[0]}/{sent[1]}/{figure}"
    assert path in clients.province_officer.get("/records/lms").get_data(as_text=True)
    page = clients.province_officer.get(path).get_data(as_text=True)
    assert "1 kết quả" in page and cast[who].viewer.name in page and f"/persons/{cast[who].person_id}" in page
    sheet = load_workbook(BytesIO(clients.province_officer.get(f"{path}.xlsx").data)).active
    assert cast[who].viewer.name in [row[0] for row in sheet.iter_rows(values_only=True)]


def test_az4_a_provider_sees_its_own_side_of_the_records_and_no_person(clients, cast, sent):
    page = clients.viettel_staff.get(f"/records/lms/{sent[0]}/{sent[1]}/matched").get_data(as_text=True)
    assert "r1" in page and "0110 100 0001" in page
    assert cast.teacher.viewer.name not in page and "/persons/" not in page
    assert "r3" in clients.viettel_staff.get("/records/lms/unknown").get_data(as_text=True)
    assert clients.viettel_staff.get("/records/lms/unknown.xlsx").status_code == 200


@pytest.mark.parametrize("path", ["/{}/{}/matched", "/{}/{}/matched.xlsx", "/unknown", "/month/2022-04/all"])
def test_az2_records_exist_for_those_alone_who_may_see_them(clients, sent, path):
    for who in ("ministry_officer", "ministry_admin", "far_officer", "lecturer", "district_officer", "teacher"):
        assert clients[who].get("/records/lms" + path.format(*sent)).status_code == 404, who
    if "{}" in path:
        assert clients.vnpt_staff.get("/records/lms" + path.format(*sent)).status_code == 404
    assert "/matched" not in clients.ministry_officer.get("/records/lms").get_data(as_text=True)


@pytest.mark.parametrize("figure", ["unknown", "refused", "nothing"])
def test_a_figure_that_a_province_does_not_have_is_no_list(clients, sent, figure):
    assert clients.province_officer.get(f"/records/lms/{sent[0]}/{sent[1]}/{figure}").status_code == 404


@pytest.mark.parametrize(
    ("figure", "refs"), [("all", 3), ("finished", 3), ("counted", 1), ("waiting", 2), ("voided", 0)]
)
def test_a_month_opens_the_providers_own_records(clients, sent, figure, refs):
    month = f"{clock.campaign_now():%Y-%m}"
    page = clients.viettel_staff.get(f"/records/lms/month/{month}/{figure}").get_data(as_text=True)
    assert (f"{refs} kết quả" in page) if refs else ("Không có kết quả nào" in page)
    shown = clients.viettel_staff.get(f"/records/lms/month?month={month}").get_data(as_text=True)
    assert (f"/month/{month}/{figure}" in shown) is bool(refs and figure not in {"all", "finished"})
    assert clients.viettel_staff.get(f"/records/lms/month/2022-4/{figure}").status_code == 404


def test_what_was_refused_opens_its_attempts(clients, sent, machine):
    machine.ask("GET", "/completions/none")
    refused = clients.province_officer.get(f"/records/lms/{sent[0]}/refused").get_data(as_text=True)
    assert "1 lần, 1 kết quả bị từ chối" in refused and "422" in refused and "404" not in refused
    failed = clients.ministry_officer.get(f"/records/lms/{sent[0]}/failed").get_data(as_text=True)
    assert "2 lần" in failed and "404" in failed
    assert clients.far_officer.get(f"/records/lms/{sent[0]}/failed").status_code == 404


@pytest.mark.both_databases
def test_az2_a_client_for_another_province_is_in_no_count(app, cast, machine):
    other = make_machine(app, cast.ministry_admin.viewer, cast.units["viettel"], provinces=[cast.units["far_province"]])
    machine.put(), other.put("x1"), other.put("x2", year=1)
    (line,) = connections(cast.province_officer.viewer)
    assert (line.traffic.sent, line.traffic.failed) == (1, 0)
    (line,) = connections(cast.viettel_staff.viewer)
    assert (line.traffic.sent, line.traffic.failed) == (3, 1)
