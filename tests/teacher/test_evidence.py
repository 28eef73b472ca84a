"""A teacher keeps evidence, shows what it speaks for, and the head opens what was sent; plain and with htmx."""

import io

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.evaluation.evidence import queries
from app.domain.evaluation.evidence.models import EvidenceFile
from app.domain.journal.models import SecurityEvent
from app.web.files import path_of
from tests import evidence_files as files
from tests.evaluations import assess, evaluation_of, hold_period

NEW = "/teacher/evidence/new"
HX = {"HX-Request": "true"}


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def mine(cast):
    return evaluation_of(cast, hold_period(cast), "teacher")


def upload(client, url=NEW, content=None, file_name="Giáo án.pdf", headers=None, **fields):
    data = {"name": "Giáo án", "submit_key": "k", **fields}
    data["file"] = (io.BytesIO(files.pdf() if content is None else content), file_name)
    return client.post(url, data=data, content_type="multipart/form-data", headers=headers or {})


def test_from_upload_to_the_sheet_of_the_head(clients, cast, mine):
    client, part = clients.teacher, f"/teacher/evaluation/{mine}/part/2"
    assert text(client.get(part)).count("Chưa có minh chứng") == 5
    saved = client.post(part, data={"level_3": "3", "version": "0", "evidence": "3"})
    assert saved.status_code == 303 and saved.location.endswith(f"/teacher/evaluation/{mine}/criterion/3/evidence")
    assert "Kho chưa có minh chứng" in text(client.get(saved.location))
    added = upload(client, f"{NEW}?evaluation={mine}&criterion=3")
    assert added.status_code == 303 and added.location == saved.location
    page = text(client.get(saved.location))
    assert "MC-0001" in page and "checked" in page
    assert "1 minh chứng" in text(client.get(part))
    assert "Giáo án.pdf" in text(client.get("/teacher/evidence"))
    assert "Chưa có minh chứng" not in text(client.get(f"/teacher/evaluation/{mine}/check"))
    assert queries.pieces_by_criterion(mine) == {3: 1}


def test_up2_every_refusal_has_its_sentence_and_keeps_what_was_typed(clients, cast):
    cases = [
        (b"", "a.pdf", 422, "Tệp trống"), (b"x", "a.exe", 422, "Loại tệp này không nhận"),
        (files.photo(20, 20), "a.pdf", 422, "không đúng với đuôi"), (files.pdf("x"), "a.pdf", 422, "có mật khẩu"),
        (files.pdf()[:-200], "a.pdf", 422, "bị hỏng"), (b"%PDF" + b"0" * 11_000_000, "a.pdf", 413, "lớn hơn 10 MB"),
    ]  # fmt: skip
    for headers in ({}, HX):
        for content, name, status, words in cases:
            answer = upload(clients.teacher, content=content, file_name=name, headers=headers, name="Tên đã gõ")
            assert answer.status_code == status and words in text(answer) and "Tên đã gõ" in text(answer), name
    assert db.session.scalar(select(EvidenceFile.id)) is None
    assert db.session.scalar(select(SecurityEvent.id).where(SecurityEvent.event == "upload_refused"))


def test_con_4_a_double_tap_keeps_one_piece_and_one_file(clients, cast):
    assert [upload(clients.teacher).status_code for _ in range(2)] == [303, 303]
    assert len(db.session.scalars(select(EvidenceFile.id)).all()) == 1


def test_up5_files_come_as_attachments_that_no_page_can_run(clients, cast):
    upload(clients.teacher)
    answer = clients.teacher.get("/teacher/evidence/files/1")
    assert answer.headers["Content-Disposition"].startswith("attachment") and "UTF-8''" in str(answer.headers)
    assert answer.mimetype == "application/pdf" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    for who in ("peer", "principal", "stranger"):
        assert clients[who].get("/teacher/evidence/files/1").status_code == 404


def test_aud_4_the_head_opens_what_was_sent_and_it_is_noted(clients, cast, mine):
    upload(clients.teacher, f"{NEW}?evaluation={mine}&criterion=3")
    url = f"/records/evaluations/{mine}/evidence/1"
    assert clients.principal.get(url).status_code == 404
    assess(cast, mine, "teacher", "3" * 15)
    assert url in text(clients.principal.get(f"/principal/evaluations/{mine}"))
    assert clients.principal.get(url).status_code == 200
    seen = db.session.scalars(select(SecurityEvent).where(SecurityEvent.event == "evidence_opened")).one()
    assert seen.about_person_id == cast.teacher.person_id and seen.person_id == cast.principal.person_id
    for who in ("peer", "school_admin", "stranger_principal", "far_officer", "ministry_officer"):
        assert clients[who].get(url).status_code == 404, who


def test_up7_drafts_go_with_their_bytes_and_sent_pieces_stay(clients, cast, mine):
    upload(clients.teacher, f"{NEW}?evaluation={mine}&criterion=3")
    stored = path_of(db.session.scalar(select(EvidenceFile.stored_name)))
    assert "tiêu chí 3" in text(clients.teacher.get("/teacher/evidence/1/remove"))
    assert clients.teacher.submit("/teacher/evidence/1/remove").status_code == 303 and not stored.exists()
    upload(clients.teacher, f"{NEW}?evaluation={mine}&criterion=3", submit_key="k2")
    assess(cast, mine, "teacher", "3" * 15)
    assert "đã nộp" in text(clients.teacher.get("/teacher/evidence/1/remove"))
    assert clients.teacher.post("/teacher/evidence/1/remove").status_code == 409


def test_con_1_a_piece_edited_elsewhere_shows_both_sides(clients, cast):
    upload(clients.teacher)
    assert clients.teacher.submit("/teacher/evidence/1", name="Tên mới").status_code == 303
    answer = clients.teacher.post("/teacher/evidence/1", data={"name": "Tên khác", "version": "1"})
    assert answer.status_code == 409 and "Tên mới" in text(answer) and "Tên khác" in text(answer)


def test_more_files_a_file_taken_out_and_a_bad_link(clients, cast):
    upload(clients.teacher)
    more = upload(clients.teacher, "/teacher/evidence/1/files", files.photo(), "Ảnh.jpg", submit_key="f")
    assert more.status_code == 303
    assert clients.teacher.post("/teacher/evidence/1/files", data={}).status_code == 422
    assert clients.teacher.post("/teacher/evidence/1/files/1/remove").status_code == 303
    last = clients.teacher.post("/teacher/evidence/1/files/2/remove")
    assert last.status_code == 409 and "duy nhất" in text(last)
    wrong = clients.teacher.submit("/teacher/evidence/1", link="http://truong.edu.vn")
    assert wrong.status_code == 422 and "https://" in text(wrong)


def test_az_2_forms_for_others_evaluations_do_not_exist(clients, cast, mine):
    assert clients.peer.get(f"{NEW}?evaluation={mine}&criterion=3").status_code == 404
    assert clients.peer.get(f"/teacher/evaluation/{mine}/criterion/3/evidence").status_code == 404
    assert clients.teacher.get(f"/teacher/evaluation/{mine}/criterion/16/evidence").status_code == 404
    assert clients.peer.post(f"/teacher/evaluation/{mine}/evidence/last-year").status_code == 404
