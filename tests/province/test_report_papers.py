"""How the office mends what it recorded of its report's paper, on its pages."""

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.evidence.rules import FileKind, ScanState
from app.domain.evaluation.evidence.stored import KeptFile
from app.domain.reporting.models import Report, ReportScan
from app.domain.reporting.papers import record_sending
from app.domain.reporting.rules import Addressee
from app.domain.reporting.scans import add_scan
from app.web import formats
from tests.pages import fill, find_form, words
from tests.reports import count_report, freeze, publish

REASON = "Gõ nhầm khi ghi vào hệ thống."
FILE = KeptFile(f"uploads/{1:032x}", "Bản ký.pdf", FileKind.PDF, 900, "0" * 64, ScanState.CLEAN)


@pytest.fixture
def way(cast, period) -> str:
    """Where a published report stands that was sent to one of the three."""
    report = count_report(cast)
    freeze(cast, report)
    publish(cast, report)
    officer = cast.province_officer.viewer
    assert record_sending(officer, report, Addressee.ETEP, clock.today(), "Hộp thư công vụ") == []
    return f"/province/reports/{report}"


def test_a_number_typed_wrongly_is_mended_in_sight_of_all_of_the_office(clients, way):
    officer, mend = clients.province_officer, f"{way}/paper/mend"
    assert f'href="{mend}"' in officer.get(way).get_data(as_text=True)
    form = find_form(officer.get(mend), mend)
    assert fill(form, {})["number"] == "12/BC-SGDĐT"
    assert fill(form, {})["signed_on"] == formats.day(clock.today())
    wrong = officer.submit(mend, number="21/BC-SGDĐT", signed_on="31/02/2022", reason="")
    assert wrong.status_code == 422 and "21/BC-SGDĐT" in wrong.get_data(as_text=True)
    assert "31/02/2022" in wrong.get_data(as_text=True) and "Hãy điền mục này" in words(wrong)
    data = fill(form, {"number": "21/BC-SGDĐT", "reason": REASON})
    assert [officer.post(mend, data=data).location for _ in range(2)] == [way, way]
    page = words(clients.director.get(way))
    assert "Số văn bản: 12/BC-SGDĐT → 21/BC-SGDĐT" in page and REASON in page
    assert words(officer.get(way)).count(REASON) == 1
    unchanged = officer.submit(mend, reason=REASON)
    assert unchanged.status_code == 422 and "Chưa sửa chỗ nào" in words(unchanged)


def test_a_sending_typed_wrongly_is_mended(clients, way):
    officer, mend = clients.province_officer, f"{way}/send/etep/mend"
    assert f'href="{mend}"' in officer.get(way).get_data(as_text=True)
    early = officer.submit(mend, sent_on="01/01/2022", address="Bưu điện, VN1", reason=REASON)
    assert early.status_code == 422 and "Bưu điện, VN1" in early.get_data(as_text=True)
    assert "Ngày gửi không thể" in words(early)
    assert officer.submit(mend, address="Bưu điện, VN1", reason=REASON).location == way
    page = words(officer.get(way))
    assert "Gửi tới đâu, bằng cách nào: Hộp thư công vụ → Bưu điện, VN1" in page
    assert "Sửa ghi nhận gửi báo cáo TEMIS: Ban quản lý Chương trình ETEP" in page


def test_each_sending_and_each_scan_is_told_with_who_recorded_it_and_a_note_stands_beside(cast, clients, way):
    officer = clients.province_officer
    sent = {"sent_on": formats.day(clock.today()), "address": "Bưu điện, VN1", "remark": "Kèm hai bản giấy"}
    assert officer.submit(f"{way}/send/university", **sent).location == way
    assert add_scan(cast.director.viewer, int(way.rpartition("/")[2]), FILE)
    page = words(officer.get(way))
    assert "Bưu điện, VN1. Ghi chú: Kèm hai bản giấy" in page
    told = page[page.index("Đã qua") :]
    for what, who in (
        ("Lưu bản chụp báo cáo TEMIS đã ký", cast.director),
        ("Ghi nhận gửi báo cáo TEMIS: Trường đại học sư phạm được phân công", cast.province_officer),
        ("Ghi nhận gửi báo cáo TEMIS: Ban quản lý Chương trình ETEP", cast.province_officer),
    ):
        assert f"{what}{who.name}" in told


