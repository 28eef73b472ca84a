"""A province plans a year of training, changes it, lets people off; everybody whom it concerns reads it."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.training.years.models import RequiredModule, TrainingException, TrainingYear
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
        assert "Mô đun 1: Chương trình mới" in page and "trước ngày 1/7/2022" in page, who
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


def test_con1_a_stale_plan_is_refused(clients, modules, year_id):
    client, address = clients.province_officer, f"/province/training/{year_id}/plan"
    ways = {f"way_{modules['MD-01']}": "", f"way_{modules['QL-01']}": "", f"way_{modules['MD-02']}": "classroom"}
    kept = DATES | ways
    assert client.submit(address, **kept).status_code == 303
    assert list(db.session.scalars(select(RequiredModule.module_id))) == [modules["MD-02"]]
    stale = client.post(address, data=kept | {"version": "1"})
    assert stale.status_code == 409 and "vừa được người khác đổi" in text(stale)


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
