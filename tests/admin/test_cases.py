"""Cases about sector IDs: who sees them, who settles them, and what the person is told."""

from datetime import date

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.domain import clock
from app.domain.identity.case_opening import open_case
from app.domain.identity.case_queries import level_above
from app.domain.identity.case_rules import CaseKind, CaseMove
from app.domain.identity.models import CaseEvent, Claim, IdCase
from app.domain.journal.models import JournalEntry, SecurityEvent
from app.domain.notices.models import Notice
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.queries import middle_types
from app.domain.organisation.rules import Position
from app.domain.viewer import SYSTEM
from app.integrations.registry.chosen import use_registry
from app.integrations.registry.interface import RegistryPerson
from app.integrations.registry.remote import Patience, RemoteRegistry
from app.integrations.registry.standin import Standin, Trouble
from app.integrations.registry.verification import verify_unit
from tests.factories import make_appointment

LAN = "01101000001"
WRONG_DAY = date(1985, 5, 2)


def text(answer) -> str:
    return answer.get_data(as_text=True)


def the_case() -> IdCase:
    db.session.expire_all()
    return db.session.scalar(select(IdCase))


def kinds(member) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == member.person_id).order_by(Notice.id)))


@pytest.fixture
def mismatch(clients, cast, register) -> int:
    """The teacher's profile has a wrong birth date; the check failed and the school's admin was asked."""
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).birth_date = WRONG_DAY
    register(LAN, "Trần Thị Lan", date(1985, 5, 20), unit_name="Trường THCS Nguyễn Du")
    clients.teacher.submit("/teacher/identity/enter", sector_id=LAN)
    clients.teacher.submit("/teacher/identity/result", form="help", note="Nhờ trường xem giúp.")
    return the_case().id


def test_an_admin_takes_an_id_up_before_anybody_asks(clients, cast, register):
    """Whoever failed a bulk check may have no account to ask with."""
    register(LAN, "Trần Thị Lan", date(1985, 5, 20))
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).birth_date = WRONG_DAY
        verify_unit(SYSTEM, db.session.get_one(Unit, cast.units["school"]).path)
    page = f"/records/persons/{cast.teacher.person_id}"
    shown = text(clients.school_admin.get(page))
    assert "Chưa khớp" in shown and "0110 100 0001" in shown
    answer = clients.school_admin.submit(page, form="case")
    assert answer.status_code == 303 and answer.location.endswith(f"/admin/cases/{the_case().id}")
    assert "✗ Khác" in text(clients.school_admin.get(answer.location))
    assert (the_case().kind, the_case().state) == ("check_failed", "at_school")
    assert "Mở yêu cầu" not in text(clients.school_admin.get(page))
    clients.district_admin.post(f"/admin/persons/{cast.teacher.person_id}/case")
    assert len(db.session.scalars(select(IdCase)).all()) == 1
    reader = text(clients.principal.get(page))
    assert f"/records/cases/{the_case().id}" in reader and "Mở yêu cầu" not in reader


@pytest.mark.parametrize("who", ["stranger_admin", "far_admin", "ministry_admin"])
def test_az2_an_admin_elsewhere_takes_up_nobodys_id(clients, cast, who):
    assert clients[who].post(f"/admin/persons/{cast.teacher.person_id}/case").status_code == 404
    assert clients.school_admin.post(f"/admin/persons/{cast.school_admin.person_id}/case").status_code == 404  # AZ-5
    assert the_case() is None


def test_az4_a_lecturer_sees_the_state_and_no_id(clients, cast, mismatch):
    shown = text(clients.lecturer.get(f"/records/persons/{cast.teacher.person_id}"))
    assert "Chưa khớp" in shown
    assert LAN not in shown and "0110 100" not in shown and "Yêu cầu số" not in shown


