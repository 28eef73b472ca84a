"""The story of a certificate: confirmed by the person, given out by the director, scanned by anybody, revoked."""

import re
import shutil
from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.web.papers.printing import ADDRESS
from tests.browser.window import Window
from tests.cast import Cast
from tests.certificates import REASON, make_year, passes
from tests.web.certificate_square import says

Enter = Callable[[Window, str], Window]


@pytest.fixture
def learnt(cast: Cast) -> None:
    """Lan has passed both modules of the year."""
    make_year(cast)
    passes(cast, cast.units["viettel"], "teacher")


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")
def test_from_the_confirmation_to_the_square_that_a_telephone_reads(
    window: Window, windows: Callable[..., Window], enter: Enter, cast: Cast, learnt: None
) -> None:
    lan = enter(window, "teacher").open("/teacher/training").follow("Xác nhận thông tin để được cấp giấy")
    lan.sees("Trần Thị Lan", "20/05/1985").press("Xác nhận đúng").sees("Thầy/cô đã xác nhận thông tin này")

    director = enter(windows("desktop"), "director").open("/records/training").follow("Cấp giấy xác nhận, chứng chỉ")
    director.follow("Xác nhận hoàn thành BDTX năm 2022").fill(q="lan").press("Tìm").sees("Đủ điều kiện, chưa cấp")
    director.follow("Cấp cho Trần Thị Lan").sees("0110 100 0001").press("Cấp giấy").sees("00001/2022/XN-BDTX")

    lan.open("/teacher/training/certificates").sees("00001/2022/XN-BDTX", "Có hiệu lực")
    link = lan.page.get_by_role("link", name="Tải PDF").first.get_attribute("href") or ""
    pdf = lan.page.context.request.get(lan.url + link).body()
    said = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    grouped = re.search(r"Mã xác minh: ([A-Z0-9-]+)\s+([A-Z0-9-]+)", said)
    assert grouped is not None and "Trần Thị Lan" in said
    code = "".join(grouped.groups()).replace("-", "")
    address = re.search(r"Tra cứu tại (\S+)", said)
    assert address is not None and address.group(1).endswith(ADDRESS.rstrip("/"))
    assert says(pdf, f"{address.group(1)}/{code}")

    anybody = windows().open(f"{ADDRESS}{code}").sees("Có hiệu lực", "Trần Thị Lan", "Mô đun 1: Chương trình mới")
    director.follow("Thu hồi").fill(reason=REASON).press("Thu hồi giấy").sees("Đã thu hồi")
    anybody.open("/xac-minh").fill(ma=code.lower()).press("Tra cứu").sees("Đã thu hồi").sees_not(REASON)
    lan.open("/teacher/training/certificates").sees("Đã thu hồi", REASON)
