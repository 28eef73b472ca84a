"""Teachers and staff give an opinion on a manager: one page, sent once, nothing to look at afterwards."""

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.opinions.actions import close_survey
from app.domain.surveys.models import SurveyForm
from tests.evaluations import evaluation_of
from tests.surveys import CLOSES, answer_all, open_about, who_answered

HX = {"HX-Request": "true"}


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def survey(cast, period):
    return open_about(cast, period)


def chosen(level="4", but=()):
    return {f"choice_{no}": level for no in range(1, 19) if no not in but}


def used(cast, who) -> bool:
    form_id = db.session.scalar(select(SurveyForm.id))
    return cast[who].person_id in who_answered(form_id)


@pytest.mark.parametrize("who", ["teacher", "staff"])
def test_from_the_first_page_to_the_receipt(clients, cast, survey, who):
    client = clients[who]
    home = text(client.get("/teacher/"))
    assert "Cho ý kiến về Đỗ Văn Minh" in home and "Chưa gửi" in home
    page = text(client.get(f"/teacher/opinions/{survey}"))
    assert "Phiếu này ẩn danh" in page and "Trước khi gửi" in page and page.count("Hoàn toàn không đồng ý") == 18
    assert "Đừng viết chi tiết khiến người khác nhận ra thầy/cô." in page and 'name="submit_key"' not in page
    answer = client.submit(f"/teacher/opinions/{survey}", **chosen(), comment="Công tâm")
    assert answer.status_code == 303
    receipt = text(client.get(answer.location))
    assert "đã được ghi nhận" in receipt and "Công tâm" not in receipt
    assert "Đã gửi" in text(client.get("/teacher/"))
    assert client.get(f"/teacher/opinions/{survey}").location.endswith("/sent")


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_a_forgotten_statement_keeps_the_others_in_the_page_only(clients, cast, survey, headers):
    data = chosen("3", but=(5, 7)) | {"comment": "Còn dở"}
    answer = clients.teacher.post(f"/teacher/opinions/{survey}", data=data, headers=headers)
    page = text(answer)
    assert answer.status_code == 422 and page.count(" checked") == 16 and "Còn dở" in page
    assert "Câu 5: Hãy chọn một mức." in page and "<title>Lỗi:" in page
    assert not used(cast, "teacher") and text(clients.teacher.get(f"/teacher/opinions/{survey}")).count(" checked") == 0


@pytest.mark.parametrize("wrong", ["0", "5", "x"])
def test_a_choice_that_is_none_is_refused(clients, cast, survey, wrong):
    assert clients.teacher.post(f"/teacher/opinions/{survey}", data=chosen(wrong)).status_code == 422
    assert not used(cast, "teacher")


@pytest.mark.parametrize("who", ["principal", "vice_principal", "stranger", "stranger_principal", "upper_teacher"])
def test_az_2_for_whoever_is_not_invited_there_is_no_such_page(clients, survey, who):
    client = clients[who]
    assert client.get(f"/teacher/opinions/{survey}").status_code == 404
    assert client.get(f"/teacher/opinions/{survey}/sent").status_code == 404
    assert client.post(f"/teacher/opinions/{survey}", data=chosen()).status_code == 404


def test_the_receipt_is_for_those_who_sent(clients, survey):
    assert clients.peer.get(f"/teacher/opinions/{survey}/sent").location.endswith(f"/teacher/opinions/{survey}")


def test_too_late_is_said_and_nothing_counts(clients, cast, survey):
    clock.pin_today(CLOSES)
    answer = clients.teacher.post(f"/teacher/opinions/{survey}", data=chosen())
    assert answer.status_code == 409 and "đã đóng" in text(answer) and not used(cast, "teacher")
    assert "Đợt lấy ý kiến này đã đóng" in text(clients.teacher.get(f"/teacher/opinions/{survey}"))
    assert "Cho ý kiến về" not in text(clients.teacher.get("/teacher/"))


def test_anon_2_the_help_page_names_what_it_does_not_withstand(clients):
    for who in ("teacher", "district_officer"):
        page = text(clients[who].get("/records/anonymity"))
        assert "Không chống được" in page and "chỉ lưu" in page.lower() or "số đếm" in page


def test_anon_4_the_manager_reads_bands_once_published(clients, cast, period, survey):
    about = evaluation_of(cast, period, "principal")
    answer_all(survey, [3] * 6, ("Công tâm",))
    close_survey(cast.district_officer.viewer, about)
    assert clients.principal.get(f"/teacher/evaluation/{about}/opinions").status_code == 404
    with writing():
        row = db.session.get_one(Evaluation, about)
        row.state, row.rank = "published", 2
    page = text(clients.principal.get(f"/teacher/evaluation/{about}/opinions"))
    assert "từ 80% trở lên" in page and "từ 20% trở xuống" in page and "Công tâm" in page
    assert clients.teacher.get(f"/teacher/evaluation/{about}/opinions").status_code == 404
