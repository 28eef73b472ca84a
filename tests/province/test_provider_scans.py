"""The scan of the decision on the screen: uploaded beside the choice, opened by the offices alone."""

import io

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.domain.training.provider.models import ProviderChoiceScan
from tests import evidence_files as files
from tests.pages import words
from tests.province.test_provider import ADDRESS, TYPED

HX = {"HX-Request": "true"}


@pytest.fixture
def choice(clients) -> int:
    answer = clients.province_officer.submit(ADDRESS, **TYPED | {"provider": "viettel"})
    return int(answer.headers["Location"].rpartition("/")[2])


def upload(client, choice, name="QĐ 125.pdf", content=None, headers=None, key="k"):
    data = {"submit_key": key, "file": (io.BytesIO(files.pdf() if content is None else content), name)}
    return client.post(
        f"{ADDRESS}/{choice}/scans", data=data, content_type="multipart/form-data", headers=headers or {}
    )


def kept() -> list[ProviderChoiceScan]:
    db.session.rollback()
    return list(db.session.scalars(select(ProviderChoiceScan).order_by(ProviderChoiceScan.id)))


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_from_the_choice_to_a_kept_scan_to_the_ministry(clients, choice, headers):
    page, form = f"/records/lms-choices/{choice}", f"{ADDRESS}/{choice}/scans"
    assert form in clients.director.get(page).get_data(as_text=True)
    assert "Lưu bản chụp" in words(clients.director.get(form))
    for _ in range(2):  # CON-4: a double tap is one scan
        assert upload(clients.director, choice, headers=headers).status_code == (204 if headers else 303)
    link = f"{page}/scans/{kept()[0].id}"
    assert len(kept()) == 1
    for who in ("director", "province_officer", "province_admin", "ministry_officer"):
        shown = clients[who].get(page).get_data(as_text=True)
        assert link in shown and "QĐ 125.pdf" in shown and (form in shown) == (who in {"director", "province_officer"})
        answer = clients[who].get(link)
        assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_az2_a_scan_is_nobody_elses(clients, choice):
    upload(clients.province_officer, choice)
    page, form = f"/records/lms-choices/{choice}", f"{ADDRESS}/{choice}/scans"
    link = f"{page}/scans/{kept()[0].id}"
    assert "QĐ 125" not in words(clients.viettel_staff.get(page)).replace(TYPED["document"], "")
    for who in ("viettel_staff", "vnpt_staff", "far_officer", "lecturer", "district_head", "principal", "teacher"):
        assert clients[who].get(link).status_code == 404, who
    for who in ("far_officer", "province_admin", "ministry_officer", "viettel_staff", "principal"):
        assert clients[who].get(form).status_code in {403, 404}, who
        assert upload(clients[who], choice).status_code in {403, 404}, who
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [
        ("QĐ 125.docx", b"PK", 422, "PDF, ảnh JPG hoặc PNG"),
        ("QĐ 125.pdf", b"MZ", 422, "Tệp"),
        ("QĐ 125.pdf", b"%PDF" + b"0" * 11_000_000, 413, "10 MB"),
    ],
    ids=["no-scan", "other-content", "too-big"],
)
def test_up1_what_is_no_scan_is_refused_in_words_and_leaves_nothing(clients, choice, name, content, status, said):
    answer = upload(clients.director, choice, name, content)
    assert answer.status_code == status and said in words(answer) and kept() == []
    assert upload(clients.director, choice).status_code == 303, "the corrected form may be sent"


def test_a_form_without_a_file_says_so(clients, choice):
    answer = clients.director.post(f"{ADDRESS}/{choice}/scans", data={"submit_key": "k"})
    assert answer.status_code == 422 and "Hãy chọn" in words(answer) and kept() == []


def test_up6_malware_is_said_and_the_name_leads_nowhere(clients, choice):
    upload(clients.director, choice)
    with writing():
        db.session.execute(update(ProviderChoiceScan).values(scan="infected"))
    page = f"/records/lms-choices/{choice}"
    link = f"{page}/scans/{kept()[0].id}"
    shown = clients.director.get(page).get_data(as_text=True)
    assert "nhiễm mã độc, không mở được" in shown and link not in shown
    assert clients.director.get(link).status_code == 404
