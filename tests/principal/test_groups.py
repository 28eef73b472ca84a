"""A group head and the head of the school watch colleagues' opinions: figures that open lists, reminders, adjusting."""

import io

import openpyxl
import pytest
from sqlalchemy import select

from app.commands.bench.budgets import LIST, PAGE
from app.commands.bench.measuring import cost_of
from app.db import db
from app.domain import clock
from app.domain.evaluation import deciding
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.peers.about import about
from app.domain.evaluation.peers.adjusting import adjust
from app.domain.evaluation.peers.arranging import arrange
from app.domain.evaluation.peers.rules import Way
from app.domain.evaluation.peers.settled import arrangement_of
from app.domain.notices.models import Notice
from tests.evaluations import (
    OPINIONS_DUE,
    answer_as,
    assess,
    evaluation_of,
    give_opinions,
    hold_period,
    make_small_group,
    move_day,
)
from tests.pages import words

WHY = "Cùng dạy khối 9 trong năm học."


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def small(cast):
    return make_small_group(cast)


@pytest.fixture
def period(cast, small):
    return hold_period(cast)


@pytest.fixture
def group(cast, period):
    return db.session.get_one(Evaluation, evaluation_of(cast, period, "teacher")).group_id


def everybody_answers(cast, period, group):
    for person_id in db.session.scalars(select(Evaluation.person_id).where(Evaluation.group_id == group)).all():
        answer_as(cast, period, person_id, 2)


def test_from_the_first_page_to_who_has_not_answered(clients, cast, period, group, small):
    give_opinions(cast, period, "peer", 2)
    home = text(clients.principal.get("/principal/"))
    assert f"/principal/groups/{period}" in home and "4/22 ý kiến" in home
    assert clients.principal.get("/principal/groups").location.endswith(f"/groups/{period}")
    page = text(clients.principal.get(f"/principal/groups/{period}"))
    assert "Tổ Toán - Tin" in page and "Tổ Thể dục" in page and "Ít hơn 3 người được hỏi" in page
    assert f"/principal/groups/{period}/{group}/asked?state=silent" in page
    silent = words(clients.principal.get(f"/principal/groups/{period}/{group}/asked?state=silent"))
    done = words(clients.principal.get(f"/principal/groups/{period}/{group}/asked?state=done"))
    assert cast.peer.name in done and cast.peer.name not in silent and cast.teacher.name in silent
    assert "/principal/groups" in text(clients.principal.get("/principal/evaluations"))


def test_each_figure_opens_as_many_people_as_it_counts(clients, cast, period, group):
    give_opinions(cast, period, "peer", 2)
    for state, number in (("asked", 5), ("done", 1), ("silent", 4)):
        page = text(clients.group_head.get(f"/teacher/groups/{period}/{group}/asked?state={state}"))
        assert page.count('<th scope="row">') == number, state


def test_a_group_head_is_led_to_the_own_group(clients, cast, period, group):
    assert "20 ý kiến" in text(clients.group_head.get("/teacher/"))
    answer = clients.group_head.get(f"/teacher/groups/{period}")
    assert answer.status_code == 303 and answer.location.endswith(f"/groups/{period}/{group}")
    page = text(clients.group_head.get(answer.location))
    own, other = (evaluation_of(cast, period, key) for key in ("group_head", "teacher"))
    assert f"/teacher/groups/people/{other}" in page and f"/teacher/groups/people/{own}" not in page
    assert "(thầy/cô)" in page and "Ghép tổ" not in page


PAGES = ("", "/asked", "/remind")


@pytest.mark.parametrize("who", ["teacher", "peer", "staff", "stranger", "stranger_principal", "far_teacher"])
def test_az_2_for_others_the_pages_do_not_exist(clients, cast, period, group, who):
    door = "principal" if who == "stranger_principal" else "teacher"
    about_one = evaluation_of(cast, period, "teacher")
    addresses = [f"/{door}/groups/{period}/{group}{page}" for page in PAGES]
    addresses += [f"/{door}/groups/people/{about_one}{page}" for page in ("", "/asked")]
    addresses.append(f"/{door}/groups/{period}/{group}/arrange")
    for url in addresses:
        assert clients[who].get(url).status_code == 404, url
    for url in (addresses[2], addresses[4], addresses[5]):
        for headers in ({}, {"HX-Request": "true"}):
            assert clients[who].post(url, headers=headers).status_code == 404, url
    if door == "teacher":
        assert clients[who].get("/teacher/groups").status_code == 404


def test_az_5_no_page_about_oneself_and_none_of_another_group(clients, cast, period, small):
    own = evaluation_of(cast, period, "group_head")
    for url in (
        f"people/{own}",
        f"people/{own}/asked",
        f"{period}/{small}",
        f"{period}/rest",
        f"{period}/{small}/arrange",
    ):
        assert clients.group_head.get(f"/teacher/groups/{url}").status_code == 404, url


