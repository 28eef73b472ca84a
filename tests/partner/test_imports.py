"""A provider's people bring in their own list: upload, columns, preview, confirm, result; with and without htmx."""

import gzip
from io import BytesIO
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.db import db
from app.domain.imports.models import ColumnMap, ImportFile
from app.domain.training.records.models import LearningRecord
from app.jobs.runner import run_due_jobs
from tests.pages import fill, find_form, tree, words
from tests.training import make_modules

HX = {"HX-Request": "true"}
LIST = (
    "Họ tên;Mã định danh;Khóa học;Điểm;Ngày hoàn thành;Email\n"
    "Trần Thị Lan;01101000001;Khóa A;8,5;15/03/2022 20:30;lan@truong.example\n"
    "Nguyễn Thị Hoa;01101000002;Mô đun 2;4;16/03/2022;hoa@truong.example\n"
)


@pytest.fixture
def modules(cast) -> dict[str, int]:
    return make_modules()


def upload(client, provider: int, text: str = LIST, door: str = "partner"):
    data = {
        "kind": f"completions-{provider}",
        "file": (BytesIO(text.encode()), "Khóa 1.csv"),
        "submit_key": uuid4().hex,
    }
    answer = client.post(f"/{door}/imports", data=data, content_type="multipart/form-data")
    run_due_jobs()
    return answer


def the_file() -> ImportFile:
    db.session.rollback()
    return db.session.scalars(select(ImportFile).order_by(ImportFile.id.desc())).first()


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_from_upload_through_columns_to_the_result(clients, cast, modules, headers):
    client = clients.viettel_staff
    assert "Danh sách hoàn thành mô đun từ LMS Viettel" in words(client.get("/partner/imports"))
    assert upload(client, cast.units["viettel"]).status_code == 303
    url = f"/partner/imports/{the_file().id}"
    assert "chỉ cột nào là mã định danh" in words(client.get(url, headers=headers))
    page = client.get(f"{url}/columns")
    shown = words(page)
    assert "lan@truong.example" in shown and "Khóa A" in shown
    assert "“Mô đun 2” là" not in shown, "what says enough is not asked"
    form = find_form(page)
    posted = fill(form, {"year": "2022"})
    assert posted["column_1"] == ["sector_id"] and posted["column_5"] == [""]
    refused = client.post(f"{url}/columns", data=posted, headers=headers)
    assert refused.status_code == 422
    assert "Hãy chọn mô đun, hoặc bỏ qua các dòng này." in words(refused)
    answer = client.post(f"{url}/columns", data=posted | {"name_0": "MD-01"}, headers=headers)
    assert answer.status_code in (204, 303)
    run_due_jobs()
    preview = words(client.get(url, headers=headers))
    assert "thêm mới" in preview and "chờ xác thực mã" in preview
    assert "Chưa ai xác thực mã này" in words(client.get(f"{url}?show=waiting", headers=headers))
    assert client.post(f"{url}/confirm", data={"sha256": the_file().sha256}, headers=headers).status_code in (204, 303)
    run_due_jobs()
    result = client.get(url)
    assert "Đã nhập xong" in words(result) and "Kết nối LMS" in words(result)
    for show in ("waiting", "duplicate", "create", "refused", "read"):
        assert client.get(f"{url}?show={show}", headers=headers).status_code == 200
    assert client.get(f"{url}/failed.xlsx").status_code == 200
    rows = db.session.execute(select(LearningRecord.sector_id, LearningRecord.status).order_by(LearningRecord.id)).all()
    assert [tuple(row) for row in rows] == [("01101000001", "passed"), ("01101000002", "failed")]


def test_the_next_list_comes_with_what_was_settled(clients, cast, modules):
    client = clients.viettel_staff
    upload(client, cast.units["viettel"])
    url = f"/partner/imports/{the_file().id}/columns"
    client.post(url, data=fill(find_form(client.get(url)), {"year": "2022", "name_0": "MD-01", "column_5": "ref",
                                                            "complete_is_pass": "y"}))  # fmt: skip
    upload(client, cast.units["viettel"], LIST.replace("Lan", "Lành"))
    form = fill(find_form(client.get(f"/partner/imports/{the_file().id}/columns")), {})
    assert (form["column_5"], form["name_0"], form["complete_is_pass"]) == (["ref"], ["MD-01"], ["y"])


