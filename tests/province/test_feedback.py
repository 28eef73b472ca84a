"""The province's officer opens, watches and closes a survey, and reads what came of it."""

import io

import openpyxl
import pytest

from app.commands.modules import import_bundled
from app.jobs.runner import run_due_jobs
from tests.feedback import answer, let_learn, open_run_of, people_at, run_of

HX = {"HX-Request": "true"}
NEW = "/province/training/surveys/new"


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def run_id(cast):
    people_at(cast, "school", 6)
    people_at(cast, "upper_school", 6)
    return open_run_of(cast)


def close(clients, run_id):
    answer = clients.province_officer.submit(f"/province/training/surveys/{run_id}/close", sure="y")
    assert answer.status_code == 303
    run_due_jobs()


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_from_the_empty_list_to_an_open_run(clients, cast, headers):
    people_at(cast, "school", 6)
    let_learn(cast)
    officer = clients.province_officer
    assert "Chưa có đợt khảo sát nào" in text(officer.get("/records/training/surveys"))
    assert "Giáo viên: Mô đun 1" in text(officer.get(NEW)) and "cả chương trình ETEP" in text(officer.get(NEW))
    fields = {"about": "module|ETEP-GV-01|teacher", "closes": "5/5/2022"}
    answer = officer.submit(NEW, hx=bool(headers), **fields)
    address = answer.headers.get("HX-Redirect") or answer.location
    assert "Đang gửi lời mời" in text(officer.get(address))
    run_due_jobs()
    page = text(officer.get(address))
    assert "Đang khảo sát" in page and "Đóng khảo sát" in page and "trước ngày 05/05/2022" in page
    assert "Đang khảo sát" in text(officer.get("/records/training/surveys"))
    assert officer.submit(NEW, **fields).status_code == 409


@pytest.mark.parametrize(
    "fields",
    [
        {"about": "", "closes": "5/5/2022"},
        {"about": "module|X|teacher", "closes": "5/5/2022"},
        {"about": "module|ETEP-GV-01|teacher", "closes": "18/4/2022"},
        {"about": "module|ETEP-GV-01|teacher", "closes": "31/12/2022"},
        {"about": "module|ETEP-GV-01|teacher", "closes": ""},
    ],
)
def test_what_cannot_be_opened_is_given_back(clients, fields):
    import_bundled()
    answer = clients.province_officer.post(NEW, data=fields)
    assert answer.status_code == 422 and "<title>Lỗi:" in text(answer)


def test_closed_by_hand_and_read(clients, cast, run_id):
    answer(run_id, {cast.units["district"]: 8, cast.units["upper_school"]: 6}, remark="Tiếng nhỏ")
    refused = clients.province_officer.post(f"/province/training/surveys/{run_id}/close")
    assert refused.status_code == 422 and run_of(run_id).state == "open"
    close(clients, run_id)
    page = text(clients.province_officer.get(f"/records/training/surveys/{run_id}"))
    assert "Phòng GDĐT Thanh Sơn" in page and "Trường THPT Quang Trung" in page and page.count("Tiếng nhỏ") == 14
    assert "14&nbsp;" in page and "không còn mở" in text(
        clients.province_officer.get(f"/province/training/surveys/{run_id}/close")
    )


def test_hidden_comments_are_the_provinces_alone(clients, cast, run_id):
    answer(run_id, {cast.units["district"]: 8, cast.units["upper_school"]: 6}, remark="Tiếng nhỏ")
    close(clients, run_id)
    address = f"/records/training/surveys/{run_id}"
    hidden = clients.province_officer.post(f"/province/training/surveys/{run_id}/comments/1/hide")
    assert hidden.status_code == 303
    assert "Đã ẩn với đơn vị khác" in text(clients.province_officer.get(address))
    assert text(clients.lecturer.get(address)).count("Tiếng nhỏ") == 13
    clients.province_officer.post(f"/province/training/surveys/{run_id}/comments/1/show")
    assert text(clients.lecturer.get(address)).count("Tiếng nhỏ") == 14
    assert clients.province_officer.post(f"/province/training/surveys/{run_id}/comments/99/hide").status_code == 404