def test_a_vice_principal_reads_and_does_not_act(clients, cast, period, group):
    page = text(clients.vice_principal.get(f"/principal/groups/{period}/{group}"))
    assert "Nhắc góp ý" not in page and "người chưa gửi đủ" in page
    assert clients.vice_principal.get(f"/principal/groups/{period}/{group}/remind").status_code == 404
    assert clients.vice_principal.get(f"/principal/groups/{period}/{group}/arrange").status_code == 404
    mine = evaluation_of(cast, period, "teacher")
    assert "Không đổi được" in text(clients.vice_principal.get(f"/principal/groups/people/{mine}/asked"))
    answer = clients.vice_principal.post(
        f"/principal/groups/people/{mine}/asked", data={"add": [str(cast.staff.person_id)], "reason": WHY}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("hx", [False, True])
def test_a_reminder_is_seen_before_it_is_sent(clients, cast, period, group, hx):
    url = f"/teacher/groups/{period}/{group}/remind"
    page = text(clients.group_head.get(url))
    assert "4 người" in page and "Phạm Văn Khoa nhắc" in page
    answer = clients.group_head.submit(url, hx=hx)
    target = answer.headers["HX-Redirect"] if hx else answer.location
    assert answer.status_code == (204 if hx else 303)
    assert "Đã nhắc 4 người" in text(clients.group_head.get(target))
    assert "Hôm nay mọi người trong danh sách đã được nhắc" in text(clients.group_head.get(url))
    assert len(db.session.scalars(select(Notice).where(Notice.kind == "peer_reminder")).all()) == 4


def test_who_is_asked_is_changed_on_a_page_of_its_own(clients, cast, period, group):
    mine, vice = evaluation_of(cast, period, "teacher"), cast.vice_principal.person_id
    url = f"/teacher/groups/people/{mine}"
    refused = clients.group_head.submit(f"{url}/asked", add=[str(vice)], reason="ngắn")
    assert refused.status_code == 422 and "ít nhất 10 chữ" in text(refused) and "ngắn" in text(refused)
    answer = clients.group_head.submit(f"{url}/asked", add=[str(vice)], drop=[str(cast.peer.person_id)], reason=WHY)
    assert answer.status_code == 303
    page = words(clients.group_head.get(url))
    assert cast.vice_principal.name in page and cast.peer.name not in page and "0/4 người" in page
    forged = {"add": [str(cast.teacher.person_id), "x"], "reason": WHY, "version": "0"}
    assert clients.group_head.post(f"{url}/asked", data=forged).status_code == 409


def test_con_1_a_stale_list_shows_both_sides_and_keeps_what_was_chosen(clients, cast, period, group):
    mine, vice = evaluation_of(cast, period, "teacher"), cast.vice_principal.person_id
    url = f"/principal/groups/people/{mine}/asked"
    shown = about(cast.principal.viewer, mine).asking.version
    adjust(cast.group_head.viewer, mine, [], [cast.peer.person_id], WHY)
    sent = {"version": str(shown), "add": [str(vice)], "reason": WHY}
    answer = clients.principal.post(url, data=sent)
    page = words(answer)
    assert (
        answer.status_code == 409
        and "vừa được đổi ở trang khác hoặc máy khác" in page
        and "hỏi thêm Vũ Thị Hạnh" in page
    )
    fresh = about(cast.principal.viewer, mine).asking.version
    assert f'value="{fresh}"' in text(answer) and WHY in text(answer)
    assert clients.principal.post(url, data=sent | {"version": str(fresh)}).status_code == 303


def test_a_small_group_is_joined_or_left_out(clients, cast, period, group, small):
    base = f"/principal/groups/{period}/{small}"
    assert "Ghép tổ" in text(clients.principal.get(base))
    assert clients.principal.submit(f"{base}/arrange", way="joined", remark=WHY).status_code == 422
    answer = clients.principal.submit(f"{base}/arrange", way="joined", joined=[str(group)], remark=WHY)
    assert answer.status_code == 303 and "Có hỏi thêm người của tổ" in text(clients.principal.get(answer.location))
    shown = arrangement_of(period, small).version
    arrange(cast.principal.viewer, period, small, Way.ALONE, [], "")
    stale = clients.principal.post(f"{base}/arrange", data={"version": str(shown), "way": "left_out", "remark": WHY})
    assert stale.status_code == 409 and "vừa được đổi ở trang khác hoặc máy khác" in text(stale) and WHY in text(stale)
    assert clients.principal.submit(f"{base}/arrange", way="left_out", remark=WHY).status_code == 303
    assert "Không tổng hợp ý kiến của tổ này" in text(clients.principal.get(base))


def tally(cast, period, group, ending=""):
    return f"/records/papers/{period}/{cast.units['school']}/tally{ending}?group={group}"


def test_anon_10_counts_of_the_group_come_after_the_step_and_the_heads_own_with_their_result(
    clients, cast, period, group
):
    everybody_answers(cast, period, group)
    mine = evaluation_of(cast, period, "teacher")
    for door, who in (("teacher", "group_head"), ("principal", "principal")):
        page = words(clients[who].get(f"/{door}/groups/people/{mine}"))
        assert "chỉ hiện ra khi hết hạn" in page and "Tốt" not in page
        assert "chờ góp ý" in text(clients[who].get(tally(cast, period, group)))
    clock.pin_today(OPINIONS_DUE)
    page = text(clients.group_head.get(f"/teacher/groups/people/{mine}"))
    assert page.count('data-label="Khá">4<') == 15
    file = clients.group_head.get(tally(cast, period, group, ".xlsx"))
    rows = [
        [cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(file.get_data())).active.iter_rows()
    ]
    by_name = {(row[1], row[3]): row for row in rows[3:]}
    assert by_name[cast.teacher.name, "K"][2] == 4 and by_name[cast.teacher.name, "K"][4] == 4
    assert by_name[cast.group_head.name, "K"][2] == "chưa công bố" and by_name[cast.group_head.name, "K"][4] is None
    assert "Bản nháp" in text(clients.group_head.get(tally(cast, period, group)))
    assert "Bản chính thức" in text(clients.principal.get(tally(cast, period, group)))
    own = evaluation_of(cast, period, "group_head")
    assess(cast, own, "group_head", "2" * 15)
    version = deciding.rate(cast.principal.viewer, own, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.decide(cast.principal.viewer, own, 2, "", version)
    deciding.publish(cast.principal.viewer, [own])
    assert "Bản chính thức" in text(clients.group_head.get(tally(cast, period, group)))


@pytest.mark.parametrize("who", ["teacher", "peer", "staff", "school_admin", "stranger_principal", "far_officer"])
def test_az_2_the_groups_sheet_is_nobody_elses(clients, cast, period, group, who):
    for ending in ("", ".pdf", ".xlsx"):
        assert clients[who].get(tally(cast, period, group, ending)).status_code == 404, ending


def test_az_2_a_group_head_reads_the_sheet_of_the_own_group_only(clients, cast, period, group, small):
    assert clients.group_head.get(tally(cast, period, group)).status_code == 200
    assert clients.group_head.get(tally(cast, period, small)).status_code == 404
    school = f"/records/papers/{period}/{cast.units['school']}"
    for other in (school, f"{school}/school?group={group}", f"{school}/report"):
        assert clients.group_head.get(other).status_code == 404, other
    elsewhere = f"/records/papers/{period}/{cast.units['other_school']}/tally?group={group}"
    assert clients.group_head.get(elsewhere).status_code == 404


def test_anon_10_no_page_of_those_who_watch_says_what_somebody_said(clients, cast, period, group):
    """One says "Chưa đạt" throughout, all others "Tốt": no page says that word to anybody, nor a lone 1 beside it."""
    answer_as(cast, period, cast.peer.person_id, 0)
    mine = evaluation_of(cast, period, "teacher")
    for door, who in (("teacher", "group_head"), ("principal", "principal"), ("principal", "vice_principal")):
        base = f"/{door}/groups/{period}/{group}"
        for url in (base, f"{base}/asked?state=done", f"/{door}/groups/people/{mine}"):
            page = words(clients[who].get(url))
            assert "Chưa đạt" not in page and "Tốt" not in page, (who, url)


def test_rel_7_the_pages_cost_little(clients, cast, period, group):
    mine = evaluation_of(cast, period, "teacher")
    for path in (f"{period}", f"{period}/{group}", f"{period}/{group}/asked"):
        cost = cost_of(clients.principal, db.engine, f"/principal/groups/{path}", times=1)
        assert cost.status == 200 and cost.queries <= LIST.queries and cost.kilobytes <= LIST.kilobytes, (path, cost)
    for path in (f"{period}/{group}/remind", f"{period}/{group}/arrange", f"people/{mine}/asked"):
        cost = cost_of(clients.principal, db.engine, f"/principal/groups/{path}", times=1)
        assert cost.status == 200 and cost.kilobytes <= PAGE.kilobytes and cost.queries <= LIST.queries, (path, cost)
    path = f"/teacher/groups/{period}/{group}"
    cost = cost_of(clients.group_head, db.engine, path, times=1)
    assert cost.status == 200 and cost.queries <= LIST.queries, cost


def test_after_the_deadline_no_group_is_said_to_be_answering(cast, clients, period):
    url = f"/principal/groups/{period}"
    assert "Đang góp ý" in words(clients.principal.get(url))
    move_day(0, since=OPINIONS_DUE)
    page = words(clients.principal.get(url))
    assert "Đang góp ý" not in page and "Hết hạn, chưa gửi đủ" in page
