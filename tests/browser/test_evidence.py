"""The story of a piece of evidence: photographed on a telephone, applied to criteria, opened by the head."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.db import db
from app.domain.evaluation.evidence.models import EvidenceFile
from tests import evidence_files as files
from tests.browser.window import Window
from tests.cast import Cast
from tests.evaluations import assess, evaluation_of

Enter = Callable[[Window, str], Window]


@pytest.fixture
def mine(cast: Cast, period: int) -> int:
    return evaluation_of(cast, period, "teacher")


def choose_file(window: Window, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    window.page.set_input_files('main [name="file"]', path)


def test_a_photo_serves_two_criteria_and_the_head_opens_it(
    window: Window, windows: Callable[..., Window], enter: Enter, cast: Cast, mine: int, tmp_path: Path
) -> None:
    lan = enter(window, "teacher").open(f"/teacher/evaluation/{mine}/part/2")
    lan.page.get_by_role("button", name="minh chứng cho tiêu chí 3").click()
    lan.settle().sees("Kho chưa có minh chứng").follow("Thêm minh chứng").fill(name="Ảnh dự giờ")
    choose_file(lan, tmp_path / "a.txt", b"x")
    lan.press("Lưu minh chứng").sees("Loại tệp này không nhận")
    choose_file(lan, tmp_path / "Dự giờ.jpg", files.photo())
    lan.press("Lưu minh chứng").sees("Đã thêm minh chứng").press("Lưu lựa chọn").sees("1 minh chứng")
    lan.follow("Minh chứng").sees("Ảnh dự giờ", "tiêu chí 3").follow("Ảnh dự giờ").follow("Chọn tiêu chí")
    lan.choose("5. ").press("Lưu tiêu chí").sees("tiêu chí 3, 5 (2022)")
    assess(cast, mine, "teacher", "2" * 15)
    head = enter(windows(), "principal").open(f"/principal/evaluations/{mine}").sees("Minh chứng: Ảnh dự giờ")
    with head.page.context.expect_page() as opened, head.page.expect_event("popup"):
        head.page.get_by_role("link", name="Dự giờ.jpg").first.click()
    assert opened.value is not None


def test_up3_a_photo_is_made_smaller_before_it_travels(phone: Window, enter: Enter, mine: int, tmp_path: Path) -> None:
    lan = enter(phone, "teacher").open("/teacher/evidence/new").fill(name="Ảnh dự giờ")
    content = files.noisy_photo(3000, 2000)
    choose_file(lan, tmp_path / "IMG_0001.JPG", content)
    expect(lan.page.locator("[type=file]")).to_have_value(re.compile(r"IMG_0001\.jpg$"))
    smaller = lan.page.evaluate("document.querySelector('[type=file]').files[0].size")
    assert smaller < len(content) / 3
    lan.press("Lưu minh chứng").sees("Đã thêm minh chứng")
    db.session.rollback()
    assert db.session.scalars(select(EvidenceFile.name)).one() == "IMG_0001.jpg"
