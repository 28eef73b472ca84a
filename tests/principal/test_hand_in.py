"""The school hands in: what holds it up, the check before sending, the number, taking it back; nobody else does."""

import pytest

from app.commands.bench.budgets import PAGE
from app.commands.bench.measuring import cost_of
from app.db import db
from app.domain.evaluation.hand_in.rules import Move
from tests.evaluations import HAND_IN_DUE, LOCKS, evaluation_of, move_day
from tests.hand_ins import REASON, accept, decide, due_in, finish, hand_in_of, send
from tests.pages import words

URL = "/principal/evaluations/hand-in"
HX = {"HX-Request": "true"}


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_what_holds_it_up_opens_the_people(clients, cast, period):
    page = clients.principal.get(URL)
    due = len(due_in(cast, period, "school"))
    assert f"{due} người chưa xếp loại" in words(page) and "Nộp kết quả</a>" not in text(page)
    listed = words(clients.principal.get(f"{URL}/people?figure=unranked"))
    assert f"{due} người" in listed and "Trần Thị Lan" in listed
    found = words(clients.principal.get(f"{URL}/people?figure=unranked&q=lan", headers=HX))
    assert "1 người" in found and "Nguyễn Thị Hoa" not in found


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_from_the_check_to_the_number(clients, cast, period, headers):
    finish(cast, period, "school")
    assert "Nộp kết quả đánh giá năm 2022" in words(clients.principal.get("/principal/"))
    page = words(clients.principal.get(f"{URL}/send"))
    assert "Tôi đã kiểm tra các con số trên" in page
    assert "Hãy xác nhận" in words(clients.principal.submit(f"{URL}/send"))
    answer = clients.principal.post(f"{URL}/send", data={"sure": "y", "version": "1"}, headers=headers)
    assert answer.status_code == (204 if headers else 303)
    page = words(clients.principal.get(URL))
    assert hand_in_of(cast, period, "school").receipt in page and "đúng hạn" in page and "Thu hồi để sửa" in page
    mine = evaluation_of(cast, period, "teacher")
    sheet = words(clients.principal.get(f"/principal/evaluations/{mine}"))
    assert "đã nộp lên cấp trên nên không sửa được" in sheet
    own = words(clients.teacher.get(f"/teacher/evaluation/{mine}"))
    assert "Lưu" not in own


def test_with_somebody_missing_the_form_says_who(clients, cast, period):
    finish(cast, period, "school", publish=False)
    answer = clients.principal.submit(f"{URL}/send", sure="y")
    assert answer.status_code == 422 and "Còn người chưa được công bố kết quả" in words(answer)
    assert hand_in_of(cast, period, "school").state == "open"


def test_late_is_said_before_and_after(clients, cast, period):
    finish(cast, period, "school")
    move_day(1, HAND_IN_DUE)
    assert "vẫn nộp được, ghi là muộn" in words(clients.principal.get(f"{URL}/send"))
    clients.principal.submit(f"{URL}/send", sure="y")
    assert "muộn hạn" in words(clients.principal.get(URL))


def test_taken_back_and_given_back(clients, cast, period):
    finish(cast, period, "school")
    send(cast, period, "school")
    assert clients.principal.submit(f"{URL}/recall").status_code == 422
    assert clients.principal.submit(f"{URL}/recall", sure="y").status_code == 303
    assert hand_in_of(cast, period, "school").state == "open"
    send(cast, period, "school")
    decide(cast, "district_head", period, "school", Move.RETURN)
    page = words(clients.principal.get(URL))
    assert REASON in page and "Bị trả lại" in page
    assert "Bị trả lại" in words(clients.principal.get("/principal/"))


def test_con_1_a_stale_form_is_refused(clients, cast, period):
    finish(cast, period, "school")
    answer = clients.principal.post(f"{URL}/send", data={"sure": "y", "version": "7"})
    assert answer.status_code == 409 and hand_in_of(cast, period, "school").state == "open"


def test_con_2_the_same_form_twice_sends_once(clients, cast, period):
    finish(cast, period, "school")
    data = {"sure": "y", "version": "1", "submit_key": "abc"}
    assert [clients.principal.post(f"{URL}/send", data=data).status_code for _ in range(2)] == [303, 303]


def test_az_whoever_does_not_sign_reads_the_state_only(clients, cast, period):
    finish(cast, period, "school", publish=False)
    page = words(clients.vice_principal.get(URL))
    assert "Chưa nộp" in page and "Hiệu trưởng, hoặc người được hiệu trưởng ủy quyền" in page
    assert "Khá" not in page
    for path in ("/people", "/people?figure=rank_2", "/send", "/recall"):
        assert clients.vice_principal.get(f"{URL}{path}").status_code == 404
    assert clients.vice_principal.post(f"{URL}/send", data={"sure": "y", "version": "1"}).status_code == 404


def test_frozen_pages_show_no_button_that_does_not_work(clients, cast, period):
    accept(cast, period, "school")
    mine = evaluation_of(cast, period, "teacher")
    sheet = text(clients.principal.get(f"/principal/evaluations/{mine}"))
    assert "/reopen" not in sheet and "/return" not in sheet and 'name="level_1"' not in sheet
    assert "Ghi không thuộc diện" not in text(clients.principal.get(f"/principal/evaluations/{mine}/excuse"))
    assert "Nộp kết quả</a>" not in text(clients.principal.get(URL))
    assert clients.principal.get(f"{URL}/send").status_code == 404


def test_the_pages_stay_within_their_budget(clients, cast, period):
    finish(cast, period, "school")
    for url in (URL, f"{URL}/send", f"{URL}/people"):
        cost = cost_of(clients.principal, db.engine, url, times=1)
        assert cost.queries <= PAGE.queries, (url, cost)
        assert cost.kilobytes <= PAGE.kilobytes, (url, cost)


def test_before_any_period_the_page_says_what_will_be_here(clients, cast):
    assert "Chưa có đợt đánh giá nào" in words(clients.principal.get(URL))
    assert "Chưa có đợt đánh giá nào" in words(clients.district_head.get("/district/evaluations/hand-ins"))


def test_past_the_lock_the_page_says_why_nothing_can_be_sent(clients, cast, period):
    finish(cast, period, "school")
    assert "Quá hạn vẫn nộp được" in words(clients.principal.get(URL))
    move_day(0, LOCKS)
    page = words(clients.principal.get(URL))
    assert "Đợt đã khóa nên không nộp được nữa" in page and "vẫn nộp được" not in page
    assert clients.principal.get(f"{URL}/send").status_code == 404
