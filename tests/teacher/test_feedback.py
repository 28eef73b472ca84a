"""Learners answer a survey on a module: one page, sent once, nothing to look at afterwards; learning never waits."""

import pytest

from app.domain import clock
from tests.feedback import CLOSES, SIZE, form_of, open_run_of, people_at
from tests.surveys import open_about, who_answered

HX = {"HX-Request": "true"}


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def form_id(cast):
    people_at(cast, "school", 6)
    return form_of(cast, open_run_of(cast))


def chosen(level="4", but=()):
    return {f"choice_{no}": level for no in range(1, SIZE + 1) if no not in but}


def test_from_the_task_list_to_the_receipt(clients, form_id):
    home = text(clients.teacher.get("/teacher/"))
    assert "Khảo sát: Mô đun 1" in home and f"/teacher/training/feedback/{form_id}" in home
    page = text(clients.teacher.get(f"/teacher/training/feedback/{form_id}"))
    assert "Phiếu này ẩn danh" in page and "không ảnh hưởng đến việc học" in page
    assert page.count("Hoàn toàn không đồng ý") == SIZE and page.count("<h2") == 6
    assert 'name="submit_key"' not in page
    answer = clients.teacher.submit(f"/teacher/training/feedback/{form_id}", **chosen(), material="Tiếng nhỏ")
    receipt = text(clients.teacher.get(answer.location))
    assert "đã được ghi nhận" in receipt and "Tiếng nhỏ" not in receipt
    assert "Đã gửi" in text(clients.teacher.get("/teacher/"))
    assert clients.teacher.get(f"/teacher/training/feedback/{form_id}").location.endswith("/sent")


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_a_forgotten_statement_keeps_the_others_in_the_page_only(clients, cast, form_id, headers):
    data = chosen("3", but=(5, 7)) | {"material": "Còn dở", "comment": "Cũng dở"}
    answer = clients.teacher.post(f"/teacher/training/feedback/{form_id}", data=data, headers=headers)
    page = text(answer)
    assert answer.status_code == 422 and page.count(" checked") == SIZE - 2
    assert "Còn dở" in page and "Cũng dở" in page and "Câu 5: Hãy chọn một mức." in page
    assert who_answered(form_id) == []
    assert " checked" not in text(clients.teacher.get(f"/teacher/training/feedback/{form_id}"))


def test_a_remark_longer_than_allowed_is_given_back(clients, form_id):
    answer = clients.teacher.post(f"/teacher/training/feedback/{form_id}", data=chosen() | {"comment": "x" * 501})
    assert answer.status_code == 422 and who_answered(form_id) == []


@pytest.mark.parametrize("who", ["principal", "staff", "far_teacher"])
def test_az_2_for_whoever_is_not_invited_there_is_no_such_page(clients, form_id, who):
    for address in (f"/teacher/training/feedback/{form_id}", f"/teacher/training/feedback/{form_id}/sent"):
        assert clients[who].get(address).status_code == 404
    assert clients[who].post(f"/teacher/training/feedback/{form_id}", data=chosen()).status_code == 404


def test_a_form_of_one_kind_is_not_answered_on_the_page_of_another(clients, cast, form_id, period):
    opinion = open_about(cast, period)
    assert clients.teacher.get(f"/teacher/opinions/{form_id}").status_code == 404
    assert clients.teacher.post(f"/teacher/opinions/{form_id}", data=chosen()).status_code == 404
    assert clients.teacher.get(f"/teacher/training/feedback/{opinion}").status_code == 404


def test_too_late_is_said_and_nothing_counts(clients, form_id):
    clock.pin_today(CLOSES)
    answer = clients.teacher.post(f"/teacher/training/feedback/{form_id}", data=chosen())
    assert answer.status_code == 409 and "đã đóng" in text(answer) and who_answered(form_id) == []
    assert "Đợt khảo sát này đã đóng" in text(clients.teacher.get(f"/teacher/training/feedback/{form_id}"))


def test_the_page_asks_little(clients, form_id, statements):
    clients.teacher.get("/teacher/")
    statements.texts.clear()
    clients.teacher.get(f"/teacher/training/feedback/{form_id}")
    assert len(statements.texts) <= 10
