"""The office decides: list, sheet, rank, publish; head of school, middle level and province by the same pages."""

from datetime import timedelta

import pytest

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation import deciding
from app.domain.evaluation.models import Decision, Evaluation
from app.domain.evaluation.peers.models import NotCollated
from app.domain.evaluation.roll import counted
from app.domain.organisation.delegations import delegate
from tests.evaluations import LOCKS, OPINIONS_DUE, assess, evaluation_of, move_day
from tests.pages import fill, find_form

GOOD = "2" * 15


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def sent(cast, period):
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", GOOD)
    return mine


def levels(value="2", size=15, **more):
    return {f"level_{no}": value for no in range(1, size + 1)} | more


def test_from_the_list_to_the_published_rank(clients, cast, sent):
    client = clients.principal
    assert "1 phiếu" in text(client.get("/principal/"))
    listed = text(client.get("/principal/evaluations?state=waiting"))
    assert "Trần Thị Lan" in listed and "Nguyễn Thị Hoa" not in listed
    sheet = text(client.get(f"/principal/evaluations/{sent}"))
    assert "Tự đánh giá: <b>Khá</b>" in sheet and "chưa hết hạn góp ý" in sheet and sheet.count(" checked") == 0
    answer = client.submit(f"/principal/evaluations/{sent}", **levels())
    assert answer.location.endswith(f"/principal/evaluations/{sent}/rank")
    check = text(client.get(answer.location))
    assert "Điều 10 khoản 2 điểm b: Khá" in check and "chưa xét được các ý kiến ấy" in check  # still asked
    assert client.submit(answer.location, rank="2").status_code == 303
    page = text(client.get("/principal/evaluations/publish"))
    assert "Trần Thị Lan: Khá" in page
    answer = client.submit("/principal/evaluations/publish", sure="y")
    assert answer.status_code == 303 and db.session.get_one(Evaluation, sent).state == "published"


