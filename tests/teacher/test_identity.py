"""A teacher declares the own sector ID: the stories of letter 95, both ways, as pages."""

import unicodedata
from datetime import date

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.domain.identity.models import Attempt, Claim, IdCase
from app.domain.organisation.models import Person
from app.integrations.registry.chosen import use_registry
from app.integrations.registry.interface import RegistryPerson
from app.integrations.registry.remote import Patience, RemoteRegistry
from app.integrations.registry.standin import Standin, Trouble
from app.integrations.registry.verification import recheck_pending

LAN, DAO = "01101000001", "01102000001"
BORN = date(1985, 5, 20)


def text(answer) -> str:
    return answer.get_data(as_text=True)


def person(member) -> Person:
    return db.session.get_one(Person, member.person_id)


def test_viettel_in_four_steps_hoan_thanh_verifies_and_saves(clients, cast, register):
    register(LAN, "Trần Thị Lan", unit_name="Trường THCS Nguyễn Du")
    profile = text(clients.teacher.get("/teacher/identity"))
    assert "Thông tin Cơ bản" in profile and "Có mã, chưa khai báo" in profile
    step3 = text(clients.teacher.get("/teacher/identity/enter"))
    assert "Bước 3/4" in step3 and "Mã định danh trên CSDL ngành GD" in step3 and "Hoàn thành" in step3
    answer = clients.teacher.submit("/teacher/identity/enter", sector_id="0110 1000.001")
    assert answer.status_code == 303 and answer.location.endswith("/teacher/identity/result")
    result = text(clients.teacher.get(answer.location))
    for words in ("Bước 4/4", "Hoàn thành cập nhật thông tin", "Đã xác thực", "MĐD-", "Trường THCS Nguyễn Du"):
        assert words in result
    assert person(cast.teacher).sector_id == LAN


def test_viettel_failure_says_the_letters_words_and_which_field_but_never_its_value(clients, cast, register):
    register(LAN, "Trần Thị Lan", date(1979, 12, 3), unit_name="Trường Bí Mật")
    clients.teacher.submit("/teacher/identity/enter", sector_id=LAN)
    result = text(clients.teacher.get("/teacher/identity/result"))
    assert "Không thể xác nhận thông tin tài khoản với cơ sở dữ liệu ngành" in result
    assert "✗ Ngày sinh: chưa khớp" in result and "✓ Họ và tên: khớp" in result
    for secret in ("1979", "03/12", "Trường Bí Mật"):
        assert secret not in result
    assert "Nhờ nhà trường kiểm tra" in result and "Sửa ở đây" in result


def test_one_click_sends_everything_to_the_schools_admin(clients, cast, register):
    register(LAN, "Trần Thị Lan", date(1979, 12, 3))
    clients.teacher.submit("/teacher/identity/enter", sector_id=LAN)
    assert clients.teacher.submit("/teacher/identity/result", form="help").status_code == 303
    case = db.session.scalar(select(IdCase))
    assert (case.kind, case.state, case.sector_id) == ("check_failed", "at_school", LAN)
    page = text(clients.teacher.get("/teacher/identity"))
    assert "Đang xử lý" in page and "Gửi thêm" in page
    assert clients.teacher.submit("/teacher/identity", form="help", note="Ngày sinh đúng là 20/5.").status_code == 303
    assert db.session.scalar(select(func.count(IdCase.id))) == 1
    assert "Ngày sinh đúng là 20/5." in text(clients.teacher.get("/teacher/identity"))


def test_vnpt_in_five_steps_ends_only_with_luu_thong_tin(clients, cast, register):
    register(DAO, "Nông Thị Đào")
    her = clients.far_teacher
    assert "Hồ sơ cá nhân" in text(her.get("/teacher/identity"))
    assert "Bước 3/5" in text(her.get("/teacher/identity/enter"))
    assert her.submit("/teacher/identity/enter", sector_id=DAO).location.endswith("/verify")
    assert "Bước 4/5" in text(her.get("/teacher/identity/verify"))
    assert her.submit("/teacher/identity/verify", form="verify").location.endswith("/verify")
    checked = text(her.get("/teacher/identity/verify"))
    assert "Đã xác thực thông tin" in checked and "Xác thực thông tin thành công" in checked
    assert "Hồ sơ trên CSDL ngành" in checked
    home = text(her.get("/teacher/identity"))
    assert "Chưa lưu" in home and "Thầy/cô chưa bấm “LƯU THÔNG TIN”" in home
    assert person(cast.far_teacher).sector_id is None
    assert her.submit("/teacher/identity/verify", form="save").location.endswith("/result")
    assert "Đã xác thực thông tin" in text(her.get("/teacher/identity/result"))
    assert person(cast.far_teacher).sector_id == DAO


def test_vnpt_failure_has_the_letters_words_and_nothing_to_save(clients, cast):
    her = clients.far_teacher
    her.submit("/teacher/identity/enter", sector_id="01102999999")
    her.submit("/teacher/identity/verify", form="verify")
    result = text(her.get("/teacher/identity/verify", follow_redirects=True))
    assert "Chưa xác thực thông tin" in result
    assert "Xác thực không thành công. Mã định danh không chính xác" in result
    assert "Bước 4/5" in result and "Bước 5/5" not in result
    assert "LƯU THÔNG TIN</button>" not in result


