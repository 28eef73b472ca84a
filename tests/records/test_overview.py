"""The board that puts all indicators together: its numbers are the special boards', within what each role may see."""

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select, update

from app.commands.bench.budgets import OVERVIEW
from app.commands.bench.measuring import cost_of
from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.hand_in.rules import Move as HandInMove
from app.domain.identity.flows import ClaimState
from app.domain.journal.models import SecurityEvent
from app.domain.organisation.models import Person
from app.domain.progress import actions
from app.domain.progress.models import Campaign
from app.domain.reporting.rules import Move as ReportMove
from app.domain.training.catalogue.rules import Way
from app.domain.training.records.actions import put
from app.domain.training.support.rules import Move
from app.domain.training.years.actions import open_year
from app.domain.training.years.rules import YEAR, Wish, YearPlan
from app.domain.viewer import SYSTEM
from tests.cast import Cast
from tests.evaluations import HAND_IN_DUE, hold_period
from tests.factories import make_claim
from tests.hand_ins import decide as decide_results
from tests.hand_ins import finish, send
from tests.pages import text_of, tree, words
from tests.records.test_campaign import links, rows
from tests.reports import count_report, freeze, move, publish
from tests.support_plans import decide, send_plan
from tests.training import make_modules, report, verify

OVERVIEW_URL = "/records/overview"
READERS = ("principal", "district_officer", "province_officer", "lecturer", "ministry_officer")
TODAY = date(2022, 4, 18)
PHONE = "0912 345 678"


@pytest.fixture
def everything(cast: Cast) -> dict[str, Any]:
    """At Nguyễn Du: IDs verified, two plans (one approved), one person who has passed, results handed in."""
    modules = make_modules()
    year = YearPlan(
        2022, clock.start_of(date(2022, 1, 1)), clock.start_of(date(2022, 7, 1)),
        tuple(Wish(each, Way.ONLINE) for each in modules.values()),
    )  # fmt: skip
    open_year(cast.province_officer.viewer, year)
    passed = [report("a"), report("b", module="MD-02"), report("c", sector_id="01101000002")]
    put(SYSTEM, cast.units["viettel"], passed, modules)
    verify(cast.teacher.person_id, cast.peer.person_id)
    make_claim(cast.teacher.person_id, ClaimState.VERIFIED)
    make_claim(cast.peer.person_id, ClaimState.MISMATCH)
    make_claim(cast.stranger.person_id, ClaimState.VERIFIED)
    period = hold_period(cast)
    assert decide(cast, "principal", send_plan(cast, "teacher"), Move.APPROVE) == []
    send_plan(cast, "principal")
    finish(cast, period, "school")
    assert send(cast, period, "school") == []
    with writing():
        db.session.execute(
            update(Person).where(Person.id == cast.stranger_principal.person_id).values(phone=PHONE, email="yen@le.loi")
        )
    clock.pin_today(TODAY)  # ranking has moved the day on
    actions.rebuild()
    found = select(Campaign.id).where(Campaign.kind == YEAR)
    training = db.session.scalars(found).one()
    db.session.rollback()
    return {"period": period, "training": training}


def test_the_numbers_are_those_of_the_special_boards(cast: Cast, clients, everything) -> None:
    """Unit by unit: verified of all, published of due, passed of all, schools that have handed in."""
    evaluation = f"/records/evaluation-progress/{everything['period']}"
    training = f"/records/training-progress/{everything['training']}"
    for role in ("district_officer", "province_officer"):
        client = clients[role]
        ids, rated, learnt = (rows(client.get(each)) for each in ("/records/campaign", evaluation, training))
        shown = rows(client.get(OVERVIEW_URL))
        assert set(shown) == set(ids)
        for name, (identity, published, handed_in, passed, *_) in shown.items():
            assert identity == f"{ids[name][3]}/{ids[name][0]}", (role, name)
            assert published == f"{rated[name][4]}/{rated[name][0]}", (role, name)
            assert passed == f"{learnt[name][1]}/{learnt[name][0]}", (role, name)
            if name.startswith("Phòng"):
                assert handed_in.startswith(f"{rated[name][5]}/2 trường"), name
    identity, published, *_, plans, _ = shown["Phòng GDĐT Thanh Sơn"]
    assert identity.startswith("2/") and not published.startswith("0/") and plans == "1/2"


