"""How does a sheet become a spreadsheet?  The same document, its tables as typed cells."""

from collections.abc import Sequence
from io import BytesIO

from app.domain.evaluation.roll import Rated
from app.domain.standards.queries import standard_of
from app.domain.viewer import Viewer
from app.integrations.spreadsheets.writing import Heading
from app.records import exports
from app.web.labels import label
from app.web.papers.document import Cell, Column, Document, Facts, Table
from app.web.taking import taken_by

DRAFT = "BẢN NHÁP, số liệu có thể còn thay đổi. "


def spreadsheet(document: Document, who: Viewer, *, draft: bool) -> tuple[BytesIO, int]:
    """The document's table as a file, with the number of its rows; the note tells its origin and who took it."""
    table = table_of(document)
    rows = [_padded(row, len(table.columns)) for row in table.rows]
    headings = [_heading(column) for column in table.columns]
    return exports.spreadsheet(headings, rows, document.title, _note(document, who, draft)), len(rows)


def table_of(document: Document) -> Table:
    """The one table that is the sheet."""
    return next(block for block in document.blocks if isinstance(block, Table))


def _heading(column: Column) -> Heading:
    title = f"{column.above}: {column.heading}" if column.above else column.heading
    return Heading(title, max(8, round(column.share * 0.7)))


def _padded(row: tuple[Cell, ...], width: int) -> list[Cell]:
    return [*row, *[None] * (width - len(row))]


def _note(document: Document, who: Viewer, draft: bool) -> str:
    facts = [f"{name}: {value}" for block in document.blocks if isinstance(block, Facts)
             for line in block.lines for name, value in line if value]  # fmt: skip
    return f"{DRAFT if draft else ''}{document.subtitle}. {'; '.join(facts)}. {taken_by(who)}"


DECIDING = [
    Heading("Họ và tên", 28), Heading("Năm sinh", 10), Heading("Chức vụ", 22), Heading("Trường", 34),
    Heading("Tổ", 24), Heading("Môn dạy", 18), Heading("Tự đánh giá", 16), Heading("Ý kiến đồng nghiệp", 12),
    Heading("Tình trạng", 24), Heading("Xếp loại", 12),
]  # fmt: skip


def deciding_list(people: Sequence[Rated], who: Viewer) -> BytesIO:
    """Those about whom an office decides, and where each stands."""
    rows = [
        [
            one.name, one.birth_year, label(one.position, "position"), one.unit, one.group, one.subject,
            _sent(one), one.answers, label(one.state, "office_state"),
            standard_of(one.standard_id).level(one.rank).name if one.rank is not None else None,
        ]
        for one in people
    ]  # fmt: skip
    return exports.spreadsheet(DECIDING, rows, "Danh sách xếp loại theo chuẩn", taken_by(who))


def _sent(one: Rated) -> str:
    if not one.sent:
        return "Chưa nộp"
    return "Đã nộp muộn" if one.late else "Đã nộp"
