"""A teacher keeps evidence in the store: added, opened, edited, taken out; plain and with htmx (UP-1 … UP-8)."""

import io
import shutil
import stat
import unicodedata
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain.evaluation.evidence.models import Evidence, EvidenceFile
from app.domain.journal.models import JournalEntry, SecurityEvent
from app.jobs.runner import run_due_jobs
from app.web.files import UPLOADS, folder, path_of
from tests import evidence_files as files
from tests.evaluations import assess, evaluation_of
from tests.integrations.clamd import clamd
from tests.pages import find_form, words

NEW = "/teacher/evidence/new"
HX = {"HX-Request": "true"}
MEGABYTE = 1024 * 1024


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture(autouse=True)
def empty_storage(app):
    shutil.rmtree(folder() / UPLOADS, ignore_errors=True)


@pytest.fixture
def mine(cast, period):
    return evaluation_of(cast, period, "teacher")


@pytest.fixture
def scanner(app, monkeypatch):
    def use(address: str) -> None:
        settings = app.extensions["settings"]
        monkeypatch.setitem(app.extensions, "settings", replace(settings, scanner=address))

    return use


def upload(client, url=NEW, content=None, file_name="Giáo án.pdf", headers=None, **fields):
    data = {"name": "Giáo án", "submit_key": "k", **fields}
    data["file"] = (io.BytesIO(files.pdf() if content is None else content), file_name)
    return client.post(url, data=data, content_type="multipart/form-data", headers=headers or {})


def stored_files() -> list:
    return [path for path in (folder() / UPLOADS).rglob("*") if path.is_file()]


REFUSED = [
    (b"", "a.pdf", 422, "Tệp trống"),
    (b"x", "a.exe", 422, "Loại tệp này không nhận"),
    (b"<svg/>", "a.svg", 422, "Loại tệp này không nhận"),
    (files.photo(20, 20), "a.pdf", 422, "không đúng với đuôi"),
    (files.pdf("x"), "a.pdf", 422, "có mật khẩu"),
    (files.pdf()[:-200], "a.pdf", 422, "bị hỏng"),
    (files.office(word__vbaProject_dot_bin="x"), "a.docx", 422, "macro"),
    (b"%PDF" + b"0" * (10 * MEGABYTE + 1), "a.pdf", 413, "lớn hơn 10 MB"),
]


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_up1_up2_every_refusal_has_its_sentence_and_keeps_what_was_typed(clients, cast, headers):
    for content, name, status, sentence in REFUSED:
        answer = upload(clients.teacher, content=content, file_name=name, headers=headers, name="Tên đã gõ")
        assert answer.status_code == status and sentence in text(answer) and "Tên đã gõ" in text(answer), name
    assert db.session.scalar(select(EvidenceFile.id)) is None and stored_files() == []
    events = select(SecurityEvent.detail).where(SecurityEvent.event == "upload_refused")
    assert len(db.session.scalars(events).all()) == len(REFUSED)


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_up2_a_huge_request_is_cut_off_with_words(clients, cast, headers):
    answer = upload(clients.teacher, content=b"0" * (13 * MEGABYTE), headers=headers)
    assert answer.status_code == 413 and "Hãy chọn tệp nhỏ hơn" in text(answer)
    assert stored_files() == []


def test_up2_a_years_space_ends(clients, cast):
    upload(clients.teacher)
    with writing():
        db.session.execute(update(EvidenceFile).values(size=200 * MEGABYTE))
    full = upload(clients.teacher, submit_key="k2")
    assert full.status_code == 422 and "Đã dùng hết 200 MB" in text(full)
    assert len(stored_files()) == 1


def test_up3_a_photo_is_kept_smaller_and_without_its_place(clients, cast):
    content = files.photo(turned=True)
    assert upload(clients.teacher, content=content, file_name="IMG_0001.JPG").status_code == 303
    kept = files.drawn(clients.teacher.get("/teacher/evidence/files/1").data)
    assert kept.size == (1200, 1600) and not kept.getexif()
    assert db.session.scalars(select(EvidenceFile.size)).one() < len(content)


def test_up4_bytes_lie_under_a_random_name_for_the_service_alone(clients, cast):
    upload(clients.teacher, file_name="../../etc/passwd.pdf")
    stored = db.session.scalars(select(EvidenceFile)).one()
    assert stored.name == "passwd.pdf" and "passwd" not in stored.stored_name
    assert stat.S_IMODE(path_of(stored.stored_name).stat().st_mode) == 0o600


