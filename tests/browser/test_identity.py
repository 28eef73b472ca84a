"""The story of the sector ID, told in a real browser: a wrong birth date, a case, a verification; the other way; a
registry that goes down and comes back.
"""

from collections.abc import Callable
from datetime import date

from sqlalchemy import update

from app.db import db, writing
from app.domain import clock
from app.domain.identity.models import Claim
from app.domain.organisation.models import Person
from app.integrations.registry.breaker import Breaker
from app.integrations.registry.chosen import use_registry
from app.integrations.registry.interface import RegistryPerson
from app.integrations.registry.remote import Patience, RemoteRegistry
from app.integrations.registry.standin import Standin, Trouble
from app.integrations.registry.verification import recheck_pending
from tests.browser.window import Window

LAN, DAO = "01101000001", "01102000001"
BORN = date(1985, 5, 20)
Enter = Callable[[Window, str], Window]


def test_viettel_a_wrong_birth_date_is_explained_settled_by_the_school_and_verified(
    window: Window, windows: Callable[..., Window], enter: Enter, cast, register
) -> None:
    with writing():
        db.session.get_one(Person, cast.teacher.person_id).birth_date = date(1985, 5, 2)
    register(LAN, "Trần Thị Lan", date(1985, 5, 20))
    lan = enter(window, "teacher").open("/teacher/identity").sees("Thông tin Cơ bản")
    lan.follow("Khai báo mã định danh").fill(sector_id="123").press("Hoàn thành").sees("Cần sửa 1 mục")
    assert lan.page.locator('[name="sector_id"]').input_value() == "123"
    lan.fill(sector_id=LAN.lstrip("0")).press("Hoàn thành")
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
    dao.open("/").sees("Chưa lưu").follow("Cô Đào").follow("Hồ sơ cá nhân").sees("chưa được khai báo")
    dao.follow("Tiếp tục xác thực")
    dao.press("LƯU THÔNG TIN").sees("Đã xác thực thông tin")


def test_the_registry_goes_down_and_comes_back(window: Window, enter: Enter, cast) -> None:
    with Standin([RegistryPerson(LAN, "Trần Thị Lan", BORN, unit_name="Trường THCS Nguyễn Du")]) as registry:
        untiring = Breaker(limit=99)
        use_registry(RemoteRegistry(registry.url, "", Patience(0.5), untiring, pause=lambda seconds: None))
        registry.trouble = Trouble.DOWN
        lan = enter(window, "teacher").open("/teacher/identity/enter")
        lan.fill(sector_id=LAN.replace("1", "2")).press("Hoàn thành").sees("Đang đối chiếu", "Không cần nhập lại")
        lan.follow("Sửa mã định danh").fill(sector_id=LAN).press("Hoàn thành").sees("Đang đối chiếu")
        lan.open("/").sees("Hệ thống tự đối chiếu lại và báo kết quả")
        retry_now()
        lan.open("/teacher/identity/result").sees("Đang đối chiếu")
        registry.trouble = Trouble.NONE
        retry_now()
    lan.open("/").sees("Mã định danh của thầy/cô đã được xác thực.", "Không cần làm gì thêm")
    lan.open("/teacher/identity/result").sees("Hoàn thành cập nhật thông tin", "Trường THCS Nguyễn Du")


def retry_now() -> None:
    """Let the job's minute pass."""
    with writing():
        db.session.execute(update(Claim).values(retry_at=clock.now()))
    recheck_pending()
    db.session.rollback()
