"""The office above a school runs the surveys on its managers; the head sees counts on the deciding sheet."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.evaluation.opinions.models import ManagerHearing
from app.domain.surveys.models import SurveyForm
from app.jobs.runner import run_due_jobs
from tests.evaluations import assess, evaluation_of
from tests.surveys import CLOSES, answer_all, open_about

HX = {"HX-Request": "true"}


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def about(cast, period):
    return evaluation_of(cast, period, "principal")


def test_from_the_first_page_to_the_tally(clients, cast, period, about):
    client = clients.district_officer
    assert "3 chưa mở" in text(client.get("/district/"))
    listed = text(client.get("/district/opinions"))
    assert "Đỗ Văn Minh" in listed and "Ít hơn 5 người" in listed and "Dương Thị Vân" not in listed
    answer = client.submit("/district/opinions/open", closes="05/05/2022")
    assert answer.status_code == 303 and "/records/jobs/" in answer.location
    run_due_jobs()
    done = text(client.get(answer.location))
    assert "Đã mở 2 phiếu lấy ý kiến" in done and 'href="/district/opinions"' in done
    form_id = db.session.scalar(select(SurveyForm.id).where(SurveyForm.subject_id == about))
    answer_all(form_id, [3, 3, 2, 2, 1, 0], ("Công tâm",))
    running = text(client.get(f"/district/opinions/{about}"))
    assert "Đang lấy ý kiến" in running and "Công tâm" not in running and "Tổng hợp" not in running
    assert client.submit(f"/district/opinions/{about}/close").status_code == 422
    assert client.submit(f"/district/opinions/{about}/close", sure="y").status_code == 303
    page = text(client.get(f"/district/opinions/{about}"))
    assert "Tổng hợp ý kiến (6 phiếu)" in page and "(33,3%)" in page and "Công tâm" in page
    assert client.submit(f"/district/opinions/{about}", form="hide").status_code == 303
    assert "Đã ẩn với người được đánh giá" in text(client.get(f"/district/opinions/{about}"))
    assert client.submit(f"/district/opinions/{about}", form="show").status_code == 303
    assert "Đã ẩn" not in text(client.get(f"/district/opinions/{about}"))


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
@pytest.mark.parametrize(("closes", "said"), [("18/04/2022", "sau 18/04/2022"), ("31/02/2022", "31/02/2022"), ("", "")])
def test_a_wrong_day_is_refused_and_keeps_what_was_chosen(clients, period, closes, said, headers):
    answer = clients.district_officer.post("/district/opinions/open", data={"closes": closes}, headers=headers)
    assert answer.status_code == 422 and said in text(answer) and "Hãy chọn ít nhất một người." in text(answer)
    assert db.session.scalar(select(SurveyForm.id)) is None


def test_con_4_pressed_twice_it_is_one_job(clients, cast, period, about):
    data = {"people": [about], "closes": "05/05/2022", "submit_key": "abc"}
    first, second = (clients.district_officer.post("/district/opinions/open", data=data) for _ in range(2))
    assert first.location == second.location


def test_nobody_opens_for_another_office(clients, cast, period):
    upper = evaluation_of(cast, period, "upper_principal")
    data = {"people": [upper], "closes": "05/05/2022"}
    assert clients.district_officer.post("/district/opinions/open", data=data).status_code == 422
    assert db.session.scalar(select(SurveyForm.id)) is None


@pytest.mark.parametrize("path", ["", "/close", "/heard"])
def test_az_2_other_offices_and_the_school_find_nothing(clients, cast, period, about, path):
    open_about(cast, period)
    for who, door in (("province_officer", "province"), ("commune_officer", "district"), ("principal", "principal"),
                      ("vice_principal", "principal"), ("stranger_principal", "principal")):  # fmt: skip
        assert clients[who].get(f"/{door}/opinions/{about}{path}").status_code == 404, who


def test_the_province_runs_those_of_its_own_schools(clients, cast, period):
    page = text(clients.province_officer.get("/province/opinions"))
    assert "Dương Thị Vân" in page and "Đỗ Văn Minh" not in page


def test_few_people_are_heard_in_person(clients, cast, period):
    about = evaluation_of(cast, period, "stranger_principal")
    client = clients.district_officer
    assert "ít hơn 5" in text(client.get(f"/district/opinions/{about}"))
    assert client.submit(f"/district/opinions/{about}/heard", remark="Ngắn").status_code == 422
    answer = client.submit(f"/district/opinions/{about}/heard", remark="Nghe hai người tại trường")
    assert answer.status_code == 303
    assert "Nghe hai người tại trường" in text(client.get(f"/district/opinions/{about}"))
    assert "Đã nghe trực tiếp" in text(client.get("/district/opinions"))
    stale = {"remark": "Một bản khác của ghi nhận", "version": "0"}
    refused = client.post(f"/district/opinions/{about}/heard", data=stale)
    assert refused.status_code == 409
    assert "Một bản khác của ghi nhận" in text(refused) and "Nghe hai người tại trường" in text(refused)
    assert db.session.get_one(ManagerHearing, about).version == 1


def test_the_head_sees_counts_of_the_staff_beside_the_self_assessment(clients, cast, period, about):
    form_id = open_about(cast, period)
    assess(cast, about, "principal", "2" * 18)
    page = text(clients.district_head.get(f"/district/evaluations/{about}"))
    assert "Giáo viên, nhân viên: đang lấy ý kiến" in page and "Đồng nghiệp" not in page
    answer_all(form_id, [3, 3, 2, 2, 1, 0])
    clients.district_officer.submit(f"/district/opinions/{about}/close", sure="y")
    page = text(clients.district_head.get(f"/district/evaluations/{about}"))
    assert "2 hoàn toàn đồng ý" in page and "6/7 phiếu" in page


def test_the_principal_reads_what_is_said_about_a_vice_principal(clients, cast, period):
    about = evaluation_of(cast, period, "vice_principal")
    form_id = open_about(cast, period, "vice_principal")
    client = clients.principal
    assert "Đóng lấy ý kiến" not in text(client.get(f"/principal/opinions/{about}"))
    answer_all(form_id, [3] * 6, ("Công tâm",))
    clients.district_officer.submit(f"/district/opinions/{about}/close", sure="y")
    page = text(client.get(f"/principal/opinions/{about}"))
    assert "Tổng hợp ý kiến (6 phiếu)" in page and "Công tâm" in page
    assert "Ý kiến của giáo viên, nhân viên" in text(client.get(f"/principal/evaluations/{about}"))
    assert clients.vice_principal.get(f"/principal/opinions/{about}").status_code == 404


def test_before_a_period_the_page_says_why(clients):
    assert "Chưa có đợt lấy ý kiến nào" in text(clients.district_officer.get("/district/opinions"))
    assert clients.district_officer.get("/district/opinions/open").status_code == 404


def test_past_the_periods_day_nothing_opens(clients, period):
    clock.pin_today(CLOSES.replace(day=10))
    assert clients.district_officer.get("/district/opinions/open").status_code == 404


def test_what_nobody_opened_in_time_leads_to_hearing_people_in_person(clients, period, about):
    client, url = clients.district_officer, f"/district/opinions/{about}"
    assert "/district/opinions/open" in text(client.get(url)) and "Chưa mở" in text(client.get("/district/opinions"))
    clock.pin_today(CLOSES.replace(day=10))
    page = text(client.get(url))
    assert "/district/opinions/open" not in page and "chưa ai mở lấy phiếu" in page and f"{url}/heard" in page
    assert "Hết hạn, không mở" in text(client.get("/district/opinions"))
    answer = client.submit(f"{url}/heard", remark="Nghe sáu người tại trường ngày 9/5.")
    assert answer.status_code == 303 and "Nghe sáu người" in text(client.get(url))


def test_lists_of_managers_name_schools_and_no_colleagues(clients, cast, period, about):
    assess(cast, about, "principal", "2" * 18)
    page = text(clients.district_head.get("/district/evaluations"))
    assert "Chức vụ, trường" in page and "Hiệu trưởng, Trường THCS Nguyễn Du" in page and "Đồng nghiệp" not in page
    page = text(clients.district_head.get("/district/evaluations/grid"))
    assert "Hiệu trưởng, Trường THCS Nguyễn Du" in page and "đồng nghiệp" not in page