def test_the_schools_admin_sees_both_records_corrects_the_profile_and_closes(clients, cast, mismatch):
    admin, url = clients.school_admin, f"/admin/cases/{mismatch}"
    assert "Trần Thị Lan" in text(admin.get("/admin/cases"))
    page = text(admin.get(url))
    for words in ("02/05/1985", "20/05/1985", "✗ Khác", "✓ Khớp", "Nhờ trường xem giúp."):
        assert words in page
    answer = admin.submit(f"{url}/correct_profile", birth_date="20/5/1985", note="Đã xem căn cước.")
    assert answer.status_code == 303
    entry = db.session.scalar(select(JournalEntry).where(JournalEntry.event == "profile_corrected"))
    assert (entry.before["birth_date"], entry.after["birth_date"]) == ("1985-05-02", "1985-05-20")
    assert admin.submit(f"{url}/close", outcome="profile_corrected").status_code == 303
    assert (the_case().state, the_case().outcome) == ("closed", "profile_corrected")
    assert db.session.get_one(Person, cast.teacher.person_id).sector_id == LAN
    assert kinds(cast.teacher) == ["profile_corrected", "id_verified_self", "case_closed"]
    assert "Đã xử lý xong" in text(clients.teacher.get("/teacher/identity"))


def test_a_case_is_not_closed_as_corrected_while_the_check_still_fails(clients, mismatch):
    answer = clients.school_admin.submit(f"/admin/cases/{mismatch}/close", outcome="profile_corrected", note="Xong.")
    assert answer.status_code == 422
    assert "vẫn chưa khớp" in text(answer) and "Xong." in text(answer)
    assert the_case().state == "at_school"
    assert db.session.scalar(select(Claim.state)) == "mismatch"


def test_closing_while_the_registry_is_down_leaves_the_check_pending(clients, mismatch):
    with Standin([RegistryPerson(LAN, "Trần Thị Lan", date(1985, 5, 20))]) as standin:
        standin.trouble = Trouble.DOWN
        use_registry(RemoteRegistry(standin.url, patience=Patience(0.3)))
        url = f"/admin/cases/{mismatch}"
        clients.school_admin.submit(f"{url}/correct_profile", birth_date="20/05/1985", note="Đã xem căn cước.")
        assert clients.school_admin.submit(f"{url}/close", outcome="profile_corrected").status_code == 303
    claim = db.session.scalar(select(Claim))
    assert claim.state == "pending" and claim.retry_at is not None


def test_a_case_climbs_to_the_middle_level_and_the_province_and_comes_back(clients, cast, mismatch):
    url = f"/admin/cases/{mismatch}"
    assert clients.school_admin.submit(f"{url}/escalate").status_code == 303
    assert the_case().state == "at_middle" and "case_arrived" in kinds(cast.district_admin)
    assert clients.school_admin.get(f"{url}/close").status_code == 409
    assert clients.school_admin.submit(f"{url}/note", note="Trường đã gửi giấy tờ.").status_code == 303
    assert clients.district_admin.submit(f"{url}/escalate", note="Cần Sở hỏi Bộ.").status_code == 303
    assert the_case().state == "at_province"
    assert clients.province_admin.get(f"{url}/escalate").status_code == 409
    assert clients.province_admin.submit(f"{url}/return", note="Ngày sinh TEMIS sai, trường sửa.").status_code == 303
    assert the_case().state == "at_school"
    assert "Ngày sinh TEMIS sai" in text(clients.teacher.get("/teacher/identity"))


def test_a_case_of_an_upper_secondary_school_goes_straight_to_the_province(clients, cast):
    with writing():
        admin = db.session.get_one(Person, cast.upper_principal.person_id)
        make_appointment(admin, db.session.get_one(Unit, cast.units["upper_school"]), Position.ADMIN)
    clients.upper_teacher.submit("/teacher/identity", form="help")
    url = f"/admin/cases/{the_case().id}"
    assert clients.province_admin.get(f"{url}/close").status_code == 409
    assert level_above(the_case()) == "at_province"


