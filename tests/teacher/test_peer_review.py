"""A teacher gives an opinion on the colleagues one by one, by criterion or in a grid; then sends them all."""

import pytest
from sqlalchemy import select

from app.commands.bench.budgets import LIST
from app.commands.bench.measuring import cost_of
from app.db import db
from app.domain import clock
from app.domain.evaluation import deciding
from app.domain.evaluation.models import Evaluation, PeerOpinion
from app.domain.evaluation.peers.queries import own_sheet
from tests.evaluations import OPINIONS_DUE, answer_as, assess, evaluation_of, give_opinions
from tests.pages import fill, find_form


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def sheet(cast, period):
    return own_sheet(cast["teacher"], period)


def levels(evaluation_id: int, level: int = 2, count: int = 15) -> dict[str, str]:
    return {f"level_{evaluation_id}_{no}": str(level) for no in range(1, count + 1)}


def test_from_the_first_page_to_the_receipt(clients, cast, period, sheet):
    client, base = clients["teacher"], f"/teacher/colleagues/{period}"
    assert "Góp ý đồng nghiệp năm" in text(client.get("/teacher/"))
    page = text(client.get(base))
    assert all(one.full_name in page for one in sheet.colleagues) and "Bắt đầu" in page
    for one in sheet.colleagues:
        answer = client.submit(f"{base}/person/{one.evaluation_id}", **levels(one.evaluation_id))
        assert answer.status_code == 303
    assert answer.location.endswith("/check")
    answer = client.submit(f"{base}/check")
    assert answer.status_code == 303 and answer.location.endswith("/sent")
    assert "Đã gửi ý kiến về" in text(client.get(answer.location))
    assert "Không sửa được nữa" in text(client.get(base))
    assert "Chỉ thầy/cô đọc được" in text(client.get(f"{base}/person/{sheet.colleagues[0].evaluation_id}"))


def test_nothing_is_sent_while_a_colleague_is_not_rated_throughout(clients, period, sheet):
    client, one = clients["teacher"], sheet.colleagues[0]
    base = f"/teacher/colleagues/{period}"
    client.submit(f"{base}/person/{one.evaluation_id}", **levels(one.evaluation_id, count=14))
    page = text(client.get(f"{base}/check"))
    assert f"{one.full_name}: 14/15" in page and "Gửi góp ý" not in page
    assert db.session.scalars(select(PeerOpinion.sent_at)).all() == [None]


def test_a_choice_is_saved_as_it_is_made_and_a_stale_screen_shows_both_sides(clients, period, sheet):
    client, one = clients["teacher"], sheet.colleagues[0]
    url = f"/teacher/colleagues/{period}/person/{one.evaluation_id}"
    saved = client.submit(url, hx=True, **levels(one.evaluation_id, count=1))
    assert saved.status_code == 200 and "1/15 tiêu chí" in text(saved)
    stale = client.submit(url, hx=True, version="0", **levels(one.evaluation_id, 3, 1))
    assert stale.status_code == 409 and "Giữ bản này" in text(stale)


def test_by_criterion_and_in_a_grid(clients, period, sheet):
    client, base = clients["teacher"], f"/teacher/colleagues/{period}"
    chosen = {f"level_{one.evaluation_id}_1": "2" for one in sheet.colleagues}
    assert client.submit(f"{base}/criterion/1", **chosen).location.endswith("/criterion/2")
    assert client.get(f"{base}/criterion/16").status_code == 404
    chosen = {name: level for one in sheet.colleagues for name, level in levels(one.evaluation_id).items()}
    assert client.submit(f"{base}/grid", **chosen).location.endswith("/check")
    assert "Gửi góp ý" in text(client.get(f"{base}/check"))


@pytest.mark.both_databases
@pytest.mark.parametrize("hx", [False, True])
@pytest.mark.parametrize("page", ["person/{}", "criterion/1"])
def test_a_level_that_is_not_posted_any_more_is_taken_back(clients, cast, period, sheet, page, hx):
    client, one = clients["teacher"], sheet.colleagues[0]
    base = f"/teacher/colleagues/{period}"
    client.submit(f"{base}/person/{one.evaluation_id}", **levels(one.evaluation_id, count=2))
    url = f"{base}/{page.format(one.evaluation_id)}"
    answer = client.post(
        url, data={"version": "1", "shown": str(one.evaluation_id)}, headers={"HX-Request": "true"} if hx else {}
    )
    assert answer.status_code == (200 if hx else 303)
    assert own_sheet(cast["teacher"], period).of(one.evaluation_id).form[0] is None


