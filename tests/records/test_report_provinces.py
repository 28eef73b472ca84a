"""All provinces of a year side by side: who has it, how late, whom to call, what compares; page, sheet, paper alike."""

import io
from datetime import date

import openpyxl
import pytest
from sqlalchemy import update

from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Person
from app.domain.reporting.comparison import Measure, Portion
from app.domain.reporting.overview import provinces_in
from app.domain.reporting.rules import Move
from app.records.report_provinces import share_words
from tests.certificates import make_year, passes
from tests.hand_ins import finish
from tests.pages import tree, words
from tests.records.test_campaign import links
from tests.reports import count_report, freeze, move, publish

PAGE = "/records/reports"
OWN, FAR = "Sở GDĐT Bắc Hà", "Sở GDĐT An Phú"


@pytest.fixture
def period(cast, period) -> int:
    finish(cast, period, "school")
    make_year(cast)
    passes(cast, cast.units["viettel"], "teacher")
    return period


def order(answer) -> list[str]:
    return [
        next(each for each in (OWN, FAR) if each in "".join(row.itertext()))
        for row in tree(answer).findall(".//tbody/tr")
    ]


@pytest.mark.both_databases
def test_a_province_compares_by_what_its_frozen_report_says_and_by_nothing_before(cast, period):
    viewer = cast.ministry_officer.viewer
    report = count_report(cast)
    assert [row.shares for row in provinces_in(viewer, 2022)] == [{}, {}]
    freeze(cast, report)
    own = {row.name: row for row in provinces_in(viewer, 2022)}[OWN].shares
    assert set(own) == set(Measure)
    assert own[Measure.EVALUATED].of >= own[Measure.EVALUATED].number == own[Measure.GOOD].of == own[Measure.BEST].of
    assert own[Measure.GOOD].number >= own[Measure.BEST].number and own[Measure.TRAINED].number == 1


def test_a_figure_opens_its_table_in_the_report_and_names_nobody(cast, clients, period):
    report = count_report(cast)
    freeze(cast, report)
    for who in ("ministry_officer", "lecturer"):
        answer = clients[who].get(PAGE)
        assert "Ở đây chỉ có số" in words(answer) and "/people" not in answer.text
        found = [each.get("href") for each in tree(answer).iterfind(".//tbody//a") if "part=" in each.get("href", "")]
        assert [each.split("part=")[1] for each in found] == ["A.1#A.1.1", "A.1#A.1.2", "A.1#A.1.2", "B#B.1"]
        for each in found:
            address, anchor = each.split("#")
            assert f'id="{anchor}"' in clients[who].get(address).text


def test_each_step_says_when_it_was_taken_or_how_late_it_is(cast, clients, period):
    report = count_report(cast)
    clock.pin_today(date(2022, 12, 26))  # frozen two days too late, published in time
    freeze(cast, report)
    publish(cast, report)
    page = words(clients.ministry_officer.get(PAGE))
    assert "Chốt số liệu: 26/12/2022, muộn 2 ngày. Công bố: 26/12/2022. Gửi báo cáo trước ngày 31/01/2023." in page
    assert "Chốt số liệu trước ngày 25/12/2022, quá hạn 2 ngày. Công bố trước ngày 30/12/2022" in page
    clock.pin_today(date(2023, 2, 1))
    assert "Gửi báo cáo trước ngày 31/01/2023, quá hạn 2 ngày." in words(clients.ministry_officer.get(PAGE))


def test_whom_to_call_is_a_link_to_tap_for_the_ministry_and_no_university_reads_who_works_there(cast, clients, period):
    with writing():
        db.session.execute(update(Person).values(phone="0912 345 678", email="so@bacha.edu.vn"))
    report = count_report(cast)
    assert move(cast, "province_officer", report, Move.CHECK) == move(cast, "province_officer", report, Move.SUBMIT)
    mover = f"Lãnh đạo Sở, gần nhất: {cast.province_officer.name}."
    ministry = clients.ministry_officer.get(PAGE)
    assert f"Liên hệ: {cast.director.name} (Giám đốc Sở), 0912 345 678, so@bacha.edu.vn." in words(ministry)
    assert mover in words(ministry)
    assert 'href="tel:0912345678"' in ministry.text and 'href="mailto:so@bacha.edu.vn"' in ministry.text
    told = words(clients.lecturer.get(PAGE))
    assert "Lãnh đạo Sở." in told and "Liên hệ" not in told and "gần nhất" not in told and FAR not in told
    assert cast.director.name not in told and cast.province_officer.name not in told


