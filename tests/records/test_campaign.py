"""The campaign board and its lists, by role: numbers by hand, lists behind them, what each role may not see."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.identity.flows import ClaimState
from app.domain.identity.roll import ONE_STANDING, known_states
from app.domain.journal.models import SecurityEvent
from app.domain.progress import actions
from app.records import exports
from app.records.boards import pages
from app.web.labels import kinds
from tests.cast import Cast
from tests.factories import make_claim
from tests.pages import text_of, tree, words

BOARD = "/records/campaign"


@pytest.fixture
def counted(cast: Cast) -> Cast:
    """At Nguyễn Du (7 people): one verified in time, one mismatch, one verified late; at Lê Lợi one pending."""
    late = clock.start_of(date(2022, 4, 23))
    make_claim(cast.teacher.person_id, ClaimState.VERIFIED)
    make_claim(cast.peer.person_id, ClaimState.MISMATCH)
    make_claim(cast.staff.person_id, ClaimState.VERIFIED, at=late)
    make_claim(cast.stranger.person_id, ClaimState.PENDING)
    make_claim(cast.far_teacher.person_id, ClaimState.CHECKED)
    actions.rebuild()
    return cast


def rows(page: Any) -> dict[str, list[str]]:
    """The table of a page: the first cell's words and those of the others."""
    found = {}
    for row in tree(page).findall(".//table/tbody/tr"):
        cells = [" ".join(text_of(cell).split()) for cell in row]
        found[cells[0]] = cells[1:]
    return found


def links(page: Any) -> dict[str, str]:
    return {" ".join(text_of(a).split()): a.get("href", "") for a in tree(page).iter("a")}


def test_the_boards_numbers_equal_a_hand_count(counted: Cast, clients) -> None:
    page = clients.district_officer.get(BOARD)
    assert rows(page) == {
        "Trường THCS Nguyễn Du": ["7", "3", "42,9%", "2", "1", "4"],
        "Trường THCS Lê Lợi": ["3", "1", "33,3%", "0", "0", "2"],
    }
    assert "10người cần khai báo" in words(page) and "1 sau hạn" in words(page)
    assert "Còn 5 ngày" in words(page) and "trước ngày 23/04/2022" in words(page)


def test_each_number_opens_a_list_of_as_many_people(counted: Cast, clients) -> None:
    """Every linked figure, for every role that has lists: tiles and table alike."""
    for role in ("principal", "school_admin", "district_officer", "district_admin", "province_officer", "lecturer"):
        client = clients[role]
        page = client.get(BOARD)
        opened = 0
        for a in tree(page).iter("a"):
            address = a.get("href", "")
            number = re.match(r"\d+", " ".join(text_of(a).split()))
            if "/people?state=" in address and number:
                listed = client.get(address)
                assert listed.status_code == 200
                assert len(rows(listed)) == int(number.group()), (role, address)
                opened += 1
        assert opened >= 4, role


def test_who_has_no_board_and_whose_board_is_out_of_sight(counted: Cast, clients) -> None:
    assert clients.teacher.get(BOARD).status_code == 403
    far, near = counted.units["far_school"], counted.units["school"]
    for role in ("principal", "district_officer", "province_officer", "lecturer"):
        for ending in ("", "/people", "/reminder", "/print", "/people/print", "/board.xlsx", "/people.xlsx"):
            assert clients[role].get(f"{BOARD}/{far}{ending}").status_code == 404, (role, ending)
    assert clients.principal.get(f"{BOARD}/{counted.units['other_school']}").status_code == 404
    assert clients.stranger_principal.get(f"{BOARD}/{near}/people").status_code == 404


def test_az_9_the_ministry_and_a_provider_see_provinces_without_lists(counted: Cast, clients) -> None:
    expected = {"ministry_officer": {"Sở GDĐT Bắc Hà", "Sở GDĐT An Phú"}, "viettel_staff": {"Sở GDĐT Bắc Hà"}}
    for role, provinces in expected.items():
        client = clients[role]
        page = client.get(BOARD)
        assert set(rows(page)) == provinces
        assert "/people" not in page.get_data(as_text=True) and "không mở ra danh sách" in words(page)
        for address in (f"{BOARD}/people", f"{BOARD}/people.xlsx", f"{BOARD}/reminder", f"{BOARD}/people/print"):
            assert client.get(address).status_code == 404
        for unit in ("province", "district", "school"):
            assert client.get(f"{BOARD}/{counted.units[unit]}").status_code == 404
        assert client.get(f"{BOARD}/board.xlsx").status_code == 200