def test_up5_files_come_as_attachments_that_no_page_can_run(clients, cast):
    upload(clients.teacher, file_name="Giáo án; filename=x.html;.pdf")
    answer = clients.teacher.get("/teacher/evidence/files/1")
    shown = answer.headers["Content-Disposition"]
    assert shown.startswith('attachment; filename="Giao an; filename=x.html;.pdf"; filename*=UTF-8')
    assert answer.mimetype == "application/pdf" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_az_2_nobody_elses_store_exists(clients, cast, mine):
    upload(clients.teacher, f"{NEW}?evaluation={mine}&criterion=3")
    pages = ("/1", "/1/remove", "/1/criteria", "/1/files/1/remove", "/files/1")
    for who in ("peer", "principal", "stranger", "group_head"):
        for page in pages:
            assert clients[who].get(f"/teacher/evidence{page}").status_code == 404, (who, page)
        for page in pages[:-1]:
            assert clients[who].post(f"/teacher/evidence{page}", data={"name": "x"}).status_code == 404, (who, page)
        assert upload(clients[who], "/teacher/evidence/1/files").status_code == 404
        assert "Giáo án" not in text(clients[who].get("/teacher/evidence"))
        assert upload(clients[who], f"{NEW}?evaluation={mine}&criterion=3").status_code == 404
    for who in ("district_officer", "school_admin", "ministry_officer"):
        assert clients[who].get("/teacher/evidence").status_code == 403
    assert len(stored_files()) == 1


def test_up6_a_file_waits_for_the_scanner_and_says_so(clients, cast, scanner):
    scanner("127.0.0.1:1")
    assert upload(clients.teacher).status_code == 303
    assert "đang kiểm tra mã độc" in words(clients.teacher.get("/teacher/evidence"))
    assert "đang kiểm tra mã độc" in words(clients.teacher.get("/teacher/evidence/1"))
    with clamd() as address:
        scanner(address)
        run_due_jobs()
    assert "đang kiểm tra" not in words(clients.teacher.get("/teacher/evidence"))


def test_up6_malware_is_refused_or_closed_and_told(clients, cast, scanner):
    with clamd() as address:
        scanner(address)
        answer = upload(clients.teacher, content=files.pdf() + files.EICAR)
    assert answer.status_code == 422 and "nhiễm mã độc" in text(answer) and stored_files() == []
    scanner("127.0.0.1:1")
    upload(clients.teacher, content=files.pdf() + files.EICAR)
    with clamd() as address:
        scanner(address)
        run_due_jobs()
    page = words(clients.teacher.get("/teacher/evidence/1"))
    assert "nhiễm mã độc, không mở được" in page
    assert clients.teacher.get("/teacher/evidence/files/1").status_code == 404
    assert "MC-0001 nhiễm mã độc" in words(clients.teacher.get("/account/notices"))


def test_up7_drafts_go_with_their_bytes_and_sent_pieces_stay(clients, cast, mine):
    upload(clients.teacher, f"{NEW}?evaluation={mine}&criterion=3")
    assert "tiêu chí 3" in words(clients.teacher.get("/teacher/evidence/1/remove"))
    assert clients.teacher.submit("/teacher/evidence/1/remove").status_code == 303 and stored_files() == []
    upload(clients.teacher, f"{NEW}?evaluation={mine}&criterion=3", submit_key="k2")
    number = db.session.scalars(select(Evidence.id)).one()
    assess(cast, mine, "teacher", "3" * 15)
    assert "đã nộp" in words(clients.teacher.get(f"/teacher/evidence/{number}/remove"))
    assert clients.teacher.post(f"/teacher/evidence/{number}/remove").status_code == 409
    assert len(stored_files()) == 1


def test_up7_a_sent_file_is_superseded_and_its_sheet_keeps_it(clients, cast, mine):
    upload(clients.teacher, f"{NEW}?evaluation={mine}&criterion=3")
    assess(cast, mine, "teacher", "3" * 15)
    upload(clients.teacher, "/teacher/evidence/1/files", files.photo(), "Bản mới.jpg", submit_key="k2")
    confirm = "/teacher/evidence/1/files/1/remove"
    assert "phiếu đã nộp vẫn giữ tệp" in words(clients.teacher.get(confirm))
    assert "Đã gỡ tệp khỏi minh chứng" in words(follow(clients.teacher, clients.teacher.submit(confirm)))
    piece = text(clients.teacher.get("/teacher/evidence/1"))
    assert "Bản mới.jpg" in piece and "Giáo án.pdf" not in piece
    assert "/teacher/evidence/files/1" in text(clients.teacher.get(f"/teacher/evaluation/{mine}/receipt"))
    assert clients.teacher.get("/teacher/evidence/files/1").status_code == 200


