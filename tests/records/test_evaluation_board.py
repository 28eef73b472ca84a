"""The board of an evaluation period: numbers by hand, the lists behind them, who sees it, paper and reminders."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation import deciding
from app.domain.evaluation.models import Evaluation
from app.domain.notices.models import Notice
from app.domain.organisation.access import beneath
from app.domain.organisation.models import Appointment, Unit
from app.domain.progress import actions
from app.domain.reporting.joining import join_unit
from app.jobs.runner import run_due_jobs
from app.web.formats import day
from tests.cast import Cast
from tests.evaluations import (
    HAND_IN_DUE,
    LOCKS,
    OPINIONS_DUE,
    assess,
    evaluation_of,
    give_opinions,
    move_day,
)
from tests.hand_ins import finish, send
from tests.pages import text_of, tree, words
from tests.records.test_campaign import links, rows

WATCHERS = ("principal", "district_officer", "district_head", "province_officer")


@pytest.fixture
def period(cast: Cast, period: int) -> int:
    """At Nguyễn Du two have assessed themselves, one late; one of them is ranked; the teacher has sent opinions."""
    assess(cast, evaluation_of(cast, period, "teacher"), "teacher", "2" * 15)
    give_opinions(cast, period, "teacher", 2)
    move_day(1)
    assess(cast, evaluation_of(cast, period, "peer"), "peer", "3" * 15)
    ranked = evaluation_of(cast, period, "teacher")
    version = deciding.rate(cast.principal.viewer, ranked, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.decide(cast.principal.viewer, ranked, 2, "", version)
    actions.rebuild()
    return period


def board_of(period: int) -> str:
    return f"/records/evaluation-progress/{period}"


def due_in(unit_id: int, period: int) -> int:
    path = db.session.scalars(select(Unit.path).where(Unit.id == unit_id)).one()
    found = select(func.count(Evaluation.id)).join(Unit, Unit.id == Evaluation.unit_id)
    due = found.where(Evaluation.period_id == period, Evaluation.excused.is_(None), beneath(Unit.path, [path]))
    return db.session.execute(due).scalar_one()


def test_the_boards_numbers_equal_a_hand_count(cast: Cast, clients, period: int) -> None:
    page = clients.district_officer.get(board_of(period))
    due = due_in(cast.units["school"], period)
    share = f"{round(200 / due, 1):g}%".replace(".", ",")
    assert rows(page)["Trường THCS Nguyễn Du"] == [str(due), "2", share, "1", "0", "chưa"]
    assert "1 muộn" in words(page) and "Còn 8 ngày" in words(page) and "hạn góp ý đồng nghiệp" in words(page)
    assert f"{due_in(cast.units['district'], period)}người thuộc diện" in words(page)


@pytest.mark.parametrize("role", WATCHERS)
def test_each_number_opens_a_list_of_as_many_people(cast: Cast, clients, period: int, role: str) -> None:
    client = clients[role]
    opened = 0
    for a in tree(client.get(board_of(period))).iter("a"):
        number = re.match(r"\d+", " ".join(text_of(a).split()))
        if "/people?state=" in a.get("href", "") and number:
            assert len(rows(client.get(a.get("href")))) == int(number.group()), a.get("href")
            opened += 1
    assert opened >= 5


@pytest.mark.parametrize("state", ["unassessed", "unanswered", "unranked", "late", "ranked_late", "assessed_lately"])
def test_what_is_left_is_listed_by_figures_and_by_rows_alike(cast: Cast, clients, period: int, state: str) -> None:
    """A province's list is found through the stored figures, a district's by counting."""
    wide = rows(clients.province_officer.get(f"{board_of(period)}/people?state={state}"))
    near = rows(clients.district_officer.get(f"{board_of(period)}/people?state={state}"))
    assert near.items() <= wide.items()
    assert "Trần Thị Lan" not in near  # assessed in time, two weeks ago; has answered, is ranked
    assert ("Nguyễn Thị Hoa" in near) is (state in {"late", "unanswered", "unranked", "assessed_lately"})


def test_schools_that_have_handed_in_open_from_their_number(cast: Cast, clients, held_period: int) -> None:
    finish(cast, held_period, "school")
    assert send(cast, held_period, "school") == []
    actions.rebuild()
    assert actions.compare() == []
    page = clients.district_officer.get(board_of(held_period))
    address = links(page)["1trường đã nộp kết quả"]
    assert list(rows(clients.district_officer.get(address))) == ["Trường THCS Nguyễn Du"]
    assert rows(clients.district_officer.get(f"{board_of(held_period)}?schools=handed_in_late")) == {}
    rest = rows(clients.district_officer.get(f"{board_of(held_period)}?schools=-handed_in"))
    assert rest and "Trường THCS Nguyễn Du" not in rest and set(rest) <= set(rows(page))


def test_a_school_that_hands_in_late_is_told_apart(cast: Cast, clients, held_period: int) -> None:
    finish(cast, held_period, "school")
    move_day(1, since=HAND_IN_DUE)
    assert send(cast, held_period, "school") == []
    actions.rebuild()
    page = clients.district_officer.get(board_of(held_period))
    assert "1 muộn" in words(page)
    listed = clients.district_officer.get(links(page)["Trường nộp muộn ·"])
    assert list(rows(listed)) == ["Trường THCS Nguyễn Du"]


def test_az_9_who_has_no_part_in_evaluations_has_no_board(cast: Cast, clients, period: int) -> None:
    for role in ("teacher", "school_admin", "lecturer", "viettel_staff", "district_admin"):
        assert clients[role].get(board_of(period)).status_code in {403, 404}, role
    for role in ("far_principal", "far_officer"):
        assert clients[role].get(board_of(period)).status_code == 404, role
    for role in ("principal", "district_officer", "province_officer"):
        for ending in ("", "/people", "/reminder", "/print", "/people/print", "/board.xlsx", "/people.xlsx"):
            far = cast.units["far_school"]
            assert clients[role].get(f"{board_of(period)}/{far}{ending}").status_code == 404, (role, ending)
    assert clients.principal.get(f"{board_of(period)}/{cast.units['other_school']}").status_code == 404


def test_az_9_the_ministry_sees_provinces_without_lists(cast: Cast, clients, period: int) -> None:
    page = clients.ministry_officer.get(board_of(period))
    assert set(rows(page)) == {"Sở GDĐT Bắc Hà"} and "/people" not in page.get_data(as_text=True)
    for ending in ("/people", "/people.xlsx", "/reminder", f"/{cast.units['school']}"):
        assert clients.ministry_officer.get(f"{board_of(period)}{ending}").status_code == 404


def test_exp_3_sheet_print_and_page_hold_the_same(cast: Cast, clients, period: int) -> None:
    client, board = clients.district_officer, board_of(period)
    page = rows(client.get(f"{board}/people?state=assessed&sort=name"))
    lines = sheet(client.get(f"{board}/people.xlsx?state=assessed&sort=name"))
    assert [line[0] for line in lines[3:]] == list(page) and "Đã tự đánh giá" in lines[1][0]
    printed = client.get(f"{board}/people/print?state=assessed&sort=name")
    assert all(name in words(printed) for name in page)
    figures = sheet(client.get(f"{board}/board.xlsx"))
    at = figures[2].index("Đã tự đánh giá")
    assert {line[0]: line[at] for line in figures[3:]}["Trường THCS Nguyễn Du"] == 2
    assert "Trường THCS Nguyễn Du" in words(client.get(f"{board}/print"))
    own = sheet(client.get(f"{board}/{cast.units['school']}/board.xlsx"))
    assert own[3:] == [next(line for line in figures[3:] if line[0] == "Trường THCS Nguyễn Du")]


def sheet(answer: Any) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))


def test_con_4_a_reminder_reaches_each_once_a_day(cast: Cast, clients, period: int) -> None:
    address = f"{board_of(period)}/reminder?state=unassessed"
    page = clients.principal.get(address)
    left = len(rows(clients.principal.get(f"{board_of(period)}/people?state=unassessed")))
    assert f"{left} người" in words(page) and "nộp tự đánh giá theo chuẩn năm 2022" in words(page)
    for _ in range(2):
        clients.principal.submit(address, form="reminder") if "Gửi lời nhắc" in words(page) else None
        run_due_jobs()
        page = clients.principal.get(address)
    told = select(func.count()).where(Notice.kind == "unassessed_reminder")
    assert db.session.execute(told).scalar_one() == left
    assert "đã được nhắc" in words(page)


def test_nobody_is_reminded_of_what_cannot_be_done_any_more(cast: Cast, clients, period: int) -> None:
    """On time both; past its deadline a self-assessment may be late, opinions may not; past the lock nothing."""
    address = f"{board_of(period)}/reminder"
    page = words(clients.principal.get(address))
    assert "Chưa gửi đủ góp ý đồng nghiệp" in page and "sớm nhất có thể (hạn trước ngày 01/05/2022 đã qua" in page
    move_day(0, OPINIONS_DUE)
    page = words(clients.principal.get(f"{address}?state=unanswered"))
    assert "Chưa gửi đủ góp ý" not in page and "nộp muộn vẫn được nhận" in page
    clients.principal.submit(address, form="reminder")
    run_due_jobs()
    told = db.session.scalars(select(Notice.values).where(Notice.kind == "unassessed_reminder")).first()
    assert told is not None and "sớm nhất có thể" in told["deadline"]
    move_day(0, LOCKS)
    assert clients.principal.get(address).status_code == 404
    assert "Nhắc người chưa hoàn thành" not in words(clients.principal.get(board_of(period)))


@pytest.mark.parametrize("query", ["?q=lan", "?q=TR%E1%BA%A6N", "?q=Tra%CC%82%CC%80n"])
@pytest.mark.parametrize("role", ["district_officer", "province_officer"])
def test_search_reads_names_with_or_without_marks(cast: Cast, clients, period: int, query: str, role: str) -> None:
    assert set(rows(clients[role].get(f"{board_of(period)}/people{query}"))) == {"Trần Thị Lan"}


def test_the_boards_lead_to_each_other(cast: Cast, clients, period: int) -> None:
    assert links(clients.principal.get("/records/campaign"))["Đánh giá năm 2022"].startswith(board_of(period))
    assert "Mã định danh" in links(clients.principal.get(board_of(period)))


def test_the_same_address_gives_the_page_or_its_part(cast: Cast, clients, period: int) -> None:
    whole, part = (ask(board_of(period)) for ask in (clients.district_officer.get, clients.district_officer.partial))
    assert rows(whole) == rows(part) and b"<html" not in part.data and b'id="figures"' in part.data


def test_the_header_marks_where_one_is(cast: Cast, clients, period: int) -> None:
    for address in (board_of(period), f"{board_of(period)}/people?state=assessed", "/records/campaign"):
        marked = [link for link in tree(clients.principal.get(address)).iter("a") if link.get("aria-current") == "page"]
        assert "Tiến độ" in [text_of(link).strip() for link in marked], address


def test_a_board_of_a_province_that_was_merged_says_why_it_counts_nobody(cast: Cast, clients, period: int) -> None:
    clock.pin_today(LOCKS + timedelta(days=1))
    with writing():
        for post in db.session.scalars(select(Appointment).where(Appointment.unit_id == cast.units["province"])):
            post.ends, post.end_reason = clock.today(), "left"
    assert join_unit(cast.ministry_admin.viewer, cast.units["province"], "12") == []
    actions.rebuild()
    why = f"Sở GDĐT Bắc Hà đã nhập vào Sở GDĐT An Phú từ ngày {day(clock.today())}, nên tiến độ này không còn được đếm."
    ministry = clients.ministry_officer.get(board_of(period))
    assert why in words(ministry) and "Chưa có người nào" not in words(ministry)
    assert "/records/reports" in links(ministry).values()
    successor = clients.far_officer.get(f"/province/evaluations/hand-ins?period={period}")
    assert why[:-1] in words(successor) and board_of(period) not in links(successor).values()
    assert why in words(clients.far_officer.get(f"/records/periods/{period}"))
