"""The head rates ten people on one page: each row a form of its own, several ranked at once."""

import re

import pytest
from sqlalchemy import select

from app.commands.bench.budgets import LIST, PAGE
from app.commands.bench.measuring import cost_of
from app.db import db
from app.domain import clock
from app.domain.evaluation import deciding, self_assessment
from app.domain.evaluation.models import Decision, Evaluation
from app.domain.evaluation.roll import people_to_decide
from app.domain.evaluation.sheets import sheet_of
from app.domain.organisation.models import Unit
from tests.evaluations import OPINIONS_DUE, answer_as, assess, evaluation_of, give_opinions, hold_period, move_day
from tests.factories import make_teacher
from tests.pages import fill, find_form

GOOD = "2" * 15
HX = {"HX-Request": "true"}
GRID = "/principal/evaluations/grid"


def text(answer) -> str:
    return answer.get_data(as_text=True)


def levels(value="2", size=15, **more):
    return {f"level_{no}": value for no in range(1, size + 1)} | more


@pytest.fixture
def sent(cast, period):
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", GOOD)
    return mine


def answer_for(cast, period, evaluation_id, level):
    """Every other colleague says the same about everybody they are asked about; the step is over: counts show."""
    raters = db.session.scalars(
        select(Evaluation.person_id).where(Evaluation.period_id == period, Evaluation.group_id.is_not(None))
    ).all()
    about = db.session.get_one(Evaluation, evaluation_id).person_id
    for person_id in [each for each in raters if each != about]:
        answer_as(cast, period, person_id, level)
    clock.pin_today(OPINIONS_DUE)


def test_without_javascript_a_row_is_saved_and_the_page_comes_back_at_it(clients, cast, sent):
    client = clients.principal
    page = text(client.get(GRID))
    assert f'id="row-{sent}"' in page and page.count(" selected") == 1  # the filter: no level is chosen for the head
    answer = client.submit(GRID, form=f"/grid/{sent}", **levels())
    assert answer.status_code == 303 and answer.location.endswith(f"#row-{sent}")
    page = text(client.get(answer.location))
    assert "15/15 tiêu chí · Khá" in page and "Theo Thông tư" not in page and "Lên Tốt cần nâng ít nhất" in page
    assert db.session.get_one(Decision, sent).levels == GOOD


def test_with_htmx_a_save_answers_with_the_row_s_verdict_and_its_new_version(clients, cast, sent):
    answer = clients.principal.post(f"{GRID}/{sent}", data=levels("2", level_8="0", version="0"), headers=HX)
    page = text(answer)
    assert page.strip().startswith(f'<div id="told-{sent}">') and 'name="version" value="1"' in page
    assert "Chưa đạt" in page and "Cần lý do ở tiêu chí 8" in page and f'id="r{sent}-8"' in page
    answer = clients.principal.post(
        f"{GRID}/{sent}", data=levels("2", level_8="0", reason_8="Vi phạm nội quy", version="1"), headers=HX
    )
    assert "Cần lý do" not in text(answer) and "Vi phạm nội quy" in text(answer)


def test_a_row_that_brings_no_reasons_leaves_those_that_were_given(clients, cast, sent):
    version = deciding.rate(cast.principal.viewer, sent, {8: 0}, {8: "Vi phạm nội quy"}, 0, "Nhận xét")
    clients.principal.post(f"{GRID}/{sent}", data={"level_1": "3", "version": str(version)}, headers=HX)
    kept = db.session.get_one(Decision, sent)
    assert kept.reasons == {"8": "Vi phạm nội quy"} and kept.comment == "Nhận xét" and kept.levels[7] == "0"


