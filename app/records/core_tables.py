"""How does the list of those eligible as core people leave the screen?  The same rows as a spreadsheet and on paper."""

from collections.abc import Sequence
from io import BytesIO

from app.domain.evaluation.core.queries import Candidate
from app.domain.evaluation.models import Period
from app.domain.standards.queries import standard_of
from app.domain.viewer import Viewer
from app.integrations.spreadsheets.writing import Heading
from app.records.exports import spreadsheet
from app.web.labels import label
from app.web.pdf_tables import Column, Letterhead, TableDocument, table_pdf
from app.web.taking import taken_by

TITLE = "Điều kiện giáo viên, cán bộ quản lý cốt cán"
HEADINGS = [
    Heading("Họ và tên", 28), Heading("Năm sinh", 10), Heading("Chức vụ", 22), Heading("Trường", 34),
    Heading("Môn dạy", 18), Heading("Xếp loại", 12), Heading("Dạy học/quản lý từ năm", 14), Heading("Đủ điều kiện", 14),
    Heading("Còn thiếu", 50),
]  # fmt: skip
COLUMNS = [
    Column("TT", 8, figures=True), Column("Họ và tên", 32), Column("Chức vụ, trường", 46), Column("Xếp loại", 14),
    Column("Từ năm", 12), Column("Kết luận", 50),
]  # fmt: skip


def sheet_of(period: Period, people: Sequence[Candidate], reasons: Sequence[str], who: Viewer) -> BytesIO:
    """The list as a file; `reasons` are what each lacks, in words."""
    rows = [
        [
            one.name, one.birth_year, label(one.position, "position"), one.unit, one.subject, _rank(one), one.since,
            "Không" if one.missing else "Có", lacking,
        ]
        for one, lacking in zip(people, reasons, strict=True)
    ]  # fmt: skip
    return spreadsheet(HEADINGS, rows, f"{TITLE}, năm {period.year}", _taken(who))


def printed_list(period: Period, people: Sequence[Candidate], reasons: Sequence[str], who: Viewer) -> bytes:
    """The list on paper, with who printed it."""
    rows = [
        [
            number, one.name, f"{label(one.position, 'position')}, {one.unit}", _rank(one), one.since,
            f"Còn thiếu: {lacking}" if lacking else "Đủ điều kiện",
        ]
        for number, (one, lacking) in enumerate(zip(people, reasons, strict=True), start=1)
    ]  # fmt: skip
    return table_pdf(
        TableDocument(
            TITLE.upper(), COLUMNS, rows, Letterhead("", who.unit_name, ""),
            f"Theo kết quả đánh giá năm học {period.year - 1}–{period.year}", _taken(who), sideways=True,
        )
    )  # fmt: skip


def _rank(one: Candidate) -> str:
    return standard_of(one.standard_id).level(one.rank).name


def _taken(who: Viewer) -> str:
    return f"Tính từ xếp loại đã công bố và số năm công tác. {taken_by(who)}"
