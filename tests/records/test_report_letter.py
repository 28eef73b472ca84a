"""The letter of a report: what it says of figures that are not complete, of the paper it replaces, of whom it is."""

import io
import re
from datetime import UTC, date, datetime

import openpyxl
import pytest
from pypdf import PdfReader

from app.db import db, writing
from app.domain.reporting.completeness import Lack, PartState, part_states
from app.domain.reporting.models import Report
from app.domain.reporting.queries import reading_of, report_for
from app.domain.viewer import SYSTEM
from app.web.reporting import lacks
from app.web.reporting.editions import LANGUAGES
from tests.pages import words
from tests.reports import count_report, freeze, publish

COMPLETE, WAITS = PartState(Lack.NOTHING), PartState(Lack.UNITS, 54)
HELD_NOT, ONE = PartState(Lack.NOT_HELD), PartState(Lack.UNITS, 1)
OPEN = PartState(Lack.NOT_OVER, until=datetime(2022, 6, 30, 17, tzinfo=UTC))  # midnight in Vietnam


def letter(client, report_id: int, query: str = "") -> str:
    """The words of a report's first page."""
    answer = client.get(f"/records/reports/{report_id}/files/report.pdf?{query}")
    assert answer.status_code == 200
    return " ".join(PdfReader(io.BytesIO(answer.data)).pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("states", "vi", "en"),
    [
        ((COMPLETE, COMPLETE, COMPLETE), "", ""),
        (
            (WAITS, COMPLETE, COMPLETE),
            "A.1 Giáo viên, A.2 Cán bộ quản lý: thiếu 54 đơn vị (chưa chốt kết quả đánh giá).",
            "A.1 Teachers, A.2 Managers: 54 units missing (their evaluation results were not accepted yet).",
        ),
        (
            (COMPLETE, OPEN, HELD_NOT),
            "B. Bồi dưỡng: chưa kết thúc (còn học đến hết ngày 30 tháng 6 năm 2022); C. Nhu cầu, kế hoạch: chưa có",
            "B. Training: not over (people could learn until 30 June 2022); C. Needs and plans: not there yet",
        ),
        ((ONE, HELD_NOT, OPEN), "thiếu 1 đơn vị (chưa chốt", "1 unit missing (their"),
        ((HELD_NOT, COMPLETE, OPEN), "chưa có (năm này không có kỳ đánh giá); C. ", "not there yet (there was no eval"),
    ],
)
def test_what_was_not_complete_is_said_with_the_reason_and_only_then(monkeypatch, states, vi, en):
    evaluated, training, needs = states
    found = {"A.1": evaluated, "A.2": evaluated, "B": training, "C": needs}
    monkeypatch.setattr(lacks, "part_states", lambda _reading: found)
    monkeypatch.setattr(lacks, "parts_of", lambda _reading: tuple(found))
    for language, said in (("vi", vi), ("en", en)):
        told = lacks.lacks_on_paper(None, LANGUAGES[language])  # type: ignore[arg-type]
        assert said in told and bool(said) == bool(told)


def test_the_letter_the_page_and_the_workbook_lack_the_same(cast, period, clients):
    report_id, officer = count_report(cast), clients.province_officer
    missing = part_states(reading_of(SYSTEM, report_for(SYSTEM, report_id)))["A.1"].units
    assert missing and f"Thiếu {missing} đơn vị" in words(officer.get(f"/records/reports/{report_id}"))
    assert f"A.2 Cán bộ quản lý: thiếu {missing} đơn vị (chưa chốt" in letter(officer, report_id)
    assert f"A.2 Managers: {missing} units missing" in letter(officer, report_id, "lang=en")
    book = officer.get(f"/records/reports/{report_id}/files/report.xlsx").data
    first = openpyxl.load_workbook(io.BytesIO(book))["TEMIS"]
    assert any(f"thiếu {missing} đơn vị (chưa chốt" in str(cell.value) for cell in first["A"])
    one = letter(officer, report_id, f"unit={cast.units['school']}")
    assert "A.2 Cán bộ quản lý: thiếu 1 đơn vị" in one


@pytest.mark.parametrize(
    ("unit", "head"),
    [
        ("school", "PHÒNG GDĐT THANH SƠN TRƯỜNG THCS"),
        ("upper_school", "SỞ GDĐT BẮC HÀ TRƯỜNG THPT"),
        ("district", "SỞ GDĐT BẮC HÀ PHÒNG GDĐT"),
        ("province", "UBND TỈNH BẮC HÀ SỞ GIÁO DỤC VÀ ĐÀO TẠO"),
    ],
)
def test_the_letterhead_names_the_unit_right_above(cast, period, clients, unit, head):
    assert head in letter(clients.province_officer, count_report(cast), f"unit={cast.units[unit]}")


def test_english_letters_write_months_as_words(cast, period, clients):
    report_id, officer = count_report(cast), clients.province_officer
    assert re.search(r"Figures as of \d\d:\d\d, 18 April 2022, 11 persons", letter(officer, report_id, "lang=en"))
    freeze(cast, report_id)
    with writing():
        signed = db.session.get_one(Report, report_id)
        signed.number, signed.signed_on = "12/BC-SGDĐT", date(2022, 4, 8)
    file = officer.get(f"/records/reports/{report_id}/files/report.pdf?lang=en").data
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages).split())
    assert "Bắc Hà, 8 April 2022" in said and "Report No. 12/BC-SGDĐT of 8 April 2022, Department" in said
    assert not re.search(r"\d/\d+/20", said) and "ngày 08 tháng 4 năm 2022" in letter(officer, report_id)


def test_a_table_without_rows_stays_with_the_one_before_it(cast, period, clients):
    file = clients.province_officer.get(f"/records/reports/{count_report(cast)}/files/report.pdf").data
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(file)).pages]
    (page,) = [page for page in pages if "B.4. Mức độ hài lòng của người học: không có số liệu." in page]
    assert "B.3. " in page and "Phòng GDĐT Thanh Sơn" in page


def test_the_square_of_a_published_report_says_what_it_opens(cast, period, clients):
    report_id, officer = count_report(cast), clients.province_officer
    freeze(cast, report_id)
    assert "Trang công khai" not in letter(officer, report_id)
    publish(cast, report_id)
    caption = "Trang công khai của báo cáo (quét mã hoặc mở địa chỉ): http"
    assert caption in letter(officer, report_id) and "/bao-cao/11/2022" in letter(officer, report_id)
    assert "Public page of the report" in letter(officer, report_id, "lang=en")
    assert "Trang công khai" not in letter(officer, report_id, f"unit={cast.units['school']}")
