"""Those who are not due: found by name, said with a reason, due again; for the head and the school's admin."""

import pytest

from app.db import db
from app.domain.evaluation.models import Evaluation
from tests.evaluations import evaluation_of


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def mine(cast, period):
    return evaluation_of(cast, period, "teacher")


@pytest.mark.parametrize(("who", "door"), [("principal", "principal"), ("school_admin", "admin")])
@pytest.mark.parametrize("hx", [False, True])
def test_from_the_search_to_the_list_and_back(clients, cast, mine, who, door, hx):
    client = clients[who]
    assert "Không có ai" in text(client.get(f"/{door}/evaluations/not-due"))
    assert "Trần Thị Lan" in text(client.get(f"/{door}/evaluations/not-due?q=lan+tran"))
    url = f"/{door}/evaluations/{mine}/excuse"
    assert client.submit(url, reason="retiring").status_code == 422
    answer = client.submit(url, reason="retiring", note="Nghỉ hưu từ 01/05/2022", hx=hx)
    assert answer.status_code == (204 if hx else 303)
    page = text(client.get(f"/{door}/evaluations/not-due"))
    assert "Nghỉ hưu trong năm học" in page and "Nghỉ hưu từ 01/05/2022" in page
    assert client.post(url, data={"reason": "left", "note": "Lần nữa"}).status_code == 409
    assert "không phải làm gì trong đợt này" in text(clients.teacher.get(f"/teacher/evaluation/{mine}"))
    assert client.submit(f"/{door}/evaluations/{mine}/due", note="Đổi ngày nghỉ", hx=hx).status_code == (
        204 if hx else 303
    )
    assert db.session.get_one(Evaluation, mine).excused is None


def test_a_reason_that_only_the_system_gives_is_refused(clients, cast, mine):
    answer = clients.principal.post(f"/principal/evaluations/{mine}/excuse", data={"reason": "merged", "note": "x"})
    assert answer.status_code == 422


@pytest.mark.parametrize(("who", "door"), [("vice_principal", "principal"), ("stranger_admin", "admin")])
def test_az_for_others_there_is_nobody_to_excuse(clients, cast, mine, who, door):
    assert "Trần Thị Lan" not in text(clients[who].get(f"/{door}/evaluations/not-due?q=lan"))
    for path in ("excuse", "due"):
        assert clients[who].get(f"/{door}/evaluations/{mine}/{path}").status_code == 404
        answer = clients[who].post(f"/{door}/evaluations/{mine}/{path}", data={"reason": "left", "note": "x"})
        assert answer.status_code == 404
