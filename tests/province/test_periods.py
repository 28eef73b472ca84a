"""An office opens a period, looks at it again, moves its dates, brings in latecomers; schools shorten their cycle."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation import deciding
from app.domain.evaluation.models import Evaluation, Period, ShortenedCycle
from app.domain.evaluation.periods import enrolment_of
from app.domain.evaluation.self_assessment import NotNow
from app.domain.notices.models import Notice
from app.domain.organisation.models import Appointment, Unit
from app.jobs.runner import run_due_jobs
from tests.evaluations import assess, evaluation_of, hold_period, import_standards
from tests.factories import make_teacher
from tests.pages import fill, find_form

DATES = {
    "cutoff": "31/03/2022", "opens": "01/04/2022", "self_due": "1/5/2022", "opinions_due": "10/05/2022",
    "decision_due": "20/05/2022", "hand_in_due": "25/05/2022", "locks": "10/06/2022",
}  # fmt: skip


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def standards(app, cast):
    return import_standards()


def told(kind) -> set[int]:
    return set(db.session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


def test_from_the_plan_to_everybody_enrolled(clients, cast, standards):
    client = clients.province_officer
    assert "Mở đợt mới" in text(client.get("/records/periods"))
    checked = client.submit("/province/periods/new", **DATES)
    page = text(checked)
    assert checked.status_code == 200 and "người thuộc diện" in page and ">9<" in page
    assert "trước ngày 01/05/2022" in page and db.session.scalar(select(func.count()).select_from(Period)) == 0
    answer = client.post("/province/periods/new", data=sure(checked))
    period_id = db.session.scalar(select(Period.id))
    assert answer.location.endswith(f"/records/periods/{period_id}")
    assert "Đang lập danh sách" in text(client.get(answer.location))
    assert "Đang lập danh sách" in text(client.partial(answer.location))
    run_due_jobs()
    assert "9 người" in text(client.get(answer.location))
    assert client.partial(answer.location).status_code == 286
    assert told("period_opened") == {
        cast[who].person_id
        for who in ("principal", "stranger_principal", "upper_principal", "district_head", "director")
    }


def test_results_from_paper_need_no_deadline_but_that_of_handing_in(clients, cast, standards):
    client = clients.province_officer
    blank = dict.fromkeys(("self_due", "opinions_due", "decision_due"), "")
    refused = client.submit("/province/periods/new", **DATES | blank)
    assert refused.status_code == 422 and "Cần sửa 3 mục" in text(refused), "held in the system every step has its day"
    checked = client.submit("/province/periods/new", **DATES | blank, kind="entered")
    page = text(checked)
    assert checked.status_code == 200 and "Tự đánh giá" not in page and "Khiếu nại" not in page
    opened = client.post("/province/periods/new", data=sure(checked))
    shown = text(client.get(opened.location))
    assert "Trường nộp kết quả" in shown and "Xếp loại và công bố" not in shown
    assert db.session.scalars(select(Period.self_due)).one() == db.session.scalars(select(Period.hand_in_due)).one()
    run_due_jobs()
    assert cast.principal.person_id in told("paper_period_opened") and told("period_opened") == set()


def sure(checked, **more):
    from tests.pages import fill, find_form

    return fill(find_form(checked, "periods/new"), {}) | more


def test_going_back_keeps_what_was_typed(clients, cast, standards):
    checked = clients.province_officer.submit("/province/periods/new", **DATES)
    page = clients.province_officer.post("/province/periods/new", data=sure(checked, back="1"))
    assert page.status_code == 200 and 'value="25/05/2022"' in text(page)
    again = sure(page)  # the form carries none of the buttons that led to it
    assert not again.keys() & {"back", "sure", "others"}
    assert "Kiểm tra trước khi mở đợt" in text(clients.province_officer.post("/province/periods/new", data=again))


def test_con_4_opened_twice_is_one_period(clients, cast, standards):
    checked = clients.province_officer.submit("/province/periods/new", **DATES)
    answers = [clients.province_officer.post("/province/periods/new", data=sure(checked)) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert db.session.scalar(select(func.count()).select_from(Period)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"self_due": "31/02/2022"}, "không có thật"),
        ({"decision_due": "02/04/2022"}, "không sớm hơn mốc trước nó"),
        ({"cutoff": "31/03/2019"}, "trong năm học của đợt"),
        ({"year": "hai nghìn"[:4]}, "năm có 4 chữ số"),
        ({"appeal_days": "0"}, "từ 1 đến 60"),
        ({"locks": ""}, "Hãy điền mục này"),
        ({"year": "2018", "cutoff": "01/02/2018"}, "không có hiệu lực vào ngày chốt"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(clients, cast, standards, typed, said):
    answer = clients.province_officer.submit("/province/periods/new", **(DATES | typed))
    assert answer.status_code == 422 and said in text(answer)
    assert 'value="25/05/2022"' in text(answer)


def test_the_ministry_opens_for_everybody_and_a_year_is_opened_once(clients, cast, standards):
    checked = clients.ministry_officer.submit("/ministry/periods/new", **DATES)
    assert "11" in text(checked)
    assert clients.ministry_officer.post("/ministry/periods/new", data=sure(checked)).status_code == 303
    refused = clients.province_officer.submit("/province/periods/new", **DATES)
    assert refused.status_code == 422 and "đã có đợt đánh giá" in text(refused)


def test_the_ministry_reads_who_opened_and_opens_for_the_rest(clients, cast, standards):
    checked = clients.province_officer.submit("/province/periods/new", **DATES)
    clients.province_officer.post("/province/periods/new", data=sure(checked))
    refused = clients.ministry_officer.submit("/ministry/periods/new", **DATES)
    page = text(refused)
    assert page.count('name="others"') == 1  # a hidden field beside the button would send it twice
    assert refused.status_code == 422 and "Sở GDĐT Bắc Hà" in page and "1 tỉnh còn lại" in page
    again = fill(find_form(refused), DATES, "Kiểm tra cho 1 tỉnh còn lại")
    checked = clients.ministry_officer.post("/ministry/periods/new", data=again)
    check = text(checked)
    assert "Sở GDĐT An Phú" in check and "Mở 1 đợt giống nhau" in check and 'name="others" value="1"' in check
    made = clients.ministry_officer.post("/ministry/periods/new", data=sure(checked))
    assert made.status_code == 303 and made.location.endswith("/periods")
    assert text(clients.far_officer.get("/records/periods")).count("2022") >= 1


def test_dates_move_and_the_heads_are_told(clients, cast, period):
    url = f"/province/periods/{period}/dates"
    answer = clients.director.submit(url, self_due="05/05/2022")
    assert answer.status_code == 303
    run_due_jobs()
    assert cast.principal.person_id in told("period_changed")
    assert "trước ngày 05/05/2022" in text(clients.teacher.get(f"/records/periods/{period}"))


def test_con_1_both_sides_are_shown_and_either_may_be_kept(clients, cast, period):
    url = f"/province/periods/{period}/dates"
    clients.director.submit(url, self_due="05/05/2022")
    stale = clients.province_officer.get(url)
    from tests.pages import fill, find_form

    data = fill(find_form(stale, "dates"), {"self_due": "07/05/2022"}) | {"version": "1"}
    answer = clients.province_officer.post(url, data=data)
    page = text(answer)
    assert answer.status_code == 409 and "05/05/2022" in page and "07/05/2022" in page
    kept = clients.province_officer.post(url, data=fill(find_form(answer, "dates"), {}))
    assert kept.status_code == 303
    assert db.session.get_one(Period, period).self_due == clock.start_of(date(2022, 5, 7))


def test_after_the_lock_nothing_moves(clients, cast, period):
    clock.pin_today(date(2022, 6, 10))
    url = f"/province/periods/{period}"
    assert "Đợt đã khóa" in text(clients.province_officer.get(f"{url}/dates"))
    data = DATES | {"head_decides": "yes", "appeal_days": "10", "version": "1"}
    del data["cutoff"]
    assert clients.province_officer.post(f"{url}/dates", data=data).status_code == 409
    assert clients.province_officer.post(f"{url}/enrolment").status_code == 409


def test_whoever_came_late_is_brought_in_and_nobody_else_touched(clients, cast, period):
    run_due_jobs()
    late = make_teacher(db.session.get_one(Unit, cast.units["school"]), "Phan Thị Sót").id
    versions = dict(db.session.execute(select(Evaluation.id, Evaluation.version)).all())
    for _ in range(2):
        assert clients.province_officer.post(f"/province/periods/{period}/enrolment").status_code == 303
    run_due_jobs()
    assert db.session.scalar(select(Evaluation.id).where(Evaluation.person_id == late)) is not None
    after = dict(db.session.execute(select(Evaluation.id, Evaluation.version)).all())
    assert versions.items() <= after.items() and len(after) == len(versions) + 1
    assert enrolment_of(period).key == f"enrol:{period}:2"


@pytest.mark.parametrize("who", ["far_officer", "ministry_officer"])
def test_az_another_offices_period_is_not_kept_here(clients, cast, who, period):
    door = "ministry" if who == "ministry_officer" else "province"
    for path in ("dates", "enrolment"):
        assert clients[who].post(f"/{door}/periods/{period}/{path}").status_code == 404


def test_az_another_provinces_period_does_not_exist(clients, cast, period):
    assert clients.far_teacher.get(f"/records/periods/{period}").status_code == 404
    page = text(clients.teacher.get(f"/records/periods/{period}"))
    assert "trước ngày 01/05/2022" in page and "người</b>" not in page and "Đổi mốc" not in page


def test_whoever_joined_after_the_cutoff_reads_why_there_is_no_form(clients, cast):
    with writing():
        own = db.session.scalars(select(Appointment).where(Appointment.person_id == cast.peer.person_id)).one()
        own.starts = date(2022, 4, 4)
    hold_period(cast)
    page = text(clients.peer.get("/teacher/evaluation"))
    assert "Không thuộc diện đánh giá năm 2022" in page and "04/04/2022" in page and "31/03/2022" in page


def test_in_a_year_between_the_head_decides_only_with_a_recorded_consent(clients, cast):
    period_id = hold_period(cast, head_decides=False)
    mine = evaluation_of(cast, period_id, "teacher")
    assess(cast, mine, "teacher", "2" * 15)
    with pytest.raises(NotNow) as refused:
        deciding.rate(cast.principal.viewer, mine, {1: 2}, {}, 0)
    assert refused.value.reason == "year_between"
    answer = clients.principal.submit("/principal/cycle", reason="Nhiều giáo viên sắp nghỉ hưu trong năm")
    assert answer.status_code == 303
    assert "đang chờ cấp trên" in text(clients.principal.get("/principal/cycle"))
    assert told("cycle_proposed") == {cast.district_head.person_id}
    assert "Nhiều giáo viên" in text(clients.district_officer.get("/district/cycles"))
    url = f"/district/cycles/{period_id}/{cast.units['school']}"
    assert clients.district_officer.get(url).status_code == 404  # prepares, but does not hold the office
    without = clients.district_head.submit(url, decision="consent")
    assert without.status_code == 422
    later = (clock.today() + timedelta(days=1)).strftime("%d/%m/%Y")
    assert clients.district_head.submit(url, decision="consent", paper="125/PGDĐT", day=later).status_code == 422
    given = clients.district_head.submit(url, decision="consent", paper="125/PGDĐT", day="05/04/2022")
    assert given.status_code == 303
    assert db.session.get(ShortenedCycle, (period_id, cast.units["school"])).consent == "125/PGDĐT"
    assert told("cycle_shortened") == {cast.principal.person_id}
    assert deciding.rate(cast.principal.viewer, mine, {1: 2}, {}, 0) == 1
    assert "125/PGDĐT" in text(clients.principal.get("/principal/cycle"))


def test_a_declined_wish_may_be_uttered_again(clients, cast):
    period_id = hold_period(cast, head_decides=False)
    clients.principal.submit("/principal/cycle", reason="Nhiều giáo viên sắp nghỉ hưu")
    url = f"/district/cycles/{period_id}/{cast.units['school']}"
    assert clients.district_head.submit(url, decision="decline", reason="Chưa đủ căn cứ pháp lý").status_code == 303
    page = text(clients.principal.get("/principal/cycle"))
    assert "Chưa đủ căn cứ pháp lý" in page
    assert clients.principal.submit("/principal/cycle", reason="Đã bổ sung căn cứ theo yêu cầu").status_code == 303


@pytest.mark.parametrize("who", ["director", "district_head"])
def test_az_only_the_office_right_above_consents(clients, cast, who):
    period_id = hold_period(cast, head_decides=False)
    door, beneath, not_beneath = {
        "director": ("province", "upper_school", "school"), "district_head": ("district", "school", "upper_school"),
    }[who]  # fmt: skip
    assert clients[who].get(f"/{door}/cycles/{period_id}/{cast.units[beneath]}").status_code == 200
    form = {"decision": "consent", "paper": "1/X", "day": "05/04/2022"}
    answer = clients[who].post(f"/{door}/cycles/{period_id}/{cast.units[not_beneath]}", data=form)
    assert answer.status_code == 404


def test_where_the_head_decides_anyway_nobody_shortens(clients, cast, period):
    assert "Không cần rút ngắn" in text(clients.principal.get("/principal/cycle"))
    assert "Không có năm ở giữa" in text(clients.district_head.get("/district/cycles"))