@pytest.mark.parametrize("who", ["teacher", "principal", "district_officer", "ministry_officer", "lecturer"])
def test_az_1_nobody_else_comes_in_by_this_door(clients, run_id, who):
    for address in (NEW, f"/province/training/surveys/{run_id}/close"):
        assert clients[who].get(address).status_code == 403


def test_az_2_the_other_province_finds_nothing(clients, run_id):
    assert clients.far_officer.get(f"/province/training/surveys/{run_id}/close").status_code == 404
    assert clients.far_officer.get(f"/records/training/surveys/{run_id}").status_code == 404
    closing = clients.far_officer.post(f"/province/training/surveys/{run_id}/close", data={"sure": "y"})
    assert closing.status_code == 404 and run_of(run_id).state == "open"


def test_each_reader_gets_their_part(clients, cast, run_id):
    units = cast.units
    answer(run_id, {units["district"]: 8, units["upper_school"]: 6})
    address = f"/records/training/surveys/{run_id}"
    for who in ("district_officer", "lecturer", "ministry_officer"):
        assert clients[who].get(address).status_code == 404  # not before the end
    close(clients, run_id)
    own = text(clients.district_officer.get(address))
    assert "(8 phiếu)" in own and "THPT Quang Trung" not in own and "Góp ý" not in own
    assert "(6 phiếu)" in text(clients.lecturer.get(f"{address}?unit={units['upper_school']}"))
    counts = text(clients.ministry_officer.get(address))
    assert "(14 phiếu)" in counts and "Theo đơn vị" not in counts
    for who in ("teacher", "principal", "viettel_staff"):
        assert clients[who].get(address).status_code == clients[who].get("/records/training/surveys").status_code == 404


def test_anon_4_a_row_that_is_not_shown_is_said_in_words(clients, cast, run_id):
    answer(run_id, {cast.units["district"]: 4, cast.units["upper_school"]: 6})
    close(clients, run_id)
    address = f"/records/training/surveys/{run_id}"
    assert "Ít hơn 5 ý kiến – không hiển thị để bảo đảm ẩn danh" in text(clients.district_officer.get(address))
    assert "Không đơn vị nào có dòng riêng" in text(clients.province_officer.get(address))


def test_anon_4_too_few_answers_are_said_in_words(clients, cast, run_id):
    answer(run_id, {cast.units["district"]: 3})
    close(clients, run_id)
    page = text(clients.province_officer.get(f"/records/training/surveys/{run_id}"))
    assert "Số đếm đã bị xóa mà không ai xem" in page and "Tải Excel" not in page
    assert clients.province_officer.get(f"/records/training/surveys/{run_id}.xlsx").status_code == 404


def test_exp_3_the_spreadsheet_has_the_figures_of_the_page(clients, cast, run_id):
    units = cast.units
    answer(run_id, {units["district"]: 8, units["upper_school"]: 6})
    close(clients, run_id)
    for who, unit, answers in (
        ("province_officer", None, 14), ("district_officer", None, 8), ("lecturer", units["upper_school"], 6),
    ):  # fmt: skip
        address = f"/records/training/surveys/{run_id}.xlsx" + (f"?unit={unit}" if unit else "")
        sheet = openpyxl.load_workbook(io.BytesIO(clients[who].get(address).data)).active
        rows = [row for row in sheet.iter_rows(values_only=True) if row[0] in {"Nội dung", "Học liệu"} and row[-1]]
        assert {row[-1] for row in rows if isinstance(row[-1], int)} == {answers}


def test_the_pages_ask_little(clients, cast, run_id, statements):
    answer(run_id, {cast.units["district"]: 8, cast.units["upper_school"]: 6}, remark="Lời")
    close(clients, run_id)
    for address in ("/records/training/surveys", f"/records/training/surveys/{run_id}"):
        statements.texts.clear()
        clients.province_officer.get(address)
        assert len(statements.texts) <= 10
