"""A province plans a year of training, changes it, lets people off; everybody whom it concerns reads it."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.organisation.models import Person
from app.domain.training.years.models import RequiredModule, TrainingException, TrainingYear
from tests.pages import fill, find_form
from tests.training import make_modules

DATES = {"year": "2022", "opens": "01/02/2022", "due": "01/07/2022"}


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def modules(cast) -> dict[str, int]:
    return make_modules()


@pytest.fixture
def year_id(clients, modules) -> int:
    ways = {
        f"way_{modules['MD-01']}": "online",
        f"hours_{modules['MD-01']}": "40",
        f"way_{modules['QL-01']}": "blended",
    }
    answer = clients.province_officer.submit("/province/training/new", **DATES, **ways)
    assert answer.status_code == 303
    return db.session.scalars(select(TrainingYear.id)).one()


def test_from_the_plan_to_the_page_that_everybody_reads(clients, year_id):
    for who in ("province_officer", "district_head", "principal", "teacher", "lecturer", "ministry_officer"):
        page = text(clients[who].get(f"/records/training/{year_id}"))
        assert "Mô đun 1: Chương trình mới" in page and "trước ngày 01/07/2022" in page, who
    assert "Đổi kế hoạch" not in text(clients.principal.get(f"/records/training/{year_id}"))
    assert f"/records/training/{year_id}" in text(clients.principal.get("/records/training"))


def test_az2_another_province_does_not_know_of_it(clients, year_id):
    assert clients.far_officer.get(f"/records/training/{year_id}").status_code == 404
    for address in ("plan", "exceptions"):
        assert clients.far_officer.get(f"/province/training/{year_id}/{address}").status_code == 404
    assert clients.district_head.get(f"/province/training/{year_id}/plan").status_code == 403


@pytest.mark.parametrize("partial", [False, True])
def test_what_cannot_be_is_said_and_keeps_what_was_typed(clients, modules, partial):
    client = clients.province_officer
    headers = {"HX-Request": "true"} if partial else {}
    none = {f"way_{each}": "" for each in modules.values()}  # a browser sends every list
    bad = (
        DATES | none | {"due": "01/01/2022", f"way_{modules['MD-01']}": "online", f"hours_{modules['MD-01']}": "nhiều"}
    )
    answer = client.post("/province/training/new", data=bad, headers=headers)
    assert answer.status_code == 422 and "nhiều" in text(answer) and "Hãy nhập số từ 0 đến 500" in text(answer)
    bad[f"hours_{modules['MD-01']}"] = "40"
    answer = client.post("/province/training/new", data=bad, headers=headers)
    assert answer.status_code == 422 and "Hạn hoàn thành phải sau ngày mở" in text(answer)
    answer = client.post("/province/training/new", data=DATES | none, headers=headers)
    assert answer.status_code == 422 and "ít nhất một mô đun" in text(answer)
    assert db.session.scalar(select(TrainingYear.id)) is None


def test_con_4_a_plan_that_was_refused_is_saved_once_it_is_corrected_on_that_page(clients, modules, year_id):
    client = clients.province_officer
    page = client.get(f"/province/training/{year_id}/plan")
    refused = client.post(page.request.path, data=fill(find_form(page), {"due": "01/01/2022"}))
    assert refused.status_code == 422 and "Hạn hoàn thành phải sau ngày mở" in text(refused)
    assert client.post(page.request.path, data=fill(find_form(refused), {"due": "30/06/2022"})).status_code == 303
    assert "30/06/2022" in text(client.get(page.request.path))


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_con_1_a_stale_plan_shows_both_sides_and_either_may_be_kept(clients, modules, year_id, headers):
    client, address = clients.province_officer, f"/province/training/{year_id}/plan"
    one, two, manager = (modules[code] for code in ("MD-01", "MD-02", "QL-01"))
    kept = DATES | {f"way_{one}": "", f"way_{manager}": "", f"way_{two}": "classroom"}
    assert client.submit(address, **kept).status_code == 303
    assert list(db.session.scalars(select(RequiredModule.module_id))) == [two]
    typed = DATES | {"due": "15/07/2022", f"way_{one}": "online", f"hours_{one}": "45", f"way_{manager}": ""}
    typed |= {f"way_{two}": "classroom", f"cost_{one}": "1.200.000"}
    stale = client.post(address, data=typed | {"version": "1"}, headers=headers)
    page = text(stale)
    assert stale.status_code == 409 and "vừa được đổi ở trang khác hoặc máy khác" in page
    for facts in ("15/07/2022", "01/07/2022", "Trực tuyến, 45 tiết, 1200000 đồng", "Không học"):
        assert facts in page, facts
    assert "Phương pháp dạy học" not in page  # both say the same of it
    going_on = fill(find_form(stale, "plan"), {})
    assert going_on["version"] == "2" and going_on[f"hours_{one}"] == "45"
    assert client.post(address, data=going_on).status_code == 303
    assert set(db.session.scalars(select(RequiredModule.module_id))) == {one, two}


def test_a_plan_keeps_its_year(clients, modules, year_id):
    client, address = clients.province_officer, f"/province/training/{year_id}/plan"
    assert 'type="hidden" name="year" value="2022"' in text(client.get(address))
    assert client.submit(address, year="2023").status_code == 303
    assert db.session.get_one(TrainingYear, year_id).year == 2022


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_con_4_an_exception_sent_twice_is_made_and_told_once(clients, cast, year_id, headers):
    address = f"/province/training/{year_id}/exceptions/{cast.teacher.person_id}"
    data = {"kind": "exempt", "reason": "Nghỉ chờ hưu từ tháng 5", "submit_key": "twice"}
    first, second = (clients.province_officer.post(address, data=data, headers=headers) for _ in range(2))
    assert first.status_code == second.status_code == (204 if headers else 303)
    assert text(clients.teacher.get("/account/notices")).count("Nghỉ chờ hưu") == 1


def test_people_of_the_office_are_not_offered_as_learners(clients, cast, year_id):
    address = f"/province/training/{year_id}/exceptions"
    officer = db.session.get_one(Person, cast.district_officer.person_id)
    assert f"/exceptions/{officer.id}" not in text(clients.province_officer.get(f"{address}?q={officer.full_name}"))
    assert clients.province_officer.get(f"{address}/{officer.id}").status_code == 404


def test_somebody_is_let_off_and_reads_why(clients, cast, year_id):
    client, teacher = clients.province_officer, cast.teacher.person_id
    listed = text(client.get(f"/province/training/{year_id}/exceptions?q=lan"))
    assert f"/province/training/{year_id}/exceptions/{teacher}" in listed
    address = f"/province/training/{year_id}/exceptions/{teacher}"
    assert client.submit(address, kind="exempt", reason="ốm").status_code == 422
    assert client.submit(address, kind="exempt", reason="Nghỉ chờ hưu từ tháng 5").status_code == 303
    assert "Nghỉ chờ hưu từ tháng 5" in text(clients.teacher.get("/teacher/training"))
    assert "Nghỉ chờ hưu" in text(clients.teacher.get("/account/notices"))
    assert client.post(f"{address}/end").status_code == 303
    assert db.session.scalar(select(TrainingException.person_id)) is None
    assert client.get(f"/province/training/{year_id}/exceptions/{cast.far_teacher.person_id}").status_code == 404
