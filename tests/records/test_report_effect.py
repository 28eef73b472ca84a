"""The page from weak criteria to training: who reads it, what each number opens, what small groups and years hide."""

import io

import openpyxl
import pytest
from sqlalchemy import select

from app.db import db
from app.domain.journal.models import SecurityEvent
from app.domain.reporting.beginning import open_report
from tests.effects import OTHERS, TwoYears, make_two_years
from tests.pages import words
from tests.reports import count_report, freeze


@pytest.fixture
def years(cast) -> TwoYears:
    return make_two_years(cast)


def address(years: TwoYears, ending: str = "") -> str:
    return f"/records/reports/{years.now}/effect{ending}"


@pytest.mark.parametrize(
    ("who", "live", "frozen"),
    [
        ("province_officer", 200, 200), ("director", 200, 200), ("district_head", 200, 200), ("principal", 200, 200),
        ("vice_principal", 200, 200), ("lecturer", 404, 200), ("ministry_officer", 404, 200), ("far_officer", 404, 404),
        ("commune_officer", 404, 404), ("teacher", 404, 404), ("staff", 404, 404), ("school_admin", 404, 404),
        ("province_admin", 404, 404), ("viettel_staff", 404, 404),
    ],
)  # fmt: skip
def test_az_3_the_readers_of_the_report_read_it_and_nobody_else(cast, clients, years, who, live, frozen):
    for ending in ("", ".xlsx"):
        assert clients[who].get(address(years, ending)).status_code == live
    freeze(cast, years.now)
    for ending in ("", ".xlsx"):
        assert clients[who].get(address(years, ending)).status_code == frozen


def test_the_report_leads_there(clients, years):
    assert f"{address(years)}?unit=" in clients.province_officer.get(f"/records/reports/{years.now}").text


def test_the_weakest_criterion_first_with_its_module_and_how_both_groups_went(clients, years):
    page = words(clients.province_officer.get(address(years)))
    first = page.index("15. Ứng dụng công nghệ thông tin")
    assert first < page.index("6. Kiểm tra, đánh giá") < page.index("1. Đạo đức nhà giáo")
    assert "Mô đun 9: Ứng dụng công nghệ" in page and "Chưa có mô đun cho tiêu chí này" in page
    for share in ("57,1%", "83,3%", "33,3%", "71,4%", "16,7%"):  # 8 of 14; 5 and 2 of 6; 5 of 7; 1 of 6
        assert share in page, share
    assert "báo cáo năm 2021, lần ban hành 1" in page and "Không nói lên nguyên nhân" in page


def test_every_number_opens_its_people_the_passes_of_last_year_in_last_years_report(clients, years):
    client = clients.province_officer
    page = client.get(address(years)).text.replace("&amp;", "&")
    for report, query, many, said in (
        (years.now, "track=levels&at=14&signs=01&who=t", 8, "Mức của tiêu chí 15"),
        (years.now, "track=modules&at=0&signs=p&who=t", 6, "Kết quả mô đun"),
        (years.before, "track=modules&at=0&signs=p&who=t", 6, "Kết quả mô đun"),
        (years.now, "track=effect&at=14&signs=wbds&who=t", 6, "người đã đạt mô đun đề xuất"),
        (years.now, "track=effect&at=14&signs=wb&who=t", 5, "năm trước dưới mức Khá"),
        (years.now, "track=effect&at=14&signs=wd&who=t", 2, "năm nay dưới mức Khá"),
        (years.now, "track=effect&at=14&signs=WBDS&who=t", 7, "người chưa đạt mô đun đề xuất"),
    ):
        link = next(each for each in page.split('"') if f"/reports/{report}/people?" in each and query in each)
        listed = words(client.get(link))
        assert f"{many} người: " in listed and said in listed


@pytest.mark.parametrize("who", ["lecturer", "ministry_officer"])
def test_az_9_university_and_ministry_read_numbers_without_lists(cast, clients, years, who):
    freeze(cast, years.now)
    page = clients[who].get(address(years))
    assert "83,3%" in page.text and "/people?" not in page.text
    query = "track=effect&at=14&signs=wbds&who=t"
    assert clients[who].get(f"/records/reports/{years.now}/people?{query}").status_code == 404


