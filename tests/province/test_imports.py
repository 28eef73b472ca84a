"""A province brings in the lists of its LMS, and who is let off or added in its years; nothing of anybody else's."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.imports.models import ImportFile
from app.domain.training.catalogue.rules import Way
from app.domain.training.years.actions import open_year
from app.domain.training.years.models import TrainingException
from app.domain.training.years.rules import Wish, YearPlan
from app.jobs.runner import run_due_jobs
from tests.pages import words
from tests.training import make_modules

HX = {"HX-Request": "true"}
LEARNERS = (
    "TT;Họ và tên;Ngày sinh;Mã trường;Ngoại lệ;Lý do ngoại lệ\n"
    "1;Trần Thị Lan;20/05/1985;110010001;Miễn;Nghỉ thai sản cả năm\n"
    "2;Nguyễn Thị Hoa;20/05/1985;110010001;Hoãn;Đi công tác\n"
)


@pytest.fixture
def year_id(cast) -> int:
    modules = make_modules()
    plan = YearPlan(
        2022, clock.start_of(date(2022, 2, 1)), clock.start_of(date(2022, 7, 1)), (Wish(modules["MD-01"], Way.ONLINE),)
    )
    year_id, _ = open_year(cast.province_officer.viewer, plan)
    assert year_id is not None
    return year_id


def upload(client, kind: str, text: str = LEARNERS):
    data = {"kind": kind, "file": (BytesIO(text.encode()), "ds.csv"), "submit_key": uuid4().hex}
    answer = client.post("/province/imports", data=data, content_type="multipart/form-data")
    run_due_jobs()
    return answer


def the_file() -> ImportFile:
    db.session.rollback()
    return db.session.scalars(select(ImportFile).order_by(ImportFile.id.desc())).first()


def test_an_office_is_offered_its_lms_and_its_years_only(clients, cast, year_id):
    shown = words(clients.province_officer.get("/province/imports"))
    assert "LMS Viettel" in shown and "năm 2022" in shown and "VNPT" not in shown
    far = words(clients.far_officer.get("/province/imports"))
    assert "LMS VNPT" in far and "năm 2022" not in far and "Viettel" not in far
    assert upload(clients.far_officer, f"learners-{year_id}").status_code == 422
    assert upload(clients.far_officer, f"completions-{cast.units['viettel']}").status_code == 422
    chosen = clients.province_officer.get(f"/province/imports?kind=learners-{year_id}").get_data(as_text=True)
    assert f'checked id="kind-2" name="kind" type="radio" value="learners-{year_id}"' in chosen


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_a_list_of_learners_from_upload_to_the_page_of_exceptions(clients, cast, year_id, headers):
    client = clients.province_officer
    exceptions = f"/province/training/{year_id}/exceptions"
    assert f"kind=learners-{year_id}" in client.get(exceptions).get_data(as_text=True)
    assert upload(client, f"learners-{year_id}").status_code == 303
    url = f"/province/imports/{the_file().id}"
    preview = words(client.get(url, headers=headers))
    assert "Ngoại lệ: Không hiểu “Hoãn”" in preview and "nhận thông báo kèm lý do" in preview
    assert client.get(f"{url}/columns").status_code == 404
    assert client.post(f"{url}/confirm", data={"sha256": the_file().sha256}, headers=headers).status_code in (204, 303)
    run_due_jobs()
    assert "Danh sách của năm, kèm lý do" in words(client.get(url, headers=headers))
    page = words(client.get(exceptions))
    assert "Trần Thị Lan" in page and "Nghỉ thai sản cả năm" in page and "được miễn" in page
    assert "Trần Thị Lan" not in words(client.get(f"{exceptions}?kind=added"))
    assert "Nghỉ thai sản cả năm" in words(clients.teacher.get("/account/notices"))
    assert db.session.scalars(select(TrainingException.kind)).all() == ["exempt"]


@pytest.mark.parametrize("kind", ["completions", "learners"])
def test_the_templates_of_both_are_there(clients, year_id, kind):
    assert clients.province_officer.get(f"/province/imports/templates/{kind}.xlsx").status_code == 200
    assert clients.principal.get(f"/principal/imports/templates/{kind}.xlsx").status_code == 404


def test_the_page_of_connections_leads_to_the_list(clients, cast, year_id):
    link = f"/province/imports?kind=completions-{cast.units['viettel']}"
    assert link in clients.province_officer.get("/records/lms").get_data(as_text=True)
    assert "Nhập danh sách hoàn thành" in words(clients.viettel_staff.get("/records/lms"))
    assert "Nhập danh sách hoàn thành" not in words(clients.ministry_officer.get("/records/lms"))
