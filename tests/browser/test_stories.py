"""Can people do their part of the campaign on what they really have: a small phone, an old engine, no JavaScript?

Each story runs on a phone, on a phone without JavaScript and on a desktop; windows notice what people do not.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.domain.accounts.hashing import hash_password
from app.domain.accounts.models import Account
from app.domain.progress.actions import rebuild
from app.jobs.runner import run_due_jobs
from tests.browser.window import Window
from tests.cast import Cast

PASSWORD = "con mèo ngủ trên mái"
HASH = hash_password(PASSWORD)
ROSTER = (
    "TT;Họ và tên;Ngày sinh;Mã định danh;Chức vụ;Mã trường\n"
    "1;Lò Thị Bưởi;05/09/1988;09352319252;Giáo viên;110010001\n"
    "2;NguyÔn V¨n TuÊn;31/02/1988;2.41E+10;Giáo viên;110010001\n"
)
Enter = Callable[[Window, str], Window]


@pytest.fixture
def passwords(cast: Cast) -> None:
    with writing():
        db.session.execute(update(Account).values(password_hash=HASH))


def test_a_teacher_comes_in_finds_the_work_and_goes_out(window: Window, passwords: None) -> None:
    window.open("/").sees("Đăng nhập")
    window.fill(login="teacher", password="sai rồi").press("Đăng nhập")
    window.sees("mật khẩu chưa đúng. Nếu đã nhập sai nhiều lần, hãy chờ 15 phút.")
    assert window.page.title().startswith("Lỗi:")
    window.fill(login="teacher", password=PASSWORD).press("Đăng nhập")
    assert window.path == "/teacher/"
    window.follow("Cô Lan").press("Thoát")
    assert window.path == "/account/sign-in"


def test_an_admin_brings_in_a_roster_and_learns_which_rows_failed(window: Window, enter: Enter, tmp_path: Path) -> None:
    roster = tmp_path / "Danh sách Đỗ.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    enter(window, "school_admin").open("/admin/imports")
    window.page.locator('[name="file"]').set_input_files(roster)
    window.press("Tải lên và kiểm tra").sees("Đang đọc và kiểm tra từng dòng")
    run_due_jobs()
    window.follow("Xem tiến độ").sees("Ngày 31/02/1988 không có thật", "bảng mã cũ (TCVN3/VNI)")
    window.press("Nhập dữ liệu").sees("Đang nhập")
    run_due_jobs()
    window.follow("Xem tiến độ").sees("Đã nhập xong")
    with window.page.expect_download() as saved:
        window.page.get_by_role("link", name="Tải tệp dòng cần xem").click()
    assert saved.value.suggested_filename.endswith(".xlsx")


def test_the_board_leads_from_the_province_down_to_the_people(window: Window, enter: Enter) -> None:
    rebuild()
    enter(window, "province_officer").open("/records/campaign").sees("Còn 5 ngày")
    window.follow("Phòng GDĐT Thanh Sơn").follow("Trường THCS Nguyễn Du").sees("Trần Thị Lan")
    window.fill(q="tran thi lan").press("Lọc").sees("Trần Thị Lan").sees_not("Nguyễn Thị Hoa")


def test_a_search_answers_while_typing_without_a_new_page(phone: Window, enter: Enter) -> None:
    rebuild()
    enter(phone, "principal").open("/records/campaign")
    phone.page.evaluate("window.same = true")
    phone.page.locator('[name="q"]').press_sequentially("hoa")
    phone.page.get_by_text("Trần Thị Lan").first.wait_for(state="detached")
    phone.sees("Nguyễn Thị Hoa")
    assert phone.page.evaluate("window.same")
    assert "q=hoa" in phone.page.url
