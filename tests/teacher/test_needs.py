"""Somebody says what they need: draft, hand in, change; others read it as the form promises."""

from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select

from app.commands.bench.budgets import LIST, PAGE
from app.commands.bench.measuring import cost_of
from app.db import db
from app.domain import clock
from app.domain.notices.models import Notice
from app.domain.progress.actions import rebuild
from app.domain.training.needs.models import NeedsForm
from app.jobs.runner import run_due_jobs
from tests.evaluations import assess, evaluation_of, hold_period
from tests.needs import CLOSES, declare, draft, etep_modules, open_needs

HX = {"HX-Request": "true"}


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def modules(cast) -> dict[str, int]:
    return etep_modules()


@pytest.fixture
def round_id(cast, modules) -> int:
    return open_needs(cast)


def filled(ids, **changes):
    whole = {"way": "online", "season": "summer", "remark": "Mong có lớp gần trường"}
    return {"modules": [str(ids["ETEP-GV-04"])]} | whole | changes


def test_from_draft_to_declaration_to_change(clients, modules, round_id):
    client, address = clients.teacher, f"/teacher/needs/{round_id}/form"
    assert "Chưa làm phiếu" in text(client.get("/teacher/needs"))
    page = text(client.get(address))
    assert "Phiếu này ghi tên" in page and "Mô đun 4" in page and "Quản trị nhân sự" not in page
    assert client.submit(address, modules=[str(modules["ETEP-GV-04"])], act="draft").status_code == 303
    assert "Đang soạn" in text(client.get("/teacher/needs"))
    assert clients.principal.get(f"/records/needs/{round_id}/forms/1").status_code == 404
    assert client.submit(address, **filled(modules)).status_code == 303
    shown = text(client.get("/teacher/needs"))
    assert "Đã nộp" in shown and "Mong có lớp gần trường" in shown
    assert "Lưu nháp" not in text(client.get(address))
    assert client.submit(address, **filled(modules, way="blended")).status_code == 303
    assert db.session.scalars(select(NeedsForm.way)).one() == "blended"


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_what_is_missing_is_said_and_what_was_typed_stays(clients, modules, round_id, headers):
    data = {"remark": "Còn dở", "version": "0"}
    answer = clients.teacher.post(f"/teacher/needs/{round_id}/form", data=data, headers=headers)
    page = text(answer)
    assert answer.status_code == 422 and "Còn dở" in page
    assert "ít nhất một mô đun" in page and "Hãy chọn hình thức." in page and "Hãy chọn thời gian." in page
    many = [str(each) for code, each in modules.items() if "GV" in code][:6]
    answer = clients.teacher.post(f"/teacher/needs/{round_id}/form", data=filled(modules, modules=many, version="0"))
    assert answer.status_code == 422 and "nhiều nhất 5" in text(answer)


def test_con4_and_con1_a_form_sent_twice_and_an_old_window(clients, modules, round_id):
    data = filled(modules, version="0", submit_key="a" * 32)
    address = f"/teacher/needs/{round_id}/form"
    for _ in range(2):
        assert clients.teacher.post(address, data=data).status_code == 303
    assert db.session.scalar(select(func.count(NeedsForm.id))) == 1
    stale = clients.teacher.post(address, data=data | {"submit_key": "b" * 32, "remark": "Bản khác"})
    page = text(stale)
    assert stale.status_code == 409 and "thiết bị khác" in page and "Bản khác" in page and "Mong có lớp" in page


def test_nothing_is_taken_after_the_window(clients, modules, round_id):
    clock.pin_today(CLOSES)
    answer = clients.teacher.post(f"/teacher/needs/{round_id}/form", data=filled(modules, version="0"))
    assert answer.status_code == 409 and "đã đóng" in text(answer)


@pytest.mark.parametrize("who", ["staff", "far_teacher"])
def test_az2_who_is_not_asked_has_no_form(clients, modules, round_id, who):
    assert clients[who].get(f"/teacher/needs/{round_id}/form").status_code == 404


def test_a_principal_declares_what_managers_learn(clients, modules, round_id):
    page = text(clients.principal.get(f"/teacher/needs/{round_id}/form"))
    assert "Quản trị nhân sự" in page and "Phiếu nhu cầu của tôi" in text(clients.principal.get("/records/training"))


@pytest.fixture
def counted(cast, modules) -> int:
    period_id = hold_period(cast)
    found = open_needs(cast)
    assess(cast, evaluation_of(cast, period_id, "teacher"), "teacher", "3311" + "3" * 11)
    declare(cast, found, "teacher", modules["ETEP-GV-04"], remark="Mong có lớp gần trường")
    draft(cast, found, "peer", modules["ETEP-GV-01"])
    rebuild()
    return found


