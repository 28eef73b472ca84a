"""The offices above: their list, one unit, several at once, their own; units elsewhere do not exist for them."""

from datetime import date

import pytest

from app.commands.bench.budgets import PAGE
from app.commands.bench.measuring import cost_of
from app.db import db
from app.domain.evaluation.enrolment import finish_enrolment
from app.domain.evaluation.hand_in.rules import Move
from app.domain.evaluation.opening import open_period
from app.domain.evaluation.results import actions as results
from app.domain.evaluation.results.rules import Paper
from tests.evaluations import evaluation_of, plan
from tests.hand_ins import REASON, accept, decide, due_in, finish, hand_in_of, send
from tests.pages import words

URL, SO = "/district/evaluations/hand-ins", "/province/evaluations/hand-ins"
HX = {"HX-Request": "true"}


@pytest.fixture
def sent(cast, period):
    finish(cast, period, "school")
    send(cast, period, "school")
    return period


def period_of_2020(cast) -> int:
    found, problems = open_period(
        cast.province_officer.viewer, plan(kind="entered", year=2020, cutoff=date(2020, 3, 31))
    )
    assert found is not None, problems
    finish_enrolment(found)
    return found


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_from_the_first_page_to_the_check_and_the_acceptance(clients, cast, sent):
    school = cast.units["school"]
    assert "1 đơn vị" in words(clients.district_head.get("/district/"))
    page = text(clients.district_head.get(f"{URL}?state=waiting"))
    assert "Trường THCS Nguyễn Du" in page and "Trường THCS Lê Lợi" not in page
    assert "Ghi quyết định" in text(clients.district_head.get(f"{URL}/{school}"))
    answer = clients.district_head.submit(f"{URL}/{school}/decide", decision="check")
    assert answer.status_code == 303 and hand_in_of(cast, sent, "school").state == "checked"
    assert "Chấp nhận kết quả đánh giá năm 2022" in words(clients.director.get("/province/"))
    data = {"decision": "accept", "version": str(hand_in_of(cast, sent, "school").version)}
    answer = clients.director.post(f"{SO}/{school}/decide", data=data, headers=HX)
    assert answer.status_code == 204 and hand_in_of(cast, sent, "school").state == "accepted"
    assert "Mở lại kết quả" in text(clients.director.get(f"{SO}/{school}"))
    assert "Mở lại" not in text(clients.district_head.get(f"{URL}/{school}"))
    assert clients.director.submit(f"{SO}/{school}/decide", decision="reopen").status_code == 422
    clients.director.submit(f"{SO}/{school}/decide", decision="reopen", reason=REASON)
    assert hand_in_of(cast, sent, "school").state == "reopened"


def test_a_return_needs_its_reason_and_keeps_what_was_typed(clients, cast, sent):
    url = f"{URL}/{cast.units['school']}/decide"
    page = clients.district_head.submit(url, decision="return", reason="Sai")
    assert page.status_code == 422 and "Hãy viết rõ lý do" in words(page) and "Sai" in text(page)
    assert clients.district_head.submit(url, decision="return", reason=REASON).status_code == 303
    assert hand_in_of(cast, sent, "school").reason == REASON


def test_several_at_once_each_with_its_numbers(clients, cast, sent):
    finish(cast, sent, "other_school")
    send(cast, sent, "other_school")
    page = words(clients.district_head.get(f"{URL}/several"))
    due = len(due_in(cast, sent, "school"))
    assert f"Trường THCS Nguyễn Du: {due}/{due} người đã xếp loại (Khá {due})" in page
    assert "Hãy chọn ít nhất một đơn vị" in words(clients.district_head.submit(f"{URL}/several"))
    stale = f"{cast.units['other_school']}:1"
    chosen = [f"{cast.units['school']}:{hand_in_of(cast, sent, 'school').version}", stale, "999:1"]
    answer = clients.district_head.post(f"{URL}/several", data={"units": chosen, "submit_key": "abc"})
    told = words(answer)
    assert "1 đơn vị đã chuyển lên Sở, 2 đơn vị chưa chuyển được. Còn 1 đơn vị chờ." in told
    assert "Chưa chuyển được (1)" in told and "vừa thay đổi" in told and "1 đơn vị đã chọn không còn" in told
    assert hand_in_of(cast, sent, "school").state == "checked"
    assert hand_in_of(cast, sent, "other_school").state == "sent"
    assert "Trường THCS Nguyễn Du" in words(clients.director.get(f"{SO}/several"))


def test_every_number_opens_as_many_as_it_counts(clients, cast, sent):
    school = cast.units["school"]
    for figure in ("due", "ranked", "published", "rank_2"):
        listed = words(clients.district_officer.get(f"{URL}/{school}/people?figure={figure}"))
        assert f"{len(due_in(cast, sent, 'school'))} người" in listed, figure
    for figure in ("excused", "rank_3", "appealed", "newcomers", "nonsense"):
        page = words(clients.district_officer.get(f"{URL}/{school}/people?figure={figure}"))
        assert ("Không có ai" in page) is (figure != "nonsense")


def test_an_officer_prepares_and_does_not_decide(clients, cast, sent):
    school = cast.units["school"]
    page = text(clients.district_officer.get(f"{URL}/{school}"))
    assert "Ghi quyết định" not in page and "Khá" in page
    assert clients.district_officer.get(f"{URL}/{school}/decide").status_code == 404
    sent_anyway = {"decision": "check", "version": str(hand_in_of(cast, sent, "school").version)}
    assert clients.district_officer.post(f"{URL}/{school}/decide", data=sent_anyway).status_code == 404
    assert clients.district_officer.get(f"{URL}/several").status_code == 404
    assert hand_in_of(cast, sent, "school").state == "sent"


