"""A core person's own pages: from the first page to the completed plan, without JavaScript; nobody else's plan."""

import re

import pytest

from app.commands.bench.budgets import PAGE
from app.commands.bench.measuring import cost_of
from app.db import db
from app.domain.training.support import writing as plans
from app.domain.training.support.models import SupportPlan
from app.domain.training.support.rules import Move
from tests.pages import words
from tests.support_plans import (
    EXPECTED,
    REASON,
    YEAR,
    decide,
    fill_plan,
    make_core,
    make_modules,
    send_plan,
    stored,
    version_of,
)

HX = {"HX-Request": "true"}
ACTIVITY = {"what": "Dự giờ, góp ý", "place": "school", "starts": "1/4/2022", "ends": "5/4/2022"}


def test_who_is_no_core_person_reads_why(clients, cast):
    assert "Chưa có kế hoạch" in words(clients.teacher.get("/teacher/support"))
    assert "Kế hoạch hỗ trợ" not in words(clients.teacher.get("/teacher/"))
    answer = clients.teacher.post("/teacher/support/start")
    assert answer.status_code == 409 and "đã được công nhận cốt cán" in words(answer)


def test_from_the_first_page_to_the_completed_plan(clients, cast):
    make_core(cast, "teacher")
    modules = make_modules()
    me = clients.teacher
    assert "Kế hoạch hỗ trợ đồng nghiệp" in words(me.get("/teacher/")) and "Chưa lập" in words(me.get("/teacher/"))
    assert "giáo viên cốt cán, công nhận từ ngày 18/04/2022" in words(me.get("/teacher/support"))
    plan = me.submit("/teacher/support", form="start").headers["Location"]
    plan_id = int(plan.rsplit("/", 1)[1])
    missing = words(me.submit(f"{plan}/send", sure="y"))
    assert "Chưa chọn đồng nghiệp được hỗ trợ" in missing and "Chưa ghi kết quả dự kiến" in missing
    listed = words(me.get(f"{plan}/people?q=hoa"))
    assert cast.peer.name in listed and cast.group_head.name not in listed
    assert "Hãy chọn ít nhất một người" in words(me.submit(f"{plan}/people", form="people"))
    answer = me.post(f"{plan}/people", data={"people": [cast.peer.person_id], "version": version_of(plan_id)})
    assert answer.status_code == 303
    me.post(f"{plan}/modules", data={"modules": [modules["teacher"]], "version": version_of(plan_id)})
    wrong = me.submit(f"{plan}/activities/new", **{**ACTIVITY, "ends": "1/3/2022"})
    assert wrong.status_code == 422 and "không được trước ngày bắt đầu" in words(wrong)
    assert me.submit(f"{plan}/activities/new", **ACTIVITY).status_code == 303
    assert "01/04/2022 – 05/04/2022" in words(me.get(f"{plan}/activities"))
    me.submit(f"{plan}/expected", expected=EXPECTED)
    assert "Hãy xác nhận" in words(me.submit(f"{plan}/send"))
    assert me.submit(f"{plan}/send", sure="y").status_code == 303
    assert "Đang chờ duyệt" in words(me.get(plan)) and me.get(f"{plan}/expected").status_code == 404
    assert "Chờ duyệt" in words(me.get("/teacher/"))
    head, there = clients.principal, f"/principal/support-plans/{plan_id}"
    assert "1 chờ duyệt" in words(head.get("/principal/")) and EXPECTED in words(head.get(there))
    assert head.submit(there, decision="return").status_code == 422
    assert head.submit(there, decision="return", reason=REASON).status_code == 303
    assert REASON in words(me.get(plan))
    me.submit(f"{plan}/send", sure="y")
    head.submit(there, decision="approve")
    field = re.search(r'name="(done_\d+)"', me.get(f"{plan}/report").get_data(as_text=True))
    assert field is not None
    took = field.group(1).replace("done", "took")
    bad = me.submit(f"{plan}/report", **{field.group(1): "Đã dự 5 giờ.", took: "nhiều"})
    assert bad.status_code == 422 and "Đã dự 5 giờ." in bad.get_data(as_text=True)
    assert "Hãy nhập số người bằng chữ số" in words(bad)
    me.submit(f"{plan}/report", **{field.group(1): "Đã dự 5 giờ.", took: "7", "outcome": "Đạt."})
    assert "Đang thực hiện" in words(me.get(plan)) and "Đã dự 5 giờ." not in words(head.get(there))
    assert me.submit(f"{plan}/report/send", sure="y").status_code == 303
    assert "Đã dự 5 giờ." in words(head.get(there))
    head.submit(there, decision="approve")
    assert "Hoàn thành" in words(me.get(plan)) and stored(SupportPlan, plan_id).state == "completed"
    for paper in ("plan", "report"):
        for reader in (me, head, clients.district_officer, clients.lecturer):
            assert reader.get(f"/records/support/{plan_id}/{paper}.pdf").mimetype == "application/pdf"
        assert clients.peer.get(f"/records/support/{plan_id}/{paper}.pdf").status_code == 404
    edition = re.search(r"/records/support/\d+/editions/\d+", me.get(plan).get_data(as_text=True))
    assert edition is not None and clients.principal.get(edition.group()).status_code == 200
    assert clients.stranger_principal.get(edition.group()).status_code == 404