def test_whoever_is_ranked_without_having_sent_is_no_sheet_that_came_in(clients, cast, period):
    """Home, list and spreadsheet say what hand-in and board say: nothing was sent."""
    mine = evaluation_of(cast, period, "teacher")
    move_day(1)
    version = deciding.rate(cast.principal.viewer, mine, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.decide(cast.principal.viewer, mine, 2, "", version)
    found = counted(cast.principal.viewer, period)
    assert (found.sent, found.decided) == (0, 1)
    client = clients.principal
    assert "Trần Thị Lan" in text(client.get("/principal/evaluations?state=open"))
    assert "Trần Thị Lan" not in text(client.get("/principal/evaluations?state=sent"))
    listed = text(client.get("/principal/evaluations?state=ranked"))
    assert "Trần Thị Lan" in listed and ">Chưa nộp</td>" in listed


def test_each_save_by_htmx_explains_the_rank(clients, cast, sent):
    answer = clients.principal.post(
        f"/principal/evaluations/{sent}", data=levels("2", level_8="1", version="0"), headers={"HX-Request": "true"}
    )
    page = text(answer)
    assert "15/15 tiêu chí" in page and "Khá" in page and "cần lý do ở tiêu chí 8" in page and 'value="1"' in page


def test_a_missing_reason_is_an_error_that_keeps_the_choice(clients, cast, sent):
    clients.principal.submit(f"/principal/evaluations/{sent}", **levels("2", level_8="1"))
    answer = clients.principal.submit(f"/principal/evaluations/{sent}/rank", rank="1")
    assert answer.status_code == 422
    assert "Mức ở tiêu chí 8 khác với tự đánh giá" in text(answer) and "Xếp loại khác với quy tắc" in text(answer)


def test_without_a_rank_chosen_nothing_is_decided(clients, cast, sent):
    clients.principal.submit(f"/principal/evaluations/{sent}", **levels())
    assert clients.principal.submit(f"/principal/evaluations/{sent}/rank").status_code == 422
    assert db.session.get_one(Evaluation, sent).state == "considered"


def test_returned_with_a_reason_that_the_teacher_reads(clients, cast, sent):
    short = clients.principal.submit(f"/principal/evaluations/{sent}/return", reason="Sai")
    assert short.status_code == 422
    answer = clients.principal.submit(f"/principal/evaluations/{sent}/return", reason="Tiêu chí 5 chưa có minh chứng")
    assert answer.status_code == 303
    assert "Tiêu chí 5 chưa có minh chứng" in text(clients.teacher.get(f"/teacher/evaluation/{sent}"))


def test_con_1_a_stale_sheet_is_refused_and_nothing_is_lost(clients, cast, sent):
    deciding.rate(cast.principal.viewer, sent, {1: 3}, {}, 0)
    answer = clients.principal.post(f"/principal/evaluations/{sent}", data=levels("0", version="0"))
    assert answer.status_code == 409 and "vừa được sửa trên thiết bị khác" in text(answer)
    assert db.session.get_one(Decision, sent).levels == "3" + "-" * 14


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_con_1_a_stale_sheet_with_a_blank_criterion_shows_it_and_may_keep_it_blank(clients, cast, sent, headers):
    deciding.rate(cast.principal.viewer, sent, dict.fromkeys(range(1, 16), 2), {}, 0)
    url, here = f"/principal/evaluations/{sent}", levels()
    del here["level_1"]
    answer = clients.principal.post(url, data=here | {"version": "0"}, headers=headers)
    told = text(answer)
    assert answer.status_code == 409 and "Hai bản giống nhau" not in told
    assert '<td data-label="Bản này">Chưa chọn</td><td data-label="Bản kia">Khá</td>' in told
    assert clients.principal.post(url, data=here | {"version": "1"}, headers=headers).status_code in (200, 303)
    assert db.session.get_one(Decision, sent).levels == "-" + "2" * 14


@pytest.mark.parametrize("who", ["vice_principal", "stranger_principal"])
def test_az_without_the_office_there_is_nothing_to_decide(clients, cast, sent, who):
    client = clients[who]
    assert "Trần Thị Lan" not in text(client.get("/principal/evaluations"))
    for path in ("", "/rank", "/return"):
        assert client.get(f"/principal/evaluations/{sent}{path}").status_code == 404
    assert client.post(f"/principal/evaluations/{sent}/reopen").status_code == 404


def test_a_vice_principal_with_a_delegation_sees_that_they_sign_for_the_head(clients, cast, sent):
    day = clock.today()
    delegate(cast.principal.viewer, cast.vice_principal.person_id, day, day + timedelta(days=3), "Đi công tác")
    page = text(clients.vice_principal.get(f"/principal/evaluations/{sent}"))
    assert "ký thay hiệu trưởng" in page


def test_the_middle_levels_head_decides_about_the_principal(clients, cast, period):
    about = evaluation_of(cast, period, "principal")
    assess(cast, about, "principal", "2" * 18)
    assert "Đỗ Văn Minh" in text(clients.district_head.get("/district/evaluations"))
    assert clients.district_head.get(f"/district/evaluations/{about}").status_code == 200
    assert "Đỗ Văn Minh" not in text(clients.district_officer.get("/district/evaluations"))
    assert clients.district_officer.get(f"/district/evaluations/{about}").status_code == 404
    assert clients.principal.get(f"/principal/evaluations/{about}").status_code == 404


def test_the_director_decides_about_the_principal_of_the_upper_school(clients, cast, period):
    page = text(clients.director.get("/province/evaluations"))
    assert "Dương Thị Vân" in page and "Đỗ Văn Minh" not in page


def test_names_are_found_without_marks_and_by_group(clients, cast, sent):
    found = text(clients.principal.get("/principal/evaluations?q=lan+tran"))
    assert "Trần Thị Lan" in found and "Phạm Văn Khoa" not in found


def test_before_a_period_the_page_says_why(clients):
    assert "Chưa có ai chờ ông/bà xếp loại" in text(clients.principal.get("/principal/evaluations"))


@pytest.fixture
def decided(cast, sent):
    """Ranked and not published: the office knows it, the person does not."""
    head = cast.principal.viewer
    deciding.decide(head, sent, 2, "", deciding.rate(head, sent, dict.fromkeys(range(1, 16), 2), {}, 0))
    return sent


def test_the_office_reads_that_a_rank_waits_and_the_person_does_not(clients, cast, decided):
    waiting = "Đã xếp loại, chờ công bố"
    for path in (f"/{decided}", "/grid", f"/{decided}/history"):
        assert waiting in text(clients.principal.get(f"/principal/evaluations{path}")), path
    period = db.session.get_one(Evaluation, decided).period_id
    assert waiting in text(clients.principal.get(f"/records/evaluation-progress/{period}/people/print"))
    own = text(clients.teacher.get(f"/teacher/evaluation/{decided}"))
    assert waiting not in own and "Thủ trưởng đang xem xét" in own


def test_a_decided_sheet_says_why_there_are_no_counts_of_colleagues(clients, cast, decided):
    url = f"/principal/evaluations/{decided}"
    before = text(clients.principal.get(url))
    assert "chưa hết hạn góp ý" in before and "ít hơn 3" not in before
    move_day(0, OPINIONS_DUE)
    after = text(clients.principal.get(url))
    assert "ít hơn 3 ý kiến" in after and "chưa hết hạn góp ý" not in after
    evaluation = db.session.get_one(Evaluation, decided)
    with writing():
        db.session.add(
            NotCollated(period_id=evaluation.period_id, group_id=evaluation.group_id, remark="Tổ chỉ có hai người")
        )
    assert "không tổng hợp" in text(clients.principal.get(url))


@pytest.mark.both_databases
def test_a_rank_that_was_not_shown_is_not_published(clients, cast, decided):
    client, head, url = clients.principal, cast.principal.viewer, "/principal/evaluations/publish"
    page = client.get(url)
    assert "Trần Thị Lan: Khá" in text(page)
    deciding.reopen(head, decided)
    read = fill(find_form(page, "publish"), {"sure": "y"}, None)
    waiting = client.post(url, data=read)
    assert waiting.status_code == 409 and "Xếp loại của Trần Thị Lan đã thay đổi" in text(waiting)
    version = db.session.get_one(Decision, decided).version
    version = deciding.rate(
        head, decided, dict.fromkeys(range(1, 16), 0), dict.fromkeys(range(1, 16), "Lý do"), version
    )
    deciding.decide(head, decided, 0, "", version)
    answer = client.post(url, data=read)
    assert answer.status_code == 409 and "Xếp loại của Trần Thị Lan đã thay đổi" in text(answer)
    assert "Trần Thị Lan: Chưa đạt" in text(answer) and " checked" not in text(answer)
    assert db.session.get_one(Evaluation, decided).state == "decided"
    assert client.submit(url, sure="y").status_code == 303
    assert db.session.get_one(Evaluation, decided).state == "published"


@pytest.mark.both_databases
def test_con_4_publishing_twice_answers_the_same(clients, cast, decided):
    client, url = clients.principal, "/principal/evaluations/publish"
    read = fill(find_form(client.get(url), "publish"), {"sure": "y"}, None)
    first, second = client.post(url, data=read), client.post(url, data=read)
    assert first.status_code == second.status_code == 303 and first.location == second.location


def test_past_the_lock_no_button_is_offered_that_would_be_refused(clients, cast, decided):
    listed, sheet = "/principal/evaluations", f"/principal/evaluations/{decided}"
    assert "Công bố kết quả" in text(clients.principal.get(listed))
    assert "Mở lại xếp loại" in text(clients.principal.get(sheet))
    move_day(0, LOCKS)
    page = text(clients.principal.get(listed))
    assert "Đợt đã khóa" in page and "Công bố kết quả" not in page and "Xếp loại theo bảng" not in page
    assert "Mở lại xếp loại" not in text(clients.principal.get(sheet))
