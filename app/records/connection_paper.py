"""How does the report on connections look on paper?  The rows of the screen."""

from collections.abc import Sequence
from datetime import datetime

from app.domain import clock
from app.domain.training.exchange.report import Line
from app.domain.viewer import Viewer
from app.web import formats
from app.web.pdf_tables import Column, Letterhead, TableDocument, table_pdf
from app.web.taking import taken_by

COLUMNS = [
    Column("TT", 8, figures=True), Column("Đơn vị cung cấp LMS", 30), Column("Sở", 36), Column("Kết nối từ", 22),
    Column("Dữ liệu gần nhất", 22), Column("Khớp người", 16, figures=True), Column("Được tính", 16, figures=True),
    Column("Chờ xác thực", 16, figures=True), Column("Không rõ người", 16, figures=True),
    Column("Bị từ chối", 16, figures=True), Column("Lần lỗi", 14, figures=True),
]  # fmt: skip
OTHER = "Tỉnh chọn hệ thống khác"
ABOUT = "Không rõ người, bị từ chối và lần lỗi tính chung cho đơn vị cung cấp; hai số sau tính trong 30 ngày gần nhất."


def report_pdf(lines: Sequence[Line], who: Viewer) -> bytes:
    """The report, with who printed it."""
    rows = [
        [
            number, line.provider.name, line.province.name, _when(line.traffic.since) if line.traffic else OTHER,
            _when(line.last_data), line.matched, line.counted, line.waiting,
            *((told.unknown, told.refused, told.failed) if (told := line.traffic) else (None, None, None)),
        ]
        for number, line in enumerate(lines, start=1)
    ]  # fmt: skip
    taken = f"{ABOUT} {taken_by(who)}"
    subtitle = f"Số liệu đến {formats.instant(clock.campaign_now())}"
    head = Letterhead("", who.unit_name, "")
    return table_pdf(TableDocument("BÁO CÁO KẾT NỐI LMS", COLUMNS, rows, head, subtitle, taken, sideways=True))


def _when(at: datetime | None) -> str:
    return formats.instant(at) if at else "Chưa có"