def test_az_4_a_lecturer_reads_states_but_no_id_and_no_birth(counted: Cast, clients) -> None:
    page = clients.lecturer.get(f"{BOARD}/people?state=mismatch")
    assert rows(page).keys() == {"Nguyễn Thị Hoa"} and "1985" not in words(page) and "0002" not in words(page)
    sheet = openpyxl.load_workbook(BytesIO(clients.lecturer.get(f"{BOARD}/people.xlsx").data)).active
    told = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    assert "Nguyễn Thị Hoa" in told and "01101000002" not in told and "Ngày sinh" not in told


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=lan", {"Trần Thị Lan"}),
        ("?q=TR%E1%BA%A6N", {"Trần Thị Lan"}),
        ("?q=l", None),
        ("?state=late", {"Lê Thị Thu"}),
        ("?state=is-pending", {"Hoàng Văn Nam"}),
        ("?state=verified&level=THPT", set()),
        ("?state=verified&level=nothing&sort=drop", {"Trần Thị Lan", "Lê Thị Thu"}),
        ("?state=verified&page=99", {"Trần Thị Lan", "Lê Thị Thu"}),
        ("?q=%E2%80%8B", None),
    ],
)
def test_filters_choose_people_and_ignore_nonsense(counted: Cast, clients, query: str, names: set[str] | None) -> None:
    page = clients.province_officer.get(f"{BOARD}/people{query}")
    assert page.status_code == 200
    assert set(rows(page)) == names if names is not None else len(rows(page)) == 12


def test_each_state_that_a_list_can_be_asked_for_has_words() -> None:
    assert {state for state in known_states() if not state.startswith(ONE_STANDING)} <= kinds()["figure"].keys()


def test_the_same_address_gives_the_page_or_its_part(counted: Cast, clients) -> None:
    whole, part = clients.district_officer.get(BOARD), clients.district_officer.partial(BOARD)
    assert rows(whole) == rows(part) and b"<html" not in part.data and b'id="figures"' in part.data
    people = clients.district_officer.partial(f"{BOARD}/people?state=mismatch")
    assert b'id="people"' in people.data and rows(people).keys() == {"Nguyễn Thị Hoa"}
    assert "Save-Data" in people.headers["Vary"] and "HX-Request" in people.headers["Vary"]


def test_exp_3_a_sheet_holds_what_the_page_shows_and_says_who_took_it(counted: Cast, clients) -> None:
    page = clients.district_officer.get(f"{BOARD}/people?state=not_started&sort=name")
    answer = clients.district_officer.get(f"{BOARD}/people.xlsx?state=not_started&sort=name")
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    lines = list(sheet.iter_rows(values_only=True))
    assert "Xuất bởi Nguyễn Văn Hải" in lines[1][0] and "Chưa khai báo" in lines[1][0]
    assert [line[0] for line in lines[3:]] == list(rows(page))
    assert all(isinstance(line[6], str) and line[6].startswith("0") for line in lines[3:])
    db.session.rollback()
    kept = db.session.scalars(select(SecurityEvent).where(SecurityEvent.event == "exported")).all()[-1]
    assert kept.detail["rows"] == len(rows(page)) and "not_started" in kept.detail["filter"]


def test_exp_4_page_paper_and_sheet_show_equal_figures(counted: Cast, clients) -> None:
    page = rows(clients.district_officer.get(f"{BOARD}?sort=name"))
    paper = rows(clients.district_officer.get(f"{BOARD}/print?sort=name"))
    sheet = openpyxl.load_workbook(
        BytesIO(clients.district_officer.get(f"{BOARD}/board.xlsx?sort=name").data)
    ).active  # fmt: skip
    lines = {line[0]: line for line in sheet.iter_rows(min_row=4, values_only=True)}
    total = lines.pop("Cộng")
    assert page.keys() == paper.keys() == lines.keys()
    assert [total[column] for column in (2, 3, 4, 6, 7, 8, 9, 10)] == [
        sum(line[column] for line in lines.values()) for column in (2, 3, 4, 6, 7, 8, 9, 10)
    ]
    for name, (expected, declared, share, verified, mismatch, not_started) in page.items():
        assert paper[name] == [expected, declared, paper[name][2], share, verified, mismatch, not_started]
        line = lines[name]
        shown = (expected, declared, paper[name][2], verified, mismatch, not_started)
        assert tuple(map(int, shown)) == (line[2], line[3], line[4], line[6], line[7], line[10])
    address = f"{BOARD}/{counted.units['school']}/board.xlsx"
    own = openpyxl.load_workbook(BytesIO(clients.district_officer.get(address).data)).active
    assert list(own.iter_rows(min_row=4, values_only=True)) == [lines["Trường THCS Nguyễn Du"]]


