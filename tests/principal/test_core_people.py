"""The offices' pages: propose with what is lacking shown, decide, end; the queue of plans with several at once."""

import io

import openpyxl
import pytest
from sqlalchemy import select

from app.commands.bench.budgets import LIST, PAGE
from app.commands.bench.measuring import cost_of
from app.db import db
from app.domain.journal.models import SecurityEvent
from app.domain.training.core_people.models import CorePerson
from app.domain.training.support.models import SupportPlan
from tests.domain.evaluation.core.test_queries import decided
from tests.evaluations import evaluation_of
from tests.pages import words
from tests.support_plans import REASON, REMARK, assign, make_core, propose, send_plan, stored, version_of

HX = {"HX-Request": "true"}
URL = "/principal/core-people"


def test_the_school_proposes_with_what_the_ranks_say_and_what_is_lacking(clients, cast, period):
    decided(evaluation_of(cast, period, "teacher"), "3" * 15, 3, 2010)
    decided(evaluation_of(cast, period, "peer"), "333233333333333", 2, 2020)
    eligible = words(clients.principal.get(f"{URL}/propose"))
    assert cast.teacher.name in eligible and cast.peer.name not in eligible
    everybody = words(clients.principal.get(f"{URL}/propose?state=all", headers=HX))
    assert "Mới 2 năm, cần 5; tiêu chí 4 chưa đạt mức tốt" in everybody and cast.staff.name not in everybody
    form = f"{URL}/propose/{cast.peer.person_id}"
    assert "Còn thiếu: mới 2 năm, cần 5" in words(clients.principal.get(form))
    assert clients.principal.submit(form).status_code == 422
    answer = clients.principal.submit(form, remark=REMARK)
    assert answer.status_code == 303
    page = words(clients.principal.get(answer.headers["Location"]))
    assert "Chờ cấp trên xem xét" in page and REMARK in page and "Khá (năm 2022)" in page
    assert clients.principal.get(form).status_code == 404  # proposed once


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_confirmed_recognised_and_ended(clients, cast, headers):
    core_id = propose(cast, "teacher")
    assert "1 đề xuất" in words(clients.district_head.get("/district/"))
    there = f"/district/core-people/{core_id}"
    data = {"decision": "confirm", "version": "1"}
    assert clients.district_officer.post(there, data=data, headers=headers).status_code == 404
    answer = clients.district_head.post(there, data=data, headers=headers)
    assert answer.status_code == (204 if headers else 303)
    stale = clients.director.post(f"/province/core-people/{core_id}", data={"decision": "recognise", "version": "1"})
    assert stale.status_code == 409 and "vừa thay đổi" in words(stale)
    assert clients.director.submit(f"/province/core-people/{core_id}", decision="recognise").status_code == 303
    assert cast.teacher.name in words(clients.principal.get(URL))
    assert clients.principal.get(f"{URL}/{core_id}/end").status_code == 404
    end = f"/province/core-people/{core_id}/end"
    assert clients.director.submit(end, reason="ngắn").status_code == 422
    assert clients.director.submit(end, reason=REASON).status_code == 303
    assert stored(CorePerson, core_id).state == "ended"
    assert REASON in words(clients.teacher.get("/teacher/support"))


def test_given_back_and_proposed_again_or_recalled(clients, cast):
    core_id = propose(cast, "teacher")
    there = f"/district/core-people/{core_id}"
    assert clients.district_head.submit(there, decision="return").status_code == 422
    clients.district_head.submit(there, decision="return", reason=REASON)
    assert REASON in words(clients.principal.get(f"{URL}/{core_id}"))
    assert clients.principal.submit(f"{URL}/{core_id}/again", reason="Đã bổ sung ý kiến của tổ.").status_code == 303
    assert clients.principal.submit(f"{URL}/{core_id}/recall").status_code == 303
    assert "Không có ai" in words(clients.district_head.get("/district/core-people?state=waiting"))


def test_every_number_opens_its_list_and_the_list_leaves_as_file_and_paper(clients, cast):
    for key in ("teacher", "principal", "upper_teacher"):
        make_core(cast, key)
    table = words(clients.director.get("/province/core-people/units"))
    assert "Cộng: 2 giáo viên, 1 cán bộ quản lý cốt cán" in table
    office = cast.units["district"]
    page = words(clients.director.get(f"/province/core-people?state=recognised&unit={office}&kind=teacher"))
    assert cast.teacher.name in page and cast.upper_teacher.name not in page and cast.principal.name not in page
    assert clients.director.get(f"/province/core-people?unit={cast.units['far_school']}").status_code == 404
    sheet = clients.director.get(f"/records/core-people.xlsx?state=recognised&unit={office}")
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.data)).active.values)
    assert {row[0] for row in rows} >= {cast.teacher.name, cast.principal.name}
    assert clients.director.get("/records/core-people.pdf").mimetype == "application/pdf"
    assert clients.teacher.get("/records/core-people.xlsx").status_code == 404
    kept = db.session.scalars(select(SecurityEvent.event).where(SecurityEvent.event == "exported")).all()
    assert len(kept) == 2


