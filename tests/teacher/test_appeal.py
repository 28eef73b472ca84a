"""The rated person asks for another look: from the result to the receipt, in time, and takes it back."""

import pytest

from app.db import db
from app.domain import clock
from app.domain.evaluation import deciding
from app.domain.evaluation.appeals.filing import file_appeal
from app.domain.evaluation.appeals.models import Appeal
from app.domain.evaluation.appeals.rules import Outcome
from app.domain.evaluation.appeals.settling import Settlement, settle, take_up
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.refusals import NotNow
from app.domain.evaluation.results.actions import enter
from app.domain.evaluation.results.rules import Paper
from app.domain.standards.queries import standard_of
from tests.evaluations import assess, evaluation_of, hold_period

TEXT = "Tiêu chí 5 đã có minh chứng từ tháng 3."


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def mine(cast, period):
    return evaluation_of(cast, period, "teacher")


@pytest.fixture
def published(cast, mine):
    assess(cast, mine, "teacher", "2" * 15)
    version = deciding.rate(cast.principal.viewer, mine, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.decide(cast.principal.viewer, mine, 2, "", version)
    deciding.publish(cast.principal.viewer, [mine])
    return mine


@pytest.mark.parametrize("hx", [False, True])
def test_from_the_result_to_the_appeal_that_was_sent(clients, cast, published, hx):
    result = text(clients.teacher.get(f"/teacher/evaluation/{published}"))
    assert "Đề nghị xem xét lại" in result and "trước ngày 29/04/2022" in result
    answer = clients.teacher.submit(f"/teacher/evaluation/{published}/appeal", text=TEXT, criteria=["5"], hx=hx)
    assert answer.status_code == (204 if hx else 303)
    page = text(clients.teacher.get(f"/teacher/evaluation/{published}/appeal"))
    assert TEXT in page and "Đề nghị đã gửi tới Phòng GDĐT Thanh Sơn" in page
    assert "Đang xem xét lại" in text(clients.teacher.get(f"/teacher/evaluation/{published}"))
    assert "Đang xem xét lại" in text(clients.teacher.get("/teacher/"))


def test_without_words_nothing_is_sent_and_the_choice_is_kept(clients, cast, published):
    answer = clients.teacher.submit(f"/teacher/evaluation/{published}/appeal", text="Sai", criteria=["5"])
    assert answer.status_code == 422 and "ít nhất 10 chữ cái" in text(answer)
    assert text(answer).count(" checked") == 1
    assert db.session.get(Appeal, published) is None


def test_a_double_tap_is_one_appeal(clients, cast, published):
    data = {"text": TEXT, "submit_key": "a1b2c3"}
    answers = [clients.teacher.post(f"/teacher/evaluation/{published}/appeal", data=data) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]


def test_past_the_deadline_the_page_says_so_and_sending_is_refused(clients, cast, published):
    clock.pin_today(clock.today().replace(day=29))
    assert "Đã hết hạn đề nghị xem xét lại" in text(clients.teacher.get(f"/teacher/evaluation/{published}/appeal"))
    answer = clients.teacher.post(f"/teacher/evaluation/{published}/appeal", data={"text": TEXT})
    assert answer.status_code == 409 and "Đã hết hạn" in text(answer)


def test_taken_back_after_a_word_of_confirmation(clients, cast, published):
    clients.teacher.submit(f"/teacher/evaluation/{published}/appeal", text=TEXT)
    page = text(clients.teacher.get(f"/teacher/evaluation/{published}/appeal/withdraw"))
    assert "không đề nghị lại" in page
    assert clients.teacher.submit(f"/teacher/evaluation/{published}/appeal/withdraw").status_code == 303
    assert db.session.get_one(Evaluation, published).state == "published"
    page = text(clients.teacher.get(f"/teacher/evaluation/{published}/appeal"))
    assert "Đã rút" in page and "Gửi đề nghị" not in page


def test_anon_10_the_person_reads_the_outcome_and_nobodys_name(clients, cast, published):
    clients.teacher.submit(f"/teacher/evaluation/{published}/appeal", text=TEXT)
    take_up(cast.district_head.viewer, published)
    refused = clients.teacher.post(f"/teacher/evaluation/{published}/appeal/withdraw")
    assert refused.status_code == 409 and "Đã có người nhận giải quyết" in text(refused)
    kept = Settlement(Outcome.KEPT, None, "Minh chứng chưa đủ cho mức cao hơn.", "")
    assert settle(cast.district_head.viewer, published, kept, db.session.get_one(Appeal, published).version) == []
    page = text(clients.teacher.get(f"/teacher/evaluation/{published}/appeal"))
    assert "Giữ nguyên xếp loại: Khá" in page and "Minh chứng chưa đủ" in page
    assert cast.district_head.name not in page and "Nguyễn Thị Hoa" not in page


def test_where_nobody_can_settle_the_person_reads_it_and_keeps_the_right(clients, cast, mine):
    upper = evaluation_of(cast, db.session.get_one(Evaluation, mine).period_id, "upper_principal")
    assess(cast, upper, "upper_principal", "2" * 18)
    version = deciding.rate(cast.director.viewer, upper, dict.fromkeys(range(1, 19), 2), {}, 0)
    deciding.decide(cast.director.viewer, upper, 2, "", version)
    deciding.publish(cast.director.viewer, [upper])
    client, address = clients.upper_principal, f"/teacher/evaluation/{upper}/appeal"
    assert "Hiện Sở GDĐT Bắc Hà chưa có ai được giải quyết" in text(client.get(address))
    assert client.submit(address, text=TEXT).status_code == 303
    assert "đơn vị phải bố trí người khác giải quyết" in text(client.get(address))
    home = text(clients.director.get("/province/"))
    assert "Đề nghị xem xét lại chưa ai giải quyết được" in home
    page = text(clients.director.get("/province/evaluations/appeals?state=stuck"))
    assert cast.upper_principal.name in page and "phó giám đốc" in page
    assert f"appeals/{upper}" not in page


@pytest.mark.parametrize("who", ["peer", "principal", "far_teacher"])
@pytest.mark.parametrize("path", ["appeal", "appeal/withdraw"])
def test_az_anothers_result_is_nobodys_to_appeal(clients, cast, published, who, path):
    assert clients[who].get(f"/teacher/evaluation/{published}/{path}").status_code == 404
    answer = clients[who].post(f"/teacher/evaluation/{published}/{path}", data={"text": TEXT})
    assert answer.status_code == 404


def test_before_the_result_is_published_there_is_no_page(clients, cast, mine):
    assert clients.teacher.get(f"/teacher/evaluation/{mine}/appeal").status_code == 404


def test_a_result_from_paper_says_where_to_appeal_instead(clients, cast):
    mine = evaluation_of(cast, hold_period(cast, kind="entered"), "teacher")
    paper = Paper(2, standard_of(db.session.get_one(Evaluation, mine).standard_id).blank)
    assert enter(cast.principal.viewer, mine, paper, 0) == []
    result = text(clients.teacher.get(f"/teacher/evaluation/{mine}"))
    assert "đề nghị bằng giấy tới nơi đã ký phiếu" in result and f"/teacher/evaluation/{mine}/appeal" not in result
    for path in ("appeal", "appeal/withdraw"):
        refused = clients.teacher.get(f"/teacher/evaluation/{mine}/{path}")
        assert refused.status_code == 409 and "đề nghị bằng giấy" in text(refused)
    with pytest.raises(NotNow, match="appeal_on_paper"):
        file_appeal(cast.teacher.viewer, mine, TEXT, [5])
    assert db.session.get(Appeal, mine) is None and db.session.get_one(Evaluation, mine).state == "published"
