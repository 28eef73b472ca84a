"""The first page: what waits for a teacher stands apart from what is done."""

import re

import pytest

from app.commands.bench.budgets import PAGE
from app.commands.bench.measuring import cost_of
from app.db import db
from app.domain.evaluation import deciding
from app.domain.identity.flows import ClaimState
from tests.evaluations import OPINIONS_DUE, assess, evaluation_of, give_opinions, hold_period, move_day
from tests.factories import make_claim

TODO, DONE = "Cần làm", "Không phải làm gì thêm"
RESULT = "Xem và xác nhận kết quả xếp loại năm 2022"


def sections(client) -> dict[str, str]:
    """The lists of the first page by their headings, in words."""
    page = client.get("/teacher/").get_data(as_text=True)
    parts = re.split(r"<h2>(.*?)</h2>", page)
    return {name: re.sub(r"<[^>]+>|\s+", " ", part) for name, part in zip(parts[1::2], parts[2::2], strict=True)}


@pytest.fixture
def period(cast):
    return hold_period(cast)


@pytest.fixture
def mine(cast, period):
    return evaluation_of(cast, period, "teacher")


def publish(cast, mine):
    version = deciding.rate(cast.principal.viewer, mine, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.decide(cast.principal.viewer, mine, 2, "", version)
    deciding.publish(cast.principal.viewer, [mine])


def test_what_is_done_leaves_the_list_of_what_waits(clients, cast, period, mine):
    rows = ("Mã định danh của tôi", "Tự đánh giá theo chuẩn năm 2022", "Góp ý đồng nghiệp năm 2022")
    first = sections(clients.teacher)
    assert DONE not in first and all(row in first[TODO] for row in rows)
    make_claim(cast.teacher.person_id, ClaimState.VERIFIED)
    assess(cast, mine, "teacher", "2" * 15)
    then = sections(clients.teacher)
    assert rows[2] in then[TODO] and rows[0] not in then[TODO] and rows[1] not in then[TODO]
    assert rows[0] in then[DONE] and rows[1] in then[DONE] and "Đã nộp" in then[DONE]
    give_opinions(cast, period, "teacher", 2)
    last = sections(clients.teacher)
    assert TODO not in last and all(row in last[DONE] for row in rows)


def test_opinions_that_came_too_late_are_not_called_done(clients, cast, period):
    move_day(1, since=OPINIONS_DUE)
    found = sections(clients.teacher)
    assert "Góp ý đồng nghiệp" in found[DONE] and "Góp ý đồng nghiệp" not in found[TODO]


def test_a_published_rank_waits_until_it_is_acknowledged_and_says_until_when_to_appeal(clients, cast, mine):
    make_claim(cast.teacher.person_id, ClaimState.VERIFIED)
    assess(cast, mine, "teacher", "2" * 15)
    publish(cast, mine)
    found = sections(clients.teacher)
    assert RESULT in found[TODO] and "đề nghị xem xét lại trước ngày 29/04/2022" in found[TODO]
    cost = cost_of(clients.teacher, db.engine, "/teacher/", times=1)
    assert cost.queries <= PAGE.queries and cost.kilobytes <= PAGE.kilobytes, cost
    move_day(1, since=OPINIONS_DUE)
    late = sections(clients.teacher)
    assert RESULT in late[TODO] and "xem xét lại" not in late[TODO]
    assert clients.teacher.post(f"/teacher/evaluation/{mine}/acknowledge").status_code == 303
    read = sections(clients.teacher)
    assert TODO not in read and "Đã công bố" in read[DONE]


def test_the_head_too_has_a_result_to_read(clients, cast, period):
    own = evaluation_of(cast, period, "principal")
    assess(cast, own, "principal", "2" * 18)
    version = deciding.rate(cast.district_head.viewer, own, dict.fromkeys(range(1, 19), 2), {}, 0)
    deciding.decide(cast.district_head.viewer, own, 2, "", version)
    deciding.publish(cast.district_head.viewer, [own])
    assert RESULT in clients.principal.get("/principal/").get_data(as_text=True)
