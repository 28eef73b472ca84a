"""A teacher reads what is due and what is counted, and disputes a record; its provider answers."""

from datetime import date

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.training.catalogue.rules import Way
from app.domain.training.records.actions import put, void
from app.domain.training.records.models import LearningRecord, RecordDispute
from app.domain.training.years.actions import open_year
from app.domain.training.years.rules import Wish, YearPlan
from app.domain.viewer import SYSTEM
from tests.pages import words
from tests.training import make_modules, report, verify

REASON = "Tôi chưa học mô đun này ở hệ thống này."


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def modules(cast) -> dict[str, int]:
    found = make_modules()
    wishes = tuple(Wish(each, Way.ONLINE, 40) for each in found.values())
    plan = YearPlan(2022, clock.start_of(date(2022, 1, 1)), clock.start_of(date(2022, 7, 1)), wishes)
    open_year(cast.province_officer.viewer, plan)
    put(SYSTEM, cast.units["viettel"], [report("v1")], found)
    put(SYSTEM, cast.units["vnpt"], [report("n1")], found)
    db.session.rollback()
    return found


def test_records_wait_for_the_verified_id_and_then_count_once(clients, cast, modules):
    page = text(clients.teacher.get("/teacher/training"))
    assert "2 kết quả học đang chờ mã định danh" in page and "Đạt ngày" in page
    verify(cast.teacher.person_id)
    page = text(clients.teacher.get("/teacher/training"))
    assert "đang chờ mã" not in page and "1/2 mô đun" in page
    assert page.count(">Được tính</span>") == 1 and page.count("Trùng, không tính thêm") == 1
    assert "Còn thiếu" in page and "mô đun 2" in page


def test_a_manager_sees_the_modules_of_managers(clients, modules):
    page = text(clients.principal.get("/teacher/training"))
    assert "Quản trị nhân sự" in page and "Phương pháp dạy học" not in page


def test_staff_have_no_module_to_learn(clients, modules):
    assert "không có mô đun nào phải học" in text(clients.staff.get("/teacher/training"))


@pytest.fixture
def own_record(cast, modules) -> int:
    verify(cast.teacher.person_id)
    return db.session.scalars(select(LearningRecord.id).where(LearningRecord.ref == "v1")).one()


def test_a_disputed_record_is_voided_by_its_provider_and_the_other_counts(clients, cast, own_record):
    address = f"/teacher/training/records/{own_record}/dispute"
    assert clients.teacher.submit(address, reason="sai").status_code == 422
    assert clients.teacher.submit(address, reason=REASON).status_code == 303
    again = clients.teacher.submit(address, reason=REASON)
    assert again.status_code == 409 and "đang chờ trả lời" in text(again)
    assert REASON not in text(clients.vnpt_staff.get("/partner/disputes"))
    listed = text(clients.viettel_staff.get("/partner/disputes"))
    assert REASON in listed and cast.teacher.name not in listed
    said = db.session.scalars(select(RecordDispute.id)).one()
    assert clients.vnpt_staff.get(f"/partner/disputes/{said}").status_code == 404
    answer = clients.viettel_staff.submit(
        f"/partner/disputes/{said}", decision="void", reason="Ghi nhầm người học, đã hủy."
    )
    assert answer.status_code == 303
    page = text(clients.teacher.get("/teacher/training"))
    assert "Ghi nhầm người học" in page and page.count(">Được tính</span>") == 1 and ">Đã hủy<" in page
    late = {"decision": "keep", "reason": "Không đúng.", "submit_key": "late"}
    over = clients.viettel_staff.post(f"/partner/disputes/{said}", data=late)
    assert over.status_code == 409 and "đã có người trả lời" in text(over)