def test_the_birth_date_is_asked_once_on_its_own_page(clients, cast, register):
    register(LAN, "Trần Thị Lan")
    with writing():
        person(cast.teacher).birth_date = None
    assert clients.teacher.get("/teacher/identity/enter").location.endswith("/birth-date")
    wrong = clients.teacher.submit("/teacher/identity/birth-date", birth_date="31/02/1985")
    assert wrong.status_code == 422 and "31/02/1985 không có thật" in text(wrong)
    assert 'value="31/02/1985"' in text(wrong)
    assert clients.teacher.submit("/teacher/identity/birth-date", birth_date="20051985").status_code == 303
    assert clients.teacher.get("/teacher/identity/birth-date").status_code == 303
    clients.teacher.submit("/teacher/identity/enter", sector_id=LAN)
    assert person(cast.teacher).sector_id == LAN


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Hãy nhập mã định danh"),
        ("12345", "từ 8 đến 14 chữ số"),
        ("9,35E+10", "chỉ gồm chữ số"),
        ("٠٩٣٥٢٣١٩٢٥٢", "chữ số"),
    ],
)
def test_in2_what_is_no_id_is_refused_kept_and_explained(clients, typed, says):
    answer = clients.teacher.submit("/teacher/identity/enter", sector_id=typed)
    assert answer.status_code == 422 and says in text(answer)
    assert f'value="{typed}"' in text(answer)
    assert "<title>Lỗi:" in text(answer)


def test_full_width_digits_and_invisible_marks_are_understood(clients, cast, register):
    register(LAN, unicodedata.normalize("NFD", "Trần Thị Lan"))
    clients.teacher.submit("/teacher/identity/enter", sector_id="\u200b０１１０１-000-001 ")
    assert person(cast.teacher).sector_id == LAN


def test_a_lost_zero_is_suggested_and_never_assumed(clients, cast):
    with writing():
        person(cast.teacher).listed_sector_id = "1101000001"
    page = text(clients.teacher.get("/teacher/identity/enter"))
    assert "Excel hay làm mất số 0 đầu" in page and 'value="1101000001"' in page
    assert 'value="01101000001"' in text(clients.teacher.get("/teacher/identity/enter?zero=1"))


def test_con4_a_double_tap_acts_once_and_shows_the_first_result(clients, cast, register):
    register(LAN, "Trần Thị Lan")
    data = {"sector_id": LAN, "version": "0", "submit_key": "k" * 32}
    for _ in range(2):
        answer = clients.teacher.post("/teacher/identity/enter", data=data)
        assert answer.status_code == 303 and answer.location.endswith("/result")
    assert db.session.scalar(select(func.count(Attempt.id))) == 1


def test_con1_a_stale_page_gets_409(clients, cast):
    clients.teacher.submit("/teacher/identity/enter", sector_id="01101999999")
    stale = clients.teacher.post("/teacher/identity/enter", data={"sector_id": LAN, "version": "0", "submit_key": "x"})
    assert stale.status_code == 409
    for version in ("", "-1", "9" * 30, "abc"):
        data = {"sector_id": LAN, "version": version or "0", "submit_key": "y"}
        assert clients.teacher.post("/teacher/identity/enter", data=data).status_code == 409


@pytest.mark.parametrize("step", ["verify", "result", "birth-date"])
def test_a_step_that_is_not_reached_leads_back(clients, step):
    assert clients.teacher.get(f"/teacher/identity/{step}").status_code == 303


def test_az_7_the_buttons_of_the_other_way_do_nothing(clients, cast, register):
    register(LAN, "Trần Thị Lan")
    assert clients.teacher.post("/teacher/identity/verify", data={"version": "0"}).status_code == 409
    assert clients.teacher.post("/teacher/identity/save", data={"version": "0"}).status_code == 409
    assert db.session.scalar(select(Claim)) is None


@pytest.mark.parametrize("who", ["school_admin", "district_officer", "province_admin", "viettel_staff", "lecturer"])
def test_az1_only_people_of_a_school_come_in_here(clients, who):
    assert clients[who].get("/teacher/identity").status_code == 403


def test_a_principal_declares_like_everybody(clients, cast, register):
    register("01101000005", "Đỗ Văn Minh")
    assert clients.principal.submit("/teacher/identity/enter", sector_id="01101000005").status_code == 303
    assert person(cast.principal).sector_id == "01101000005"


def test_rel6_the_registry_goes_down_and_comes_back(clients, cast):
    lan = RegistryPerson(LAN, "Trần Thị Lan", BORN)
    with Standin([lan]) as standin:
        use_registry(RemoteRegistry(standin.url, patience=Patience(0.5), pause=lambda seconds: None))
        standin.trouble = Trouble.DOWN
        clients.teacher.submit("/teacher/identity/enter", sector_id=LAN)
        result = text(clients.teacher.get("/teacher/identity/result"))
        assert "Đang đối chiếu" in result and "Không cần nhập lại" in result
        with writing():
            db.session.scalar(select(Claim)).retry_at = db.session.scalar(select(Claim)).checked_at
        assert recheck_pending()["refused"] == 1
        standin.trouble = Trouble.NONE
        with writing():
            db.session.scalar(select(Claim)).retry_at = db.session.scalar(select(Claim)).checked_at
        assert recheck_pending()["verified"] == 1
    assert "Hoàn thành cập nhật thông tin" in text(clients.teacher.get("/teacher/identity/result"))


@pytest.mark.parametrize("trouble", [Trouble.GARBAGE, Trouble.ANOTHER_PERSON, Trouble.SLOW])
def test_a_faulty_registry_never_verifies_and_never_blames_the_person(clients, cast, trouble):
    others = [RegistryPerson(LAN, "Trần Thị Lan", BORN), RegistryPerson("01101000002", "Trần Thị Lan", BORN)]
    with Standin(others) as standin:
        use_registry(RemoteRegistry(standin.url, patience=Patience(0.2)))
        standin.trouble = trouble
        clients.teacher.submit("/teacher/identity/enter", sector_id=LAN)
        assert "Đang đối chiếu" in text(clients.teacher.get("/teacher/identity/result"))
    assert person(cast.teacher).sector_id is None
