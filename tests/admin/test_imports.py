"""The import pages: who may bring in what, and the way from the template to the file of failed rows."""

from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from sqlalchemy import select

from app.db import db
from app.domain.imports.models import ImportFile
from app.domain.journal.models import SecurityEvent
from app.domain.organisation.models import Person
from app.jobs.runner import run_due_jobs
from tests.pages import tree, words

HX = {"HX-Request": "true"}
ROSTER = (
    "TT;Họ và tên;Ngày sinh;Mã định danh;Chức vụ;Mã trường;Cột lạ\n"
    "1;Lò Thị Bưởi;05/09/1988;09352319252;Giáo viên;110010001;a\n"
    "2;NguyÔn V¨n TuÊn;31/02/1988;2.41E+10;Giáo viên;110010001;b\n"
)


def upload(client, text: str = ROSTER, kind: str = "roster", name: str = "Danh sách Đỗ.csv"):
    data = {"kind": kind, "file": (BytesIO(text.encode()), name), "submit_key": uuid4().hex}
    answer = client.post("/admin/imports", data=data, content_type="multipart/form-data")
    run_due_jobs()
    return answer


def the_file() -> ImportFile:
    db.session.rollback()
    return db.session.scalars(select(ImportFile).order_by(ImportFile.id.desc())).first()


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_from_upload_to_the_file_of_failed_rows(clients, headers):
    client = clients.school_admin
    assert upload(client).status_code == 303
    file = the_file()
    url = f"/admin/imports/{file.id}"
    preview = client.get(url, headers=headers)
    shown = words(preview)
    assert "Danh sách Đỗ.csv" in shown
    assert "Ngày 31/02/1988 không có thật" in shown
    for show in ("read", "create", "refused", "recovered_zeros", "differs", "lạ"):
        assert client.get(f"{url}?show={show}", headers=headers).status_code == 200
    assert "bảng mã cũ (TCVN3/VNI)" in shown
    assert "Các cột không dùng: Cột lạ" in shown
    assert db.session.scalar(select(Person.id).where(Person.full_name == "Lò Thị Bưởi")) is None
    assert client.post(f"{url}/confirm", data={"sha256": file.sha256}, headers=headers).status_code in (204, 303)
    assert "Đang nhập" in words(client.get(url, headers=headers))
    run_due_jobs()
    assert "Đã nhập xong" in words(client.get(url, headers=headers))
    assert db.session.scalar(select(Person.id).where(Person.full_name == "Lò Thị Bưởi")) is not None
    failed = client.get(f"{url}/failed.xlsx")
    assert failed.headers["Content-Disposition"].startswith("attachment")
    noted = db.session.scalars(select(SecurityEvent).where(SecurityEvent.event == "exported")).one()
    assert (noted.detail["what"], noted.detail["rows"]) == ("failed_rows", 1), "EXP-3: each export is on record"
    rows = list(openpyxl.load_workbook(BytesIO(failed.data)).active.values)
    assert rows[2][1] == "NguyÔn V¨n TuÊn"
    assert "Người mới cần mã để vào lần đầu" in words(client.get(url, headers=headers))


def test_the_file_of_failed_rows_comes_back_corrected_and_keeps_its_columns(clients):
    client = clients.school_admin
    upload(client)
    url = f"/admin/imports/{the_file().id}"
    client.post(f"{url}/confirm", data={"sha256": the_file().sha256})
    run_due_jobs()
    book = openpyxl.load_workbook(BytesIO(client.get(f"{url}/failed.xlsx").data))
    headings = [cell.value for cell in book.active[2]]
    assert headings[-2:] == ["Dòng trong tệp gốc", "Lý do"]
    book.active.cell(3, headings.index("Họ và tên") + 1).value = "Nguyễn Văn Tuấn"
    corrected = BytesIO()
    book.save(corrected)
    data = {"kind": "roster", "file": (BytesIO(corrected.getvalue()), "sửa.xlsx"), "submit_key": uuid4().hex}
    client.post("/admin/imports", data=data, content_type="multipart/form-data")
    run_due_jobs()
    again = the_file()
    assert again.facts["unknown"] == ["Cột lạ"] and again.facts["headings"] == headings[:-2]


def test_the_page_asks_again_only_while_there_is_work(clients):
    client = clients.school_admin
    data = {"kind": "roster", "file": (BytesIO(ROSTER.encode()), "a.csv")}
    client.post("/admin/imports", data=data, content_type="multipart/form-data")
    url = f"/admin/imports/{the_file().id}"
    assert tree(client.get(url)).find(".//*[@id='import']").get("hx-get") == f"{url}?seen=checking"
    run_due_jobs()
    assert tree(client.get(url)).find(".//*[@id='import']").get("hx-get") is None


