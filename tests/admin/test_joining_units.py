"""An admin joins a unit to its successor on the unit's own page."""

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain.accounts.hashing import hash_password
from app.domain.accounts.models import Account
from app.domain.organisation.models import Unit, UnitSuccession
from app.domain.organisation.rules import Position, UnitKind
from app.domain.reporting.beginning import open_report
from tests.factories import make_appointment, make_person, make_unit
from tests.pages import tree, words

PASSWORD = "con mèo ngủ trên mái"
HASH = hash_password(PASSWORD)


def enter(client, address: str) -> None:
    """Show the password again, which this page asks for first (SES-5)."""
    with writing():
        db.session.execute(update(Account).values(password_hash=HASH))
    asked = client.get(address)
    assert asked.location.startswith("/account/password-again")
    client.submit(asked.location, password=PASSWORD)


@pytest.fixture
def old(cast) -> int:
    with writing():
        province = db.session.get_one(Unit, cast.units["province"])
        return make_unit(UnitKind.MIDDLE, province, code="11009", name="Phòng GDĐT Bình Minh").id


def test_from_the_units_page_to_the_successor(cast, clients, old):
    client, page = clients.province_admin, f"/records/units/{old}"
    assert "Nhập vào đơn vị khác" in words(client.get(page))
    enter(client, f"/admin/units/{old}/join")
    assert "Mã đơn vị kế thừa" in client.get(f"/admin/units/{old}/join").text
    wrong = client.submit(f"/admin/units/{old}/join", successor="110010001", certain="y")
    assert wrong.status_code == 422 and "không kế thừa được" in words(wrong) and "110010001" in wrong.text
    assert client.submit(f"/admin/units/{old}/join", successor="11001").status_code == 422  # not said to be certain
    assert client.submit(f"/admin/units/{old}/join", successor="11001", certain="y").status_code == 303
    assert db.session.scalars(select(UnitSuccession.successor_id)).all() == [cast.units["district"]]
    db.session.rollback()
    assert "Đã nhập vào" in words(client.get(page)) and "Nhập vào đơn vị khác" not in words(client.get(page))
    assert "Phòng GDĐT Bình Minh" in words(client.get(f"/records/units/{cast.units['district']}"))


def test_the_page_says_all_that_is_in_the_way(cast, clients):
    client, address = clients.province_admin, f"/admin/units/{cast.units['district']}/join"
    enter(client, address)
    page = client.submit(address, successor="110010001", certain="y")
    assert page.status_code == 422 and "Cần sửa 2 mục" in words(page)
    assert "không kế thừa được" in words(page) and "Còn người công tác ở chính đơn vị này" in words(page)
    assert f'href="/records/persons/{cast.district_head.person_id}"' in page.text


def test_the_refusal_names_people_and_years_and_hides_whoever_is_not_in_sight(cast, clients, period):
    district, client = cast.units["district"], clients.province_admin
    with writing():
        unit = db.session.get_one(Unit, district)
        for number in range(4):
            make_appointment(make_person(f"Lê Văn Số {number}"), unit, Position.MIDDLE_OFFICER)
    address = f"/admin/units/{district}/join"
    enter(client, address)
    told = words(client.submit(address, successor="11", certain="y"))
    assert "Còn công tác ở đây: " in told and " và 2 nữa." in told
    assert "Đợt đánh giá chưa khóa: năm 2022, Sở GDĐT Bắc Hà." in told
    open_report(cast.units["province"], 2021)
    ministry, address = clients.ministry_admin, f"/admin/units/{cast.units['province']}/join"
    enter(ministry, address)
    page = ministry.submit(address, successor="12", certain="y")
    assert "Báo cáo TEMIS chưa gửi xong: năm 2021, Sở GDĐT Bắc Hà." in words(page)
    assert "/records/reports/" not in tree(page).find(".//main").text_content()
    assert "Lê Văn Số" not in words(page)


@pytest.mark.parametrize(("who", "status"), [("district_admin", 404), ("far_admin", 404), ("province_officer", 403)])
def test_az_10_others_have_no_such_page(clients, old, who, status):
    if status == 404:
        enter(clients[who], f"/admin/units/{old}/join")
    assert clients[who].get(f"/admin/units/{old}/join").status_code == status