def test_paper_sums_the_rows_that_a_search_left(counted: Cast, clients) -> None:
    address = f"{BOARD}/{counted.units['province']}"
    paper = clients.province_officer.get(f"{address}/print?q=thanh+son")
    cells = re.findall(r"<td[^>]*>(.*?)</td>", paper.text)
    assert len(cells) == 14 and cells[:7] == cells[7:]
    sheet = openpyxl.load_workbook(
        BytesIO(clients.province_officer.get(f"{address}/board.xlsx?q=thanh+son").data)
    ).active
    lines = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [line[0] for line in lines] == ["Phòng GDĐT Thanh Sơn", "Cộng"] and lines[0][2:] == lines[1][2:]


def test_a_sheet_holds_days_and_instants_as_such(counted: Cast, clients) -> None:
    sheet = openpyxl.load_workbook(BytesIO(clients.principal.get(f"{BOARD}/people.xlsx?state=declared").data)).active
    line = next(sheet.iter_rows(min_row=4))
    assert line[4].is_date and line[4].number_format == "hh:mm dd/mm/yyyy"
    assert line[5].is_date and line[5].number_format == "dd/mm/yyyy"


def test_a_filtered_list_reminds_the_same_people(counted: Cast, clients) -> None:
    page = links(clients.principal.get(f"{BOARD}/people?state=mismatch"))
    preview = clients.principal.get(page["Nhắc người chưa hoàn thành"])
    assert "<strong>Chưa khớp</strong>" in preview.text and "http" in preview.text.partition("<textarea")[2]


def test_the_organisation_path_climbs_no_higher_than_the_viewer(counted: Cast, clients) -> None:
    address = f"{BOARD}/{counted.units['school']}"
    province = links(clients.province_officer.get(address))
    assert {"Sở GDĐT Bắc Hà", "Phòng GDĐT Thanh Sơn"} <= province.keys()
    district = links(clients.district_officer.get(address))
    assert "Phòng GDĐT Thanh Sơn" in district and "Sở GDĐT Bắc Hà" not in district


def test_figures_wait_for_the_recount_and_say_since_when(counted: Cast, clients) -> None:
    assert "Số liệu tính đến" in words(clients.principal.get(BOARD))
    assert "Xem dạng bảng" in words(clients.district_officer.get(f"{BOARD}?view=bars"))


def test_a_board_and_a_list_stay_within_their_queries(counted: Cast, clients, statements) -> None:
    for address in (BOARD, f"{BOARD}/{counted.units['school']}", f"{BOARD}/people?q=lan", f"{BOARD}/people?state=late"):
        clients.province_officer.get(address)
        before = len(statements)
        clients.province_officer.get(address)
        assert len(statements) - before <= 12, address


def test_a_list_too_long_for_one_file_says_how_to_take_it_in_parts(clients, monkeypatch) -> None:
    monkeypatch.setattr(exports, "MOST_EXPORTED", 2)
    monkeypatch.setattr(exports, "MOST_IN_JOB", 2)
    refused = clients.province_officer.get("/records/campaign/people.xlsx")
    said = words(refused)
    assert refused.status_code == 409 and "nhiều nhất 2 người" in said and "lọc theo tình trạng" in said


def test_a_list_too_long_for_paper_offers_no_link_to_it(counted: Cast, clients, monkeypatch) -> None:
    link = "/people/print"
    assert link in clients.province_officer.get("/records/campaign/people").get_data(as_text=True)
    monkeypatch.setattr(pages, "MOST_PRINTED", 2)
    page = clients.province_officer.get("/records/campaign/people")
    assert link not in page.get_data(as_text=True) and "nhiều nhất 2 người" in words(page)