def test_the_table_sorts_by_links_and_who_has_nothing_to_compare_is_last_either_way(cast, clients, period):
    freeze(cast, count_report(cast))
    client = clients.ministry_officer
    assert order(client.get(PAGE)) == order(client.get(f"{PAGE}?sort=nonsense")) == [FAR, OWN]
    assert order(client.get(f"{PAGE}?sort=-name")) == [OWN, FAR]
    for measure in Measure:
        assert order(client.get(f"{PAGE}?sort={measure}")) == order(client.get(f"{PAGE}?sort=-{measure}")) == [OWN, FAR]
    clock.pin_today(date(2022, 12, 26))
    assert order(client.get(f"{PAGE}?sort=-late")) == [FAR, OWN]
    sorted_page = client.get(f"{PAGE}?sort=-best")
    chosen = [each.get("value") for each in tree(sorted_page).iterfind(".//select[@id='sort']/option[@selected]")]
    assert chosen == ["-best"]  # on a phone, where no heading is shown
    headings = links(sorted_page)
    assert headings["Mức cao nhất (%)"].endswith("sort=best") and headings["Tỉnh"].endswith("sort=name")


def test_exp_3_the_sheet_and_the_paper_say_what_the_page_says(cast, clients, period):
    freeze(cast, count_report(cast))
    client = clients.ministry_officer
    page = words(client.get(PAGE))
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}/provinces.xlsx?sort=-best").data)).active
    lines = {row[0]: row for row in sheet.iter_rows(values_only=True) if row[0] in (OWN, FAR)}
    assert list(lines) == [OWN, FAR] and lines[FAR][2] == "Chưa lập"
    own = {row.name: row for row in provinces_in(cast.ministry_officer.viewer, 2022)}[OWN].shares
    assert list(lines[OWN][-4:-1]) == [
        own[Measure.TRAINED].number,
        own[Measure.TRAINED].of,
        float(own[Measure.TRAINED].percent),
    ]
    paper = words(client.get(f"{PAGE}/provinces/print"))
    for said in (
        "Chốt số liệu: ",
        "Công bố trước ngày 30/12/2022",
        "Đã chốt số liệu",
        "GV được xếp loại (%)",
        "Sở chưa lập báo cáo.",
    ):
        assert said in page and said in paper
    assert "Xuất bởi" in paper


def test_exp_3_sheet_and_paper_say_whom_to_call_and_what_is_late_and_no_heading_stands_twice(cast, clients, period):
    with writing():
        db.session.execute(update(Person).values(phone="0912 345 678", email=None))
    freeze(cast, count_report(cast))
    clock.pin_today(date(2022, 12, 26))

    def sheet(who: str) -> list[tuple]:
        book = openpyxl.load_workbook(io.BytesIO(clients[who].get(f"{PAGE}/provinces.xlsx").data))
        return [row for row in book.active.iter_rows(values_only=True) if row[1]]

    heads, *rows = sheet("ministry_officer")
    assert len(set(heads)) == len(heads) and heads[-1] == "Liên hệ"
    lines, call = {row[0]: row for row in rows}, f"{cast.director.name} (Giám đốc Sở), 0912 345 678"
    assert lines[FAR][3] == "Sở chưa lập báo cáo. Quá hạn." and lines[OWN][-1] == call
    paper = words(clients.ministry_officer.get(f"{PAGE}/provinces/print"))
    assert f"Liên hệ: {call}." in paper and "Sở chưa lập báo cáo. Quá hạn." in paper
    told = words(clients.lecturer.get(f"{PAGE}/provinces/print"))
    assert "Liên hệ" not in told and "Liên hệ" not in sheet("lecturer")[0]


def test_shares_have_the_decimals_of_their_column():
    assert share_words(Measure.BEST, Portion(51, 500, 2)) == "10,20"
    assert share_words(Measure.TRAINED, Portion(1, 1, 1)) == "100,0"


@pytest.mark.parametrize(
    "who", ["province_officer", "principal", "teacher", "auditor", "ministry_admin", "viettel_staff"]
)
def test_az_2_nobody_else_has_them(cast, clients, who):
    for tail in ("provinces.xlsx", "provinces/print"):
        assert clients[who].get(f"{PAGE}/{tail}").status_code == 404


def test_rel_7_the_page_asks_little_however_many_provinces_there_are(cast, clients, period, statements):
    freeze(cast, count_report(cast))
    clients.ministry_officer.get(PAGE)
    del statements.texts[:]
    clients.ministry_officer.get(PAGE)
    assert len([text for text in statements.texts if text.startswith("SELECT")]) <= 12