def test_the_province_hands_a_case_over_and_takes_it_back(clients, cast, mismatch):
    url = f"/admin/cases/{mismatch}"
    assert clients.school_admin.get(f"{url}/hand_over").status_code == 409
    clients.school_admin.submit(f"{url}/note", note="Gia đình đang có việc riêng.")
    clients.school_admin.submit(f"{url}/escalate")
    assert "đọc được nội dung ghi ở đây" in text(clients.district_admin.get(f"{url}/hand_over"))
    assert clients.district_admin.submit(f"{url}/hand_over").status_code == 422, "the provider must learn what is asked"
    assert clients.district_admin.submit(f"{url}/hand_over", note="Nhờ Viettel xem tài khoản LMS.").status_code == 303
    assert the_case().provider == "viettel"
    page = text(clients.viettel_staff.get(f"/partner/cases/{mismatch}"))
    assert "Trần Thị Lan" in page and "Nhờ Viettel xem" in page
    for secret in ("20/05/1985", "02/05/1985", "✗ Khác", "việc riêng"):
        assert secret not in page, "DP-1: what the admins wrote among themselves stays with them"
    assert clients.vnpt_staff.get(f"/partner/cases/{mismatch}").status_code == 404
    assert clients.district_admin.submit(f"{url}/take_back").status_code == 303
    assert clients.viettel_staff.get(f"/partner/cases/{mismatch}").status_code == 404


def test_marking_the_registry_wrong_keeps_the_case_open_and_says_so(clients, mismatch):
    url = f"/admin/cases/{mismatch}"
    assert clients.school_admin.submit(f"{url}/mark_registry_wrong", note="").status_code == 422
    assert clients.school_admin.submit(f"{url}/mark_registry_wrong", note="CSDL ngành ghi sai ngày.").status_code == 303
    assert the_case().registry_wrong and the_case().state == "at_school"
    assert clients.school_admin.get(f"{url}/mark_registry_wrong").status_code == 409


def test_assignee_and_due_date(clients, cast, mismatch):
    url = f"/admin/cases/{mismatch}/assign"
    me = str(cast.school_admin.person_id)
    past = clients.school_admin.submit(url, assignee=me, due_on="01/04/2022")
    assert past.status_code == 422 and "trước hôm nay" in text(past)
    stranger = {"assignee": str(cast.stranger_admin.person_id), "version": str(the_case().version)}
    assert clients.school_admin.post(url, data=stranger).status_code == 422
    assert clients.school_admin.submit(url, assignee=me, due_on="22/4/2022").status_code == 303
    assert (the_case().assignee_id, the_case().due_on) == (cast.school_admin.person_id, date(2022, 4, 22))
    assert "22/04/2022" in text(clients.teacher.get("/teacher/identity"))


def test_rechecking_from_the_case_tells_the_person(clients, cast, register, mismatch):
    register(LAN, "Trần Thị Lan", WRONG_DAY)
    assert clients.school_admin.submit(f"/admin/cases/{mismatch}/recheck").status_code == 303
    assert db.session.get_one(Person, cast.teacher.person_id).sector_id == LAN
    assert kinds(cast.teacher) == ["id_verified_self"]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("school_admin", 200), ("district_admin", 200), ("province_admin", 200),
        ("stranger_admin", 404), ("far_admin", 404), ("far_school_admin", 404), ("ministry_admin", 404),
        ("teacher", 403), ("principal", 403), ("district_officer", 403), ("viettel_staff", 403), ("lecturer", 403),
    ],
)  # fmt: skip
def test_az2_a_case_exists_for_the_admins_above_its_person_only(clients, mismatch, who, sees):
    for path in ("", "/note"):
        assert clients[who].get(f"/admin/cases/{mismatch}{path}").status_code == sees
    listed = clients[who].get("/admin/cases")
    assert ("Trần Thị Lan" in text(listed)) == (sees == 200)
    if sees == 404:
        data = {"note": "x", "version": "1"}
        assert clients[who].post(f"/admin/cases/{mismatch}/note", data=data).status_code == 404