@pytest.mark.parametrize(
    ("who", "base"), [("commune_officer", URL), ("far_officer", SO)],
)  # fmt: skip
def test_az_for_another_province_there_is_no_such_unit(clients, cast, sent, who, base):
    school = cast.units["school"]
    assert "Nguyễn Du" not in text(clients[who].get(base))
    for path in (f"/{school}", f"/{school}/people", f"/{school}/decide"):
        assert clients[who].get(f"{base}{path}?period={sent}").status_code == 404
    assert clients[who].post(f"{base}/{school}/decide?period={sent}", data={"decision": "check"}).status_code == 404


def test_con_1_a_stale_decision_is_refused_and_keeps_what_was_typed(clients, cast, sent):
    url = f"{URL}/{cast.units['school']}/decide"
    answer = clients.district_head.post(url, data={"decision": "return", "reason": REASON, "version": "1"})
    assert answer.status_code == 409 and REASON in text(answer)
    assert hand_in_of(cast, sent, "school").state == "sent"


@pytest.mark.parametrize(("who", "base"), [("district_officer", URL), ("director", SO)])
def test_a_name_behind_a_number_opens_the_result_and_its_scans(clients, cast, sent, who, base):
    listed = clients[who].get(f"{base}/{cast.units['school']}/people?figure=rank_2")
    mine = f"/records/papers/people/{evaluation_of(cast, sent, 'teacher')}/result"
    assert mine in text(listed) and clients[who].get(mine).status_code == 200


def test_the_first_page_names_every_year_that_waits(clients, cast, sent):
    """Results of 2020 come from paper while 2022 is held: neither hides the other, here nor at the school."""
    earlier = period_of_2020(cast)
    lan = cast.teacher.person_id
    evaluation_id = results.add_newcomer(cast.principal.viewer, earlier, lan)
    blank = (None,) * 15
    assert results.enter(cast.principal.viewer, evaluation_id, Paper(2, blank), 0) == []
    page = words(clients.principal.get("/principal/"))
    assert "Nộp kết quả đánh giá năm 2020" in page and "Đã nhập đủ" in page
    assert send(cast, earlier, "school") == []
    page = words(clients.principal.get("/principal/"))
    assert "Nộp kết quả đánh giá năm 2020" not in page and "Đã nộp" in page
    page = words(clients.district_head.get("/district/"))
    assert "Kiểm tra kết quả đánh giá năm 2022" in page and "Kiểm tra kết quả đánh giá năm 2020" in page
    decide(cast, "district_head", earlier, "school", Move.RETURN)
    assert "Nộp kết quả đánh giá năm 2020" in words(clients.principal.get("/principal/"))
    send(cast, earlier, "school")
    decide(cast, "district_head", earlier, "school", Move.CHECK, "")
    assert "Chấp nhận kết quả đánh giá năm 2020" in words(clients.director.get("/province/"))


def test_the_middle_level_hands_in_its_own(clients, cast, period):
    finish(cast, period, "district")
    assert "Nộp kết quả đánh giá năm 2022" in words(clients.district_head.get("/district/"))
    assert clients.district_head.submit("/district/evaluations/hand-in/send", sure="y").status_code == 303
    decide(cast, "director", period, "district", Move.ACCEPT, "")
    assert "Đã chấp nhận" in words(clients.district_officer.get("/district/evaluations/hand-in"))


def test_the_ministry_reads_numbers_of_provinces(clients, cast, period):
    accept(cast, period, "school")
    page = words(clients.ministry_officer.get("/ministry/hand-ins"))
    assert "Sở GDĐT Bắc Hà" in page and "1 (20%)" in page and "Nguyễn Du" not in page
    assert "2022" in words(clients.ministry_officer.get("/ministry/hand-ins?year=1999"))


def test_the_pages_stay_within_their_budget(clients, cast, sent):
    school = cast.units["school"]
    for who, base in (("district_head", URL), ("director", SO)):
        for url in (base, f"{base}/{school}", f"{base}/{school}/people", f"{base}/several"):
            cost = cost_of(clients[who], db.engine, url, times=1)
            assert cost.queries <= (12 if url == base else PAGE.queries), (url, cost)
            assert cost.kilobytes <= PAGE.kilobytes, (url, cost)


def test_numbers_of_the_list_open_their_people_and_the_unit_its_forms(clients, cast, sent):
    school, due = cast.units["school"], len(due_in(cast, sent, "school"))
    page = text(clients.district_head.get(URL))
    assert f'href="{URL}/{school}/people?period={sent}&amp;figure=ranked">{due}</a>' in page
    assert f'href="{URL}/{school}/people?period={sent}">{due}</a>' in page
    assert f"{due} người" in words(clients.district_head.get(f"{URL}/{school}/people?figure=ranked"))
    forms = f"/records/papers/{sent}/{school}"
    assert forms in text(clients.district_head.get(f"{URL}/{school}"))
    assert clients.district_head.get(forms).status_code == 200


def test_what_lies_with_the_unit_asks_the_head_above_for_nothing(clients, cast, sent):
    url, hint = f"{URL}/{cast.units['school']}", "ghi quyết định; không ai duyệt kết quả do chính mình nộp"
    assert hint in words(clients.district_officer.get(url))
    decide(cast, "district_head", sent, "school", Move.RETURN)
    assert hint not in words(clients.district_officer.get(url)) + words(clients.district_head.get(url))