def test_a_level_is_taken_back_by_an_empty_choice(clients, cast, sent):
    deciding.rate(cast.principal.viewer, sent, {1: 3, 2: 2}, {}, 0)
    clients.principal.post(f"{GRID}/{sent}", data={"level_1": "", "version": "1"}, headers=HX)
    assert db.session.get_one(Decision, sent).levels == "-2" + "-" * 13


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_con_1_a_stale_row_shows_both_sides_and_keeps_either(clients, cast, sent, headers):
    deciding.rate(cast.principal.viewer, sent, {1: 3}, {}, 0)
    mine = levels("2", version="0")
    answer = clients.principal.post(f"{GRID}/{sent}", data=mine, headers=headers)
    page = text(answer)
    assert answer.status_code == 409 and "vừa được sửa trên thiết bị khác" in page
    assert re.search(r"Tiêu chí 1</th><td[^>]*>Khá</td><td[^>]*>Tốt</td>", page) and 'name="keep" value="1"' in page
    assert db.session.get_one(Decision, sent).levels == "3" + "-" * 14
    if not headers:
        assert page.count(" selected") == 1 + 15  # what was typed stands in the cells
    again = clients.principal.post(f"{GRID}/{sent}", data=mine, headers=headers)
    assert again.status_code == 409  # another autosave does not decide for the head
    db.session.rollback()
    assert clients.principal.post(f"{GRID}/{sent}", data=mine | {"keep": "1"}, headers=headers).status_code < 400
    assert db.session.get_one(Decision, sent).levels == GOOD


def test_con_1_a_row_whose_answer_was_lost_goes_on_and_no_other_page_s_does(clients, cast, sent):
    client, url = clients.principal, f"{GRID}/{sent}"
    lost = levels("2", version="0", submit_key="a" * 32)
    assert client.post(url, data=lost, headers=HX).status_code == 200
    assert client.post(url, data=lost | {"level_1": "3", "reason_1": "Đã xem"}, headers=HX).status_code == 200
    assert client.post(url, data=lost | {"submit_key": "b" * 32}, headers=HX).status_code == 409
    keys = re.findall(r'name="submit_key" value="(\w{32})"', text(client.get(GRID)))
    assert len(keys) == len(set(keys)) > 0  # each row is a form of its own


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_a_reason_too_long_is_an_error_of_its_row_that_keeps_what_was_typed(clients, cast, sent, headers):
    answer = clients.principal.post(
        f"{GRID}/{sent}", data=levels("2", level_8="0", reason_8="x" * 1001, version="0"), headers=headers
    )
    assert answer.status_code == 422 and "Nhiều nhất 1000 ký tự" in text(answer) and "x" * 1001 in text(answer)


def test_a_row_still_open_to_its_person_is_read_only_and_says_why(clients, cast, period):
    mine = evaluation_of(cast, period, "peer")
    page = text(clients.principal.get(GRID))
    assert "còn thời hạn tự đánh giá" in page and f"/grid/{mine}" not in page
    answer = clients.principal.post(f"{GRID}/{mine}", data=levels(version="0"))
    assert answer.status_code == 409 and "còn thời hạn tự đánh giá" in text(answer)


@pytest.mark.parametrize("who", ["vice_principal", "stranger_principal", "upper_principal"])
def test_az_the_grid_shows_and_saves_one_s_own_office_only(clients, cast, sent, who):
    client = clients[who]
    for path in (GRID, f"{GRID}/start", f"{GRID}/decide"):
        assert "Trần Thị Lan" not in text(client.get(path))
    for headers in ({}, HX):
        assert client.post(f"{GRID}/{sent}", data=levels(version="0"), headers=headers).status_code == 404
    assert client.post(f"{GRID}/decide", data={"people": [f"{sent}:0"]}).status_code in {404, 200}
    assert db.session.get(Decision, sent) is None


def test_az_an_admin_and_a_teacher_find_no_grid(clients, cast, sent):
    for who in ("school_admin", "teacher", "district_head"):
        assert clients[who].get(GRID).status_code == 403