@pytest.mark.parametrize("role", ["principal", "district_officer", "province_officer", "lecturer"])
def test_each_number_opens_the_list_that_it_counts(cast: Cast, clients, everything, role: str) -> None:
    client = clients[role]
    opened = 0
    for a in tree(client.get(OVERVIEW_URL)).iter("a"):
        address, number = a.get("href", ""), re.match(r"(?:còn )?(\d+)", " ".join(text_of(a).split()))
        if number is None or not any(part in address for part in ("/people?state=", "?schools=", "/support-plans?")):
            continue
        listed = client.get(address)
        assert listed.status_code == 200 and len(rows(listed)) == int(number.group(1)), address
        opened += 1
    assert opened >= 4


def test_a_school_reads_itself_and_its_teachers_plans_only(cast: Cast, clients, everything) -> None:
    page = clients.principal.get(OVERVIEW_URL)
    said = words(page)
    assert "1 đã xác thực mã (trong 9)" in said.replace("1đã", "1 đã") and "đã duyệt (trong 1)" in said
    assert "Đã nộp" in said and "đang ở Phòng GDĐT từ" in said and not rows(page)
    assert f"/principal/evaluations/hand-in?period={everything['period']}" in page.get_data(as_text=True)
    sheet = openpyxl.load_workbook(BytesIO(clients.principal.get(links(page)["Tải Excel"]).data)).active
    (own,) = list(sheet.values)[3:]
    assert own[0] == "Trường THCS Nguyễn Du" and own[2:4] == (1, 9)
    assert "Trường THCS Nguyễn Du" in rows(clients.principal.get(links(page)["Xem bản in ·"]))


def test_who_has_it_now_follows_the_results(cast: Cast, clients, everything) -> None:
    at = "Trường THCS Nguyễn Du"
    assert "đang ở Phòng GDĐT từ" in rows(clients.district_officer.get(OVERVIEW_URL))[at][2]
    decide_results(cast, "district_head", everything["period"], "school", HandInMove.CHECK, "")
    assert rows(clients.district_officer.get(OVERVIEW_URL))[at][2].startswith("Đã kiểm tra đang ở Sở từ")
    decide_results(cast, "director", everything["period"], "school", HandInMove.RETURN)
    page = clients.district_officer.get(OVERVIEW_URL)
    assert rows(page)[at][2].startswith("Bị trả lại đang ở trường từ")
    clock.pin_today(HAND_IN_DUE + timedelta(days=2))
    assert rows(clients.district_officer.get(OVERVIEW_URL))[at][2].endswith("quá hạn 3 ngày")
    school = words(clients.district_officer.get(f"{OVERVIEW_URL}/{cast.units['school']}"))
    assert "Nộp kết quả: đang ở trường từ" in school and "quá hạn 3 ngày" in school


def test_those_furthest_behind_are_named_with_whom_to_call(cast: Cast, clients, everything) -> None:
    page = clients.district_officer.get(OVERVIEW_URL)
    said = words(page)
    assert "Cần chú ý nhất" in said and "Liên hệ: Đặng Thị Yến (Hiệu trưởng), 0912 345 678, yen@le.loi" in said
    assert "tel:0912345678" in page.get_data(as_text=True)
    clock.pin_today(date(2022, 4, 25))  # two days and a half after the campaign's deadline
    late = clients.district_officer.get(OVERVIEW_URL)
    assert "Mã định danh: quá hạn 3 ngày, còn 2 người chưa khai báo" in words(late)
    assert rows(late)["Trường THCS Lê Lợi"][-1] == "Quá hạn 3 ngày"


def test_az_4_a_lecturer_reads_names_and_the_ministry_calls_heads_of_provinces(cast: Cast, clients, everything) -> None:
    with writing():
        db.session.execute(update(Person).values(phone=PHONE))
    lecturer = clients.lecturer.get(f"{OVERVIEW_URL}/{cast.units['district']}")
    assert "Đặng Thị Yến" in words(lecturer) and PHONE not in words(lecturer)
    report_id = count_report(cast)
    assert move(cast, "province_officer", report_id, ReportMove.CHECK) == []
    for address in (OVERVIEW_URL, f"{OVERVIEW_URL}/{cast.units['province']}", f"{OVERVIEW_URL}/print"):
        told = words(clients.lecturer.get(address))
        assert cast.director.name not in told and cast.province_officer.name not in told and "gần nhất" not in told
    assert "Liên hệ" not in words(clients.lecturer.get(OVERVIEW_URL))
    ministry = words(clients.ministry_officer.get(OVERVIEW_URL))
    assert f"Liên hệ: {cast.director.name} (Giám đốc Sở), {PHONE}" in ministry
    assert f"gần nhất: {cast.province_officer.name}" in ministry
    assert not any(cast[each].name in ministry for each in ("principal", "district_head"))


