"""What does a sheet look like that we certainly understand?  One template a kind, with one example row."""

from collections.abc import Iterable, Sequence
from typing import IO

from app.domain.imports.columns import MOST_CRITERIA, ImportKind
from app.integrations.spreadsheets.writing import Heading, Value, write_xlsx

RESULT_HEADINGS = [
    Heading("TT", 6), Heading("Họ và tên", 26), Heading("Ngày, tháng, năm sinh", 14, is_id=True),
    Heading("Mã định danh", 16, is_id=True), Heading("Chức vụ", 18), Heading("Mã trường", 14, is_id=True),
    Heading("Tên trường", 30), Heading("Năm đánh giá", 10, is_id=True), Heading("Tự đánh giá", 12),
    Heading("Xếp loại", 12),
    Heading("Lý do xếp khác quy tắc", 24), Heading("Ngày ký", 12, is_id=True), Heading("Người ký", 22),
    Heading("Số quyết định", 14),
    *(Heading(f"Tiêu chí {no}", 10) for no in range(1, MOST_CRITERIA + 1)),
]  # fmt: skip

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
    ImportKind.RESULTS: (
        RESULT_HEADINGS,
        ["1", "Nguyễn Thị Ví Dụ", "05/09/1988", "01234567890", "Giáo viên", "", "", "2020", "Tốt", "Khá", "",
         "10/12/2020", "Trần Văn Hiệu", "15/QĐ-THCS", *["Khá"] * 15],
    ),
    ImportKind.COMPLETIONS: (
        [
            Heading("TT", 6), Heading("Họ và tên", 26), Heading("Mã định danh", 16, is_id=True),
            Heading("Mã mô đun", 16), Heading("Năm", 8, is_id=True), Heading("Trạng thái", 14), Heading("Kết quả", 10),
            Heading("Điểm", 8, is_id=True), Heading("Ngày đăng ký", 14, is_id=True),
            Heading("Ngày hoàn thành", 18, is_id=True), Heading("Mã bản ghi", 16, is_id=True),
        ],
        ["1", "Nguyễn Thị Ví Dụ", "01234567890", "ETEP-GV-05", "2022", "Hoàn thành", "Đạt", "8,5", "01/02/2022",
         "15/03/2022 20:30", "VD-0001"],
    ),
    ImportKind.LEARNERS: (
        [
            Heading("TT", 6), Heading("Họ và tên", 26), Heading("Ngày sinh", 14, is_id=True),
            Heading("Mã định danh", 16, is_id=True), Heading("Mã trường", 14, is_id=True), Heading("Tên trường", 30),
            Heading("Ngoại lệ", 22), Heading("Lý do ngoại lệ", 40),
        ],
        ["1", "Nguyễn Thị Ví Dụ", "05/09/1988", "01234567890", "010010001", "Trường THCS Ví Dụ", "Miễn",
         "Nghỉ thai sản cả năm"],
    ),
}  # fmt: skip


def write_template(kind: ImportKind, target: IO[bytes]) -> None:
    """Write the template of this kind; IDs and days are text cells, so that no zero is lost on the way."""
    headings, example = TEMPLATES[kind]
    write_xlsx(target, headings, [example])


def write_result_list(target: IO[bytes], rows: Iterable[Sequence[Value]], title: str, note: str) -> None:
    """Write the sheet of results with the people already on it, so that only what the papers say is to be filled in."""
    write_xlsx(target, RESULT_HEADINGS, rows, title=title, note=note)