def test_starting_from_the_colleagues_is_a_page_of_its_own_and_saves_nothing(clients, cast, period, sent):
    answer_for(cast, period, sent, 1)
    client = clients.principal
    assert text(client.get(GRID)).count(" selected") == 1  # at hand beneath the cells, never in them
    check = text(client.get(f"{GRID}/start?row={sent}"))
    assert "Trần Thị Lan" in check and "Chưa lưu gì" in check and ">15</td>" in check
    page = text(client.get(f"{GRID}?start={sent}"))
    assert page.count(" selected") == 1 + 15 and "đang điền theo mức phổ biến của đồng nghiệp" in page
    assert db.session.get(Decision, sent) is None
    answer = client.submit(f"{GRID}?start={sent}", form=f"/grid/{sent}", level_3="2")
    page = text(client.get(answer.location))
    assert "đang điền" not in page
    assert db.session.get_one(Decision, sent).levels == "112" + "1" * 12


def test_starting_fills_blank_cells_only(clients, cast, period, sent):
    answer_for(cast, period, sent, 1)
    deciding.rate(cast.principal.viewer, sent, {2: 3}, {}, 0)
    page = text(clients.principal.get(f"{GRID}?start={sent}"))
    chosen = re.findall(rf'id="c{sent}-(\d+)".*?value="(\d)" selected', page)
    assert dict(chosen)["2"] == "3" and dict(chosen)["1"] == "1"


def test_with_fewer_than_three_answers_there_is_nothing_to_start_from(clients, cast, period, sent):
    give_opinions(cast, period, "peer", 1)
    assert "Bắt đầu từ mức phổ biến" not in text(clients.principal.get(GRID))
    assert "Không có ô nào để điền" in text(clients.principal.get(f"{GRID}/start"))


