"""The sheets of opinions: a colleague's own, blank ones, and the counts of teachers and staff on a manager."""

import io
import shutil
from datetime import date

import openpyxl
import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain.evaluation import peers
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.opinions.actions import close_survey
from app.domain.evaluation.opinions.models import ManagerHearing
from app.domain.evaluation.papers.models import Paper
from app.domain.journal.models import SecurityEvent
from app.domain.standards.queries import standard_of
from app.domain.surveys.models import SurveyForm
from tests.cast import CAST
from tests.evaluations import evaluation_of, give_opinions
from tests.surveys import answer_all, open_about
from tests.web.papers import text_of

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
COLLEAGUES = "PHIẾU LẤY Ý KIẾN CỦA ĐỒNG NGHIỆP TRONG TỔ CHUYÊN MÔN"
STAFF = "PHIẾU LẤY Ý KIẾN CỦA GIÁO VIÊN, NHÂN VIÊN TRONG TRƯỜNG"
TALLY = "BẢNG TỔNG HỢP Ý KIẾN CỦA GIÁO VIÊN, NHÂN VIÊN TRONG TRƯỜNG"
CHOSEN = [3, 3, 2, 2, 1, 0]


def said(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    assert answer.mimetype == "application/pdf"
    return " ".join(text_of(answer.get_data()).split())


def own(period: int) -> str:
    return f"/teacher/colleagues/{period}/sheet.pdf"


def survey(evaluation_id: int, ending: str = "") -> str:
    return f"/records/papers/people/{evaluation_id}/survey{ending}"


def test_anon_10_a_colleagues_sheet_is_printed_by_its_author_alone_and_never_kept(cast, clients, period):
    about = evaluation_of(cast, period, "teacher")
    peers.save_opinion(cast.peer.viewer, about, {1: 3, 2: 0}, 0)
    draft = said(clients.peer.get(own(period)))
    assert COLLEAGUES in draft and "BẢN NHÁP" in draft
    give_opinions(cast, period, "peer", 2)
    text = said(clients.peer.get(own(period)))
    assert "BẢN NHÁP" not in text and "Phiếu kín của người góp ý" in text and "Mã xác minh" not in text
    assert cast.peer.name in text and cast.teacher.name in text
    assert text.count(" K K K K") >= 15  # four colleagues, every criterion
    # The address says whose it is: everybody else gets their own sheet, or none.
    others = said(clients.group_head.get(own(period)))
    assert "BẢN NHÁP" in others and " K K K K" not in others
    for who in ("principal", "stranger", "staff"):
        assert clients[who].get(own(period)).status_code == 404, who
    assert db.session.scalar(select(func.count()).select_from(Paper)) == 0


def test_many_colleagues_take_several_tables(cast, clients, period, app):
    from app.domain.evaluation.papers.colleagues import ColleagueSheet
    from app.domain.evaluation.papers.rules import Place
    from app.web.papers.document import Table
    from app.web.papers.opinions import colleague_document

    standard_id = db.session.get_one(Evaluation, evaluation_of(cast, period, "teacher")).standard_id
    standard = standard_of(standard_id)
    people = tuple((f"Nguyễn Thị {number}", standard.blank) for number in range(19))
    sheet = ColleagueSheet(Place("Trường", "", "", ""), "Tổ Toán", 2022, standard_id, "", people)
    tables = [block for block in colleague_document(standard, sheet).blocks if isinstance(block, Table)]
    assert [len(table.columns) - 2 for table in tables] == [8, 8, 3]


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("teacher", "PHIẾU TỰ ĐÁNH GIÁ CỦA GIÁO VIÊN CƠ SỞ GIÁO DỤC PHỔ THÔNG"), ("colleagues", COLLEAGUES),
        ("manager", "PHIẾU HIỆU TRƯỞNG TỰ ĐÁNH GIÁ"), ("staff", STAFF),
    ],
)  # fmt: skip
def test_blank_forms_are_there_for_whoever_is_signed_in(cast, clients, period, kind, title):
    page = clients.teacher.get("/records/papers/blank")
    assert page.status_code == 200 and f"/blank/{kind}.pdf" in page.get_data(as_text=True)
    for who in ("teacher", "principal", "district_officer", "ministry_officer"):
        text = said(clients[who].get(f"/records/papers/blank/{kind}.pdf"))
        assert title in text and "Mẫu trống để ghi tay" in text and "Mã xác minh" not in text
    assert clients.teacher.get("/records/papers/blank/khac.pdf").status_code == 404