def test_prom6_numbers_open_lists_and_lists_open_forms(clients, cast, modules, counted):
    own = text(clients.teacher.get("/teacher/needs"))
    assert "tiêu chí 4 (Đạt)" in own
    school = cast.units["school"]
    for who in ("principal", "district_officer", "province_officer"):
        page = text(clients[who].get(f"/records/needs/{counted}"))
        assert f"figure=module&amp;key={modules['ETEP-GV-04']}" in page, who
        people = f"/records/needs/{counted}/units/{school}/people?figure="
        assert "Trần Thị Lan" in text(clients[who].get(f"{people}module&key={modules['ETEP-GV-04']}"))
        assert "3 (Đạt)" in text(clients[who].get(f"{people}weak&key={modules['ETEP-GV-01']}"))
        assert "Nguyễn Thị Hoa" in text(clients[who].get(f"{people}drafting", headers=HX))
        form = f"/records/needs/{counted}/forms/"
        assert "Mong có lớp" in text(clients[who].get(form + str(cast.teacher.person_id)))
        assert clients[who].get(form + str(cast.peer.person_id)).status_code == 404  # a draft
        cost = cost_of(clients[who], db.engine, f"/records/needs/{counted}", times=1)
        assert cost.queries <= LIST.queries and cost.kilobytes <= LIST.kilobytes, cost
    cost = cost_of(clients.teacher, db.engine, f"/teacher/needs/{counted}/form", times=1)
    assert cost.queries <= PAGE.queries and cost.kilobytes <= PAGE.kilobytes, cost


def test_az2_who_may_not_see_finds_nothing(clients, cast, counted):
    school, person = cast.units["school"], cast.teacher.person_id
    for who in ("stranger_principal", "far_officer"):
        assert clients[who].get(f"/records/needs/{counted}/units/{school}").status_code == 404
        assert clients[who].get(f"/records/needs/{counted}/forms/{person}").status_code == 404
    for who in ("teacher", "viettel_staff"):
        assert clients[who].get(f"/records/needs/{counted}").status_code == 404
    for who in ("lecturer", "ministry_officer", "school_admin"):
        assert clients[who].get(f"/records/needs/{counted}/units/{school}/people?figure=handed_in").status_code == 404
    province = cast.units["province"]
    assert "Mô đun 4" in text(clients.ministry_officer.get(f"/records/needs/{counted}"))
    assert clients.ministry_officer.get(f"/records/needs/{counted}/units/{province}").status_code == 200


def test_page_file_and_paper_are_of_the_same_rows(clients, cast, modules, counted):
    base = f"/records/needs/{counted}/units/{cast.units['district']}"
    sheet = openpyxl.load_workbook(BytesIO(clients.district_officer.get(f"{base}/needs.xlsx").data)).active
    line = next(row for row in sheet.iter_rows(values_only=True) if row[0] and "Mô đun 4: Xây dựng" in row[0])
    assert (line[2], line[5], line[6]) == (1, 1, 1)
    assert clients.district_officer.get(f"{base}/needs.pdf").data.startswith(b"%PDF")
    assert clients.district_officer.get(f"{base}/people.xlsx?figure=not_started").status_code == 200


def test_who_has_not_handed_in_is_reminded(clients, cast, counted):
    address = f"/records/needs/{counted}/units/{cast.units['school']}/reminder"
    assert "chưa nộp phiếu" in text(clients.principal.get(address))
    assert clients.principal.submit(address).status_code == 303
    run_due_jobs()
    told = set(db.session.scalars(select(Notice.person_id).where(Notice.kind == "needs_missing_reminder")))
    assert cast.peer.person_id in told and cast.teacher.person_id not in told


def test_the_province_opens_and_moves_a_window(clients, modules):
    data = {"year": "2023", "opens": "01/04/2022", "closes": "09/05/2022"}
    assert clients.province_officer.submit("/province/needs/new", **data).status_code == 303
    assert clients.province_officer.submit("/province/needs/new", **data).status_code == 422
    round_id = 1
    moved = data | {"closes": "15/05/2022"}
    assert clients.province_officer.submit(f"/province/needs/{round_id}/dates", **moved).status_code == 303
    stale = clients.province_officer.post(f"/province/needs/{round_id}/dates", data=moved | {"version": "1"})
    assert stale.status_code == 409
    bad = clients.province_officer.submit(f"/province/needs/{round_id}/dates", **(moved | {"opens": "02/04/2022"}))
    assert bad.status_code == 422 and "không đổi được ngày mở" in text(bad)
    assert clients.far_officer.get(f"/province/needs/{round_id}/dates").status_code == 404
    assert clients.district_head.get("/province/needs/new").status_code == 403
    assert "Đăng ký 0" in text(clients.province_officer.get("/province/training/new"))