def test_az5_nobody_settles_their_own_case(clients, cast):
    with writing():
        db.session.get_one(Person, cast.school_admin.person_id).birth_date = WRONG_DAY
        case = open_case(SYSTEM, cast.school_admin.person_id, "correction")
    url = f"/admin/cases/{case.id}"
    for move in ("correct_profile", "close", "assign", "recheck", "mark_registry_wrong"):
        assert clients.school_admin.get(f"{url}/{move}").status_code == 409
    assert clients.school_admin.submit(f"{url}/escalate").status_code == 303


def test_az_7_a_move_out_of_order_is_refused_with_the_reason(clients, mismatch):
    """Whatever the forms of another state hold: what the table does not know happens to nobody."""
    url = f"/admin/cases/{mismatch}"
    assert clients.school_admin.submit(f"{url}/close", outcome="withdrawn", note="Chuyển trường").status_code == 303
    before = (the_case().state, the_case().version)
    data = {
        "version": str(before[1]), "note": "x", "outcome": "withdrawn", "full_name": "Trần Thị Lan Anh",
        "birth_date": "20/05/1985", "assignee": "0", "due_on": "",
    }  # fmt: skip
    refused = [move for move in CaseMove if move is not CaseMove.REOPEN]
    for move in refused:
        assert clients.school_admin.get(f"{url}/{move}").status_code == 409, move
        answer = clients.school_admin.post(f"{url}/{move}", data=data | {"submit_key": f"{move:k<32}"[:32]})
        assert answer.status_code == 409, move
        assert "vừa được sửa ở trang khác hoặc máy khác" in text(answer), move
    assert (the_case().state, the_case().version) == before
    assert clients.school_admin.submit(f"{url}/reopen", note="Mở lại").status_code == 303


def test_con4_a_double_tap_moves_once(clients, mismatch):
    data = {"note": "Một lần", "version": str(the_case().version), "submit_key": "k" * 32}
    for _ in range(2):
        assert clients.school_admin.post(f"/admin/cases/{mismatch}/escalate", data=data).status_code == 303
    assert the_case().state == "at_middle"
    assert len(db.session.scalars(select(CaseEvent).where(CaseEvent.event == "escalate")).all()) == 1


def test_con1_a_stale_case_page_gets_409(clients, mismatch):
    data = {"full_name": "Trần Thị Lan", "birth_date": "20/05/1985", "note": "x", "version": "999"}
    assert clients.school_admin.post(f"/admin/cases/{mismatch}/correct_profile", data=data).status_code == 409


def test_aud4_reading_a_case_is_on_record(clients, cast, mismatch):
    clients.school_admin.get(f"/admin/cases/{mismatch}").close()
    read = db.session.scalar(select(SecurityEvent).where(SecurityEvent.event == "case_read"))
    assert read.about_person_id == cast.teacher.person_id


def test_cases_are_found_by_name_without_marks(clients, mismatch):
    page = clients.school_admin.partial("/admin/cases?q=tran+lan")
    assert "Trần Thị Lan" in text(page)
    assert "Trần Thị Lan" not in text(clients.school_admin.partial("/admin/cases?q=%25"))


def test_a_missing_case_or_move_is_not_found(clients, mismatch):
    for path in ("/admin/cases/999999", "/admin/cases/9999999999999999999999", f"/admin/cases/{mismatch}/explode"):
        assert clients.school_admin.get(path).status_code == 404


def test_officers_and_heads_read_the_case_and_change_nothing(clients, mismatch):
    for who in ("principal", "district_officer", "province_officer"):
        page = text(clients[who].get(f"/records/cases/{mismatch}"))
        assert "02/05/1985" in page and "Việc có thể làm" not in page
    for who in ("stranger_principal", "far_officer", "lecturer", "ministry_officer", "teacher"):
        assert clients[who].get(f"/records/cases/{mismatch}").status_code == 404