def test_what_cannot_be_is_said_at_its_place_and_keeps_what_was_chosen(clients, cast, modules):
    client = clients.viettel_staff
    upload(client, cast.units["viettel"])
    url = f"/partner/imports/{the_file().id}/columns"
    data = fill(
        find_form(client.get(url)), {"column_1": "", "column_2": "score", "year": "", "completed_on": "31/02/2022"}
    )
    answer = client.post(url, data=data)
    said = words(answer)
    assert answer.status_code == 422
    assert "Ngày 31/02/2022 không có thật" in said
    answer = client.post(url, data=data | {"completed_on": ""})
    said = words(answer)
    for sentence in (
        "chỉ cột có mã định danh",
        "chọn mô đun cho cả tệp",
        "ghi năm cho cả tệp",
        "Có hai cột cùng nội dung “Điểm”",
    ):
        assert sentence in said, sentence
    assert fill(find_form(answer), {})["column_2"] == ["score"]
    assert "không phải là năm" in words(client.post(url, data=data | {"completed_on": "", "year": "22"}))
    assert client.post(url, data=data | {"column_1": "citizen_number"}).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(ColumnMap)) == 0


def test_settling_twice_checks_once_and_a_checked_file_can_be_settled_again(clients, cast, modules):
    client = clients.viettel_staff
    upload(client, cast.units["viettel"])
    url = f"/partner/imports/{the_file().id}"
    data = fill(find_form(client.get(f"{url}/columns")), {"year": "2022", "name_0": "MD-01"})
    assert client.post(f"{url}/columns", data=data).status_code == 303
    assert client.post(f"{url}/columns", data=data).status_code == 303, "it is being checked: its page is shown"
    assert client.post(f"{url}/confirm", data={"sha256": the_file().sha256}).status_code == 409
    run_due_jobs()
    again = client.get(f"{url}/columns")
    assert fill(find_form(again), {})["name_0"] == ["MD-01"]
    assert client.post(f"{url}/columns", data=data | {"name_0": "-"}).status_code == 303
    run_due_jobs()
    assert the_file().counts["refused"] == 1


@pytest.mark.parametrize("who", ["vnpt_staff", "province_officer", "far_officer"])
def test_az_2_other_peoples_lists_do_not_exist(clients, cast, modules, who):
    upload(clients.viettel_staff, cast.units["viettel"])
    door = "partner" if who == "vnpt_staff" else "province"
    for address in ("", "/columns", "/failed.xlsx"):
        assert clients[who].get(f"/{door}/imports/{the_file().id}{address}").status_code == 404


@pytest.mark.parametrize(("who", "provider"), [("vnpt_staff", "viettel"), ("viettel_staff", "vnpt")])
def test_az_2_another_providers_list_cannot_even_be_chosen(clients, cast, modules, who, provider):
    assert upload(clients[who], cast.units[provider]).status_code == 422
    assert the_file() is None


@pytest.mark.parametrize("who", ["teacher", "principal", "province_officer", "lecturer"])
def test_the_providers_door_is_for_its_people(clients, who):
    assert clients[who].get("/partner/imports").status_code == 403


def test_a_roster_has_no_columns_to_settle(clients, cast):
    data = {
        "kind": "roster",
        "file": (BytesIO("Họ tên;Ngày sinh\nLan;5/9/1988\n".encode()), "a.csv"),
        "submit_key": "a",
    }
    clients.school_admin.post("/admin/imports", data=data, content_type="multipart/form-data")
    assert clients.school_admin.get(f"/admin/imports/{the_file().id}/columns").status_code == 404


def test_the_page_of_columns_stays_small_with_sixty_columns(clients, cast, modules):

    headings = ["Mã định danh", *(f"Cột thứ {number}" for number in range(59))]
    rows = "\n".join(";".join(f"giá trị {row} {column}" for column in range(60)) for row in range(30))
    upload(clients.viettel_staff, cast.units["viettel"], ";".join(headings) + "\n" + rows)
    page = clients.viettel_staff.get(f"/partner/imports/{the_file().id}/columns")
    assert len(gzip.compress(page.data)) < 14_000
    assert tree(page).find(".//form") is not None