def test_up8_both_upload_forms_warn_of_identity_papers(clients, cast):
    upload(clients.teacher)
    for page in (NEW, "/teacher/evidence/1"):
        assert "Không tải ảnh căn cước" in words(clients.teacher.get(page))


def test_con_4_a_double_tap_keeps_one_piece_and_one_file(clients, cast):
    assert [upload(clients.teacher).status_code for _ in range(2)] == [303, 303]
    more = [upload(clients.teacher, "/teacher/evidence/1/files", submit_key="f").status_code for _ in range(2)]
    assert more == [303, 303]
    assert len(db.session.scalars(select(EvidenceFile.id)).all()) == len(stored_files()) == 2


def test_in_1_names_are_kept_composed(clients, cast):
    loose = unicodedata.normalize("NFD", "Kế hoạch dạy học")
    upload(clients.teacher, name=loose, file_name=loose + ".pdf")
    assert db.session.scalars(select(Evidence.name)).one() == "Kế hoạch dạy học"
    assert db.session.scalars(select(EvidenceFile.name)).one() == "Kế hoạch dạy học.pdf"


def test_the_upload_is_a_real_form_that_needs_no_script(clients, cast):
    form = find_form(clients.teacher.get(NEW), "evidence_new")
    assert (form.get("method"), form.get("enctype"), form.get("action")) == ("post", "multipart/form-data", NEW)
    accepted = next(field for field in form.iter("input") if field.get("type") == "file").get("accept")
    assert accepted.startswith("image/jpeg")  # telephones offer the camera, and convert their own format
    answer = upload(clients.teacher, headers=HX)
    assert answer.status_code == 204 and answer.headers["HX-Redirect"] == "/teacher/evidence"


def test_a_form_that_is_refused_asks_for_the_file_again(clients, cast):
    answer = upload(clients.teacher, name="")
    assert answer.status_code == 422 and "Hãy chọn lại tệp" in text(answer) and stored_files() == []


def test_a_link_needs_no_file_and_must_be_safe(clients, cast):
    link = {"name": "Bài giảng", "link": "https://truong.edu.vn/bai"}
    assert clients.teacher.submit(NEW, **link).status_code == 303
    assert 'href="https://truong.edu.vn/bai"' in text(clients.teacher.get("/teacher/evidence/1"))
    wrong = clients.teacher.submit("/teacher/evidence/1", form="evidence_details", link="http://truong.edu.vn")
    assert wrong.status_code == 422 and "https://" in text(wrong)
    assert "Hãy chọn một tệp hoặc ghi một đường dẫn" in text(clients.teacher.submit(NEW, name="Trống"))


def test_con_1_a_piece_edited_elsewhere_shows_both_sides(clients, cast):
    upload(clients.teacher)
    edited = clients.teacher.submit("/teacher/evidence/1", form="evidence_details", name="Tên mới")
    assert edited.status_code == 303
    answer = clients.teacher.post("/teacher/evidence/1", data={"name": "Tên khác", "version": "1"})
    assert answer.status_code == 409 and "Tên mới" in text(answer) and "Tên khác" in text(answer)


def test_more_files_and_a_file_taken_out(clients, cast):
    upload(clients.teacher)
    assert clients.teacher.post("/teacher/evidence/1/files", data={}).status_code == 422
    bad = upload(clients.teacher, "/teacher/evidence/1/files", b"", headers=HX)
    assert bad.status_code == 422 and 'id="evidence_file_new"' in text(bad)[:80] and "Tệp trống" in text(bad)
    assert "duy nhất" in words(clients.teacher.get("/teacher/evidence/1/files/1/remove"))
    assert clients.teacher.post("/teacher/evidence/1/files/1/remove").status_code == 409
    more = upload(clients.teacher, "/teacher/evidence/1/files", files.photo(), "Ảnh.jpg", submit_key="f")
    assert more.status_code == 303 and len(stored_files()) == 2
    assert clients.teacher.submit("/teacher/evidence/1/files/1/remove").status_code == 303
    assert len(stored_files()) == 1
    acts = db.session.scalars(select(JournalEntry.event).where(JournalEntry.subject_kind == "evidence")).all()
    assert acts == ["evidence_added", "evidence_file_added", "evidence_file_removed"]


def test_a_page_past_the_end_of_the_store_is_its_last(clients, cast):
    upload(clients.teacher)
    assert "Giáo án" in text(clients.teacher.get("/teacher/evidence?page=9"))
    assert "Kho chưa có minh chứng" in text(clients.peer.get("/teacher/evidence"))


def follow(client, answer):
    assert answer.status_code == 303
    return client.get(answer.location)
