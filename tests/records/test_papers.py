"""The official sheets: who prints which, how a code is given and verified, and that page, paper and table agree."""

import io
import shutil
import unicodedata
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation import deciding, self_assessment
from app.domain.evaluation.evidence.actions import Details, add_piece
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.papers.models import Paper
from app.domain.evaluation.peers.models import NotCollated
from app.domain.evaluation.results import actions as results
from app.domain.evaluation.results.rules import Paper as TakenOver
from app.domain.evaluation.self_assessment import Words
from app.domain.evaluation.sheets import sheet_of
from app.domain.journal.models import JournalEntry, SecurityEvent
from app.domain.standards.queries import standard_of
from tests.evaluations import DECISION_DUE, LOCKS, assess, evaluation_of, give_opinions, hold_period
from tests.web.papers import text_of

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
TITLE_01 = "PHIẾU TỰ ĐÁNH GIÁ CỦA GIÁO VIÊN CƠ SỞ GIÁO DỤC PHỔ THÔNG"
LEVELS = "3" * 15


def said(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    assert answer.mimetype == "application/pdf"
    return " ".join(text_of(answer.get_data()).split())


def self_url(evaluation_id: int) -> str:
    return f"/records/papers/people/{evaluation_id}/self"


def decide(cast, evaluation_id: int, *, publish: bool = True, levels: str = LEVELS, key: str = "principal") -> None:
    head = cast[key].viewer
    version = deciding.rate(head, evaluation_id, {n: int(x) for n, x in enumerate(levels, 1)}, {}, 0)
    rank = sheet_of(db.session.get_one(Evaluation, evaluation_id)).ranking.rank
    deciding.decide(head, evaluation_id, rank, "", version)
    if publish:
        deciding.publish(head, [evaluation_id])


def test_a_draft_is_printed_by_its_author_alone_and_says_so(cast, clients, period):
    mine = evaluation_of(cast, period, "teacher")
    self_assessment.save_levels(cast.teacher.viewer, mine, {1: 3}, 0)
    text = said(clients.teacher.get(self_url(mine) + ".pdf"))
    assert TITLE_01 in text
    assert "BẢN NHÁP – không có giá trị" in text
    assert "Mã xác minh" not in text
    for other in ("principal", "peer", "stranger_principal", "district_officer", "school_admin"):
        assert clients[other].get(self_url(mine)).status_code == 404, other
        assert clients[other].get(self_url(mine) + ".pdf").status_code == 404, other
    assert db.session.scalar(select(Paper.id)) is None


def test_a_sent_sheet_gets_one_code_whoever_prints_it_and_however_often(cast, clients, period):
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", LEVELS)
    assert clients.teacher.get(self_url(mine) + ".pdf").status_code == 409  # looking gives no code
    first = said(clients.teacher.post(self_url(mine) + ".pdf"))
    again = said(clients.teacher.post(self_url(mine) + ".pdf", headers={"HX-Request": "true"}))
    looked = said(clients.teacher.get(self_url(mine) + ".pdf"))
    head = said(clients.principal.post(self_url(mine) + ".pdf"))
    paper = db.session.execute(select(Paper)).scalar_one()
    grouped = "-".join(paper.code[n : n + 5] for n in range(0, 26, 5))
    assert all(grouped in text for text in (first, again, looked, head))
    assert "BẢN NHÁP" not in first
    entries = select(JournalEntry.event).where(JournalEntry.event == "paper_issued")
    assert len(db.session.scalars(entries).all()) == 1
    seen = select(SecurityEvent).where(SecurityEvent.event == "paper_opened")
    assert [event.about_person_id for event in db.session.scalars(seen)] == [cast.teacher.person_id]


def test_pdf_3_the_page_of_a_code_shows_what_is_printed_and_its_state(cast, clients, client, period):
    mine = evaluation_of(cast, period, "teacher")
    long = unicodedata.normalize("NFD", "Gần gũi học sinh, chuẩn bị bài chu đáo. ") * 25 + "x" * 300
    version = self_assessment.save_levels(cast.teacher.viewer, mine, dict.fromkeys(range(1, 16), 2), 0)
    version = self_assessment.save_words(cast.teacher.viewer, mine, Words(long[:1400], goal="Học <b>thêm</b>"), version)
    receipt = self_assessment.send(cast.teacher.viewer, mine, version)
    text = said(clients.teacher.post(self_url(mine) + ".pdf"))
    code = db.session.execute(select(Paper.code)).scalar_one()
    answer = client.get(f"/xac-minh/{code}")
    page = " ".join(answer.get_data(as_text=True).split())
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Còn giá trị" in page
    for shown in (cast.teacher.name, receipt, "Trường THCS Nguyễn Du", "Thanh Sơn", "Bắc Hà"):
        assert shown in page
        assert shown in text
    assert "Học <b>thêm</b>" in text
    assert "Học &lt;b&gt;thêm&lt;/b&gt;" in page
    assert "Gần gũi học sinh, chuẩn bị bài chu đáo." in text
    for sign in ("dang-nhap", cast.teacher.viewer.unit_path, "01101000001"):
        assert sign not in page
    # Typed by hand, with dashes and in small letters.
    assert client.get(f"/xac-minh?ma={code[:13].lower()}-{code[13:]}").location.endswith(code)
    # Recalled: nothing holds; sent again: the newer edition does.
    self_assessment.recall(cast.teacher.viewer, mine)
    assert "Đã được rút lại" in client.get(f"/xac-minh/{code}").get_data(as_text=True)
    version = self_assessment.draft_of(db.session.get_one(Evaluation, mine)).version
    self_assessment.send(cast.teacher.viewer, mine, version)
    assert "Đã được thay thế" in client.get(f"/xac-minh/{code}").get_data(as_text=True)
    assert clients.teacher.post(self_url(mine) + ".pdf").status_code == 200
    codes = db.session.scalars(select(Paper.code).order_by(Paper.id)).all()
    assert len(codes) == 2
    assert "Còn giá trị" in client.get(f"/xac-minh/{codes[1]}").get_data(as_text=True)


def test_pdf_3_wrong_codes_find_nothing_and_guessing_is_slowed(cast, client):
    from app.public import verification

    assert client.get("/xac-minh").status_code == 200
    assert client.get("/xac-minh?ma=abc").status_code == 422
    answers = [client.get(f"/xac-minh/{'A' * 26}").status_code for _ in range(verification.MOST_MISSES + 1)]
    assert answers == [404] * verification.MOST_MISSES + [429]


def test_a_result_is_the_rated_persons_only_once_published(cast, clients, period):
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", LEVELS)
    decide(cast, mine, publish=False)
    url = f"/records/papers/people/{mine}/result"
    assert clients.teacher.get(url).status_code == 404
    assert clients.teacher.post(url + ".pdf").status_code == 404
    assert clients.vice_principal.get(url).status_code == 200
    deciding.publish(cast.principal.viewer, [mine])
    text = said(clients.teacher.post(url + ".pdf"))
    assert "BẢNG TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ GIÁO VIÊN CỦA CƠ SỞ GIÁO DỤC PHỔ THÔNG" in text
    assert "HIỆU TRƯỞNG" in text
    assert cast.principal.name in text
    assert "Tốt" in text
    assert clients.peer.get(url).status_code == 404
    assert clients.stranger_principal.get(url).status_code == 404


def test_the_superior_prints_the_principals_sheet_and_nobody_at_the_school_does(cast, clients, period):
    theirs = evaluation_of(cast, period, "principal")
    assess(cast, theirs, "principal", "2" * 18)
    decide(cast, theirs, publish=False, levels="2" * 18, key="district_head")
    url = f"/records/papers/people/{theirs}/result"
    text = said(clients.district_head.post(url + ".pdf"))
    assert "PHIẾU CẤP TRÊN ĐÁNH GIÁ HIỆU TRƯỞNG/PHÓ HIỆU TRƯỞNG" in text
    assert "TRƯỞNG PHÒNG" in text
    assert cast.district_head.name in text
    for other in ("principal", "vice_principal", "teacher", "stranger_principal", "far_officer"):
        assert clients[other].get(url).status_code == 404, other
    assert clients.vice_principal.get(self_url(theirs)).status_code == 404
    own = said(clients.principal.post(self_url(theirs) + ".pdf"))
    assert "PHIẾU HIỆU TRƯỞNG TỰ ĐÁNH GIÁ" in own


def school(cast, period: int, kind: str) -> str:
    return f"/records/papers/{period}/{cast.units['school']}/{kind}"


def fill_school(cast, period: int) -> int:
    """Three have sent, one is ranked and published; colleagues have answered.  The group's id."""
    for key in ("teacher", "peer", "group_head"):
        assess(cast, evaluation_of(cast, period, key), key, LEVELS)
    for key in ("teacher", "peer", "group_head"):
        give_opinions(cast, period, key, 2)
    mine = evaluation_of(cast, period, "teacher")
    decide(cast, mine)
    return db.session.get_one(Evaluation, mine).group_id


def cells_of(answer) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


@pytest.mark.parametrize("kind", ["school", "report"])
def test_exp_4_page_paper_and_table_of_a_school_say_the_same(cast, clients, period, kind):
    fill_school(cast, period)
    page = " ".join(clients.principal.get(school(cast, period, kind)).get_data(as_text=True).split())
    text = said(clients.principal.get(school(cast, period, kind) + ".pdf"))
    rows = cells_of(clients.principal.get(school(cast, period, kind) + ".xlsx"))
    assert "BẢN NHÁP" in text
    assert "BẢN NHÁP" in rows[1][0]
    body = rows[3:]
    assert body
    for row in body:
        for value in row:
            if isinstance(value, int | float):
                assert (f"{value:.2f}".replace(".", ",") if isinstance(value, float) else str(value)) in text
            elif value:
                assert value in page
                assert value.split()[0] in text
    if kind == "report":
        totals = body[-1]
        assert totals[1] == "Tổng cộng"
        assert totals[3] == 1  # ranked
        assert totals[-2:] == [1, 100]
        noted = db.session.scalars(select(SecurityEvent).where(SecurityEvent.event == "exported").order_by("id"))
        taken = [(event.detail["what"], event.detail["rows"]) for event in noted]
        assert taken == [("paper_report_printed", len(body)), ("paper_report", len(body))], "EXP-3"


def test_the_tally_of_a_group_hides_what_too_few_have_said(cast, clients, period):
    group = fill_school(cast, period)
    url = school(cast, period, "tally")
    text = said(clients.principal.get(f"{url}.pdf?group={group}"))
    assert "BẢNG TỔNG HỢP Ý KIẾN CỦA ĐỒNG NGHIỆP TRONG TỔ CHUYÊN MÔN" in text
    assert "chờ góp ý" in text  # somebody who is asked has not answered yet
    rows = cells_of(clients.principal.get(f"{url}.xlsx?group={group}"))
    by_name = {row[1]: row for row in rows[3:]}
    assert by_name[cast.teacher.name][2] == "chờ góp ý"
    assert by_name[cast.teacher.name][4] is None
    assert by_name["Võ Thị Sáu"][2] == "chờ góp ý"
    for other in ("teacher", "peer", "staff", "stranger_principal", "school_admin", "far_officer", "viettel_staff"):
        assert clients[other].get(f"{url}?group={group}").status_code == 404, other
    assert clients.principal.get(url).status_code == 404  # a tally is one group's


def test_a_tally_says_why_a_count_is_left_out(cast, clients, period):
    group = fill_school(cast, period)
    clock.pin_today(LOCKS)
    url = f"{school(cast, period, 'tally')}.pdf?group={group}"
    text = said(clients.principal.post(url))  # opinions are over: final
    assert "Ít hơn 3 ý kiến thì không ghi" in text
    assert "chờ góp ý" not in text
    rows = cells_of(clients.principal.get(f"{school(cast, period, 'tally')}.xlsx?group={group}"))
    answers = {row[1]: row[2] for row in rows[3:]}
    assert (answers[cast.teacher.name], answers["Võ Thị Sáu"]) == ("ít hơn 3", 3)
    with writing():
        db.session.add(NotCollated(period_id=period, group_id=group, remark="Tổ chỉ có hai người"))
    text = said(clients.principal.post(url))
    assert "Thủ trưởng ghi không tổng hợp: Tổ chỉ có hai người." in text
    assert "không tổng hợp" in text
    assert "Ít hơn 3" not in text


def test_a_result_from_paper_names_who_signed_the_paper_and_may_lack_levels(cast, clients):
    period = hold_period(cast, kind="entered")
    mine = evaluation_of(cast, period, "teacher")
    blank = standard_of(db.session.get_one(Evaluation, mine).standard_id).blank
    signed = TakenOver(2, blank, 3, "", date(2022, 4, 1), "Trần Thị Hòa", "12/QĐ-THCS")
    assert results.enter(cast.principal.viewer, mine, signed, 0) == []
    url = f"/records/papers/people/{mine}/result"
    assert clients.teacher.get(url).status_code == 200
    text = said(clients.teacher.post(url + ".pdf"))
    assert "nhập từ phiếu giấy số 12/QĐ-THCS, ký ngày 01/04/2022" in text
    assert "Trần Thị Hòa" in text
    assert cast.principal.name not in text
    assert "Tốt" in text  # the own rank that the paper says
    assert clients.teacher.get(self_url(mine)).status_code == 404  # no self-assessment was made here
    page = clients.principal.get(school(cast, period, "school"))
    assert "Khá" in page.get_data(as_text=True)


def test_where_results_came_from_paper_no_sheet_speaks_of_opinions_that_were_never_asked_here(cast, clients):
    period = hold_period(cast, kind="entered")
    mine = evaluation_of(cast, period, "teacher")
    blank = standard_of(db.session.get_one(Evaluation, mine).standard_id).blank
    assert results.enter(cast.principal.viewer, mine, TakenOver(2, blank, 3), 0) == []
    group = db.session.get_one(Evaluation, mine).group_id
    clock.pin_today(LOCKS)
    text = said(clients.principal.post(f"{school(cast, period, 'school')}.pdf?group={group}"))
    assert "ý kiến của đồng nghiệp xem ở bản giấy đã ký" in text
    assert "Biểu mẫu 03" not in text and "Chưa hết hạn góp ý" not in text
    ground = f"/records/papers/{period}/{cast.units['school']}"
    for nothing in (f"{ground}/tally?group={group}", f"{ground}/blank/{group}.pdf"):
        assert clients.principal.get(nothing).status_code == 404
    page = clients.principal.get(ground).get_data(as_text=True)
    assert "kết quả đánh giá (Biểu mẫu 04)" in page
    assert "Biểu mẫu 03" not in page and "Biểu mẫu 02" not in page and "Biểu mẫu 01" not in page


def test_a_self_assessment_names_its_evidence_as_applied_then_as_sent(cast, clients, period):
    mine = evaluation_of(cast, period, "teacher")
    add_piece(cast.teacher.viewer, Details("Giáo án dự thi", link="https://example.vn/giao-an"), use=(mine, 2))
    self_assessment.save_levels(cast.teacher.viewer, mine, {1: 3}, 0)
    assert "MC-0001 Giáo án dự thi" in said(clients.teacher.get(self_url(mine) + ".pdf"))
    version = self_assessment.save_levels(cast.teacher.viewer, mine, dict.fromkeys(range(1, 16), 2), 1)
    self_assessment.send(cast.teacher.viewer, mine, version)
    assert "MC-0001 Giáo án dự thi" in clients.principal.get(self_url(mine)).get_data(as_text=True)


def test_a_schools_sheet_is_final_once_the_period_locks_and_replaced_by_a_later_decision(cast, clients, client, period):
    fill_school(cast, period)
    clock.pin_today(LOCKS)
    url = school(cast, period, "school") + ".pdf"
    assert "Mã xác minh" in said(clients.principal.post(url))
    assert "Mã xác minh" in said(clients.district_officer.post(url))
    code = db.session.execute(select(Paper.code)).scalar_one()
    page = client.get(f"/xac-minh/{code}").get_data(as_text=True)
    assert "Còn giá trị" in page
    assert cast.peer.name in page
    clock.pin_today(DECISION_DUE)
    with writing():
        db.session.execute(select(Paper)).scalar_one().issued_at = clock.start_of(DECISION_DUE)
    decide(cast, evaluation_of(cast, period, "peer"))
    assert "Đã được thay thế" in client.get(f"/xac-minh/{code}").get_data(as_text=True)


def test_an_office_sums_its_schools_and_reads_no_others(cast, clients, period):
    fill_school(cast, period)
    for who, unit in (("district_officer", "district"), ("province_officer", "province")):
        url = f"/records/papers/{period}/{cast.units[unit]}/report"
        text = said(clients[who].get(url + ".pdf"))
        assert "BÁO CÁO TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ GIÁO VIÊN THEO CHUẨN NGHỀ NGHIỆP" in text
        assert "100,00" in text
        assert clients[who].get(url).status_code == 200
    assert clients.district_officer.get(f"/records/papers/{period}/{cast.units['province']}/report").status_code == 404
    assert clients.far_officer.get(f"/records/papers/{period}/{cast.units['school']}/report").status_code == 404
    assert clients.far_officer.get(f"/records/papers/{period}/{cast.units['far_province']}/report").status_code == 404
