"""What happens to an evaluation above the school, told in a real browser: results from paper go up to the province, an
officer asks the staff about a principal, a second decider settles an appeal; and two windows meet on one row.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from app.domain.evaluation import deciding
from app.domain.evaluation.appeals.filing import file_appeal
from app.domain.evaluation.appeals.settling import review, take_up
from app.domain.evaluation.results import actions as results
from app.domain.evaluation.results.rules import Paper
from app.domain.progress.actions import recount_all_marked
from app.jobs.runner import run_due_jobs
from tests import evidence_files, hand_ins, surveys
from tests.browser.steps import Enter, choose_level, go_on, reload
from tests.browser.window import Window
from tests.cast import Cast
from tests.evaluations import OPINIONS_DUE, assess, evaluation_of, hold_period, move_day

Windows = Callable[..., Window]


@pytest.fixture
def of_2020(cast: Cast) -> int:
    """Results of 2020, held on paper: of its cut-off day the data knows nobody."""
    return hold_period(cast, kind="entered", year=2020, cutoff=date(2020, 3, 31))


def published(cast: Cast) -> int:
    """The teacher's evaluation with a published Khá."""
    mine = evaluation_of(cast, hold_period(cast), "teacher")
    assess(cast, mine, "teacher", "2" * 15)
    version = deciding.rate(cast.principal.viewer, mine, dict.fromkeys(range(1, 16), 2), {}, 0)
    deciding.decide(cast.principal.viewer, mine, 2, "", version)
    deciding.publish(cast.principal.viewer, [mine])
    return mine


def filled_in(head: Window, path: Path) -> Path:
    """The list that the site gives, with a rank in every row."""
    with head.page.expect_download() as download:
        head.page.get_by_role("link", name="Tải danh sách Excel").click()
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    headings = [cell.value for cell in book.active[3]]
    for row in book.active.iter_rows(min_row=4):
        row[headings.index("Xếp loại")].value = "Khá"
    book.save(path)
    return path


def test_the_school_takes_2020_over_from_paper_and_hands_it_in(
    windows: Windows, enter: Enter, of_2020: int, tmp_path: Path
) -> None:
    head = (
        enter(windows(javascript=False), "principal")
        .open("/")
        .follow("Nhập kết quả năm 2020")
        .follow("Thêm người có trên phiếu")
    )
    head.fill(q="lan").press("Tìm").press("Thêm vào danh sách").fill(signed_on="10/12/2020").press("Lưu kết quả").sees(
        "Hãy chọn xếp loại ghi trên phiếu"
    )
    head.choose("Tốt").press("Lưu kết quả").sees("Đã lưu kết quả của Trần Thị Lan")
    path = filled_in(head, tmp_path / "2020.xlsx")
    head.follow("Nhập từ tệp").page.set_input_files('main [name="file"]', path)
    head.press("Tải lên và kiểm tra")
    run_due_jobs()
    reload(head).sees("Chưa có gì thay đổi").press("Nhập dữ liệu")
    run_due_jobs()
    reload(head).sees("Đã nhập xong").follow("Bản chụp phiếu").follow("Trần Thị Lan")
    (tmp_path / "Phiếu.jpg").write_bytes(evidence_files.photo())
    head.page.set_input_files('main [name="file"]', tmp_path / "Phiếu.jpg")
    head.press("Lưu bản chụp").sees("Đã lưu bản chụp").open("/").follow("Nộp kết quả đánh giá năm 2020")
    go_on(head, "Nộp kết quả").choose("Tôi đã kiểm tra").press("Nộp kết quả").sees("Số biên nhận")
    head.open("/").sees("Đã nộp").sees_not("Nộp kết quả đánh giá năm 2020")