def test_a_scan_kept_by_mistake_is_withdrawn_and_no_longer_offered_to_readers(cast, clients, way):
    officer, read = clients.province_officer, way.replace("/province/", "/records/")
    assert add_scan(cast.province_officer.viewer, int(way.rpartition("/")[2]), FILE)
    scan = db.session.scalars(select(ReportScan.id)).one()
    withdraw = f"{way}/scans/{scan}/withdraw"
    assert f'href="{withdraw}"' in officer.get(way).text
    assert f'href="{read}/scans/{scan}"' in clients.ministry_officer.get(read).text
    for other in ("far_officer", "lecturer", "auditor"):
        assert clients[other].get(withdraw).status_code in (403, 404)
    wrong = officer.submit(withdraw, reason="ngắn")
    assert wrong.status_code == 422 and "ít nhất 10 chữ cái" in words(wrong)
    assert officer.submit(withdraw, reason=REASON).location == way
    page = words(clients.director.get(way))
    assert f"Bản chụp đã rút: Bản ký.pdf{cast.province_officer.name} rút" in page
    assert "Rút bản chụp báo cáo TEMIS" in page[page.index("Đã qua") :] and page.count(REASON) == 2
    assert officer.get(withdraw).status_code == 409
    reader = clients.ministry_officer
    assert "Bản ký.pdf" not in reader.get(read).text and reader.get(f"{read}/scans/{scan}").status_code == 404


def test_a_signed_paper_without_a_scan_is_told_to_its_office_and_to_the_ministry(cast, clients, period):
    report, told = count_report(cast), "Chưa có bản chụp của bản giấy đã ký."
    freeze(cast, report)
    way, officer, ministry = f"/province/reports/{report}", clients.province_officer, clients.ministry_officer
    assert told not in words(officer.get(way)) and told not in words(ministry.get("/records/reports"))
    paper = {"number": "12/BC-SGDĐT", "signed_on": formats.day(clock.today()), "signer": "Võ Thị Hương"}
    assert officer.submit(f"{way}/sign", **paper).status_code == 303
    for page in (way, f"{way}/publish"):
        answer = officer.get(page)
        assert told in words(answer) and answer.text.count(f'href="{way}/scans"') == 1
    listed = ministry.get("/records/reports")
    assert told in words(listed) and "/scans" not in listed.text
    assert told in words(ministry.get("/records/reports/provinces/print"))
    assert add_scan(cast.director.viewer, report, FILE)
    pages = [officer.get(way), officer.get(f"{way}/publish"), ministry.get("/records/reports")]
    assert all(told not in words(page) for page in pages)
    scan = db.session.scalars(select(ReportScan.id)).one()
    assert officer.submit(f"{way}/scans/{scan}/withdraw", reason=REASON).location == way
    assert told in words(officer.get(way)) and told in words(ministry.get("/records/reports"))


def test_what_is_not_recorded_has_nothing_to_mend_and_others_see_nothing(cast, clients, way):
    assert clients.province_officer.get(f"{way}/send/university/mend").status_code == 404
    assert clients.province_officer.get(f"{way}/send/ai-do/mend").status_code == 404
    draft = f"/province/reports/{count_report(cast, 2021)}"
    for path in ("/paper/mend", "/publish/mend"):
        assert clients.province_officer.get(draft + path).status_code == 404
    for path in ("/paper/mend", "/publish/mend", "/send/etep/mend"):
        assert clients.far_officer.get(way + path).status_code == 404
        assert clients.principal.get(way + path).status_code == 403


def test_the_portals_link_is_mended_and_small_numbers_are_hidden_later(clients, way):
    officer, mend = clients.province_officer, f"{way}/publish/mend"
    assert f'href="{mend}"' in officer.get(way).text and "không hiển thị" not in words(officer.get("/bao-cao/11/2022"))
    wrong = officer.submit(mend, link="bacha", reason="")
    assert wrong.status_code == 422 and 'value="bacha"' in wrong.text and "Hãy điền mục này" in words(wrong)
    link = "http://bacha.example.vn/dung"
    assert officer.submit(mend, link=link, suppresses="y", reason=REASON).location == way
    page, public = words(clients.director.get(way)), officer.get("/bao-cao/11/2022")
    assert f"https://bacha.example.vn/bao-cao → {link}" in page and "trong bản công khai: không → có" in page
    assert f'href="{link}"' in public.text and "không hiển thị" in words(public)
    assert 'name="suppresses"' not in officer.get(mend).text
    assert officer.submit(mend, link="https://bacha.example.vn/2", reason=REASON).location == way
    assert "không hiển thị" in words(officer.get("/bao-cao/11/2022"))


def test_a_paper_of_a_successors_office_names_it_wherever_its_number_stands(clients, way):
    with writing():
        db.session.scalars(select(Report)).one().issuer = "Sở GDĐT An Phú"
    officer = clients.province_officer
    letter = officer.get(f"{way}/send/university").text
    assert "Sở GDĐT An Phú gửi Báo cáo TEMIS năm 2022 của Sở GDĐT Bắc Hà, số 12/BC-SGDĐT" in letter
    read = words(officer.get(way.replace("/province/", "/records/")))
    assert "Ban hành: Sở GDĐT An Phú, số 12/BC-SGDĐT ngày" in read
    for page in (way, "/bao-cao/11/2022"):
        assert "<dt>Ban hành</dt><dd>Sở GDĐT An Phú</dd>" in officer.get(page).text
