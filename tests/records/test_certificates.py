"""Certificates on the screen, on paper, as a list; issued from the issuer's pages, verified by whoever has the code."""

import io
import re
import shutil

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.db import db
from app.domain.training.certificates.issuing import issue_one
from app.domain.training.certificates.models import Certificate
from app.domain.training.records.actions import void
from app.domain.viewer import SYSTEM
from app.domain.work.models import Job
from app.jobs.runner import run_due_jobs
from tests.certificates import REASON, issue, make_rector, make_year, order, paper, passes, ready
from tests.strict_client import sign_in
from tests.web.papers import fonts_of, pages_of
from tests.web.papers import text_of as text_on

HX = {"HX-Request": "true"}
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def text(answer) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def flat(value) -> list[str]:
    """Every text in the kept fields."""
    if isinstance(value, str):
        return [value]
    return [each for part in (value.values() if isinstance(value, dict) else value) for each in flat(part)]


def last_job() -> Job:
    run_due_jobs()
    db.session.rollback()
    return db.session.scalars(select(Job).order_by(Job.id.desc()).where(Job.kind.contains("certificates"))).first()


def about() -> str:
    from app.domain.training.years.models import TrainingYear

    return f"year-{db.session.scalars(select(TrainingYear.id)).one()}"


@needs_poppler
def test_from_the_confirmation_to_the_paper_that_anybody_checks(cast, clients, client, tmp_path):
    make_year(cast)
    passes(cast, cast.units["viettel"], "teacher", "peer")
    page = text(clients.teacher.get("/teacher/training/certificates"))
    assert "Xác nhận đúng" in page and "Chưa có giấy nào" in page
    assert clients.teacher.submit("/teacher/training/certificates").status_code == 303
    assert "Thầy/cô đã xác nhận thông tin này" in text(clients.teacher.get("/teacher/training/certificates"))
    listed = f"/province/certificates/{about()}?unit={cast.units['school']}"
    page = text(clients.director.get(listed))
    assert "Đủ điều kiện, chưa cấp" in page and "Chưa xác nhận thông tin" in page and "mô đun 1, 2" in page
    assert "Trần Thị Lan" not in text(clients.director.get(f"{listed}&state=unconfirmed", headers=HX))
    asked = clients.director.submit(f"/province/certificates/{about()}/issue?unit={cast.units['school']}")
    job = last_job()
    assert (job.state, job.result["count"]) == ("done", 1)
    assert "Đã cấp 1 giấy" in text(clients.director.get(asked.headers["Location"]))
    made = db.session.scalars(select(Certificate)).one()
    pdf = clients.teacher.get(f"/records/certificates/{made.id}.pdf").get_data()
    said = " ".join(text_on(pdf).split())
    for printed in ("GIẤY XÁC NHẬN", "Trần Thị Lan", "20/05/1985", "0110 100 0001", "Trường THCS Nguyễn Du",
                    "Mô đun 1: Chương trình mới (40 tiết)", "Tổng cộng: 80 tiết", "00001/2022/XN-BDTX", "GIÁM ĐỐC",
                    "Bắc Hà, ngày 18 tháng 4 năm 2022", "Võ Thị Hương", "Độc lập - Tự do - Hạnh phúc"):  # fmt: skip
        assert printed in said, printed
    assert pages_of(pdf, tmp_path) == 1 and all(embedded for _, embedded in fonts_of(pdf, tmp_path))
    answer = client.get(f"/xac-minh/{made.code}")
    page = text(answer)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow" and "Có hiệu lực" in page
    for each in flat(made.content):
        assert each.casefold() in page.casefold(), each
    assert cast.peer.name not in page


def test_pdf_3_the_code_leads_to_the_state_and_nothing_else(cast, clients, client):
    ready(cast, "teacher")
    first = issue(cast, "teacher")
    code = paper(first).code
    grouped = "-".join(re.findall(".{1,5}", code)).lower()
    assert client.get(f"/xac-minh?ma={grouped}").headers["Location"].endswith(code)
    clients.director.submit(f"/province/certificates/papers/{first}/reissue", reason=REASON)
    again = db.session.scalars(select(Certificate).where(Certificate.id != first)).one()
    page = text(client.get(f"/xac-minh/{code}"))
    assert "Đã thay thế" in page and f"/xac-minh/{again.code}" in page and REASON not in page
    clients.director.submit(f"/province/certificates/papers/{again.id}/revoke", reason=REASON)
    page = text(client.get(f"/xac-minh/{again.code}"))
    assert "Đã thu hồi" in page and REASON not in page
    unknown = client.get(f"/xac-minh/{code[:-1]}{'A' if code[-1] != 'A' else 'B'}")
    assert unknown.status_code == 404 and "Không có giấy tờ nào" in text(unknown)
    for _ in range(30):
        last = client.get("/xac-minh/AAAAAAAAAAAAAAAAAAAAAAAAAA")
    assert last.status_code == 429