def test_several_at_once_with_an_answer_each(clients, cast):
    first, second = send_plan(cast, "teacher"), send_plan(cast, "peer")
    head = clients.principal
    page = words(head.get("/principal/support-plans/several"))
    assert "2 đồng nghiệp, 1 mô đun, 2 hoạt động" in page and cast.peer.name in page
    assert "Hãy chọn ít nhất một mục" in words(head.submit("/principal/support-plans/several"))
    data = {"plans": [f"{first}:{version_of(first)}", f"{second}:1", "999999:1", "x"], "submit_key": "abc"}
    told = words(head.post("/principal/support-plans/several", data=data))
    assert "1 mục đã duyệt, 2 mục chưa duyệt được." in told and "Còn 1 mục chờ" in told
    assert f"Chưa duyệt được (1) {cast.peer.name}: Kế hoạch" in told and "vừa thay đổi" in told
    assert "Đã duyệt (1)" in told and "1 mục đã chọn không còn thuộc phạm vi" in told
    assert (stored(SupportPlan, first).state, stored(SupportPlan, second).state) == ("approved", "submitted")
    again = words(head.post("/principal/support-plans/several", data=data))
    assert "1 mục đã duyệt, 2 mục chưa duyệt được." in again
    for who in ("vice_principal", "stranger_principal"):
        clients[who].post("/principal/support-plans/several", data={"plans": [f"{second}:{version_of(second)}"]})
    assert stored(SupportPlan, second).state == "submitted"


def test_the_assigned_officer_finds_the_plan_at_home_and_the_head_reads_whose_it_is(clients, cast):
    assign(cast, "district_officer", "approve_plans", "district", "school")
    plan_id = send_plan(cast, "principal")
    assert "1 chờ duyệt" in words(clients.district_officer.get("/district/"))
    assert "chờ duyệt" not in words(clients.district_head.get("/district/"))
    there = f"/district/support-plans/{plan_id}"
    assert "Cán bộ được phân công duyệt" in words(clients.district_head.get(there))
    post = clients.district_head.post(there, data={"decision": "approve", "version": version_of(plan_id)})
    assert post.status_code == 404
    assert clients.district_officer.submit(there, decision="approve").status_code == 303
    assert "(được phân công duyệt)" in words(clients.district_head.get(there))
    sheet = clients.district_officer.get("/records/support-plans.xlsx?state=running")
    assert cast.principal.name in {row[0] for row in openpyxl.load_workbook(io.BytesIO(sheet.data)).active.values}
    assert clients.principal.get(f"/principal/support-plans/{plan_id}").status_code == 404  # one's own


def test_a_lecturer_reads_and_comments(clients, cast):
    plan_id = send_plan(cast, "teacher")
    there = f"/university/support-plans/{plan_id}"
    assert cast.teacher.name in words(clients.lecturer.get("/university/support-plans"))
    assert clients.lecturer.submit(there, item="modules", text="Ừ").status_code == 422
    assert clients.lecturer.submit(there, item="modules", text="Nên thêm mô đun 2.").status_code == 303
    for who, page in (("teacher", f"/teacher/support/{plan_id}"), ("principal", f"/principal/support-plans/{plan_id}")):
        assert "Nên thêm mô đun 2." in words(clients[who].get(page))


def test_lists_stay_within_their_budget(clients, cast):
    make_core(cast, "upper_teacher")
    send_plan(cast, "teacher")
    for client, url, budget in (
        (clients.principal, URL, LIST), (clients.director, "/province/core-people", LIST),
        (clients.director, "/province/core-people/units", LIST), (clients.principal, "/principal/support-plans", LIST),
        (clients.principal, f"{URL}/propose", LIST), (clients.lecturer, "/university/support-plans", LIST),
        (clients.principal, "/principal/", PAGE), (clients.district_head, "/district/", PAGE),
        (clients.district_officer, "/district/", PAGE), (clients.director, "/province/", PAGE),
    ):  # fmt: skip
        cost = cost_of(client, db.engine, url, times=1)
        assert budget.queries is not None and cost.queries <= budget.queries, (url, cost)
        assert budget.kilobytes is not None and cost.kilobytes <= budget.kilobytes, (url, cost)