def test_the_middle_level_and_the_province_accept_and_numbers_open_their_people(
    windows: Windows, enter: Enter, cast: Cast, of_2020: int
) -> None:
    for key, rank in (("teacher", 3), ("peer", 2)):
        evaluation_id = results.add_newcomer(cast.principal.viewer, of_2020, cast[key].person_id)
        assert results.enter(cast.principal.viewer, evaluation_id, Paper(rank, (None,) * 15), 0) == []
    assert hand_ins.send(cast, of_2020, "school") == []
    middle = enter(windows("phone", javascript=False), "district_head").open("/")
    middle.follow("Kiểm tra kết quả đánh giá năm 2020").follow("Trường THCS Nguyễn Du")
    go_on(middle, "Ghi quyết định").choose("Đã kiểm tra").press("Ghi quyết định").sees("Đang chờ Sở chấp nhận")
    province = enter(windows("desktop"), "director").open("/")
    province.follow("Chấp nhận kết quả đánh giá năm 2020").follow("Trường THCS Nguyễn Du")
    go_on(province, "Ghi quyết định").choose("Chấp nhận").press("Ghi quyết định").sees("không ai sửa được nữa")
    province.follow("Tốt").sees("1 người").follow("Trần Thị Lan").sees("BẢNG TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ")
    recount_all_marked()
    province.open(f"/records/evaluation-progress/{of_2020}").sees("hạn nhập kết quả từ phiếu giấy")
    province.follow("Tốt: 1").sees("1 người")
    enter(windows(), "principal").open("/principal/results").sees("xem được, không nhập được nữa")


def test_the_officer_asks_the_staff_and_the_principal_reads_bands(
    windows: Windows, enter: Enter, cast: Cast, period: int
) -> None:
    about = evaluation_of(cast, period, "principal")
    assess(cast, about, "principal", "2" * 18)
    officer = enter(windows(javascript=False), "district_officer").open("/").follow("Mở lấy ý kiến về cán bộ quản lý")
    go_on(officer, "Mở lấy ý kiến").fill(closes="05/05/2022").press("Mở lấy ý kiến")
    run_due_jobs()
    reload(officer).sees("Đã mở 2 phiếu lấy ý kiến").follow("Xem kết quả").sees("Ít hơn 5 người").follow("Đỗ Văn Minh")
    surveys.answer_all(surveys.form_id_about(about), [3, 3, 3, 2, 1, 1])
    go_on(officer, "Đóng lấy ý kiến").choose("Tôi đã hiểu").press("Đóng lấy ý kiến")
    officer.sees("Tổng hợp ý kiến (6 phiếu)").follow("Xem và in Biểu mẫu 03").sees("BẢNG TỔNG HỢP Ý KIẾN")
    few = evaluation_of(cast, period, "stranger_principal")
    go_on(officer.open(f"/district/opinions/{few}"), "Ghi đã nghe").fill(remark="Nghe hai người tại trường.")
    officer.press("Lưu ghi nhận").sees("Đã nghe trực tiếp", "Nghe hai người tại trường.")

    move_day(1, OPINIONS_DUE)
    chief = cast.district_head.viewer
    version = deciding.rate(chief, about, dict.fromkeys(range(1, 19), 2), {}, 0)
    deciding.decide(chief, about, 2, "", version)
    deciding.publish(chief, [about])
    head = enter(windows(), "principal").open("/teacher/evaluation").follow("Ý kiến của giáo viên, nhân viên")
    head.sees("khoảng 50%").sees_not("6 phiếu")