def test_of_two_different_people_with_one_id_the_admin_above_both_takes_it_back(clients, cast, register):
    with writing():
        namesake = db.session.get_one(Person, cast.stranger.person_id)
        namesake.full_name = "Trần Thị Lan"
    register(LAN, "Trần Thị Lan")
    clients.stranger.submit("/teacher/identity/enter", sector_id=LAN)
    clients.teacher.submit("/teacher/identity/enter", sector_id=LAN)
    url = f"/admin/cases/{the_case().id}"
    assert "Hãy chuyển cấp trên" in text(clients.school_admin.get(url))
    assert clients.school_admin.get(f"{url}/release").status_code == 409
    clients.school_admin.submit(f"{url}/escalate")
    assert "Trường THCS Lê Lợi" in text(clients.district_admin.get(url))
    assert clients.district_admin.submit(f"{url}/release", note="Mã là của cô Lan Nguyễn Du.").status_code == 303
    assert db.session.get_one(Person, cast.stranger.person_id).sector_id is None
    assert clients.district_admin.submit(f"{url}/close", outcome="nothing_wrong").status_code == 303
    assert db.session.get_one(Person, cast.teacher.person_id).sector_id == LAN
    assert "id_reconfirm" in kinds(cast.stranger)
    assert "Quản trị đã rút xác thực" in text(clients.stranger.get("/teacher/identity/result"))


def test_for_an_unknown_id_the_admin_sees_the_schools_record_of_that_name(clients, cast, register):
    register("01101888888", "Trần Thị Lan", date(1985, 5, 20), unit_code="110010001")
    register("01101777777", "Trần Thị Lan", date(1985, 5, 20), unit_code="110010002")
    clients.teacher.submit("/teacher/identity/enter", sector_id="01101999999")
    clients.teacher.submit("/teacher/identity/result", form="help")
    page = text(clients.school_admin.get(f"/admin/cases/{the_case().id}"))
    assert "0110 188 8888" in page and "0110 177 7777" not in page
    assert "0110 188 8888" not in text(clients.teacher.get("/teacher/identity/result"))


def test_a_case_of_a_school_without_admin_lies_at_the_next_level_that_has_one(clients, cast, register):
    """A roster just imported brings a school without an admin; nobody's case may wait there unseen."""
    with writing():
        office = db.session.get_one(Appointment, cast.school_admin.appointment_id)
        office.ends = date(2022, 4, 1)
        case_id = open_case(SYSTEM, cast.teacher.person_id, CaseKind.CHECK_FAILED).id
    assert (the_case().state, the_case().unit_id) == ("at_middle", cast.units["school"])
    assert kinds(cast.district_admin) == ["case_arrived"]
    assert clients.district_admin.get(f"/admin/cases/{case_id}/close").status_code == 200
    assert clients.stranger_admin.get(f"/admin/cases/{case_id}").status_code == 404


def test_az2_an_id_typed_at_will_opens_no_strangers_record(clients, cast, register):
    """Neither name nor birth date agrees and the record is of another province: the admin is told that, and no more."""
    register("01102999999", "Ma Thị Kín", date(1970, 1, 2), unit_name="Trường ở tỉnh khác")
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).listed_sector_id = "01102999999"
        case_id = open_case(SYSTEM, cast.teacher.person_id, CaseKind.CORRECTION).id
    page = text(clients.school_admin.get(f"/admin/cases/{case_id}"))
    assert "không hiển thị" in page
    assert not any(told in page for told in ("Ma Thị Kín", "02/01/1970", "Trường ở tỉnh khác"))