@pytest.mark.parametrize("part", ["expected", "people", "modules", "activities/new", "report"])
def test_con_1_both_sides_are_shown_and_nothing_typed_is_lost(clients, cast, part):
    make_core(cast, "teacher")
    plan_id = fill_plan(cast, "teacher")
    if part == "report":
        plans.send(cast.teacher.viewer, plan_id, version_of(plan_id))
        decide(cast, "principal", plan_id, Move.APPROVE)
        plans.note_results(cast.teacher.viewer, plan_id, {}, "Bản kia", "", version_of(plan_id))
    typed = {
        "expected": {"expected": "Bản này"}, "people": {"people": [cast.peer.person_id]}, "activities/new": ACTIVITY,
        "modules": {"modules": [1]}, "report": {"outcome": "Bản này"},
    }[part]  # fmt: skip
    if part == "people":
        plans.remove_people(cast.teacher.viewer, plan_id, [cast.peer.person_id], version_of(plan_id))
    if part == "modules":
        plans.set_modules(cast.teacher.viewer, plan_id, [], version_of(plan_id))
    answer = clients.teacher.post(f"/teacher/support/{plan_id}/{part}", data={**typed, "version": "1"})
    assert answer.status_code == 409
    page = words(answer)
    assert "đã được sửa trên thiết bị khác" in page and "lấy bản đã lưu" in page
    if part in {"expected", "report"}:
        assert "Bản này" in answer.get_data(as_text=True) and (EXPECTED if part == "expected" else "Bản kia") in page
    assert f'value="{version_of(plan_id)}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("part", ["", "/people", "/modules", "/expected", "/activities", "/send", "/report"])
@pytest.mark.parametrize("who", ["peer", "principal", "stranger"])
def test_az_5_nobody_opens_somebody_elses_pages(clients, cast, who, part):
    make_core(cast, "teacher")
    plan_id = fill_plan(cast, "teacher")
    assert clients[who].get(f"/teacher/support/{plan_id}{part}").status_code == 404


def test_a_draft_is_nobody_elses_and_a_recalled_one_again(clients, cast):
    plan_id = send_plan(cast, "teacher")
    there = f"/principal/support-plans/{plan_id}"
    assert clients.principal.get(there).status_code == 200
    assert clients.teacher.submit(f"/teacher/support/{plan_id}/recall").status_code == 303
    assert clients.principal.get(there).status_code == 404
    assert "Không có kế hoạch nào" in words(clients.principal.get("/principal/support-plans"))


def test_pages_stay_within_their_budget(clients, cast):
    plan_id = send_plan(cast, "teacher")
    for client, url in (
        (clients.teacher, "/teacher/"), (clients.teacher, "/teacher/support"),
        (clients.teacher, f"/teacher/support/{plan_id}"), (clients.principal, f"/principal/support-plans/{plan_id}"),
        (clients.lecturer, f"/university/support-plans/{plan_id}"),
    ):  # fmt: skip
        cost = cost_of(client, db.engine, url, times=1)
        assert PAGE.queries is not None and cost.queries <= PAGE.queries, (url, cost)
        assert PAGE.kilobytes is not None and cost.kilobytes <= PAGE.kilobytes, (url, cost)
    assert stored(SupportPlan, plan_id).year == YEAR
