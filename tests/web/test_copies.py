"""The checklist of scanned papers and the page of each: added, opened, taken out; plain and with htmx (UP-1 … UP-5)."""

import io
import unicodedata

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.evaluation.copies.models import PaperCopy
from app.domain.evaluation.results.actions import enter
from app.domain.evaluation.results.rules import Paper
from app.domain.journal.models import SecurityEvent
from app.web.files import path_of
from tests import evidence_files as files
from tests.evaluations import LOCKS, evaluation_of, hold_period, move_day
from tests.pages import find_form, words

HX = {"HX-Request": "true"}


@pytest.fixture
def period(cast):
    return hold_period(cast, kind="entered")


@pytest.fixture
def mine(cast, period):
    evaluation_id = evaluation_of(cast, period, "teacher")
    assert enter(cast.principal.viewer, evaluation_id, Paper(2, (None,) * 15), 0) == []
    return evaluation_id


def upload(client, url, name="Phiếu đã ký.pdf", content=None, headers=None, key="k"):
    data = {"submit_key": key, "file": (io.BytesIO(files.pdf() if content is None else content), name)}
    return client.post(url, data=data, content_type="multipart/form-data", headers=headers or {})


def copies() -> list[PaperCopy]:
    db.session.rollback()
    return list(db.session.scalars(select(PaperCopy).order_by(PaperCopy.id)))


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_from_the_results_to_the_checklist_to_a_kept_scan(clients, period, mine, headers):
    client, here = clients.principal, f"/principal/results/{mine}/copies"
    assert f"/principal/results/copies?period={period}" in client.get("/principal/results").get_data(as_text=True)
    assert here in client.get(f"/principal/results/copies?period={period}", headers=headers).get_data(as_text=True)
    answer = upload(client, here, unicodedata.normalize("NFD", "Phiếu của cô Lan.pdf"), headers=headers)
    assert answer.status_code == (204 if headers else 303)
    shown = words(client.get(here))
    assert "Đã lưu bản chụp." in shown and "Phiếu của cô Lan.pdf" in shown
    again = upload(client, here, unicodedata.normalize("NFD", "Phiếu của cô Lan.pdf"), headers=headers)
    assert again.status_code == (204 if headers else 303)
    assert len(copies()) == 1, "CON-4: the same form twice is one copy"
    assert "1 tệp" in words(client.get("/principal/results/copies?state=with", headers=headers))
    assert "Trần Thị Lan" not in words(client.get("/principal/results/copies?state=without", headers=headers))


def test_the_teacher_and_those_above_open_it_and_that_is_on_record(clients, cast, mine):
    upload(clients.principal, f"/principal/results/{mine}/copies")
    link = f"/records/paper-copies/{copies()[0].id}"
    assert link in clients.teacher.get(f"/teacher/evaluation/{mine}").get_data(as_text=True)
    assert link in clients.district_head.get(f"/records/papers/people/{mine}/result").get_data(as_text=True)
    answer = clients.teacher.get(link)
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert clients.peer.get(link).status_code == 404 and clients.stranger_principal.get(link).status_code == 404
    db.session.rollback()
    seen = select(SecurityEvent).where(SecurityEvent.event == "paper_copy_opened")
    assert db.session.scalars(seen).all() == [], "one's own paper is nobody's business"
    clients.district_head.get(link)
    db.session.rollback()
    assert db.session.scalars(seen).one().about_person_id == cast.teacher.person_id


def test_the_sheet_for_all_stands_on_the_hand_in_for_those_above(clients, cast, period, mine):
    url = f"/principal/results/copies/unit?period={period}"
    assert upload(clients.principal, url, "Tổng hợp.jpg", files.photo()).status_code == 303
    link = f"/records/paper-copies/{copies()[0].id}"
    for page in (
        clients.principal.get(f"/principal/evaluations/hand-in?period={period}"),
        clients.district_head.get(f"/district/evaluations/hand-ins/{cast.units['school']}?period={period}"),
    ):
        assert link in page.get_data(as_text=True) and "Tổng hợp.jpg" in words(page)
    assert clients.district_head.get(link).status_code == 200
    assert clients.teacher.get(link).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ", "phải là PDF, ảnh JPG hoặc PNG"),
        ("a.docx", b"PK", "phải là PDF, ảnh JPG hoặc PNG"),
        ("a.pdf", b"MZ" * 100, "không đúng với đuôi"),
        ("a.pdf", b"", "Tệp trống"),
        ("a.pdf", b"%PDF" + b"0" * 11_000_000, "lớn hơn 10 MB"),
    ],
)
def test_up_1_what_is_no_scan_is_refused_with_words(clients, mine, name, content, said):
    answer = upload(clients.principal, f"/principal/results/{mine}/copies", name, content)
    assert answer.status_code in (413, 422) and said in words(answer) and copies() == []
    empty = clients.principal.submit(f"/principal/results/{mine}/copies")
    assert empty.status_code == 422 and "Hãy chọn một tệp" in words(empty)


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_a_wrong_scan_is_taken_out_after_a_page_that_says_so(clients, mine, headers):
    client = clients.principal
    upload(client, f"/principal/results/{mine}/copies")
    copy = copies()[0]
    url, stored = f"/principal/results/copies/{copy.id}/remove", path_of(copy.stored_name)
    assert find_form(client.get(url)) is not None and stored.exists()
    assert clients.vice_principal.get(url).status_code == 404
    assert client.post(url, headers=headers).status_code == (204 if headers else 303)
    assert copies() == [] and not stored.exists()
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("who", ["vice_principal", "stranger_principal", "upper_principal"])
def test_az_2_for_others_there_is_no_checklist_of_this_school(clients, mine, who):
    assert clients[who].get(f"/principal/results/{mine}/copies").status_code == 404
    assert upload(clients[who], f"/principal/results/{mine}/copies").status_code == 404
    assert "Trần Thị Lan" not in words(clients[who].get("/principal/results/copies"))


def test_after_the_lock_the_pages_only_show(clients, period, mine):
    upload(clients.principal, f"/principal/results/{mine}/copies")
    move_day(0, since=LOCKS)
    shown = words(clients.principal.get(f"/principal/results/{mine}/copies"))
    assert "không thêm hay gỡ được nữa" in shown and "Lưu bản chụp" not in shown
    assert upload(clients.principal, f"/principal/results/{mine}/copies", key="z").status_code == 409
