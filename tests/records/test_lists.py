"""Every list of an evaluation period leaves as a spreadsheet: same rows, same scope, logged (EXP-1 to EXP-3)."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.evaluation.appeals.filing import file_appeal
from app.domain.evaluation.excuses.actions import excuse
from app.domain.evaluation.excuses.rules import ExcusedFor
from app.domain.evaluation.models import Evaluation
from app.domain.journal.models import SecurityEvent
from tests.evaluations import answer_as, assess, evaluation_of
from tests.hand_ins import finish, send
from tests.records.test_papers import cells_of, decide
from tests.surveys import answer_all, open_about


def body(answer) -> list[list[object]]:
    """The rows beneath title, note and headings."""
    assert answer.status_code == 200, answer.status_code
    return cells_of(answer)[3:]


def linked(clients, who: str, page: str, name: str) -> str:
    """The address of the file that a page offers."""
    text = clients[who].get(page).get_data(as_text=True)
    (found,) = {part.split('"')[0] for part in text.split('href="') if name in part.split('"')[0]}
    return found.replace("&amp;", "&")


def refused(clients, url: str, *others: str) -> None:
    for who in others:
        assert clients[who].get(url).status_code in (403, 404), who


def test_the_surveys_with_the_number_of_the_morning_only(cast, clients, period):
    form_id = open_about(cast, period)
    answer_all(form_id, [3] * 6)
    url = linked(clients, "district_officer", "/district/opinions", "opinions.xlsx")
    rows = {row[0]: row for row in body(clients.district_officer.get(url))}
    assert rows["Đỗ Văn Minh"][1:5] == ["Hiệu trưởng", "Trường THCS Nguyễn Du", 7, 0]  # ANON-3: not six
    assert "Dương Thị Vân" not in rows
    refused(clients, url, "teacher", "principal", "vice_principal", "far_officer", "commune_officer")
    (event,) = db.session.scalars(select(SecurityEvent).where(SecurityEvent.event == "exported"))
    assert event.detail["what"] == "surveys" and event.detail["rows"] == len(rows)


def test_those_who_are_not_due_with_the_reason(cast, clients, period):
    mine = evaluation_of(cast, period, "teacher")
    excuse(cast.principal.viewer, mine, ExcusedFor.LONG_LEAVE, "=Nghỉ thai sản theo quyết định")
    url = linked(clients, "principal", "/principal/evaluations/not-due", "not-due.xlsx")
    ((name, school, reason, note),) = body(clients.principal.get(url))
    assert (name, school) == (cast.teacher.name, "Trường THCS Nguyễn Du")
    assert reason and "Nghỉ thai sản theo quyết định" in note
    assert body(clients.stranger_principal.get(url)) == []
    refused(clients, url, "teacher", "staff")


def test_the_appeals_of_the_office_above(cast, clients, period):
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", "2" * 15)
    decide(cast, mine, levels="2" * 15)
    file_appeal(cast.teacher.viewer, mine, "Tiêu chí 5 đã có minh chứng từ tháng 3.", [5])
    url = linked(clients, "district_head", "/district/evaluations/appeals", "appeals.xlsx")
    ((name, post, unit, year, *_),) = body(clients.district_head.get(url))
    assert (name, post, unit, year) == (cast.teacher.name, "Giáo viên", "Trường THCS Nguyễn Du", 2022)
    refused(clients, url, "teacher", "principal", "district_officer")
    assert body(clients.director.get(url)) == []


def test_the_groups_and_who_was_asked_never_what_was_said(cast, clients, period):
    answer_as(cast, period, cast.peer.person_id, 3)
    url = linked(clients, "principal", f"/principal/groups/{period}", "groups.xlsx")
    rows = body(clients.principal.get(url))
    assert rows and rows[0][2] == rows[0][3] + rows[0][4]
    refused(clients, url, "teacher", "group_head", "district_officer")
    assert body(clients.stranger_principal.get(url)) != rows  # the own school's
    group_id = db.session.get_one(Evaluation, evaluation_of(cast, period, "teacher")).group_id
    url = linked(clients, "group_head", f"/teacher/groups/{period}/{group_id}/asked", "raters.xlsx")
    told = {row[0]: row[4] for row in body(clients.group_head.get(url))}
    assert told[cast.peer.name] == "Đã gửi đủ" and told[cast.teacher.name] == "Chưa gửi"
    assert body(clients.principal.get(url))
    refused(clients, url, "teacher", "peer", "district_officer", "stranger_principal")


def test_the_units_that_hand_in_and_the_people_behind_a_number(cast, clients, period):
    ids = finish(cast, period, "school")
    assert send(cast, period, "school") == []
    url = linked(clients, "district_officer", "/district/evaluations/hand-ins", "hand-ins.xlsx")
    rows = {row[0]: row for row in body(clients.district_officer.get(url))}
    assert rows["Trường THCS Nguyễn Du"][2:4] == [len(ids), len(ids)]
    refused(clients, url, "teacher", "principal", "district_admin", "province_admin", "ministry_officer")
    page = f"/district/evaluations/hand-ins/{cast.units['school']}/people?period={period}&figure=ranked"
    url = linked(clients, "district_officer", page, "hand-in-people.xlsx")
    assert len(body(clients.district_officer.get(url))) == len(ids)
    refused(clients, url, "teacher", "vice_principal", "stranger_principal", "far_officer", "commune_officer")
    own = linked(
        clients, "principal", f"/principal/evaluations/hand-in/people?period={period}&figure=ranked", "people.xlsx"
    )
    found = body(clients.principal.get(own))
    assert {row[-1] for row in found} == {"Khá"} and len(found) == len(ids)


@pytest.mark.parametrize("name", ["opinions", "not-due", "groups", "hand-ins", "raters"])
def test_a_period_that_is_not_there_is_no_file(clients, period, name):
    for who in ("district_head", "principal", "teacher", "director"):
        assert clients[who].get(f"/records/lists/{period + 1}/{name}.xlsx").status_code in (403, 404)
