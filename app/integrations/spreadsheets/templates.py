"""What does a sheet look like that we certainly understand?  One template a kind, with one example row."""

from typing import IO

from app.domain.imports.columns import ImportKind
from app.integrations.spreadsheets.writing import Heading, write_xlsx

TEMPLATES: dict[ImportKind, tuple[list[Heading], list[str]]] = {
    ImportKind.ROSTER: (
        [
            Heading("TT", 6), Heading("Họ và tên", 26), Heading("Ngày, tháng, năm sinh", 14, is_id=True),
            Heading("Giới tính", 8), Heading("Dân tộc", 10), Heading("Mã định danh", 16, is_id=True),
            Heading("Chức vụ", 22), Heading("Tổ chuyên môn", 20), Heading("Môn dạy", 18), Heading("Cấp học", 8),
            Heading("Điện thoại", 14, is_id=True), Heading("Email", 24), Heading("Mã trường", 14, is_id=True),
            Heading("Trình độ", 12),
        ],
        ["1", "Nguyễn Thị Ví Dụ", "05/09/1988", "Nữ", "Kinh", "01234567890", "Giáo viên", "Tổ Toán - Tin", "Toán",
         "THCS", "0912000000", "vi.du@truong.example", "", "Đại học"],
    ),
    ImportKind.UNITS: (
        [
            Heading("Mã đơn vị", 14, is_id=True), Heading("Tên đơn vị", 36), Heading("Loại", 10),
            Heading("Mã đơn vị quản lý", 16, is_id=True), Heading("Cấp học", 10), Heading("Vùng khó khăn", 10),
            Heading("Đơn vị cung cấp LMS", 16),
        ],
        ["010010001", "Trường THCS Ví Dụ", "Trường", "01001", "THCS", "x", ""],
    ),
    ImportKind.REGISTRY: (
        [
            Heading("STT", 6), Heading("Mã định danh Bộ GD&ĐT", 18, is_id=True), Heading("Họ và tên", 26),
            Heading("Ngày sinh", 14, is_id=True), Heading("Giới tính", 8), Heading("Dân tộc", 10),
            Heading("Mã đơn vị", 14, is_id=True), Heading("Tên đơn vị", 30), Heading("Vị trí việc làm", 20),
            Heading("Môn dạy", 16), Heading("Trình độ chuyên môn", 16), Heading("Trạng thái", 16),
        ],
        ["1", "01234567890", "Nguyễn Thị Ví Dụ", "05/09/1988", "Nữ", "Kinh", "010010001", "Trường THCS Ví Dụ",
         "Giáo viên", "Toán", "Đại học", "Đang làm việc"],
    ),
}  # fmt: skip


def write_template(kind: ImportKind, target: IO[bytes]) -> None:
    """Write the template of this kind; IDs and days are text cells, so that no zero is lost on the way."""
    headings, example = TEMPLATES[kind]
    write_xlsx(target, headings, [example])