def test_the_blank_form_of_teachers_and_staff_has_every_statement_and_asks_for_no_name(cast, clients, period):
    text = said(clients.staff.get("/records/papers/blank/staff.pdf"))
    standard = standard_of(db.session.get_one(Evaluation, evaluation_of(cast, period, "principal")).standard_id)
    assert len(standard.criteria) == 18
    for criterion in standard.criteria:
        assert criterion.statement.split()[0] in text
    assert text.count("1 2 3 4") >= 18
    assert "Không ghi họ tên, không ký" in text and "Ký và ghi rõ họ tên" not in text


def test_a_group_gets_a_blank_form_with_its_names_from_whoever_reads_its_school(cast, clients, period):
    group = db.session.get_one(Evaluation, evaluation_of(cast, period, "teacher")).group_id
    url = f"/records/papers/{period}/{cast.units['school']}/blank/{group}.pdf"
    text = said(clients.principal.get(url))
    assert COLLEAGUES in text and "Võ Thị" in text and "Mẫu trống để ghi tay" in text
    for who in ("teacher", "stranger_principal", "far_officer", "school_admin"):
        assert clients[who].get(url).status_code == 404, who


def test_page_paper_and_table_of_the_counts_on_a_manager_say_the_same(cast, clients, client, period):
    about = evaluation_of(cast, period, "principal")
    answer_all(open_about(cast, period), CHOSEN)
    assert clients.district_officer.get(survey(about)).status_code == 404  # ANON-3: nothing before the end
    close_survey(cast.district_officer.viewer, about)
    page = " ".join(clients.district_officer.get(survey(about)).get_data(as_text=True).split())
    text = said(clients.district_officer.post(survey(about, ".pdf")))
    assert TALLY in page and TALLY in text
    assert "Số người được hỏi:" in text and "Số ý kiến: 6." in text and "Mã xác minh" in text
    book = openpyxl.load_workbook(io.BytesIO(clients.district_head.get(survey(about, ".xlsx")).get_data()))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()][3:]
    assert len(rows) == 18
    assert [row[2:] for row in rows] == [[1, 16.67, 1, 16.67, 2, 33.33, 2, 33.33]] * 18
    assert page.count("33,33") == 36 and text.count("33,33") == 36
    code = db.session.execute(select(Paper.code)).scalar_one()
    assert "Còn giá trị" in client.get(f"/xac-minh/{code}").get_data(as_text=True)
    assert said(clients.district_officer.get(survey(about, ".pdf"))) == text  # in again: the same code
    exported = select(SecurityEvent).where(SecurityEvent.event == "exported")
    assert db.session.execute(exported).scalar_one().detail["what"] == "paper_survey"


def test_anon_3_the_counts_are_the_superiors_alone(cast, clients, period):
    about = evaluation_of(cast, period, "principal")
    answer_all(open_about(cast, period), CHOSEN)
    close_survey(cast.district_officer.viewer, about)
    superiors = {"district_officer", "district_head"}
    for who in CAST:
        for ending in ("", ".pdf", ".xlsx"):
            answer = clients[who].get(survey(about, ending)).status_code
            assert answer in ({200, 409} if who in superiors else {404}), (who, ending)
    assert clients.district_officer.get(f"/records/papers/people/{about}/self.xlsx").status_code == 404


def test_anon_4_too_few_answers_print_no_figures_but_what_was_heard(cast, clients, period):
    about = evaluation_of(cast, period, "principal")
    answer_all(open_about(cast, period), CHOSEN[:3])
    close_survey(cast.district_officer.viewer, about)
    draft = said(clients.district_officer.get(survey(about, ".pdf")))
    assert "BẢN NHÁP" in draft and "ít hơn 5 ý kiến: không ghi số đếm" in draft
    rows = openpyxl.load_workbook(
        io.BytesIO(clients.district_officer.get(survey(about, ".xlsx")).get_data())
    ).active.iter_rows(min_row=4, values_only=True)
    assert all(set(row[2:]) == {None} for row in rows)
    with writing():
        db.session.add(
            ManagerHearing(
                evaluation_id=about, remark="Tập thể tín nhiệm.", heard_on=date(2022, 5, 6), heard_as="middle_head"
            )
        )  # fmt: skip
    text = said(clients.district_officer.post(survey(about, ".pdf")))
    assert "Cấp trên đã nghe trực tiếp ngày 06/05/2022: Tập thể tín nhiệm." in text and "BẢN NHÁP" not in text
    assert "Số ý kiến" not in text


def test_a_closed_survey_leads_to_its_sheet(cast, clients, period):
    about = evaluation_of(cast, period, "principal")
    answer_all(open_about(cast, period), CHOSEN)
    shown = f"/district/opinions/{about}"
    assert survey(about) not in clients.district_officer.get(shown).get_data(as_text=True)
    close_survey(cast.district_officer.viewer, about)
    assert survey(about) in clients.district_officer.get(shown).get_data(as_text=True)
    assert db.session.scalar(select(SurveyForm.answers)) == 6
