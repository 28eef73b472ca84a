"""The pages of what a correction changed: numbers for every reader, names for those who may know them."""

import re

import pytest

from app.db import db
from app.domain.reporting.beginning import put_snapshot
from app.domain.reporting.models import Report
from app.domain.reporting.moving import correct_report
from app.domain.reporting.snapshots import take_snapshot
from app.domain.viewer import SYSTEM
from tests.domain.reporting.test_differences import REASON, second  # noqa: F401
from tests.pages import tree
from tests.records.test_report_letter import letter
from tests.reports import count_report, freeze

PARTS = ("A.1", "A.2", "B", "C")
HX = {"HX-Request": "true"}


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.get_data(as_text=True).split())


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_the_correction_tells_its_numbers_and_people(cast, clients, second, headers):  # noqa: F811
    officer, address = clients.province_officer, f"/records/reports/{second}"
    assert f"{address}/differences" in text(officer.get(address))
    page = text(officer.get(f"{address}/differences", headers=headers))
    assert "Lần ban hành 2 khác gì lần 1" in page and "Tổng số: Dtts" in page and "số thay đổi" in page
    assert '<th scope="col" class="num">±</th>' in page and '<td class="num">+1</td>' in page
    assert '<a href="/records/reports" aria-current' in text(officer.get(f"/province/reports/{second}"))
    assert "Phùng Thị Mới" in text(officer.get(f"{address}/differences/came", headers=headers))
    assert "Phùng Văn Cũ" in text(officer.get(f"{address}/differences/went", headers=headers))
    changed = text(officer.get(f"{address}/differences/changed", headers=headers))
    assert (
        "Hoàng Văn Nam" in changed
        and "Giới tính: Nam → Nữ" in changed
        and "Cấp học:" not in changed
        and "Trần Thị Lan" not in changed
    )


def lists_on(answer) -> list[tuple[str, str]]:
    """The numbers of a page that open lists, with what is printed; those of minorities ask for a purpose first."""
    links = [(link.get("href") or "", link.text) for link in tree(answer).iter("a")]
    return [(url, said) for url, said in links if "/people?" in url and "ethnicity" not in url]


@pytest.mark.parametrize("unit", ["province", "school"])
def test_numbers_of_an_edition_that_was_corrected_still_open_the_people_counted_then(cast, clients, second, unit):  # noqa: F811
    officer, first = clients.province_officer, f"/records/reports/{second - 1}"
    lists = lists_on(officer.get(f"{first}?unit={cast.units[unit]}"))
    assert lists and all(link.startswith(f"{first}/people?") for link, _ in lists)
    for link, number in lists[:4]:
        assert f"<b>{number} người" in text(officer.get(link)), link
    assert not lists_on(clients.lecturer.get(first))


def test_both_numbers_of_a_change_open_their_own_people(cast, clients, second):  # noqa: F811
    officer, first = clients.province_officer, f"/records/reports/{second - 1}"
    lists = lists_on(officer.get(f"/records/reports/{second}/differences"))
    sides = [link.startswith(f"{first}/people?") for link, _ in lists]
    assert any(sides) and not all(sides)
    for link, number in lists[:4]:
        assert f"<b>{number} người" in text(officer.get(link)), link


def test_nobody_else_reads_it(cast, clients, second):  # noqa: F811
    for who in ("far_officer", "ministry_officer", "stranger"):
        for page in ("differences", "differences/came"):
            assert clients[who].get(f"/records/reports/{second}/{page}").status_code == 404


def test_an_edition_that_corrects_none_has_no_differences(cast, clients, second):  # noqa: F811
    assert clients.province_officer.get(f"/records/reports/{second - 1}/differences").status_code == 404
    assert clients.province_officer.get(f"/records/reports/{second}/differences/nothing").status_code == 404


@pytest.mark.parametrize("unit", ["province", "school"])
def test_the_paper_names_what_it_replaces_and_how_many_figures_differ(cast, clients, second, unit):  # noqa: F811
    officer, of_unit = clients.province_officer, f"unit={cast.units[unit]}"
    pages = [officer.get(f"/records/reports/{second}/differences?{of_unit}&part={part}") for part in PARTS]
    many = sum(int(number) for page in pages for number in re.findall(r"(\d+) số thay đổi", page.text))
    replaced = db.session.get_one(Report, second - 1)
    day = replaced.signed_on
    paper = f"Báo cáo số {replaced.number} ngày {day:%d} tháng {day.month} năm {day.year}"
    said = letter(officer, second, of_unit)
    assert many > 5 and f"{many} số trong các phụ lục khác so với lần ấy" in said
    assert f"(Lần ban hành 2, thay {paper if unit == 'province' else 'lần ban hành 1'})" in said
    english = letter(officer, second, f"{of_unit}&lang=en")
    assert f"Figures in the annexes that differ from it: {many}." in english
    first = letter(officer, second - 1, of_unit)
    assert "thay" not in first and "khác so với" not in first


def test_a_correction_that_changes_nothing_says_so_on_paper(cast, clients, second):  # noqa: F811
    third = count_report(cast)  # edition 2 as it is, counted at another instant
    assert third == second
    freeze(cast, second)
    made, _ = correct_report(cast.province_officer.viewer, second, REASON)
    assert put_snapshot(made, take_snapshot(SYSTEM, cast.units["province"], 2022))
    said = letter(clients.province_officer, made)
    assert "(Lần ban hành 3, thay lần ban hành 2)" in said and "không số nào trong các phụ lục khác" in said