def test_az3_the_case_of_somebody_who_left_stays_with_the_unit_they_left(clients, cast, mismatch):
    """Nobody's case may wait unseen: the last unit's admin settles it, and still nobody else sees it."""
    with writing():
        for post in db.session.scalars(select(Appointment).where(Appointment.person_id == cast.teacher.person_id)):
            post.ends, post.end_reason = date(2022, 4, 18), "retired"
    url = f"/admin/cases/{mismatch}"
    assert "Trần Thị Lan" in text(clients.school_admin.get("/admin/cases"))
    assert "Trường THCS Nguyễn Du" in text(clients.school_admin.get(url))
    for who in ("stranger_admin", "far_admin", "ministry_admin"):
        assert clients[who].get(url).status_code == 404
    assert clients.school_admin.submit(f"{url}/escalate").status_code == 303
    assert (the_case().state, the_case().unit_id) == ("at_middle", cast.units["school"])
    assert "case_arrived" in kinds(cast.district_admin)
    assert clients.district_admin.submit(f"{url}/close", outcome="nothing_wrong").status_code == 303


def test_az3_a_case_about_somebody_who_left_already_lies_with_their_last_unit(clients, cast):
    with writing():
        case = open_case(SYSTEM, cast.leaver.person_id, CaseKind.CORRECTION, "Hồ sơ cũ cần sửa.")
    assert case.unit_id == cast.units["school"] and "case_arrived" in kinds(cast.school_admin)
    assert "Chu Thị Bích" in text(clients.school_admin.get("/admin/cases"))
    assert "Chu Thị Bích" not in text(clients.stranger_admin.get("/admin/cases"))


@pytest.mark.parametrize("name", ["Phòng GDĐT", "UBND xã/phường"])
def test_the_middle_level_bears_the_name_its_data_give_it(clients, cast, mismatch, name):
    with writing():
        db.session.get_one(Unit, cast.units["district"]).type_name = name
    clients.school_admin.submit(f"/admin/cases/{mismatch}/escalate")
    for who in ("school_admin", "district_admin", "province_admin"):
        page = text(clients[who].get("/admin/cases"))
        assert page.count(f"Ở {name}") == 2, who  # the filter and the row
    assert f"Ở {name}" in text(clients.district_admin.get(f"/admin/cases/{mismatch}"))
    assert f"Ở {name}" in text(clients.teacher.get("/teacher/"))
    assert "trung gian" not in page


def test_a_school_right_beneath_its_province_knows_no_middle_level(cast):
    assert middle_types(cast.upper_principal.viewer) == []
    assert middle_types(cast.principal.viewer) == ["Phòng GDĐT"]
    assert middle_types(cast.far_admin.viewer) == ["UBND xã/phường"]


def test_a_case_goes_only_where_an_admin_looks_at_it(clients, cast, mismatch):
    """A school whose admin is gone gets nothing back, and what lies with it is worked on one level up."""
    url = f"/admin/cases/{mismatch}"
    with writing():
        admin = db.session.scalars(
            select(Appointment).where(
                Appointment.unit_id == cast.units["school"], Appointment.position == Position.ADMIN
            )
        ).one()
        admin.ends = clock.today()
    assert clients.district_admin.submit(f"{url}/escalate", note="Trường không còn quản trị.").status_code == 303
    assert the_case().state == "at_middle", "the next level up stands in for a school without an admin"
    assert clients.district_admin.get(f"{url}/return").status_code == 409
    assert f"{url}/return" not in text(clients.district_admin.get(url))
    assert clients.district_admin.submit(f"{url}/escalate", note="Cần Sở hỏi Bộ.").status_code == 303
    assert clients.district_admin.get(f"{url}/close").status_code == 409
    assert clients.province_admin.submit(f"{url}/return", note="Phòng xem lại.").status_code == 303
    assert the_case().state == "at_middle"
    assert clients.district_admin.submit(f"{url}/close", outcome="nothing_wrong").status_code == 303
    assert clients.district_admin.submit(f"{url}/reopen", note="Còn sót.").status_code == 303
    assert the_case().state == "at_middle"