def test_confirming_twice_shows_the_first_result_and_a_changed_file_is_409(clients):
    client = clients.school_admin
    upload(client)
    file = the_file()
    url = f"/admin/imports/{file.id}/confirm"
    assert client.post(url, data={"sha256": "0" * 64}).status_code == 409
    assert client.post(url, data={"sha256": file.sha256}).status_code == 303
    assert client.post(url, data={"sha256": file.sha256}).status_code == 303


def test_a_page_that_waits_is_loaded_anew_once_its_heading_is_out_of_date(clients):
    client = clients.school_admin
    data = {"kind": "roster", "file": (BytesIO(ROSTER.encode()), "ds.csv"), "submit_key": uuid4().hex}
    url = client.post("/admin/imports", data=data, content_type="multipart/form-data").location
    waiting = client.get(url, headers=HX)
    assert f"{url}?seen=checking" in waiting.get_data(as_text=True)
    assert "HX-Refresh" not in client.get(f"{url}?seen=checking", headers=HX).headers
    run_due_jobs()
    assert client.get(f"{url}?seen=checking", headers=HX).headers["HX-Refresh"] == "true"
    assert client.get(f"{url}?seen=checking").status_code == 200, "who asks without htmx gets the page"


@pytest.mark.parametrize("who", ["stranger_admin", "district_admin", "province_admin", "far_admin"])
def test_az_2_other_peoples_files_do_not_exist(clients, who):
    upload(clients.school_admin)
    file = the_file()
    for path in ("", "/failed.xlsx"):
        assert clients[who].get(f"/admin/imports/{file.id}{path}").status_code == 404
    assert clients[who].post(f"/admin/imports/{file.id}/confirm", data={"sha256": file.sha256}).status_code == 404


@pytest.mark.parametrize("who", ["teacher", "principal", "district_officer", "ministry_officer", "viettel_staff"])
def test_who_is_no_admin_does_not_come_in(clients, who):
    assert clients[who].get("/admin/imports").status_code == 403


def test_a_school_brings_in_rosters_only(clients):
    client = clients.school_admin
    page = client.get("/admin/imports").get_data(as_text=True)
    assert 'value="roster"' in page
    assert 'value="units"' not in page
    assert upload(client, kind="units").status_code == 422
    assert client.get("/admin/imports/templates/units.xlsx").status_code == 404
    assert clients.province_admin.get("/admin/imports/templates/units.xlsx").status_code == 200


@pytest.mark.parametrize("kind", ["roster", "units", "registry"])
def test_a_template_is_understood_when_it_comes_back(clients, kind):
    template = clients.province_admin.get(f"/admin/imports/templates/{kind}.xlsx").data
    data = {"kind": kind, "file": (BytesIO(template), "mau.xlsx")}
    clients.province_admin.post("/admin/imports", data=data, content_type="multipart/form-data")
    run_due_jobs()
    file = the_file()
    assert (file.state, file.facts["unknown"], file.counts["read"]) == ("checked", [], 1)


def test_without_a_file_the_form_says_so(clients):
    answer = clients.school_admin.post("/admin/imports", data={"kind": "roster"}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Hãy chọn một tệp" in words(answer)


def test_a_refused_file_says_why(clients):
    upload(clients.school_admin, "chẳng có gì")
    assert "Không tìm thấy dòng tiêu đề" in words(clients.school_admin.get(f"/admin/imports/{the_file().id}"))


def test_up_2_ten_megabytes_are_enough(clients):
    answer = upload(clients.school_admin, "x" * (10 * 1024 * 1024 + 1))
    assert answer.status_code == 413


def test_only_upload_pages_take_more_than_a_megabyte(clients):
    answer = clients.school_admin.post("/admin/persons/new", data={"full_name": "x" * 1_100_000})
    assert answer.status_code == 413


def test_the_steps_begin_with_what_was_done(clients):
    """Taking a template is offered, not required: no step may claim that it was taken."""
    first = tree(clients.school_admin.get("/admin/imports")).findall(".//ol[@class='steps']/li")
    assert len(first) == 4 and not [step for step in first if step.get("class") == "done"]
    upload(clients.school_admin)
    checked = tree(clients.school_admin.get(f"/admin/imports/{the_file().id}")).findall(".//ol[@class='steps']/li")
    assert [step.get("class") for step in checked] == ["done", "now", "todo", "todo"]
