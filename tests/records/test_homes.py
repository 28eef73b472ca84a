"""Each role's first page: work first, with counts that open what they count, within its budget."""

import re
from datetime import date

import pytest
from sqlalchemy import update

from app.commands.bench.budgets import PAGE
from app.commands.bench.measuring import cost_of
from app.db import db, writing
from app.domain import clock
from app.domain.identity.flows import ClaimState
from app.domain.organisation.models import Appointment
from app.domain.organisation.rules import DECLARING
from app.domain.progress import actions
from tests.cast import Cast
from tests.evaluations import hold_period, move_day
from tests.factories import make_claim
from tests.pages import text_of, tree, words

TODAY = date(2022, 4, 18)
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
    assert "Còn 5 ngày" in words(page) and "trước ngày 23/04/2022" in words(page)
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


@pytest.mark.parametrize("role", ["district_officer", "province_officer", "lecturer"])
def test_before_any_import_a_home_says_who_brings_the_list(clients, cast: Cast, role: str) -> None:
    with writing():
        db.session.execute(update(Appointment).where(Appointment.position.in_(DECLARING)).values(ends=TODAY))
    actions.rebuild()
    said = words(clients[role].get(HOMES[role]))
    assert "nhập danh sách" in said and "0 người" not in said and "0%" not in said


def test_before_any_import_an_admin_is_led_to_it(clients, cast: Cast) -> None:
    with writing():
        db.session.execute(update(Appointment).where(Appointment.position.in_(DECLARING)).values(ends=TODAY))
    actions.rebuild()
    page = clients.district_admin.get("/admin/")
    assert "Chưa có người nào trong danh sách" in words(page) and "/admin/imports" in page.get_data(as_text=True)
    board = clients.district_admin.get("/records/campaign")
    assert "Chưa có người nào" in words(board) and "/admin/imports" in board.get_data(as_text=True)
    assert "/admin/imports" not in clients.district_officer.get("/records/campaign").get_data(as_text=True)


def test_the_totals_of_a_home_open_their_lists(counted: Cast, clients) -> None:
    for role in ("principal", "district_officer", "province_officer", "school_admin", "lecturer"):
        page = clients[role].get(HOMES[role]).get_data(as_text=True)
        for state in ("declared", "verified"):
            assert f'/people?state={state}"' in page, role


@pytest.mark.parametrize(
    ("who", "shown"), [("ministry_admin", False), ("province_admin", True), ("school_admin", True)]
)
def test_no_link_of_the_header_leads_nowhere(clients, who: str, shown: bool) -> None:
    page = clients[who].get("/admin/").get_data(as_text=True)
    assert ('href="/admin/cases"' in page) is shown


def test_what_is_over_is_said_once(counted: Cast, clients) -> None:
    clock.pin_today(date(2022, 5, 2))
    assert words(clients.district_officer.get("/district/")).count("hết hạn") == 1


@pytest.mark.parametrize(("role", "home"), [("teacher", "/teacher/"), ("principal", "/principal/")])
def test_a_self_assessment_that_is_too_late_says_so(cast: Cast, clients, role: str, home: str, period: int) -> None:
    assert "Quá hạn" not in words(clients[role].get(home))
    move_day(0)
    page = words(clients[role].get(home))
    assert "Quá hạn" in page and "nộp trước ngày 01/05/2022" in page


def test_a_teachers_home_asks_no_more_while_a_period_is_open(cast: Cast, clients, period: int) -> None:
    assert "Góp ý đồng nghiệp năm 2022" in words(clients.teacher.get("/teacher/"))
    cost = cost_of(clients.teacher, db.engine, "/teacher/", times=1)
    assert PAGE.queries is not None and cost.queries <= PAGE.queries, cost


@pytest.mark.parametrize(
    "role", ["principal", "vice_principal", "district_officer", "district_head", "province_officer"]
)
def test_the_board_of_an_open_period_is_one_step_away(cast: Cast, clients, role: str) -> None:
    door = "/principal/" if "principal" in role else f"/{role.split('_')[0]}/"
    assert "Tiến độ đánh giá" not in words(clients[role].get(door))
    period = hold_period(cast)
    found = [
        link.get("href") for link in tree(clients[role].get(door)).iter("a") if "Tiến độ đánh giá" in text_of(link)
    ]
    assert found == [f"/records/evaluation-progress/{period}"] and clients[role].get(found[0]).status_code == 200
    cost = cost_of(clients[role], db.engine, door, times=1)
    assert PAGE.queries is not None and cost.queries <= PAGE.queries, cost