def test_az_2_for_everybody_else_there_is_no_such_paper(cast, clients):
    ready(cast, "teacher")
    made = issue(cast, "teacher")
    for who in ("teacher", "principal", "district_officer", "province_officer"):
        assert clients[who].get(f"/records/certificates/{made}").status_code == 200, who
    others = "peer stranger_principal far_officer lecturer viettel_staff ministry_officer school_admin"
    for who in others.split():
        assert clients[who].get(f"/records/certificates/{made}").status_code == 404, who
        assert clients[who].get(f"/records/certificates/{made}.pdf").status_code == 404, who
    assert "Thu hồi</a>" not in text(clients.province_officer.get(f"/records/certificates/{made}"))
    for move in ("revoke", "reissue", "keep"):
        address = f"/province/certificates/papers/{made}/{move}"
        assert clients.province_officer.get(address).status_code == 404
        assert clients.far_officer.post(address, data={"reason": REASON, "version": "1"}).status_code == 404
    for address in ("", ".xlsx", ".pdf"):
        assert clients.teacher.get(f"/records/certificates{address}").status_code == 404
    assert "Trần Thị Lan" in text(clients.principal.get("/records/certificates"))
    assert "Trần Thị Lan" not in text(clients.stranger_principal.get("/records/certificates"))


@pytest.mark.parametrize("headers", [{}, HX])
def test_what_is_missing_in_a_form_is_said(cast, clients, headers):
    ready(cast, "teacher")
    made = issue(cast, "teacher")
    address = f"/province/certificates/papers/{made}/revoke"
    short = clients.director.post(address, data={"reason": "ngắn", "version": "1"}, headers=headers)
    assert short.status_code == 422 and "ít nhất 10 chữ cái" in text(short)
    stale = clients.director.post(address, data={"reason": REASON, "version": "9"}, headers=headers)
    assert stale.status_code == 409 and "vừa thay đổi" in text(stale)
    address = f"/province/certificates/{about()}/issue?unit={cast.units['school']}"
    empty = clients.director.post(address, data={"place": ""}, headers=headers)
    assert empty.status_code == 422
    for missing in ("khong-co", "year-999", "programme-X"):
        assert clients.director.get(f"/province/certificates/{missing}").status_code == 404


def test_one_person_at_a_time_and_not_too_early(cast, clients):
    ready(cast, "teacher")
    address = f"/province/certificates/{about()}/people/{cast.teacher.person_id}"
    early = f"/province/certificates/{about()}/people/{cast.peer.person_id}"
    assert "Chưa cấp được" in text(clients.director.get(early))
    assert clients.director.post(early, data={"place": "Bắc Hà"}).status_code == 409
    made = clients.director.submit(address)
    assert made.status_code == 303 and made.headers["Location"].startswith("/records/certificates/")
    assert clients.province_officer.get(address).status_code == 404


@needs_poppler
def test_all_in_one_file_for_whoever_asked_and_nobody_else(cast, clients, tmp_path):
    ready(cast, "teacher", "peer", "group_head")
    for key in ("teacher", "peer", "group_head"):
        issue(cast, key)
    answer = clients.province_officer.post("/records/certificates?q=", data={"submit_key": "k1"})
    assert answer.status_code == 303
    job = last_job()
    assert (job.state, job.result["count"], job.done, job.total) == ("done", 3, 3, 3)
    pdf = clients.province_officer.get(job.result["link"]).get_data()
    assert pages_of(pdf, tmp_path) == 3
    assert clients.director.get(job.result["link"]).status_code == 404
    assert clients.principal.post("/records/certificates", data={"submit_key": "k"}).status_code == 404


