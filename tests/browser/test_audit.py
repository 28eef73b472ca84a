"""The story of an audit: invited by the ministry, a sample drawn behind a number, papers opened, a finding, the log."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.domain import clock
from app.web import formats
from tests.audits import BASIS
from tests.browser.window import Window
from tests.cast import Cast
from tests.hand_ins import finish
from tests.reports import count_report, freeze

Enter = Callable[[Window, str], Window]


@pytest.fixture
def report(cast: Cast, period: int) -> int:
    """The frozen report of 2022, the school's people ranked."""
    finish(cast, period, "school")
    report_id = count_report(cast)
    freeze(cast, report_id)
    return report_id


def test_an_auditor_draws_people_behind_a_number_and_finds_their_papers(
    windows: Callable[..., Window], enter: Enter, report: int
) -> None:
    until = formats.day(clock.today() + timedelta(days=30))
    ministry = enter(windows("desktop"), "ministry_officer").open("/records/reports")
    ministry.follow("Kiểm toán báo cáo: mời kiểm toán viên, xem nhật ký").follow("Mời kiểm toán viên")
    ministry.page.get_by_label("Kiểm toán viên").select_option(label="Kiều Thị Oanh")
    ministry.page.get_by_label("Sở GDĐT Bắc Hà").check()
    ministry.fill(basis=BASIS, until=until).press("Mời").sees("Đã mời", "Đang kiểm toán")

    auditor = enter(windows("phone", javascript=False), "auditor").open("/auditor/")
    auditor.follow("Năm 2022, Sở GDĐT Bắc Hà").sees("Đã chốt số liệu")
    auditor.page.locator("td.num a").first.click()
    auditor.sees("Những người được đếm").follow("Rút mẫu ngẫu nhiên").fill(size="2").press("Rút mẫu")
    auditor.sees("Mẫu 1", "0/2 người đã đối chiếu")
    auditor.page.locator("tbody th a").first.click()
    auditor.sees("Báo cáo ghi", "Giấy tờ hiện có")
    auditor.page.get_by_label("Khớp với giấy tờ").check()
    auditor.press("Lưu, sang người tiếp theo").sees("Đã ghi kết quả đối chiếu người thứ 1")
    auditor.page.get_by_label("Thiếu giấy tờ").check()
    auditor.press("Lưu").sees("Hãy ghi điểm nào không khớp").fill(remark="Chưa có bản chụp.").press("Lưu")
    auditor.sees("2/2 người đã đối chiếu", "Chưa có bản chụp.")

    office = enter(windows("desktop"), "province_officer").open(f"/province/reports/{report}")
    office.follow("Kiểm toán: ai được mời, đã xem những gì").follow("Kiều Thị Oanh").sees("Xem người được rút", "mẫu 1")
    ministry.open("/records/audits").follow("Kiều Thị Oanh").follow("Thu hồi").press("Thu hồi").sees("Đã thu hồi")
    auditor.open("/auditor/").sees("Chưa có lượt kiểm toán nào đang mở")
