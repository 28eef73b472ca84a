"""Who judges a sheet opens the evidence that was sent with it, and nobody else; the owner can see who looked."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.evaluation import deciding, self_assessment
from app.domain.evaluation.appeals.filing import file_appeal
from app.domain.evaluation.evidence import actions
from app.domain.evaluation.evidence.actions import Details
from app.domain.evaluation.evidence.rules import ScanState
from app.domain.evaluation.models import Evaluation
from app.domain.journal.models import SecurityEvent
from app.jobs.intake import take_in
from tests import evidence_files as files
from tests.cast import CAST
from tests.evaluations import assess, evaluation_of
from tests.pages import words

ABOVE = {"principal", "vice_principal", "district_officer", "district_head", "province_officer", "director"}


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def mine(cast, period):
    """The teacher's evaluation, with a file and a link for criterion 3; not sent yet."""
    evaluation = evaluation_of(cast, period, "teacher")
    file = take_in(files.as_upload("Giáo án.pdf", files.pdf()))
    details = Details("Kế hoạch bài dạy", "Lớp 8A", "https://truong.edu.vn/bai")
    actions.add_piece(cast.teacher.viewer, details, file, (evaluation, 3))
    return evaluation


def send(cast, mine):
    assess(cast, mine, "teacher", "3" * 15)
    return f"/records/evaluations/{mine}/evidence/1"


def decide(cast, mine):
    version = deciding.rate(cast.principal.viewer, mine, dict.fromkeys(range(1, 16), 3), {}, 0)
    deciding.decide(cast.principal.viewer, mine, 3, "", version)
    deciding.publish(cast.principal.viewer, [mine])


def test_aud_4_the_head_opens_what_was_sent_and_its_owner_can_see_that(clients, cast, mine):
    url = f"/records/evaluations/{mine}/evidence/1"
    assert clients.principal.get(url).status_code == 404  # drafts are nobody's but the owner's
    send(cast, mine)
    sheet = text(clients.principal.get(f"/principal/evaluations/{mine}"))
    assert url in sheet and "Kế hoạch bài dạy" in sheet and "Lớp 8A" in sheet
    answer = clients.principal.get(url)
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    seen = db.session.scalars(select(SecurityEvent).where(SecurityEvent.event == "evidence_opened")).one()
    assert (seen.about_person_id, seen.person_id) == (cast.teacher.person_id, cast.principal.person_id)
    told = words(clients.teacher.get("/account/data"))
    assert "Mở tệp minh chứng" in told and cast.principal.name not in told


def test_az_2_sent_evidence_opens_for_who_sees_the_sheet_and_nobody_else(clients, cast, mine):
    url = send(cast, mine)
    for who in CAST:
        assert clients[who].get(url).status_code == (200 if who in ABOVE else 404) or who == "leaver", who
    other = evaluation_of(cast, db.session.get_one(Evaluation, mine).period_id, "peer")
    assert clients.principal.get(f"/records/evaluations/{other}/evidence/1").status_code == 404
    assert clients.principal.get(f"/records/evaluations/{mine}/evidence/99").status_code == 404


def test_colleagues_see_names_and_no_file(clients, cast, mine):
    url = send(cast, mine)
    period = db.session.get_one(Evaluation, mine).period_id
    page = text(clients.peer.get(f"/teacher/colleagues/{period}/person/{mine}"))
    assert "Kế hoạch bài dạy" in page and "evidence/1" not in page and "Lớp 8A" not in page
    assert clients.peer.get(url).status_code == 404


def test_up6_a_file_in_checking_is_named_to_the_head_and_closed(clients, cast, mine, monkeypatch):
    monkeypatch.setattr("app.jobs.intake.scan_now", lambda path: ScanState.CHECKING)
    waiting = take_in(files.as_upload("Ảnh.jpg", files.photo(400, 300)))
    actions.add_file(cast.teacher.viewer, 1, waiting)
    send(cast, mine)
    assert "Ảnh.jpg (đang kiểm tra mã độc)" in words(clients.principal.get(f"/principal/evaluations/{mine}"))
    assert clients.principal.get(f"/records/evaluations/{mine}/evidence/2").status_code == 404
    assert clients.teacher.get("/teacher/evidence/files/2").status_code == 200


def test_the_decided_sheet_and_its_editions_keep_the_evidence(clients, cast, mine):
    url = send(cast, mine)
    decide(cast, mine)
    sheet = clients.principal.get(f"/principal/evaluations/{mine}")
    assert "Minh chứng đã nộp" in words(sheet) and url in text(sheet)
    edition = clients.principal.get(f"/principal/evaluations/{mine}/editions/self/1")
    assert edition.status_code == 200 and url in text(edition)


def test_up7_the_first_edition_still_opens_what_was_replaced_since(clients, cast, mine):
    url = send(cast, mine)
    self_assessment.recall(cast.teacher.viewer, mine)
    actions.add_file(cast.teacher.viewer, 1, take_in(files.as_upload("Mới.pdf", files.pdf())))
    actions.remove_file(cast.teacher.viewer, 1, 1)
    self_assessment.send(cast.teacher.viewer, mine, 2)
    assert url not in text(clients.principal.get(f"/principal/evaluations/{mine}"))
    assert url in text(clients.principal.get(f"/principal/evaluations/{mine}/editions/self/1"))
    assert clients.principal.get(url).status_code == 200


def test_the_second_decider_has_the_evidence_before_them(clients, cast, mine):
    url = send(cast, mine)
    decide(cast, mine)
    file_appeal(cast.teacher.viewer, mine, "Tiêu chí 3 đã có minh chứng từ tháng 3.", [3])
    page = f"/district/evaluations/appeals/{mine}"
    assert url in text(clients.district_head.get(page))
    assert clients.district_head.submit(page, form="take").status_code == 303
    assert url in text(clients.district_head.get(page))
    assert clients.district_head.get(url).status_code == 200
