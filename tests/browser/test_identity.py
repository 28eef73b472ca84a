"""The story of the sector ID, told in a real browser: a wrong birth date, a case, a verification; and the other way."""

from collections.abc import Callable
from datetime import date

from app.db import db, writing
from app.domain.organisation.models import Person
from tests.browser.window import Window

LAN, DAO = "01101000001", "01102000001"
Enter = Callable[[Window, str], Window]


def test_viettel_a_wrong_birth_date_is_explained_settled_by_the_school_and_verified(
    window: Window, windows: Callable[..., Window], enter: Enter, cast, register
) -> None:
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).birth_date = date(1985, 5, 2)
    register(LAN, "Trần Thị Lan", date(1985, 5, 20))
    lan = enter(window, "teacher").open("/teacher/identity").sees("Thông tin Cơ bản")
    lan.follow("Khai báo mã định danh").fill(sector_id=LAN.lstrip("0")).press("Hoàn thành")
    lan.sees("Không thể xác nhận thông tin tài khoản", "✗ Ngày sinh: chưa khớp").sees_not("20/05/1985")
    lan.press("Nhờ nhà trường kiểm tra").sees("Đang xử lý")

    admin = enter(windows("desktop"), "school_admin").open("/admin/cases").follow("Trần Thị Lan")
    admin.sees("02/05/1985", "20/05/1985").follow("Sửa hồ sơ")
    admin.fill(birth_date="20/5/1985", note="Đã xem căn cước công dân.").press("Sửa hồ sơ")
    admin.follow("Đóng yêu cầu").choose("Đã sửa hồ sơ trên TEMIS").press("Đóng yêu cầu").sees("Đã đóng")

    lan.open("/teacher/identity/result").sees("Hoàn thành cập nhật thông tin", "Đã xác thực")


def test_vnpt_five_steps_and_leaving_early_declares_nothing(window: Window, enter: Enter, register) -> None:
    register(DAO, "Nông Thị Đào")
    dao = enter(window, "far_teacher").open("/teacher/identity/enter")
    dao.fill(sector_id=DAO).press("Tiếp tục").press("Xác thực")
    dao.sees("Đã xác thực thông tin", "Xác thực thông tin thành công", "Hồ sơ trên CSDL ngành")
    dao.open("/teacher/identity").sees("Chưa lưu").follow("Tiếp tục xác thực")
    dao.press("LƯU THÔNG TIN").sees("Đã xác thực thông tin")