def test_the_pace_is_that_of_the_special_board(cast: Cast, clients, everything) -> None:
    for role, address in (
        ("district_officer", "/records/campaign"),
        ("district_officer", f"/records/training-progress/{everything['training']}"),
    ):
        board = words(clients[role].get(address))
        told = re.search(r"Với tốc độ hiện nay, (không )?kịp hạn\.|7 ngày qua chưa có thêm ai [^.]+\.", board)
        assert told and told.group() in words(clients[role].get(OVERVIEW_URL)), address


def test_az_2_the_board_keeps_to_the_readers_place(cast: Cast, clients, everything) -> None:
    for role in ("teacher", "school_admin", "province_admin", "ministry_admin", "viettel_staff"):
        for tail in ("", "/print", "/board.xlsx"):
            assert clients[role].get(OVERVIEW_URL + tail).status_code == 404, (role, tail)
    outside = {
        "principal": ("other_school", "district", "far_school"), "district_officer": ("province", "upper_school"),
        "province_officer": ("far_province", "far_school", "ministry"), "lecturer": ("far_province", "university"),
        "ministry_officer": ("province", "school"),
    }  # fmt: skip
    for role, units in outside.items():
        for unit in units:
            for tail in ("", "/print", "/board.xlsx"):
                address = f"{OVERVIEW_URL}/{cast.units[unit]}{tail}"
                assert clients[role].get(address).status_code == 404, (role, unit, tail)
    for role, unit in (("principal", "school"), ("district_officer", "school"), ("lecturer", "district")):
        assert clients[role].get(f"{OVERVIEW_URL}/{cast.units[unit]}").status_code == 200, role


def test_a_role_has_the_columns_that_its_boards_show(cast: Cast, clients, everything) -> None:
    def heads(role: str) -> list[str]:
        return [" ".join(text_of(th).split()) for th in tree(clients[role].get(OVERVIEW_URL)).findall(".//thead//th")]

    everything_counted = ["Mã định danh", "Đánh giá", "Nộp kết quả", "Bồi dưỡng", "Kế hoạch hỗ trợ"]
    assert heads("province_officer")[1:-1] == everything_counted
    assert heads("lecturer")[1:-1] == ["Mã định danh", "Bồi dưỡng", "Kế hoạch hỗ trợ", "Báo cáo"]
    assert heads("ministry_officer")[1:-1] == ["Mã định danh", "Đánh giá", "Nộp kết quả", "Bồi dưỡng", "Báo cáo"]


def test_the_ministry_compares_provinces_and_opens_what_they_published(cast: Cast, clients, everything) -> None:
    report_id = count_report(cast)
    freeze(cast, report_id)
    publish(cast, report_id)
    page = clients.ministry_officer.get(f"{OVERVIEW_URL}?sort=name")
    shown = rows(page)
    assert list(shown) == ["Sở GDĐT An Phú", "Sở GDĐT Bắc Hà"]
    assert "Đã công bố" in shown["Sở GDĐT Bắc Hà"][-2] and "Trang công khai" in shown["Sở GDĐT Bắc Hà"][-2]
    assert shown["Sở GDĐT An Phú"][-2].startswith("Chưa lập") and "/people" not in page.get_data(as_text=True)
    assert links(page)["Trang công khai"] == "/bao-cao/11/2022"
    assert clients.ministry_officer.get("/bao-cao/11/2022").status_code == 200
    for sort, first in {"report": "An Phú", "-report": "Bắc Hà", "-identity": "Bắc Hà", "identity": "An Phú"}.items():
        assert next(iter(rows(clients.ministry_officer.get(f"{OVERVIEW_URL}?sort={sort}")))).endswith(first), sort
    own = words(clients.province_officer.get(OVERVIEW_URL))
    assert "Báo cáo TEMIS năm 2022: Đã công bố" in own


def test_filters_live_in_the_address_and_the_body_alone_is_swapped(cast: Cast, clients, everything) -> None:
    client = clients.province_officer
    assert set(rows(client.get(f"{OVERVIEW_URL}?q=le+loi"))) == {"Trường THCS Lê Lợi"}
    assert not rows(client.get(f"{OVERVIEW_URL}?late=1"))
    clock.pin_today(date(2022, 4, 25))
    late = client.get(f"{OVERVIEW_URL}?late=1&sort=-name&year=1999&page=77&nothing=x")
    assert list(rows(late)) == ["Trường THPT Quang Trung", "Phòng GDĐT Thanh Sơn"]
    part = client.partial(f"{OVERVIEW_URL}?late=1&sort=-name")
    assert rows(part) == rows(late) and b"<html" not in part.data and b'id="overview"' in part.data
    assert {"HX-Request", "Save-Data"} <= set(re.split(r",\s*", part.headers["Vary"]))


