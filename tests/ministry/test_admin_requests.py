"""AZ-10: how two people of the ministry make the admin of a province, from the first page to the last."""

import pytest
from sqlalchemy import func, select, update

from app.db import db, writing
from app.domain.accounts.hashing import hash_password
from app.domain.accounts.models import Account
from app.domain.organisation.models import AdminRequest, Appointment
from app.domain.organisation.rules import Position
from tests.pages import fill, find_form, words

PASSWORD = "con mèo ngủ trên mái"
HASH = hash_password(PASSWORD)


@pytest.fixture
def asked(clients, cast) -> str:
    """The address of the province's page of admins, after the ministry's admin has asked for one."""
    with writing():
        db.session.execute(update(Account).values(password_hash=HASH))
    url = f"/admin/units/{cast.units['province']}/admins"
    sent = clients.ministry_admin.get(url)
    clients.ministry_admin.submit(sent.location, password=PASSWORD)
    answer = clients.ministry_admin.submit(url, form="appoint", person=str(cast.province_officer.person_id))
    assert answer.status_code == 303
    return url


def test_AZ_10_the_request_waits_with_its_asker_and_with_the_second_person(clients, cast, asked) -> None:
    page = words(clients.ministry_admin.get(asked))
    assert "Đã gửi đề nghị" in page
    assert "Chờ người thứ hai duyệt" in page and cast.province_officer.name in page
    assert "Giao quyền quản trị Sở" in words(clients.ministry_officer.get("/ministry/"))
    assert cast.province_officer.name in words(clients.ministry_officer.get("/ministry/admin-requests"))


def test_AZ_10_the_second_person_approves(clients, cast, asked) -> None:
    url = f"/ministry/admin-requests/{db.session.scalar(select(AdminRequest.id))}"
    sent = clients.ministry_officer.get(url)
    assert sent.location.startswith("/account/password-again"), "SES-5: changing roles asks for the password"
    clients.ministry_officer.submit(sent.location, password=PASSWORD)
    without = clients.ministry_officer.submit(url, decision="refuse")
    assert without.status_code == 422
    assert "Hãy ghi lý do không duyệt." in words(without)
    form = find_form(clients.ministry_officer.get(url))
    data = fill(form, {"decision": "approve"})
    first, second = (clients.ministry_officer.post(url, data=data) for _ in range(2))
    assert (first.status_code, second.status_code, second.location) == (303, 303, first.location)
    admins = Appointment.person_id == cast.province_officer.person_id, Appointment.position == Position.ADMIN
    assert db.session.scalar(select(func.count()).where(*admins)) == 1
    assert "Không có đề nghị nào chờ duyệt" in words(clients.ministry_officer.get("/ministry/admin-requests"))
    assert cast.province_officer.name in words(clients.ministry_admin.get(asked))


def test_AZ_10_the_asker_takes_it_back(clients, cast, asked) -> None:
    assert clients.ministry_admin.submit(asked, form="withdraw").status_code == 303
    assert db.session.scalar(select(AdminRequest.state)) == "withdrawn"
    assert "Không có đề nghị nào." in words(clients.ministry_admin.get(asked))


def test_AZ_10_nobody_outside_the_ministry_finds_the_request(clients, cast, asked) -> None:
    request_id = db.session.scalar(select(AdminRequest.id))
    for who in ("province_admin", "director", "teacher", "ministry_admin", "viettel_staff"):
        assert clients[who].get(f"/ministry/admin-requests/{request_id}").status_code == 403


def test_AZ_10_a_schools_admin_is_offered_no_head_of_school(clients, cast) -> None:
    page = clients.school_admin.get("/admin/persons/new").get_data(as_text=True)
    assert 'value="teacher"' in page and 'value="principal"' not in page
    data = {"position": "principal", "full_name": "Người Mới", "starts": "18/04/2022"}
    assert clients.school_admin.post("/admin/persons/new", data=data).status_code == 422
    unit = cast.units["school"]
    assert 'value="principal"' in clients.district_admin.get(f"/admin/persons/new?unit={unit}").get_data(as_text=True)
    person = clients.school_admin.get(f"/records/persons/{cast.principal.person_id}").get_data(as_text=True)
    assert "/admin/posts/" not in person