def test_a_provider_reads_again_what_it_answered(clients, dispute_id):
    client, words_said = clients.viettel_staff, "Đã đối chiếu với nhật ký học."
    assert "Chưa trả lời (1)" in text(client.get("/partner/disputes"))
    assert client.submit(f"/partner/disputes/{dispute_id}", decision="keep", reason=words_said).status_code == 303
    assert REASON not in text(client.get("/partner/disputes"))
    answered = client.get("/partner/disputes?state=answered")
    assert "Đã trả lời (1)" in text(answered) and REASON in text(answered)
    page = client.get(f"/partner/disputes/{dispute_id}")
    assert page.status_code == 200 and words_said in text(page) and "8,5/10" in text(page)
    assert "Gửi trả lời" not in text(page)
    assert clients.vnpt_staff.get(f"/partner/disputes/{dispute_id}").status_code == 404
    assert REASON not in text(clients.vnpt_staff.get("/partner/disputes?state=answered"))


@pytest.fixture
def dispute_id(clients, own_record) -> int:
    clients.teacher.submit(f"/teacher/training/records/{own_record}/dispute", reason=REASON)
    return db.session.scalars(select(RecordDispute.id)).one()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_con_4_an_answer_sent_twice_is_given_once(clients, dispute_id, headers):
    client, address = clients.viettel_staff, f"/partner/disputes/{dispute_id}"
    assert "1 báo sai" in text(client.get("/partner/"))
    answer = {"decision": "keep", "reason": "Đã đối chiếu với nhật ký học.", "submit_key": "twice"}
    first, second = (client.post(address, data=answer, headers=headers) for _ in range(2))
    assert first.status_code == second.status_code == (204 if headers else 303)
    assert text(clients.teacher.get("/account/notices")).count("được giữ nguyên") == 1
    for key in ("other", "twice"):  # the other answer is another act, from the same page too
        other = client.post(address, data=answer | {"submit_key": key, "decision": "void"}, headers=headers)
        assert other.status_code == 409 and "đã có người trả lời" in text(other)
    assert db.session.scalars(select(RecordDispute.state)).one() == "kept"
    assert "báo sai nào" in text(client.get("/partner/"))


def test_a_record_that_the_lms_takes_back_says_who_why_and_what_now(clients, cast, own_record):
    row = db.session.get_one(LearningRecord, own_record)
    void(SYSTEM, row.provider_id, row.ref, "Bài thi nộp hai lần từ một máy.")
    page = words(clients.teacher.get("/teacher/training"))
    assert "hủy lúc" in page and "“Bài thi nộp hai lần từ một máy.” Muốn được tính thì học lại" in page


def test_whoever_disputes_reads_their_own_words_until_the_answer(clients, dispute_id):
    assert f"Thầy/cô đã viết: “{REASON}”" in words(clients.teacher.get("/teacher/training"))


def test_a_record_that_the_lms_voids_itself_settles_the_dispute(clients, cast, own_record, dispute_id):
    row = db.session.get_one(LearningRecord, own_record)
    void(SYSTEM, row.provider_id, row.ref, "Gửi nhầm người học")
    assert "Gửi nhầm người học" in text(clients.teacher.get("/account/notices"))
    assert "Đã hủy theo báo sai: Gửi nhầm người học" in text(clients.teacher.get("/teacher/training"))
    assert "Không có báo sai nào" in text(clients.viettel_staff.get("/partner/disputes"))


def test_disputes_are_shown_page_by_page(clients, cast, own_record):
    provider = db.session.get_one(LearningRecord, own_record).provider_id
    with writing():
        for number in range(51):
            row = LearningRecord(
                provider_id=provider, ref=f"cũ-{number:03}", sector_id=f"9{number:010}", sector_key=f"9{number:010}",
                module_id=db.session.get_one(LearningRecord, own_record).module_id, year=2022, status="enrolled",
                scale=10, received_at=clock.now(), changed_at=clock.now(), turn=1,
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            db.session.add(
                RecordDispute(
                    record_id=row.id,
                    person_id=cast.teacher.person_id,
                    reason=f"{REASON} {number}",
                    opened_at=clock.now(),
                )  # fmt: skip
            )
    first, second = (text(clients.viettel_staff.get(f"/partner/disputes?page={number}")) for number in (1, 2))
    assert "51 báo sai" in first and "cũ-050" not in first and "cũ-050" in second


def test_az2_nobody_disputes_anothers_record(clients, own_record):
    for who in ("peer", "stranger", "far_teacher"):
        assert clients[who].get(f"/teacher/training/records/{own_record}/dispute").status_code == 404