def test_it_works_without_javascript(cast: Cast, clients, everything) -> None:
    """The filter is a form of its own, sorting and opening are links, and the breadcrumb leads back up."""
    page = clients.province_officer.get(OVERVIEW_URL)
    (form,) = [form for form in tree(page).iter("form") if form.get("role") == "search"]
    assert (form.get("method"), form.get("action")) == ("get", OVERVIEW_URL)
    assert links(page)["Mã định danh"] and f"{OVERVIEW_URL}?sort=training" in page.get_data(as_text=True)
    down = clients.province_officer.get(links(page)["Phòng GDĐT Thanh Sơn"])
    school = clients.province_officer.get(links(down)["Trường THCS Lê Lợi"])
    assert links(school)["Sở GDĐT Bắc Hà"] == OVERVIEW_URL
    assert "Toàn cảnh: Trường THCS Lê Lợi" in words(school)


def test_exp_3_sheet_print_and_page_hold_the_same_and_it_is_on_record(cast: Cast, clients, everything) -> None:
    for role in ("district_officer", "ministry_officer"):
        client = clients[role]
        shown = rows(client.get(f"{OVERVIEW_URL}?sort=name"))
        sheet = openpyxl.load_workbook(BytesIO(client.get(f"{OVERVIEW_URL}/board.xlsx?sort=name").data)).active
        lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
        head = lines[2]
        at = head.index("Đã xác thực mã")
        assert {line[0]: f"{line[at]}/{line[at + 1]}" for line in lines[3:]} == {
            name: cells[0] for name, cells in shown.items()
        }
        assert "Xuất bởi" in str(lines[1][0])
        printed = rows(client.get(f"{OVERVIEW_URL}/print?sort=name"))
        assert {name: cells[0] for name, cells in printed.items()} == {name: cells[0] for name, cells in shown.items()}
    noted = db.session.scalars(select(SecurityEvent.detail).where(SecurityEvent.event == "exported")).all()
    assert {"overview", "overview_printed"} <= {each["what"] for each in noted}


@pytest.mark.parametrize("role", READERS)
def test_the_board_keeps_to_its_queries_and_bytes(cast: Cast, clients, everything, role: str) -> None:
    count_report(cast)
    clock.pin_today(date(2022, 6, 1))  # everything is late, everybody is to be called
    unit = {"lecturer": f"/{cast.units['province']}"}.get(role, "")
    for address in (OVERVIEW_URL, f"{OVERVIEW_URL}{unit}"):
        cost = cost_of(clients[role], db.engine, address, times=1)
        assert cost.status == 200 and OVERVIEW.queries and cost.queries <= OVERVIEW.queries, cost
        assert OVERVIEW.kilobytes and cost.kilobytes <= OVERVIEW.kilobytes, cost


@pytest.mark.parametrize("role", READERS)
def test_progress_in_the_header_opens_it_and_every_special_board_leads_back(clients, everything, role: str) -> None:
    page = clients[role].get(OVERVIEW_URL)
    nav = next(each for each in tree(page).iter("nav") if "Tiến độ" in text_of(each))
    (link,) = [a for a in nav.iter("a") if text_of(a).strip() == "Tiến độ"]
    assert link.get("href") == OVERVIEW_URL and link.get("aria-current")
    board = clients[role].get("/records/campaign")
    (back,) = [url for said, url in links(board).items() if said.startswith("Toàn cảnh")]
    assert clients[role].get(back).status_code == 200 and back.startswith(OVERVIEW_URL)


def test_a_past_year_leaves_out_the_campaign_that_is_of_no_year(cast: Cast, clients, everything) -> None:
    year = YearPlan(2021, clock.start_of(date(2021, 1, 1)), clock.start_of(date(2021, 7, 1)), (
        Wish(next(iter(make_modules().values())), Way.ONLINE),
    ))  # fmt: skip
    open_year(cast.province_officer.viewer, year)
    actions.rebuild()
    page = clients.province_officer.get(f"{OVERVIEW_URL}?year=2021")
    heads = [text_of(th).strip() for th in tree(page).findall(".//thead//th")]
    assert "Mã định danh" not in heads and "Bồi dưỡng" in heads
    assert "?year=2021" in links(page)["Phòng GDĐT Thanh Sơn"]