def test_several_are_ranked_through_a_check_page_with_an_answer_each(clients, cast, period, sent):
    other = evaluation_of(cast, period, "peer")
    assess(cast, other, "peer", GOOD)
    deciding.rate(cast.principal.viewer, sent, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.rate(cast.principal.viewer, other, dict.fromkeys(range(1, 16), 2) | {8: 0}, {}, 0)
    client = clients.principal
    check = text(client.get(f"{GRID}/decide"))
    assert "Trần Thị Lan: Khá" in check and "Còn thiếu lý do" in check and "tiêu chí 8" in check
    assert "chưa xét được các ý kiến ấy" in check
    clock.pin_today(OPINIONS_DUE)
    assert "chưa xét được" not in text(client.get(f"{GRID}/decide"))
    deciding.rate(cast.principal.viewer, sent, {1: 3}, {1: "Đã xem hồ sơ"}, 1)  # meanwhile on another device
    answer = client.post(f"{GRID}/decide", data={"people": [f"{sent}:1", f"{other}:1"], "submit_key": "a1"})
    page = text(answer)
    assert answer.status_code == 200 and "0 người đã xếp loại, 2 người chưa xếp loại được." in page
    assert "Chưa xếp loại được (2)" in page and "thiết bị khác" in page
    answer = client.submit(f"{GRID}/decide")
    assert "1 người đã xếp loại." in text(answer)
    assert db.session.get_one(Evaluation, sent).state == "decided"


def test_con_4_a_double_tap_ranks_once_with_the_same_answer(clients, cast, period, sent):
    deciding.rate(cast.principal.viewer, sent, dict.fromkeys(range(1, 16), 2), {}, 0)
    form = {"people": [f"{sent}:1"], "submit_key": "b2"}
    first, second = (text(clients.principal.post(f"{GRID}/decide", data=form)) for _ in range(2))
    assert "1 người đã xếp loại." in first and "1 người đã xếp loại." in second


def test_nobody_chosen_and_nobody_ready_are_said_in_words(clients, cast, period, sent):
    assert "chưa có dòng nào đủ mức" in text(clients.principal.get(f"{GRID}/decide"))
    for people in ([], ["khong-co"], [f"{number}:0" for number in range(1, 12)]):
        assert clients.principal.post(f"{GRID}/decide", data={"people": people}).status_code == 422
    assert "Không có ai trong phần này" in text(clients.principal.get(f"{GRID}?state=published"))


@pytest.fixture
def large(cast):
    """42 people whose self-assessments are sent, ten of them a page; period and ids in the list's order."""
    school = db.session.get_one(Unit, cast.units["school"])
    for number in range(36):
        make_teacher(school, f"Lê Văn {'ABCDEGHIKLMNOPQRSTUVXY'[number % 22]}{number:02d}".replace("0", "o"))
    period = hold_period(cast)
    ids = [one.evaluation_id for one in people_to_decide(cast.principal.viewer, period)]
    move_day(1)
    for one in ids[:12]:
        person_id = db.session.get_one(Evaluation, one).person_id
        viewer = cast.teacher.viewer.acting_in(person_id=person_id)
        size = len(sheet_of(db.session.get_one(Evaluation, one)).form)
        version = self_assessment.save_levels(viewer, one, dict.fromkeys(range(1, size + 1), 2), 0)
        self_assessment.send(viewer, one, version)
        deciding.rate(cast.principal.viewer, one, dict.fromkeys(range(1, size + 1), 3), {1: "Có lý do"}, 0)
    return period, ids


def test_forty_two_people_come_in_pages_within_the_budgets(clients, cast, large):
    period, ids = large
    assert len(ids) == 42
    client = clients.principal
    pages = [re.findall(r'id="row-(\d+)"', text(client.get(f"{GRID}?page={number}"))) for number in range(1, 6)]
    assert [int(one) for page in pages for one in page] == ids and [len(page) for page in pages] == [10, 10, 10, 10, 2]
    for url, budget in ((GRID, LIST), ("/principal/evaluations", LIST), (f"{GRID}/decide", LIST)):
        cost = cost_of(client, db.engine, url, times=1)
        assert cost.status == 200
        assert cost.kilobytes <= budget.kilobytes and cost.queries <= budget.queries, (url, cost)


def test_the_sheet_stays_within_its_budget(clients, cast, sent):
    deciding.rate(cast.principal.viewer, sent, {1: 3}, {1: "Có lý do"}, 0)
    clients.principal.get(f"/principal/evaluations/{sent}")  # the process reads its standard once
    for path in ("", "/rank", "/history", "/editions/self/1"):
        cost = cost_of(clients.principal, db.engine, f"/principal/evaluations/{sent}{path}", times=1)
        assert cost.status == 200 and cost.queries <= (LIST if path == "/history" else PAGE).queries, (path, cost)
        assert cost.kilobytes <= PAGE.kilobytes, (path, cost)


def test_the_list_s_filters_and_order_live_in_its_address(clients, cast, large):
    client = clients.principal
    page = text(client.get("/principal/evaluations?state=waiting&sort=-name"))
    assert 'aria-sort="descending"' in page and "12 người" in page
    assert "sort=name" in page and "state=waiting" in page
    for nonsense in ("?state=x&sort=y&group=z&page=-3", "?group=99999999999999999999&page=9999", "?period=0"):
        assert client.get(f"/principal/evaluations{nonsense}").status_code == 200
        assert client.get(f"{GRID}{nonsense}").status_code == 200


def test_the_figures_of_the_home_open_their_lists(clients, cast, sent):
    page = text(clients.principal.get("/principal/"))
    for words, state in (
        ("1 phiếu", "waiting"),
        ("1/6 phiếu tự đánh giá đã nộp", "sent"),
        ("0/6 người đã xếp loại", "ranked"),
    ):
        assert words in page and f"state={state}" in page
    assert "Trần Thị Lan" in text(clients.principal.get("/principal/evaluations?state=sent"))


def test_in_a_year_between_the_sheet_says_why_nobody_is_ranked(clients, cast):
    period = hold_period(cast, head_decides=False)
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", GOOD)
    page = text(clients.principal.get(f"/principal/evaluations/{mine}"))
    assert "Năm nay chỉ tự đánh giá" in page and "Chờ xếp loại theo chuẩn" not in text(
        clients.principal.get("/principal/")
    )
    answer = clients.principal.post(f"/principal/evaluations/{mine}", data=levels(version="0"))
    assert answer.status_code == 409 and "Năm nay chỉ tự đánh giá" in text(answer)


def test_con_1_a_stale_sheet_shows_both_sides_words_too(clients, cast, sent):
    deciding.rate(cast.principal.viewer, sent, {1: 3}, {1: "Lý do kia"}, 0, "Nhận xét kia")
    form = levels("2", version="0", comment="Nhận xét này", reason_1="")
    for headers in ({}, HX):
        page = text(clients.principal.post(f"/principal/evaluations/{sent}", data=form, headers=headers))
        assert "Nhận xét này" in page and "Nhận xét kia" in page and "Lý do kia" in page
    answer = clients.principal.post(f"/principal/evaluations/{sent}", data=form | {"version": "1"})
    assert answer.status_code == 303 and db.session.get_one(Decision, sent).comment == "Nhận xét này"


def test_con_1_a_stale_rank_keeps_the_choice_and_shows_the_saved_levels(clients, cast, sent):
    deciding.rate(cast.principal.viewer, sent, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.rate(cast.principal.viewer, sent, {1: 3}, {1: "Đã xem hồ sơ"}, 1)
    answer = clients.principal.post(f"/principal/evaluations/{sent}/rank", data={"rank": "2", "version": "1"})
    page = text(answer)
    assert answer.status_code == 409 and "thiết bị khác" in page and "checked" in page and 'value="2"' in page
    data = fill(find_form(answer), {"rank": "2", "rank_reason": "Đã xem hồ sơ"})
    assert clients.principal.post(f"/principal/evaluations/{sent}/rank", data=data).status_code == 303


def test_history_and_earlier_editions_are_kept_and_open(clients, cast, sent):
    head = clients.principal
    deciding.return_to_person(cast.principal.viewer, sent, "Tiêu chí 5 chưa có minh chứng")
    version = self_assessment.save_levels(cast.teacher.viewer, sent, {5: 1}, 1)
    self_assessment.send(cast.teacher.viewer, sent, version)
    page = text(head.get(f"/principal/evaluations/{sent}"))
    assert (
        "Trả lại phiếu tự đánh giá" in page
        and "Tiêu chí 5 chưa có minh chứng" in page
        and "Đã nộp → Bị trả lại" in page
    )
    page = text(head.get(f"/principal/evaluations/{sent}/history"))
    assert "Phiếu tự đánh giá, lần 1" in page and "Phiếu tự đánh giá, lần 2" in page
    first, second = (text(head.get(f"/principal/evaluations/{sent}/editions/self/{no}")) for no in (1, 2))
    assert first.count(">Khá<") == 15 and second.count(">Khá<") == 14
    assert head.get(f"/principal/evaluations/{sent}/editions/self/3").status_code == 404
    assert clients.vice_principal.get(f"/principal/evaluations/{sent}/history").status_code == 404


def test_after_a_ranking_the_next_sheet_opens_with_a_word_about_the_last(clients, cast, period, sent):
    other = evaluation_of(cast, period, "peer")
    assess(cast, other, "peer", GOOD)
    clients.principal.submit(f"/principal/evaluations/{sent}", **levels())
    answer = clients.principal.submit(f"/principal/evaluations/{sent}/rank", rank="2")
    assert answer.location.endswith(f"/principal/evaluations/{other}")
    assert "Đã xếp loại Trần Thị Lan: Khá. Còn 1 phiếu chờ." in text(clients.principal.get(answer.location))
    answer = clients.principal.get(f"/principal/evaluations/{sent}/next")
    assert answer.status_code == 303 and answer.location.endswith(f"/evaluations/{other}")
