"""The story of an evaluation, told in a real browser: a teacher assesses themselves, colleagues and staff give their
opinion, the head ranks in the grid and publishes, the teacher reads it and does not agree.
"""

from collections.abc import Callable

from tests import surveys
from tests.browser.steps import Enter, choose_level, names_of, rate_everything
from tests.browser.window import Window
from tests.cast import Cast
from tests.evaluations import OPINIONS_DUE, SELF_DUE, assess, evaluation_of, move_day


def test_a_teacher_assesses_themselves_and_sends(window: Window, enter: Enter, period: int) -> None:
    lan = enter(window, "teacher").open("/").follow("Tự đánh giá").sees("để nộp tự đánh giá").follow("Bắt đầu")
    rate_everything(lan, "2")
    lan.sees("Nhận xét và kế hoạch").fill(strengths="Gần gũi học sinh.", goal="Dạy học theo dự án.")
    lan.press("Lưu và tiếp tục").sees("Gần gũi học sinh.", "Dạy học theo dự án.", "Khá")
    lan.press("Nộp tự đánh giá").sees("Đã nộp lúc", "Mã phiếu").press("Thu hồi để sửa").sees("Kiểm tra và nộp")


def test_the_head_ranks_in_the_grid_and_publishes_and_the_teacher_reads_it(
    window: Window, windows: Callable[..., Window], enter: Enter, cast: Cast, period: int
) -> None:
    assess(cast, evaluation_of(cast, period, "teacher"), "teacher", "2" * 15)
    move_day(1, OPINIONS_DUE)
    head = enter(window, "principal").open("/principal/evaluations").follow("Xếp loại theo bảng").sees("0/15 tiêu chí")
    row = head.page.locator(".rate").filter(has_text="Trần Thị Lan")
    for no in range(1, 16):
        row.locator(f'[name="level_{no}"]').select_option("2")
    row.get_by_role("button", name="Lưu dòng").click()
    head.settle().sees("15/15 tiêu chí")
    head.follow("Xếp loại các dòng đủ mức").sees("Trần Thị Lan").press("Xếp loại").sees("1 người đã xếp loại")
    head.open("/principal/evaluations").follow("Công bố kết quả").choose("Trần Thị Lan")
    head.choose("Tôi đã kiểm tra").press("Công bố").sees("đã công bố")

    lan = enter(windows(), "teacher").open("/teacher/evaluation").sees("Xếp loại: Khá")
    lan.press("Tôi đã xem kết quả").sees("đã xác nhận xem lúc")
    lan.follow("Đề nghị xem xét lại").fill(text="Tiêu chí 5 có sáng kiến cấp huyện.")
    lan.press("Gửi đề nghị").sees("Thầy/cô còn rút lại được")
    enter(windows("desktop"), "district_head").open("/").sees("xem xét lại")


def test_a_colleague_rates_everybody_and_sends_once(window: Window, enter: Enter, period: int) -> None:
    move_day(1, SELF_DUE)
    hoa = enter(window, "peer").open("/").follow("Góp ý đồng nghiệp").sees("Ý kiến được giữ kín")
    hoa.follow("Bắt đầu")
    rate_everything(hoa, "3")
    hoa.press("Gửi góp ý").sees("Đã gửi")


def test_a_member_of_staff_says_anonymously_what_they_think_of_the_principal(
    window: Window, enter: Enter, cast: Cast, period: int
) -> None:
    surveys.open_about(cast, period)
    cuc = enter(window, "staff").open("/").follow("Cho ý kiến về").sees("Phiếu này ẩn danh.")
    for name in names_of(cuc, "choice_"):
        choose_level(cuc, name, "3")
    cuc.press("Gửi ý kiến").sees("Hệ thống chỉ cộng vào số đếm chung")
    cuc.open("/").sees("Đã gửi")


def test_a_choice_among_the_filters_answers_at_once_and_one_in_a_row_is_no_filter(
    phone: Window, enter: Enter, cast: Cast, period: int
) -> None:
    assess(cast, evaluation_of(cast, period, "teacher"), "teacher", "2" * 15)
    head = enter(phone, "principal").open("/principal/evaluations/grid").sees("Trần Thị Lan")
    row = head.page.locator(".rate").filter(has_text="Trần Thị Lan")
    row.locator('[name="level_1"]').select_option("2")
    row.locator('[name="level_2"]').select_option("2")
    head.settle().sees("2/15 tiêu chí")
    head.choose_in("state", "open")
    head.page.get_by_text("Trần Thị Lan").first.wait_for(state="detached")
    assert "state=open" in head.page.url