def test_a_school_reads_its_own_people_and_of_fewer_than_five_no_share(cast, clients, years):
    own = words(clients.principal.get(address(years)))
    assert "Trường THCS Nguyễn Du" in own and "66,7%" in own and "71,4%" not in own
    other = clients.stranger_principal.get(address(years))
    page = words(other)
    assert "Trường THCS Lê Lợi" in page and "ít hơn 5 người" in page and "83,3%" not in page
    assert clients.principal.get(f"{address(years)}?unit={cast.units['other_school']}").status_code == 404
    assert clients.principal.get(f"{address(years)}?unit={cast.units['province']}").status_code == 404


def test_filters_of_the_report_do_not_narrow_it(clients, years):
    page = words(clients.province_officer.get(f"{address(years)}?sex=m&level=3"))
    assert "83,3%" in page


def test_levels_by_another_standard_are_not_compared_and_it_says_why(cast, clients):
    years = make_two_years(cast, other_standard=True)
    page = words(clients.province_officer.get(address(years)))
    assert "hai chuẩn nghề nghiệp khác nhau" in page and "83,3%" not in page and "57,1%" in page


def test_a_first_year_and_one_without_evaluation_say_so(cast, clients, years):
    first = words(clients.province_officer.get(f"/records/reports/{years.before}/effect"))
    assert "báo cáo năm trước chưa có" in first and "Mô đun 3" in first
    empty = count_report(cast, 2023)
    assert "không có kỳ đánh giá giáo viên" in clients.province_officer.get(f"/records/reports/{empty}/effect").text
    assert clients.province_officer.get(f"/records/reports/{empty}/effect.xlsx").status_code == 404
    uncounted = open_report(cast.units["province"], 2024)
    assert clients.province_officer.get(f"/records/reports/{uncounted}/effect").status_code == 404


def test_exp_3_the_spreadsheet_says_the_same_and_is_on_record(cast, clients, years):
    answer = clients.stranger_principal.get(address(years, ".xlsx"))
    (title,), (note,), heads, *rows = _rows(answer.data)
    assert "Trường THCS Lê Lợi" in title and "Xuất bởi" in note
    fifteen = dict(zip(heads, next(row for row in rows if row[0].startswith("15. ")), strict=True))
    assert fifteen["Giáo viên dưới mức Khá"] == 2 and fifteen["Tỷ lệ (%)"] == 100
    assert fifteen["Chưa đạt mô đun: số người"] == 1
    assert fifteen["Chưa đạt mô đun: dưới mức Khá năm 2021 (%)"] == "ít hơn 5 người"
    whole = _rows(clients.province_officer.get(address(years, ".xlsx")).data)
    fifteen = dict(zip(whole[2], next(row for row in whole[3:] if row[0].startswith("15. ")), strict=True))
    assert fifteen["Đạt mô đun năm 2022"] == 6 and fifteen["Đạt mô đun năm 2021"] is None
    assert fifteen["Đã đạt mô đun: dưới mức Khá năm 2022 (%)"] == 33.3
    left = db.session.scalars(select(SecurityEvent.detail).where(SecurityEvent.event == "exported")).all()
    assert [each["what"] for each in left] == ["report_effect"] * 2


def _rows(content: bytes) -> list[tuple]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(values_only=True))
    return [rows[0][:1], rows[1][:1], *rows[2:]]


@pytest.mark.parametrize("signs", ["zz", "w", "%", "wbdsWBDS"])
def test_signs_that_the_table_never_asks_for_do_no_harm(clients, years, signs):
    query = {"track": "effect", "at": 14, "signs": signs, "who": "t"}
    answer = clients.province_officer.get(f"/records/reports/{years.now}/people", query_string=query)
    assert answer.status_code == 200


def test_who_a_correction_changed_is_told_by_facts_of_their_own(cast, clients, years):
    """Another year before is no change of a person."""
    page = clients.province_officer.get(f"/records/reports/{years.now}/people/{years.people[OTHERS[0]]}")
    assert page.status_code == 200 and "Qua hai năm" not in page.text