@pytest.mark.parametrize("page", ["person/{}", "criterion/1", "grid"])
def test_con_1_the_stale_side_may_be_kept_with_its_blank(clients, cast, period, sheet, page):
    client, one = clients["teacher"], sheet.colleagues[0]
    base = f"/teacher/colleagues/{period}"
    client.submit(f"{base}/person/{one.evaluation_id}", **levels(one.evaluation_id, count=1))
    url = f"{base}/{page.format(one.evaluation_id)}"
    stale = client.post(url, data={"version": "0", f"level_{one.evaluation_id}_1": ""})
    assert stale.status_code == 409 and "Chưa chọn" in text(stale)
    kept = client.post(url, data=fill(find_form(stale, "colleagues"), {}, None))
    assert kept.status_code == 303
    assert own_sheet(cast["teacher"], period).of(one.evaluation_id).form[0] is None


def test_who_has_moved_onto_the_page_since_it_was_shown_loses_no_level(clients, cast, period, sheet):
    client, (one, other) = clients["teacher"], sheet.colleagues[:2]
    base = f"/teacher/colleagues/{period}"
    for each in (one, other):
        client.submit(f"{base}/person/{each.evaluation_id}", **levels(each.evaluation_id))
    answer = client.post(f"{base}/criterion/1", data={"version": "1", "shown": str(one.evaluation_id)})
    assert answer.status_code == 303
    after = own_sheet(cast["teacher"], period)
    assert (after.of(one.evaluation_id).form[0], after.of(other.evaluation_id).form[0]) == (None, 2)


def test_anon10_who_is_not_asked_finds_nothing(clients, cast, period, sheet):
    one = sheet.colleagues[0].evaluation_id
    assert clients["staff"].get(f"/teacher/colleagues/{period}/person/{one}").status_code in (403, 404)
    assert clients["teacher"].get(f"/teacher/colleagues/{period}/person/{one + 999}").status_code == 404


def published(cast, period: int) -> int:
    """The teacher's evaluation, ranked and published."""
    head, mine = cast.principal.viewer, evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", "2" * 15)
    version = deciding.rate(head, mine, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.decide(head, mine, 2, "", version)
    deciding.publish(head, [mine])
    return mine


def test_anon_10_one_reads_the_counts_on_oneself_after_publication_and_nobody_elses(clients, cast, period):
    everybody = db.session.scalars(
        select(Evaluation.person_id).where(Evaluation.period_id == period, Evaluation.group_id.is_not(None))
    ).all()
    mine = evaluation_of(cast, period, "teacher")
    url = f"/teacher/evaluation/{mine}/colleagues"
    assert clients.teacher.get(url).status_code == 404, "before publication"
    for person_id in everybody:
        answer_as(cast, period, person_id, 2)
    published(cast, period)
    assert "hết hạn góp ý" in text(clients.teacher.get(url)), "everybody has answered, but the step is not over"
    clock.pin_today(OPINIONS_DUE)
    assert url in text(clients.teacher.get(f"/teacher/evaluation/{mine}"))
    page = text(clients.teacher.get(url))
    assert f"{len(everybody) - 1} đồng nghiệp đã góp ý" in page and page.count(f">{len(everybody) - 1}</td>") == 15
    for who in ("peer", "stranger", "principal"):
        assert clients[who].get(url).status_code == 404


def test_with_too_few_opinions_the_page_says_why_there_are_no_counts(clients, cast, period):
    give_opinions(cast, period, "peer", 3)
    mine = published(cast, period)
    page = text(clients.teacher.get(f"/teacher/evaluation/{mine}/colleagues"))
    assert "Số đếm chỉ hiện ra khi hết hạn" in page and "Tốt" not in page
    clock.pin_today(OPINIONS_DUE)
    page = text(clients.teacher.get(f"/teacher/evaluation/{mine}/colleagues"))
    assert "Ít hơn 3 ý kiến" in page and "Tốt" not in page


def test_rel_7_pages_of_many_colleagues_ask_little(clients, period):
    for path in ("", "/criterion/1", "/grid", "/check"):
        cost = cost_of(clients.teacher, db.engine, f"/teacher/colleagues/{period}{path}", times=1)
        assert cost.status == 200 and cost.queries <= LIST.queries and cost.kilobytes <= LIST.kilobytes, (path, cost)


@pytest.mark.parametrize("who", ["principal", "staff", "stranger", "far_teacher"])
def test_az_2_who_is_not_asked_finds_no_sheet(clients, cast, period, sheet, who):
    one = sheet.colleagues[0].evaluation_id
    url = f"/teacher/colleagues/{period}/person/{one}"
    for answer in (clients[who].get(url), clients[who].post(url, data=levels(one) | {"version": "0"})):
        assert answer.status_code == 404
