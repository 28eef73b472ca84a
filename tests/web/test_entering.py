"""The pages on which results come in from paper: list, form, spreadsheet; the same for head, middle level, province."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain import clock
from app.domain.evaluation.models import Evaluation
from app.domain.evaluation.opening import open_period
from app.domain.evaluation.results import actions
from app.domain.evaluation.results.rules import Paper
from app.domain.imports.models import ImportFile, ImportRow
from app.domain.journal.models import SecurityEvent
from app.domain.organisation.models import Appointment, Unit
from app.domain.organisation.rules import Position
from app.jobs.runner import run_due_jobs
from tests.evaluations import LOCKS, evaluation_of, hold_period, plan
from tests.factories import make_appointment, make_person
from tests.pages import fill, find_form, words

HX = {"HX-Request": "true"}
BLANK = (None,) * 15


@pytest.fixture
def period(cast):
    return hold_period(cast, kind="entered")


@pytest.fixture
def mine(cast, period):
    return evaluation_of(cast, period, "teacher")


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_from_the_home_to_the_result_that_the_teacher_reads(clients, mine, headers):
    client = clients.principal
    assert "Nhập kết quả năm 2022 từ phiếu giấy" in words(client.get("/principal/"))
    listed = words(client.get("/principal/results", headers=headers))
    assert "Trần Thị Lan" in listed and "Đỗ Văn Minh" not in listed
    answer = client.submit(f"/principal/results/{mine}", rank="2", signed_on="01/04/2022")
    assert answer.status_code == 303 and "/principal/results/" in answer.location
    assert "Đã lưu kết quả của Trần Thị Lan" in words(client.get(answer.location))
    shown = words(client.get("/principal/results?state=entered", headers=headers))
    assert "Khá" in shown and "01/04/2022" in shown
    own = words(clients.teacher.get(f"/teacher/evaluation/{mine}"))
    assert "Xếp loại: Khá" in own and "phiếu giấy" in own and "Tự đánh giá theo" not in own


def test_what_cannot_be_right_is_said_and_what_was_typed_stays(clients, mine):
    client = clients.principal
    url = f"/principal/results/{mine}"
    answer = client.submit(url, signed_by="Bà Hiệu trưởng cũ")
    assert answer.status_code == 422
    shown = words(answer)
    assert "Hãy chọn xếp loại ghi trên phiếu" in shown and "Bà Hiệu trưởng cũ" in answer.get_data(as_text=True)
    answer = client.submit(url, rank="2", level_1="2")
    assert answer.status_code == 422 and "mới điền một phần" in words(answer)
    answer = client.submit(url, rank="3", **{f"level_{no}": "2" for no in range(1, 16)})
    assert answer.status_code == 422 and "Hãy ghi lý do nêu trên phiếu" in words(answer)
    answer = client.submit(url, rank="2", signed_on="31/02/2022")
    assert answer.status_code == 422 and "Ngày 31/02/2022 không có thật" in words(answer)
    assert db.session.get_one(Evaluation, mine).state == "open"


def test_con_1_a_stale_form_shows_both_sides_and_the_typed_one_can_be_kept(clients, cast, mine):
    client = clients.principal
    url = f"/principal/results/{mine}"
    actions.enter(cast.principal.viewer, mine, Paper(3, BLANK), 0)
    answer = client.post(url, data={"rank": "1", "version": "0", "submit_key": uuid4().hex})
    assert answer.status_code == 409 and "Bản đã lưu: Tốt" in words(answer)
    kept = find_form(answer)
    assert client.post(url, data=fill(kept, {})).status_code == 303
    assert db.session.get_one(Evaluation, mine).rank == 1


@pytest.mark.parametrize("who", ["vice_principal", "stranger_principal", "far_principal", "upper_principal"])
def test_az_2_for_others_the_paper_does_not_exist(clients, mine, who):
    assert clients[who].get(f"/principal/results/{mine}").status_code == 404
    assert clients[who].post(f"/principal/results/{mine}", data={"rank": "2"}).status_code == 404


def test_the_district_head_enters_the_principal(clients, cast, period):
    own = evaluation_of(cast, period, "principal")
    assert "Đỗ Văn Minh" in words(clients.district_head.get("/district/results"))
    assert clients.district_head.submit(f"/district/results/{own}", rank="3").status_code == 303
    assert clients.district_officer.get("/district/results").status_code == 404


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_a_newcomer_is_found_by_name_and_added(clients, cast, period, headers):
    with writing():
        person = make_person("Võ Thị Muộn")
        place = db.session.get_one(Unit, cast.units["school"])
        make_appointment(person, place, Position.TEACHER, starts=date(2022, 4, 10))
        late = person.id
    client = clients.principal
    assert "Võ Thị Muộn" in words(client.get("/principal/results/people?q=muộn", headers=headers))
    answer = client.post(f"/principal/results/people/{late}", headers=headers)
    assert answer.status_code in (204, 303)
    assert "Không có ai tên" in words(client.get("/principal/results/people?q=muon", headers=headers))
    far = cast.far_teacher.person_id
    assert client.post(f"/principal/results/people/{far}").status_code == 404


HEADINGS = "STT;Họ và tên;Ngày sinh;Mã định danh;Tự đánh giá;Xếp loại;Ghi chú;Ngày ký;" + ";".join(
    f"TC {no}" for no in range(1, 16)
)


def upload(client, rows: list[str], door: str = "principal") -> ImportFile:
    text = "\n".join(["KẾT QUẢ ĐÁNH GIÁ NĂM 2022", HEADINGS, *rows])
    data = {"kind": "results", "file": (BytesIO(text.encode()), "kết quả.csv"), "submit_key": uuid4().hex}
    assert client.post(f"/{door}/imports", data=data, content_type="multipart/form-data").status_code == 303
    run_due_jobs()
    db.session.rollback()
    return db.session.scalars(select(ImportFile).order_by(ImportFile.id.desc())).first()


def reasons(file: ImportFile) -> dict[int, list[str]]:
    rows = db.session.execute(select(ImportRow.number, ImportRow.findings).where(ImportRow.file_id == file.id))
    return {number: [reason for _, reason, _ in findings] for number, findings in rows}


def confirm(client, file: ImportFile, door: str = "principal") -> None:
    client.post(f"/{door}/imports/{file.id}/confirm", data={"sha256": file.sha256})
    run_due_jobs()
    db.session.rollback()


def test_a_spreadsheet_of_results_goes_in_and_the_same_file_twice_changes_nothing(clients, cast, period):
    client = clients.principal
    rows = [
        "1;TRẦN THỊ LAN;;01101000001;Tốt;Khá;;01/04/2022" + ";Khá" * 15,
        "2;Nguyễn Thị Hoa;;1101000002;T;T;Thành tích nổi bật;" + ";K" * 15,
        "3;Phạm Văn Khoa;;01101000003;;Tốt;;" + ";K" * 15,
        "4;Vũ Thị Hạnh;;01101000006;;Giỏi;;",
        "5;Đỗ Văn Minh;;01101000005;;Tốt;;",
        "6;Hoàng Văn Nam;;01101000011;;Tốt;;",
        "7;Lê Thị Thu;;01101000004;;Tốt;;",
        "8;Trần Thị Lan;;1101000001;;Khá;;",
    ]
    file = upload(client, rows)
    assert file.counts["create"] == 2 and file.counts["refused"] == 6, (file.counts, reasons(file))
    found = reasons(file)
    assert found[5] == ["reason_missing"]
    assert "not_in_list" in found[6]
    assert "own_record" in found[7]
    assert found[8] == ["person_unknown"]
    assert found[9] == ["not_rated"]
    assert found[10] == ["duplicate_in_file"]
    confirm(client, file)
    ranks = dict(
        db.session.execute(
            select(Evaluation.person_id, Evaluation.rank).where(
                Evaluation.period_id == period, Evaluation.rank.is_not(None)
            )
        ).all()
    )
    assert ranks == {cast.teacher.person_id: 2, cast.peer.person_id: 3}
    again = upload(client, rows[:2])
    assert again.counts["unchanged"] == 2
    changed = upload(
        client, [rows[0].replace("01/04/2022", "02/04/2022"), rows[1].replace("Thành tích nổi bật", "Có sáng kiến")]
    )
    assert (changed.counts["update"], changed.counts["typed_over"]) == (2, 1)
    told = words(client.get(f"/principal/imports/{changed.id}?show=update"))
    assert "Thay bản đã nhập: Khá, 01/04/2022 → Khá, 02/04/2022." in told
    told = words(client.get(f"/principal/imports/{changed.id}?show=typed_over"))
    assert "Thay điều đã ghi: Thành tích nổi bật → Có sáng kiến." in told and "Lan" not in told.partition("Dòng 4")[2]
    confirm(client, changed)
    assert "02/04/2022" in words(client.get("/principal/results?state=entered"))


def test_a_row_with_some_of_the_levels_is_told_which_are_missing(clients, period):
    file = upload(clients.principal, ["1;Trần Thị Lan;;01101000001;;Khá;;" + ";K" * 13 + ";;"])
    shown = words(clients.principal.get(f"/principal/imports/{file.id}"))
    assert "Chưa có mức ở tiêu chí 14, 15." in shown


def test_each_row_goes_into_the_year_that_it_names(clients, cast, period):
    earlier, problems = open_period(
        cast.province_officer.viewer, plan(kind="entered", year=2020, cutoff=date(2020, 3, 31))
    )
    assert earlier is not None, problems
    head = "Họ và tên;Mã định danh;Năm đánh giá;Xếp loại"
    rows = [
        "Trần Thị Lan;01101000001;2020;Khá",
        "Nguyễn Thị Hoa;01101000002;2019–2020;Tốt",
        "Phạm Văn Khoa;01101000003;;Đạt",
        "Vũ Thị Hạnh;01101000006;2018;Đạt",
        "Võ Thị Sáu;;năm kia;Đạt",
    ]
    data = {"kind": "results", "file": (BytesIO("\n".join([head, *rows]).encode()), "a.csv"), "submit_key": "k"}
    clients.principal.post("/principal/imports", data=data, content_type="multipart/form-data")
    run_due_jobs()
    db.session.rollback()
    file = db.session.scalars(select(ImportFile)).one()
    assert list(reasons(file).values()) == [[], [], [], ["no_period"], ["no_period"]]
    url = f"/principal/imports/{file.id}"
    shown = words(clients.principal.get(url))
    assert "Năm: Không có đợt nhập kết quả nào đang mở" in shown
    confirm(clients.principal, file)
    done = clients.principal.get(url).get_data(as_text=True)
    assert f"/principal/results?period={earlier}" in done and f"/principal/results/copies?period={earlier}" in done
    found = select(Evaluation.period_id, Evaluation.person_id, Evaluation.rank).where(Evaluation.rank.is_not(None))
    assert set(db.session.execute(found).all()) == {
        (earlier, cast.teacher.person_id, 2), (earlier, cast.peer.person_id, 3), (period, cast.group_head.person_id, 1),
    }  # fmt: skip
    listed = openpyxl.load_workbook(
        BytesIO(clients.principal.get(f"/principal/results/list.xlsx?period={earlier}").data)
    )
    assert {row[7] for row in list(listed.active.values)[3:]} == {"2020"}, "the sheet names its year"


def test_the_list_comes_back_filled_in(clients, cast, period):
    client = clients.principal
    sheet = client.get("/principal/results/list.xlsx")
    noted = db.session.scalars(select(SecurityEvent).where(SecurityEvent.event == "exported")).one()
    assert noted.detail["what"] == "results_list", "EXP-3: each export is on record"
    book = openpyxl.load_workbook(BytesIO(sheet.data))
    rank = next(cell.column for cell in book.active[3] if cell.value == "Xếp loại")
    for row in range(4, book.active.max_row + 1):
        book.active.cell(row, rank, "Khá")
    filled = BytesIO()
    book.save(filled)
    filled.seek(0)
    data = {"kind": "results", "file": (filled, "ket-qua.xlsx"), "submit_key": uuid4().hex}
    assert client.post("/principal/imports", data=data, content_type="multipart/form-data").status_code == 303
    run_due_jobs()
    db.session.rollback()
    file = db.session.scalars(select(ImportFile)).one()
    due = db.session.scalar(
        select(func.count())
        .select_from(Evaluation)
        .where(Evaluation.period_id == period, Evaluation.decided_in == cast.units["school"])
    )
    assert file.counts["create"] == due, (file.counts, reasons(file))


def test_imp_5_the_district_enters_its_managers_and_nobody_elses(clients, cast, period):
    client = clients.district_head
    school, far = (db.session.get_one(Unit, cast.units[key]).code for key in ("school", "far_school"))
    text = "\n".join(
        [
            "Họ và tên;Mã định danh;Mã trường;Xếp loại",
            f"Đỗ Văn Minh;01101000005;{school};Tốt",
            f"Trần Thị Lan;01101000001;{school};Tốt",
            f"Ma Văn Quang;01102000002;{far};Tốt",
        ]
    )
    data = {"kind": "results", "file": (BytesIO(text.encode()), "a.csv"), "submit_key": uuid4().hex}
    client.post("/district/imports", data=data, content_type="multipart/form-data")
    run_due_jobs()
    db.session.rollback()
    file = db.session.scalars(select(ImportFile)).one()
    assert file.counts["create"] == 1
    assert list(reasons(file).values()) == [[], ["not_decided_here"], ["unit_not_yours"]]
    for who, door in (("principal", "principal"), ("district_officer", "district"), ("school_admin", "admin")):
        assert clients[who].get(f"/{door}/imports/{file.id}").status_code == 404


def test_who_came_after_the_cut_off_stands_on_the_sheet_too(clients, cast, period):
    with writing():
        person = make_person("Võ Thị Muộn")
        place = db.session.get_one(Unit, cast.units["school"])
        make_appointment(person, place, Position.TEACHER, starts=date(2022, 4, 10))
    sheet = clients.principal.get("/principal/results/list.xlsx").data
    names = [row[1] for row in openpyxl.load_workbook(BytesIO(sheet)).active.values]
    assert "Võ Thị Muộn" in names and names.count("Trần Thị Lan") == 1
    assert "Nông Thị Đào" not in names and "Hoàng Văn Nam" not in names, "AZ-2: nobody of another school"


def test_whom_a_sheet_puts_on_the_list_stands_in_their_subject_group(clients, cast):
    period = hold_period(cast, kind="entered", cutoff=date(2021, 6, 1))
    confirm(clients.principal, upload(clients.principal, ["1;Trần Thị Lan;;01101000001;Tốt;Khá;;" + ";K" * 15]))
    listed = select(Evaluation).where(Evaluation.period_id == period, Evaluation.person_id == cast.teacher.person_id)
    place = select(Appointment.group_id).where(Appointment.person_id == cast.teacher.person_id, Appointment.main)
    assert db.session.scalar(place) is not None
    assert db.session.scalars(listed).one().group_id == db.session.scalar(place)


def test_a_list_that_the_cut_off_left_empty_says_what_to_do(clients, cast):
    hold_period(cast, kind="entered", cutoff=date(2021, 6, 1))
    assert "Chưa có danh sách" in words(clients.principal.get("/principal/"))
    assert "Danh sách Excel có sẵn người đang công tác" in words(clients.principal.get("/principal/results"))


def test_of_two_years_the_page_opens_the_one_that_still_takes_results(clients, cast, period):
    earlier, problems = open_period(
        cast.province_officer.viewer,
        plan(kind="entered", year=2020, cutoff=date(2020, 3, 31), locks=clock.start_of(date(2022, 7, 1))),
    )
    assert earlier is not None, problems
    assert "Nhập kết quả năm 2022" in words(clients.principal.get("/principal/results"))
    clock.pin_today(LOCKS)
    assert "Nhập kết quả năm 2020" in words(clients.principal.get("/principal/results"))
    clock.pin_today(date(2022, 7, 2))
    assert "Nhập kết quả năm 2022" in words(clients.principal.get("/principal/results"))


def test_what_was_handed_in_is_read_with_what_its_paper_says(clients, cast, period, mine):
    signed = Paper(2, (2,) * 15, 3, "", date(2022, 4, 1), "Bà Hiệu trưởng cũ", "12/QĐ")
    assert actions.enter(cast.principal.viewer, mine, signed, 0) == []
    clock.pin_today(LOCKS)
    page = words(clients.principal.get(f"/principal/results/{mine}"))
    assert "Bà Hiệu trưởng cũ" in page and "01/04/2022" in page and "12/QĐ" in page and "Mức từng tiêu chí" in page
