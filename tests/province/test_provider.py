"""The Sở's choice of an LMS on the screen: put down by its officer, read by whom it concerns, printed, never lost."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.db import db
from app.domain.training.provider.models import ProviderChoice
from app.domain.training.provider.rules import Item
from tests.pages import fill, find_form
from tests.web.papers import text_of

ADDRESS = "/province/lms-choice"
TYPED = {
    "provider": "vnpt", "starts": "01/02/2022", "document": "Quyết định 125/QĐ-SGDĐT", "decided_on": "20/01/2022",
    "remark": "Xem lại sau mỗi năm.",
} | {f"met_{item}": "yes" for item in Item}  # fmt: skip
UNMET = {"met_phone": "no", "note_phone": "Khắc phục trong tháng 5."}


def text(answer) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def stored() -> list[ProviderChoice]:
    db.session.rollback()
    return list(db.session.scalars(select(ProviderChoice).order_by(ProviderChoice.id)))


def test_from_the_officers_form_to_whom_it_concerns(clients, cast):
    assert ADDRESS in text(clients.province_officer.get("/records/lms-choices"))
    answer = clients.province_officer.submit(ADDRESS, **TYPED | UNMET)
    made = stored()[0]
    page = f"/records/lms-choices/{made.id}"
    assert answer.status_code == 303 and answer.headers["Location"].endswith(page)
    for who in ("province_officer", "director", "ministry_officer", "province_admin"):
        seen = text(clients[who].get(page))
        for said in ("VNPT", "01/02/2022", "Quyết định 125/QĐ-SGDĐT", "20/01/2022", "đạt 7/8",
                     "Khắc phục trong tháng 5", "Lê Hoàng Long", "Xem lại sau mỗi năm."):  # fmt: skip
            assert said in seen, (who, said)
        assert (ADDRESS in seen) == (who in {"province_officer", "director"})
        assert page in text(clients[who].get("/records/lms-choices"))
    printed = " ".join(text_of(clients.director.get(f"{page}.pdf").get_data()).split())
    for said in ("LỰA CHỌN HỆ THỐNG BỒI DƯỠNG QUA MẠNG", "Quyết định 125/QĐ-SGDĐT ngày 20/01/2022", "Chưa đạt",
                 "Khắc phục trong tháng 5.", "Xuất bởi Võ Thị Hương"):  # fmt: skip
        assert said in printed, said
    sheet = load_workbook(BytesIO(clients.ministry_officer.get("/records/lms-choices.xlsx").data)).active
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "11")
    assert row[2] == "VNPT" and "Chưa đạt. Khắc phục trong tháng 5." in row


@pytest.mark.parametrize("hx", [False, True])
def test_con4_what_is_missing_is_said_at_its_field_and_the_rest_stays(clients, hx):
    answer = clients.province_officer.submit(ADDRESS, hx=hx, **TYPED | {"met_phone": "no", "starts": "01/02/2031"})
    page = text(answer)
    assert answer.status_code == 422 and "Cần sửa 2 mục" in page and 'value="01/02/2031"' in page
    assert "muộn nhất là hôm nay" in page and "hãy ghi vì sao vẫn chọn" in page and 'href="#note_phone"' in page
    answer = clients.province_officer.post(ADDRESS, data={"document": "Quyết định"})
    assert answer.status_code == 422 and "Quyết định" in text(answer) and not stored()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_con1_a_stale_choice_shows_both_sides_and_either_may_be_kept(clients, headers):
    shown = clients.province_officer.get(ADDRESS)
    mine = fill(find_form(shown, "lms-choice"), TYPED | UNMET)
    assert clients.director.submit(ADDRESS, **TYPED | {"provider": "viettel"}).status_code == 303
    stale = clients.province_officer.post(ADDRESS, data=mine, headers=headers)
    page = text(stale)
    assert stale.status_code == 409 and "Vừa có người khác ghi một lựa chọn" in page and len(stored()) == 1
    assert "Chưa đạt. Khắc phục trong tháng 5." in page and "Ngày ký văn bản" not in page  # both say the same of it
    assert f"/records/lms-choices/{stored()[0].id}" in page
    going_on = fill(find_form(stale, "lms-choice"), {})
    assert clients.province_officer.post(ADDRESS, data=going_on).status_code == 303
    first, second = stored()
    assert (first.provider, second.provider, second.held, second.notes) == (
        "viettel", "vnpt", 7, {"phone": "Khắc phục trong tháng 5."},
    )  # fmt: skip
    old = text(clients.director.get(f"/records/lms-choices/{first.id}"))
    assert "đã được thay bằng lựa chọn sau" in old and f"/records/lms-choices/{second.id}" in old


def test_a_double_tap_is_one_choice(clients):
    form = fill(find_form(clients.director.get(ADDRESS), "lms-choice"), TYPED)
    answers = [clients.director.post(ADDRESS, data=form) for _ in range(2)]
    assert {answer.headers["Location"] for answer in answers} == {answers[0].headers["Location"]}
    assert len(stored()) == 1


def test_az2_other_doors_and_provinces_find_nothing(clients):
    clients.director.submit(ADDRESS, **TYPED | {"provider": "viettel"})
    page = f"/records/lms-choices/{stored()[0].id}"
    assert clients.viettel_staff.get(page).status_code == 200
    assert page in text(clients.viettel_staff.get("/records/lms-choices"))
    for who in ("far_officer", "vnpt_staff", "lecturer", "district_head", "principal", "teacher"):
        for address in (page, f"{page}.pdf"):
            assert clients[who].get(address).status_code == 404, (who, address)
    for who in ("lecturer", "district_head", "principal", "teacher"):
        for address in ("/records/lms-choices", "/records/lms-choices.xlsx"):
            assert clients[who].get(address).status_code == 404, (who, address)
    for who in ("province_admin", "viettel_staff", "ministry_officer", "principal"):
        assert clients[who].get(ADDRESS).status_code in {403, 404}, who
    assert "lms-choices" in text(clients.ministry_officer.get("/records/training"))
    assert "lms-choices" not in text(clients.principal.get("/records/training"))
