"""The second decider: queue, sheet, names with a purpose, own levels, the outcome; for nobody else does it exist."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.evaluation import deciding
from app.domain.evaluation.appeals.filing import file_appeal
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.settling import take_up
from app.domain.evaluation.models import Decision, Evaluation
from app.domain.journal.models import JournalEntry, SecurityEvent
from tests.evaluations import assess, evaluation_of, give_opinions

TEXT = "Tiêu chí 5 đã có minh chứng từ tháng 3."
REASON = "Minh chứng đã nộp đủ và đúng."


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def filed(cast, period):
    mine = evaluation_of(cast, period, "teacher")
    give_opinions(cast, period, "peer", 3)
    assess(cast, mine, "teacher", "2" * 15)
    version = deciding.rate(cast.principal.viewer, mine, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.decide(cast.principal.viewer, mine, 2, "", version)
    deciding.publish(cast.principal.viewer, [mine])
    file_appeal(cast.teacher.viewer, mine, TEXT, [5])
    return mine


def levels(value="keep", **more):
    return {f"level_{no}": value for no in range(1, 16)} | more


def test_from_the_first_page_to_the_changed_rank(clients, cast, filed):
    client = clients.district_head
    assert "1 đề nghị" in text(client.get("/district/"))
    assert "Trần Thị Lan" in text(client.get("/district/evaluations/appeals"))
    page = text(client.get(f"/district/evaluations/appeals/{filed}"))
    assert TEXT in page and "Nhận giải quyết" in page and "level_1" not in page
    assert client.submit(f"/district/evaluations/appeals/{filed}", form="take").status_code == 303
    reasons = {f"reason_{no}": "Có minh chứng" for no in range(1, 16)}
    answer = client.submit(f"/district/evaluations/appeals/{filed}", **levels("3"), **reasons)
    assert answer.location.endswith("/settle")
    answer = client.submit(f"/district/evaluations/appeals/{filed}/settle", outcome="changed", rank="3", reason=REASON)
    assert answer.status_code == 303 and "Trần Thị Lan" in text(client.get(answer.location))
    assert (db.session.get_one(Evaluation, filed).rank, db.session.get_one(Decision, filed).levels) == (3, "3" * 15)
    assert "Đổi xếp loại: Tốt" in text(clients.teacher.get(f"/teacher/evaluation/{filed}/appeal"))
    head = text(clients.principal.get(f"/principal/evaluations/{filed}"))
    assert "Cấp trên đã xem xét lại, đổi xếp loại: Tốt" in head and REASON in head


def test_each_save_by_htmx_says_what_the_rule_gives(clients, cast, filed):
    take_up(cast.district_head.viewer, filed)
    answer = clients.district_head.post(
        f"/district/evaluations/appeals/{filed}", data=levels(level_8="1", version="2"), headers={"HX-Request": "true"}
    )
    page = text(answer)
    assert "Đổi 1 tiêu chí" in page and "Khá" in page and "cần lý do ở tiêu chí 8" in page and 'value="3"' in page


def test_what_is_missing_is_said_beside_its_field(clients, cast, filed):
    take_up(cast.district_head.viewer, filed)
    url = f"/district/evaluations/appeals/{filed}/settle"
    assert clients.district_head.submit(url).status_code == 422
    assert "Hãy chọn xếp loại mới" in text(clients.district_head.submit(url, outcome="changed", reason=REASON))
    page = text(clients.district_head.submit(url, outcome="changed", rank="2", reason=REASON))
    assert "Xếp loại này giống lần đầu" in page
    page = text(clients.district_head.submit(url, outcome="changed", rank="3", reason=REASON))
    assert "Xếp loại khác với quy tắc" in page
    clients.district_head.submit(f"/district/evaluations/appeals/{filed}", **levels(level_8="0"))
    page = text(clients.district_head.submit(url, outcome="kept", reason=REASON, rank_reason="Chỉ một tiêu chí"))
    assert "Mức ở tiêu chí 8 khác với tự đánh giá" in page
    assert db.session.get_one(Evaluation, filed).state == "appealed"


def test_anon_10_names_are_shown_only_in_answer_to_a_purpose(clients, cast, filed):
    url = f"/district/evaluations/appeals/{filed}/opinions"
    assert "Nhận giải quyết rồi mới mở được" in text(clients.district_head.get(url))
    take_up(cast.district_head.viewer, filed)
    assert "Nguyễn Thị Hoa" not in text(clients.district_head.get(url))
    assert clients.district_head.submit(url, purpose="Xem").status_code == 422
    page = text(clients.district_head.submit(url, purpose="Đối chiếu ý kiến ở tiêu chí 5"))
    assert "Nguyễn Thị Hoa" in page and "Đối chiếu ý kiến ở tiêu chí 5" in page
    assert "Nguyễn Thị Hoa" not in text(clients.district_head.get(url))
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.event == "named_opinions_opened")).one()
    assert entry.reason == "Đối chiếu ý kiến ở tiêu chí 5"
    seen = db.session.scalars(select(SecurityEvent).where(SecurityEvent.event == "named_opinions_opened")).one()
    assert seen.about_person_id == cast.teacher.person_id


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
def test_con_1_a_stale_page_shows_both_sides_and_the_typed_one_can_be_kept(clients, cast, filed, headers):
    take_up(cast.district_head.viewer, filed)
    client, url = clients.district_head, f"/district/evaluations/appeals/{filed}"
    client.post(url, data=levels(level_5="3", version="2"))
    typed = levels(level_6="3", reason_6="Sổ điểm đã nộp", comment="Đã xem lại sổ", version="2")
    answer = client.post(url, data=typed, headers=headers)
    page = text(answer)
    assert answer.status_code == 409 and answer.headers.get("HX-Retarget") == ("#messages" if headers else None)
    assert "Tiêu chí 5" in page and "Sổ điểm đã nộp" in page and "Đã xem lại sổ" in page and "Giữ" in page
    assert db.session.get_one(Appeal, filed).levels == "----3" + "-" * 10
    assert client.post(url, data={**typed, "version": "3"}).status_code == 303
    assert db.session.get_one(Appeal, filed).levels == "-----3" + "-" * 9


def test_con_1_an_appeal_s_page_whose_answer_was_lost_goes_on_and_no_other_does(clients, cast, filed):
    take_up(cast.district_head.viewer, filed)
    client, url = clients.district_head, f"/district/evaluations/appeals/{filed}"
    lost = levels(level_5="3", version="2", submit_key="a" * 32)
    for sent in (lost, lost | {"comment": "Thêm"}):
        assert client.post(url, data=sent).status_code == 303
    assert client.post(url, data=lost | {"submit_key": "b" * 32, "comment": "Khác"}).status_code == 409
    assert db.session.get_one(Appeal, filed).comment == "Thêm"


def test_con_1_a_stale_settlement_keeps_what_was_typed(clients, cast, filed):
    take_up(cast.district_head.viewer, filed)
    client, url = clients.district_head, f"/district/evaluations/appeals/{filed}"
    client.post(url, data=levels(level_5="3", version="2"))
    answer = client.post(f"{url}/settle", data={"outcome": "kept", "reason": REASON, "version": "2"})
    page = text(answer)
    assert answer.status_code == 409 and REASON in page and "vừa được sửa trên thiết bị khác" in page
    assert 'name="version" type="hidden" value="3"' in page and db.session.get_one(Appeal, filed).state == "taken"


@pytest.mark.parametrize(("outcome", "said"), [("kept", "Giữ nguyên xếp loại"), ("changed", "Đổi xếp loại")])
def test_the_first_decider_finds_the_second_decision_in_the_history(clients, cast, filed, outcome, said):
    take_up(cast.district_head.viewer, filed)
    url = f"/district/evaluations/appeals/{filed}/settle"
    answer = clients.district_head.submit(url, outcome=outcome, rank="3", reason=REASON, rank_reason="Vượt các mặt")
    assert answer.status_code == 303
    assert "Quyết định xem xét lại" in text(clients.principal.get(f"/principal/evaluations/{filed}/history"))
    page = text(clients.principal.get(f"/principal/evaluations/{filed}/editions/appeal/1"))
    assert said in page and REASON in page and "Xếp loại lần đầu: Khá" in page and TEXT not in page


PATHS = ("", "/opinions", "/settle")


@pytest.mark.parametrize(
    ("who", "door"),
    [("district_officer", "district"), ("commune_officer", "district"), ("director", "province"),
     ("far_officer", "province")],
)  # fmt: skip
def test_az_for_nobody_else_is_there_an_appeal(clients, cast, filed, who, door):
    assert "Trần Thị Lan" not in text(clients[who].get(f"/{door}/evaluations/appeals"))
    for path in PATHS:
        assert clients[who].get(f"/{door}/evaluations/appeals/{filed}{path}").status_code == 404
        sent = clients[who].post(f"/{door}/evaluations/appeals/{filed}{path}", data={"purpose": "Tôi muốn xem"})
        assert sent.status_code == 404
    assert clients[who].post(f"/{door}/evaluations/appeals/{filed}/take").status_code == 404


def test_the_head_sees_that_it_is_looked_at_again_and_not_what_was_written(clients, cast, filed):
    sheet = text(clients.principal.get(f"/principal/evaluations/{filed}"))
    assert "đã đề nghị cấp trên xem xét lại" in sheet and TEXT not in sheet
    listed = text(clients.principal.get("/principal/evaluations?state=appealed"))
    assert "Trần Thị Lan" in listed and "đang xem xét lại" in listed