@needs_poppler
def test_the_register_as_a_spreadsheet_and_on_paper_says_what_the_list_says(cast, clients):
    ready(cast, "teacher", "peer")
    for key in ("teacher", "peer"):
        issue(cast, key)
    sheet = load_workbook(io.BytesIO(clients.director.get("/records/certificates.xlsx").get_data())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert {row[2] for row in rows[3:]} == {"Trần Thị Lan", "Nguyễn Thị Hoa"}
    assert {row[4] for row in rows[3:]} == {"01101000001", "01101000002"}
    said = " ".join(text_on(clients.director.get("/records/certificates.pdf").get_data()).split())
    assert "SỔ CẤP GIẤY XÁC NHẬN" in said and "Ký nhận" in said and "Trần Thị Lan" in said


def test_a_questioned_paper_is_listed_and_decided(cast, clients):
    provider = ready(cast, "teacher")
    made = issue(cast, "teacher")
    void(SYSTEM, provider, "teacher-MD-01", "Thi hộ.")
    assert "1 giấy cần xem xét" in text(clients.province_officer.get("/province/certificates"))
    page = text(clients.director.get("/records/certificates?state=flagged&own=1"))
    assert "Trần Thị Lan" in page and "Cần xem xét" in page
    assert "Cần xem xét:" not in text(clients.teacher.get(f"/records/certificates/{made}"))
    done = clients.director.submit(f"/province/certificates/papers/{made}/keep", reason="Đã đối chiếu bài thi giấy.")
    assert done.status_code == 303 and paper(made).flagged_at is None


def test_flagged_papers_are_a_task_of_whoever_decides_and_its_number_opens_the_list(app, cast, clients):
    provider, task = ready(cast, "teacher", "peer"), "có kết quả học bị hủy"
    rector = make_rector(cast)
    university = sign_in(app, rector.account_id, rector.appointment_id)
    issue(cast, "teacher")
    issue_one(rector, order(rector), cast.peer.person_id)
    homes = {"director": clients.director.get, "rector": university.get}
    where = {"director": "/province/", "rector": "/university/"}
    for who, get in homes.items():
        assert task not in text(get(where[who])), who
    for key in ("teacher", "peer"):
        void(SYSTEM, provider, f"{key}-MD-01", "Thi hộ.")
    listed = "/records/certificates?state=flagged&own=1"
    for who, get in homes.items():
        home = text(get(where[who]))
        assert task in home and "1 giấy" in home and listed.replace("&", "&amp;") in home, who
        page = text(get(listed))
        assert ("Trần Thị Lan" in page, "Nguyễn Thị Hoa" in page) == (who == "director", who == "rector"), who
    for who, home in (("province_officer", "/province/"), ("lecturer", "/university/"), ("district_head", "/district/"),
                      ("principal", "/principal/"), ("far_officer", "/province/")):  # fmt: skip
        assert task not in text(clients[who].get(home)), who
    made = db.session.scalars(select(Certificate.id).where(Certificate.person_id == cast.teacher.person_id)).one()
    clients.director.submit(f"/province/certificates/papers/{made}/keep", reason="Đã đối chiếu bài thi giấy.")
    assert task not in text(clients.director.get("/province/")) and task in text(university.get("/university/"))


def test_the_university_issues_too_and_lets_sign(app, cast, clients):
    ready(cast, "teacher")
    rector = make_rector(cast)
    client = sign_in(app, rector.account_id, rector.appointment_id)
    assert "Ủy quyền ký thay" in text(client.get("/university/certificates"))
    assert "Trường THCS" not in text(client.get(f"/university/certificates/{about()}"))
    address = f"/university/certificates/{about()}/people/{cast.teacher.person_id}"
    assert client.submit(address, place="Hà Nội").status_code == 303
    made = db.session.scalars(select(Certificate)).one()
    assert made.content["superior"] == "Bộ Giáo dục và Đào tạo" and made.content["place_date"].startswith("Hà Nội")
    for page in ("delegations", "delegations/new"):
        assert client.get(f"/university/{page}").status_code == 200
    assert clients.lecturer.get(address).status_code == 404
    assert "Cấp cả tỉnh" not in text(clients.lecturer.get(f"/university/certificates/{about()}"))


def test_conditions_are_chosen_by_who_signs(cast, clients):
    ready(cast, "teacher")
    address = "/province/certificates/programme-MAU/conditions"
    assert clients.province_officer.get(address).status_code == 404
    assert clients.director.get(f"/province/certificates/{about()}/conditions").status_code == 404
    page = clients.director.get(address)
    assert text(page).count("checked") == 3
    assert clients.director.post(address, data={"modules": [], "shown": ""}).status_code == 422
