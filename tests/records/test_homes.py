"""Each role's first page: work first, with counts that open what they count, within its budget."""

import re

import pytest

from app.commands.bench.budgets import PAGE
from app.commands.bench.measuring import cost_of
from app.db import db
from app.domain.identity.flows import ClaimState
from app.domain.progress import actions
from tests.cast import Cast
from tests.factories import make_claim
from tests.pages import text_of, tree, words

HOMES = {
    "teacher": "/teacher/", "principal": "/principal/", "district_officer": "/district/",
    "province_officer": "/province/", "school_admin": "/admin/", "province_admin": "/admin/",
    "lecturer": "/university/", "ministry_officer": "/ministry/", "viettel_staff": "/partner/",
}  # fmt: skip


@pytest.fixture
def counted(cast: Cast) -> Cast:
    make_claim(cast.peer.person_id, ClaimState.MISMATCH)
    make_claim(cast.staff.person_id, ClaimState.PENDING)
    actions.rebuild()
    return cast


@pytest.mark.parametrize("role", HOMES)
def test_a_home_says_the_deadline_and_stays_small(counted: Cast, clients, role: str) -> None:
    page = clients[role].get(HOMES[role])
    assert "Còn 5 ngày" in words(page) and "trước ngày 23/4/2022" in words(page)
    cost = cost_of(clients[role], db.engine, HOMES[role], times=1)
    assert PAGE.queries is not None and cost.queries <= PAGE.queries, cost
    assert PAGE.kilobytes is not None and cost.kilobytes <= PAGE.kilobytes, cost


@pytest.mark.parametrize("role", ["principal", "district_officer", "province_officer", "school_admin", "lecturer"])
def test_each_task_row_opens_as_many_people_as_it_counts(counted: Cast, clients, role: str) -> None:
    rows = 0
    for row in tree(clients[role].get(HOMES[role])).iter("li"):
        link, number = row.find(".//a"), re.search(r"(\d+) người", text_of(row))
        if link is None or number is None or "/people?state=" not in link.get("href", ""):
            continue
        listed = tree(clients[role].get(link.get("href"))).findall(".//table/tbody/tr")
        assert len(listed) == int(number.group(1)), link.get("href")
        rows += 1
    assert rows >= 3


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (None, "Nhà trường đã có mã"),
        (ClaimState.CHECKED, "chưa lưu"),
        (ClaimState.MISMATCH, "chưa khớp với CSDL ngành"),
        (ClaimState.PENDING, "không cần nhập lại"),
        (ClaimState.VERIFIED, "Thầy/cô không còn việc nào cần làm"),
    ],
)
def test_a_teacher_reads_where_their_own_id_stands(cast: Cast, clients, state: ClaimState | None, said: str) -> None:
    if state is not None:
        make_claim(cast.teacher.person_id, state)
    page = clients.teacher.get("/teacher/")
    assert said in words(page) and "/teacher/identity" in page.get_data(as_text=True)
    assert ("Còn 5 ngày" in words(page)) == (state is not ClaimState.VERIFIED)


def test_numbers_without_lists_are_plain_and_the_page_says_why(counted: Cast, clients) -> None:
    for role in ("ministry_officer", "viettel_staff"):
        page = clients[role].get(HOMES[role])
        assert "/people" not in page.get_data(as_text=True) and "do sở và trường quản lý" in words(page)
