"""The pages of assignments (phân công): made, moved, ended by the head; read, printed, exported by both sides."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.db import db
from app.domain.journal.models import SecurityEvent
from app.domain.organisation.assigning import Task, assign
from app.domain.organisation.delegations import delegate
from app.domain.organisation.models import Assignment
from app.domain.organisation.rules import AssignmentTask
from tests.records.test_papers import cells_of

HX = {"HX-Request": "true"}
DAY = date(2022, 4, 18)
LIST, NEW = "/records/assignments", "/province/assignments/new"


def text(answer) -> str:
    return answer.get_data(as_text=True)


def give(clients, cast, by="director", door="province", **changes):
    values = {
        "task": "urge_training", "person": str(cast.province_officer.person_id), "starts": "18/04/2022",
        "until": "30/6/2022", "units": [str(cast.units["district"])],
    }  # fmt: skip
    return clients[by].submit(f"/{door}/assignments/new", **{**values, **changes})


def only() -> int:
    return db.session.scalars(select(Assignment.id)).one()


def made(cast, who="director", to="province_officer", unit="district", task=AssignmentTask.URGE_TRAINING, content=""):
    asked = Task(task, cast[to].person_id, DAY, None, content)
    assert assign(cast[who].viewer, asked, [cast.units[unit]], []).made == 1


def test_from_assigning_to_ending_both_sides_read_it(clients, cast):
    page = text(clients.director.get(LIST))
    assert "Không có việc nào" in page and "Phân công mới" in page
    assert give(clients, cast).status_code == 303
    for who in ("director", "province_officer", "district_head", "principal", "teacher"):
        page = text(clients[who].get(LIST))
        assert cast.province_officer.name in page and "từ 18/04/2022 đến hết 30/06/2022" in page, who
    assert "phân công thầy/cô đôn đốc bồi dưỡng" in text(clients.province_officer.get("/account/notices"))
    assert "ở nơi thầy/cô công tác" in text(clients.district_head.get("/account/notices"))
    at = f"/province/assignments/{only()}"
    assert clients.director.submit(f"{at}/dates", until="").status_code == 303
    page = text(clients.director.get(f"{LIST}/{only()}"))
    assert "Đổi thời gian phân công" in page and "trước 01/07/2022" in page
    answer = clients.director.submit(f"{at}/end", reason="Chuyển công tác khác")
    assert answer.status_code == 303
    page = text(clients.district_head.get(f"{LIST}/{only()}"))
    assert "Kết thúc sớm" in page and "Chuyển công tác khác" in page
    assert "Không có việc nào" in text(clients.director.get(LIST))
    assert "Kết thúc sớm" in text(clients.director.get(f"{LIST}?standing=over"))


@pytest.mark.parametrize("hx", [False, True])
def test_each_mistake_stands_at_its_field_and_keeps_what_was_typed(clients, cast, hx):
    answer = give(clients, cast, until="17/04/2022", hx=hx)
    page = text(answer)
    assert answer.status_code == 422 and "Ngày cuối không được trước ngày bắt đầu" in page
    assert 'value="17/04/2022"' in page and f'value="{cast.units["district"]}"' in page
    assert db.session.scalar(select(Assignment.id)) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until": "31/02/2022"}, "không có thật"),
        ({"person": ""}, "Hãy điền mục này"),
        ({"units": []}, "Hãy chọn ít nhất một đơn vị"),
        ({"task": "focal_point"}, "Hãy ghi nội dung"),
    ],
)
def test_other_mistakes(clients, cast, changes, words):
    answer = give(clients, cast, **changes)
    assert answer.status_code == 422 and words in text(answer)


def test_a_place_that_somebody_has_is_named_with_who_and_until_when(clients, cast):
    give(clients, cast, task="approve_plans")
    answer = give(clients, cast, task="approve_plans", person=str(cast.province_admin.person_id))
    assert answer.status_code == 422
    assert f"Phòng GDĐT Thanh Sơn: {cast.province_officer.name}, đến hết 30/06/2022" in text(answer)


def test_more_units_and_people_are_looked_for_without_losing_what_was_typed(clients, cast):
    answer = give(clients, cast, q="le loi", who="lan", button="Tìm thêm")
    page = text(answer)
    assert answer.status_code == 200 and "Trường THCS Lê Lợi" in page and cast.teacher.name in page
    assert 'value="30/6/2022"' in page and "Phòng GDĐT Thanh Sơn" in page
    answer = give(clients, cast, q="le loi")  # Enter in the field of search presses the first button
    assert answer.status_code == 200 and "Trường THCS Lê Lợi" in text(answer)
    assert db.session.scalar(select(Assignment.id)) is None
    data = {
        "task": "approve_plans", "person": str(cast.province_officer.person_id), "starts": "18/04/2022",
        "q": "le loi", "who": "lan", "shown": "le loi|lan", "units": [str(cast.units["other_school"])],
        "people": [str(cast.principal.person_id)],
    }  # fmt: skip
    assert clients.director.post(NEW, data=data).status_code == 303
    assert len(db.session.scalars(select(Assignment.id)).all()) == 2


@pytest.mark.parametrize(
    ("name", "value"), [("units", "99999999999999999999"), ("units", "x"), ("people", "-1"), ("person", "x")]
)
def test_az_6_a_forged_id_is_refused(clients, cast, name, value):
    data = {
        "task": "urge_training", "person": str(cast.province_officer.person_id), "starts": "18/04/2022",
        "units": [str(cast.units["district"])], name: value,
    }  # fmt: skip
    assert clients.director.post(NEW, data=data).status_code == 422


def test_az_a_unit_of_another_province_is_no_choice(clients, cast):
    data = {
        "task": "urge_training", "person": str(cast.province_officer.person_id), "starts": "18/04/2022",
        "units": [str(cast.units["far_school"])],
    }  # fmt: skip
    assert clients.director.post(NEW, data=data).status_code == 422
    assert db.session.scalar(select(Assignment.id)) is None


def test_con_4_a_double_tap_makes_ends_and_answers_once(clients, cast):
    data = {
        "task": "urge_training", "person": str(cast.province_officer.person_id), "starts": "18/04/2022",
        "units": [str(cast.units["district"])], "submit_key": "abc",
    }  # fmt: skip
    for _ in range(2):
        assert clients.director.post(NEW, data=data).status_code == 303
    at = f"/province/assignments/{only()}/end"
    for _ in range(2):
        answer = clients.director.post(at, data={"reason": "Chuyển công tác", "submit_key": "def"})
        assert answer.status_code == 303 and answer.location.endswith(f"{LIST}/{only()}")
    assert clients.director.post(at, data={"reason": "Lần nữa", "submit_key": "ghi"}).status_code == 404


def test_con_1_a_stale_form_shows_both_sides_and_may_go_on(clients, cast):
    give(clients, cast)
    at = f"/province/assignments/{only()}/dates"
    assert clients.director.submit(at, until="31/5/2022").status_code == 303
    answer = clients.director.post(at, data={"starts": "18/04/2022", "until": "15/5/2022", "version": "1"})
    page = text(answer)
    assert answer.status_code == 409 and "15/05/2022" in page and "31/05/2022" in page
    answer = clients.director.post(at, data={"starts": "18/04/2022", "until": "15/5/2022", "version": "2"})
    assert answer.status_code == 303
    assert db.session.scalars(select(Assignment.ends)).one() == date(2022, 5, 16)


def test_whoever_signs_for_the_head_is_named_so(clients, cast):
    delegate(cast.director.viewer, cast.province_officer.person_id, DAY, DAY + timedelta(days=9), "Đi công tác")
    assert give(clients, cast, "province_officer", person=str(cast.province_admin.person_id)).status_code == 303
    assert "ký thay giám đốc Sở" in text(clients.director.get(f"{LIST}/{only()}"))


@pytest.mark.parametrize(
    ("who", "door"),
    [
        ("vice_principal", "principal"),
        ("district_officer", "district"),
        ("province_officer", "province"),
        ("province_admin", "admin"),
        ("school_admin", "admin"),
        ("stranger_principal", "principal"),
        ("far_officer", "province"),
    ],
)
def test_az_without_the_office_the_pages_do_not_exist(clients, cast, who, door):
    made(cast)
    for path in ("new", f"{only()}/dates", f"{only()}/end"):
        if path == "new" and who == "stranger_principal":
            continue  # the head of another school
        for send in (clients[who].get, clients[who].post):
            assert send(f"/{door}/assignments/{path}").status_code == 404, path


@pytest.mark.parametrize(
    "who", ["far_officer", "far_teacher", "ministry_officer", "viettel_staff", "lecturer", "upper_teacher"]
)
def test_az_2_an_assignment_is_not_there_for_others(clients, cast, who):
    made(cast)
    assert clients[who].get(f"{LIST}/{only()}").status_code == 404
    assert cast.province_officer.name not in text(clients[who].get(LIST))
    assert body(clients[who].get(f"{LIST}/list.xlsx")) == []
    assert cast.province_officer.name not in words_of(clients[who].get(f"{LIST}/list.pdf"))


def body(answer) -> list[list[object]]:
    """The rows beneath title, note and headings."""
    assert answer.status_code == 200, answer.status_code
    return cells_of(answer)[3:]


def words_of(answer) -> str:
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    pages = PdfReader(BytesIO(answer.data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_page_spreadsheet_and_paper_hold_the_same_rows(clients, cast):
    made(cast)
    made(cast, task=AssignmentTask.FOCAL_POINT, content="=Báo cáo TEMIS", unit="province")
    rows = body(clients.director.get(f"{LIST}/list.xlsx?side=made"))
    assert [row[:4] for row in rows] == [
        [cast.province_officer.name, "Chuyên viên Sở", "Đầu mối phụ trách: =Báo cáo TEMIS", "Sở GDĐT Bắc Hà"],
        [cast.province_officer.name, "Chuyên viên Sở", "Đôn đốc bồi dưỡng", "Phòng GDĐT Thanh Sơn"],
    ]
    paper = words_of(clients.director.get(f"{LIST}/list.pdf?side=made"))
    for words in (
        "BẢNG PHÂN CÔNG NHIỆM VỤ BỒI DƯỠNG THƯỜNG XUYÊN", "Đầu mối phụ trách: =Báo cáo TEMIS", "Phòng GDĐT Thanh Sơn",
        "GIÁM ĐỐC SỞ", cast.director.name, "In từ hệ thống TEMIS lúc",
    ):  # fmt: skip
        assert words in paper, words
    other = words_of(clients.principal.get(f"{LIST}/list.pdf"))
    assert "DANH SÁCH VIỆC ĐƯỢC PHÂN CÔNG" in other and "Ký tên" not in other and "Sở GDĐT Bắc Hà" in other
    events = [event.detail["what"] for event in db.session.scalars(select(SecurityEvent)) if event.event == "exported"]
    assert events == ["assignments", "assignments_printed", "assignments_printed"]


def test_the_list_comes_in_part_for_htmx_and_says_when_a_filter_leaves_nothing(clients, cast):
    made(cast)
    part = text(clients.director.get(f"{LIST}?q=thanh son", headers=HX))
    assert "<h1" not in part and 'id="assignments"' in part and "1 việc" in part
    assert "Xem tất cả" in text(clients.director.get(f"{LIST}?q=khong co"))
    for asked in ("task=x", "side=x&standing=y&sort=z", "page=99", "task=urge_training&sort=person"):
        assert "1 việc" in text(clients.director.get(f"{LIST}?{asked}")), asked


def test_schools_without_anybody_lead_to_the_form_already_filled(clients, cast):
    made(cast)
    page = text(clients.director.get(f"{LIST}/unassigned"))
    assert "1 trường chưa có người đôn đốc" in page and "Trường THPT Quang Trung" in page
    unit = cast.units["upper_school"]
    assert f"/province/assignments/new?task=urge_training&amp;unit={unit}" in page
    form = text(clients.director.get(f"{NEW}?task=urge_training&unit={unit}"))
    ticked = [box for box in form.split("<input") if 'name="units"' in box and "checked" in box]
    assert len(ticked) == 1 and f'value="{unit}"' in ticked[0]
    assert clients.director.get(f"{NEW}?task=nonsense&unit=x").status_code == 200
    assert body(clients.director.get(f"{LIST}/unassigned.xlsx")) == [
        ["Trường THPT Quang Trung", "110000003", "Sở GDĐT Bắc Hà"]
    ]
    assert "2 trường chưa có người duyệt kế hoạch" in text(
        clients.district_head.get(f"{LIST}/unassigned?task=approve_plans")
    )
    assert "Phân công<span" not in text(clients.province_officer.get(f"{LIST}/unassigned"))
    for who in ("teacher", "viettel_staff"):
        assert clients[who].get(f"{LIST}/unassigned").status_code == 404
        assert clients[who].get(f"{LIST}/unassigned.xlsx").status_code == 404


@pytest.mark.parametrize(
    ("who", "home"),
    [
        ("director", "/province/"),
        ("district_officer", "/district/"),
        ("principal", "/principal/"),
        ("teacher", "/teacher/"),
        ("lecturer", "/university/"),
    ],
)
def test_each_role_finds_the_list_from_its_first_page(clients, who, home):
    assert f'href="{LIST}"' in text(clients[who].get(home))


def test_a_list_of_fifty_stays_within_its_queries(clients, cast, statements):
    for unit in ("district", "school", "other_school", "upper_school", "province"):
        made(cast, unit=unit)
    for who, path in (("director", LIST), ("director", f"{LIST}/unassigned"), ("teacher", LIST)):
        clients[who].get(path)
        before = len(statements)
        clients[who].get(path)
        assert len(statements) - before <= 12, (who, path)