@pytest.mark.parametrize(("outcome", "said"), [("kept", "Giữ nguyên xếp loại"), ("changed", "Đổi xếp loại")])
def test_a_second_decider_settles_and_history_and_paper_show_it(
    windows: Windows, enter: Enter, cast: Cast, outcome: str, said: str
) -> None:
    mine = published(cast)
    lan = enter(windows("phone", javascript=outcome == "kept"), "teacher").open("/teacher/evaluation")
    lan.follow("Đề nghị xem xét lại").fill(text="Tiêu chí 5 có sáng kiến cấp huyện.")
    lan.press_twice("Gửi đề nghị").sees("Chờ giải quyết")
    chief = enter(windows("desktop", javascript=outcome == "changed"), "district_head").open("/")
    chief.follow("Giải quyết đề nghị").follow("Trần Thị Lan").press("Nhận giải quyết")
    if outcome == "changed":
        choose_level(chief, "level_5", "3")
        chief.page.get_by_text("Đổi 1 tiêu chí").wait_for()
        chief.page.locator("fieldset", has=chief.page.locator("[name=reason_5]")).get_by_text("Lý do").first.click()
        chief.page.locator("[name=reason_5]").fill("Có sáng kiến được huyện công nhận")
    chief.press("Kiểm tra").choose_in("outcome", outcome)
    if outcome == "changed":
        chief.choose_in("rank", "3").fill(rank_reason="Vượt các mặt khác")
    chief.fill(reason="Đã xem lại mọi minh chứng.").press_twice("Ghi quyết định").sees(said)
    head = enter(windows(), "principal").open(f"/principal/evaluations/{mine}/history")
    head.follow("Quyết định xem xét lại").sees(said, "Đã xem lại mọi minh chứng.").sees_not("sáng kiến cấp huyện")
    lan.open("/teacher/evaluation").sees(said).follow("Xem và in kết quả")
    (lan.sees if outcome == "changed" else lan.sees_not)("xem xét lại ngày")


def test_con_1_a_conflict_on_a_long_sheet_comes_into_sight(windows: Windows, enter: Enter, cast: Cast) -> None:
    mine, chief = published(cast), cast.district_head.viewer
    file_appeal(cast.teacher.viewer, mine, "Tiêu chí 5 có sáng kiến cấp huyện.", [5])
    take_up(chief, mine)
    desk = enter(windows("desktop"), "district_head").open(f"/district/evaluations/appeals/{mine}")
    review(chief, mine, {5: 3}, {5: "Có sáng kiến"}, 2)
    choose_level(desk, "level_15", "3")
    expect(desk.page.get_by_text("Chưa lưu gì đè lên bản kia")).to_be_in_viewport()
    desk.settle().press("Giữ bản này").sees("Mức từng tiêu chí")


def test_past_the_deadline_an_appeal_is_too_late(phone: Window, enter: Enter, cast: Cast) -> None:
    mine = published(cast)
    lan = enter(phone, "teacher").open(f"/teacher/evaluation/{mine}/appeal").fill(text="Tiêu chí 5 có sáng kiến mới.")
    move_day(30)
    lan.press("Gửi đề nghị").sees("Đã hết hạn đề nghị xem xét lại")
    lan.open(f"/teacher/evaluation/{mine}").sees_not("Chưa đồng ý?")


def test_con_1_two_windows_on_one_row_show_both_sides_and_lose_nothing(
    windows: Windows, enter: Enter, cast: Cast, period: int
) -> None:
    mine = evaluation_of(cast, period, "teacher")
    assess(cast, mine, "teacher", "2" * 15)
    move_day(1, OPINIONS_DUE)
    grid = "/principal/evaluations/grid"
    desk, phone = (
        enter(windows("desktop"), "principal").open(grid),
        enter(windows(javascript=False), "principal").open(grid),
    )
    row = f"#row-{mine}"
    desk.page.locator(f"{row} [name=level_1]").select_option("3")
    desk.page.locator(row).get_by_text("1/15 tiêu chí").wait_for()
    for no in range(1, 16):
        phone.page.locator(f"{row} [name=level_{no}]").select_option("2")
    phone.page.locator(row).get_by_role("button", name="Lưu dòng").click()
    phone.settle().sees("Chưa lưu:", "Dòng này vừa được sửa trên thiết bị khác.")
    assert phone.page.locator(f"{row} [name=level_15]").input_value() == "2", "what was chosen stands there still"
    phone.press("Giữ bản này").sees("15/15 tiêu chí")
    desk.page.locator(f"{row} [name=level_2]").select_option("3")
    desk.page.locator(row).get_by_text("Bản đã lưu").wait_for()
    desk.page.locator(row).get_by_role("link", name="Lấy bản kia").click()
    desk.settle().sees("15/15 tiêu chí")
