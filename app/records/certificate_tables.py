"""How does the register of certificates (sổ cấp) leave the screen?  The same rows as a spreadsheet and on paper."""

from collections.abc import Sequence
from io import BytesIO

from app.domain.training.certificates.queries import Listed, Row
from app.domain.training.certificates.rules import Face, face_from
from app.domain.viewer import Viewer
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.exports import spreadsheet
from app.web import formats
from app.web.labels import label
from app.web.pdf_tables import Column, Letterhead, TableDocument, table_pdf
from app.web.taking import taken_by

TITLE = "Sổ cấp giấy xác nhận, chứng chỉ bồi dưỡng"
HEADINGS = [
    Heading("Số", 22, is_id=True), Heading("Ngày cấp", 12), Heading("Họ và tên", 28), Heading("Ngày sinh", 12),
    Heading("Mã định danh", 16, is_id=True), Heading("Đơn vị công tác", 34), Heading("Loại", 26),
    Heading("Nội dung", 44), Heading("Nơi cấp", 30), Heading("Người ký", 26), Heading("Tình trạng", 16),
    Heading("Thu hồi, thay thế lúc", 20), Heading("Lý do", 40), Heading("Mã xác minh", 32, is_id=True),
]  # fmt: skip
COLUMNS = [
    Column("TT", 10, figures=True), Column("Số", 31), Column("Họ và tên", 32), Column("Ngày sinh", 25),
    Column("Mã định danh", 30), Column("Đơn vị công tác", 34), Column("Nội dung", 34), Column("Ngày cấp", 25),
    Column("Ký nhận", 20), Column("Ghi chú", 20),
]  # fmt: skip


def sheet_of(listed: Listed, rows: Sequence[Row], who: Viewer) -> BytesIO:
    """The list as a file."""
    title = f"{TITLE}: {label(listed.figure, 'certificate_list')}"
    return spreadsheet(HEADINGS, [_cells(row) for row in rows], title, taken_by(who))


def register(listed: Listed, rows: Sequence[Row], who: Viewer) -> bytes:
    """The list on paper, by number as in a bound register, with a column in which who receives a paper signs."""
    ordered = sorted(rows, key=lambda row: (row.paper.counted_in, row.paper.kind, row.paper.number))
    cells = [_printed(number, row) for number, row in enumerate(ordered, start=1)]
    return table_pdf(
        TableDocument(
            TITLE.upper(), COLUMNS, cells, Letterhead("", who.unit_name, ""), label(listed.figure, "certificate_list"),
            taken_by(who), sideways=True,
        )
    )  # fmt: skip


def _cells(row: Row) -> list[Value]:
    paper, face = row.paper, face_from(row.paper.content)
    return [
        face.number, paper.issued_on, face.name, face.birth_date, face.sector_id.replace(" ", ""), face.unit,
        label(paper.kind, "certificate_kind"), face.subtitle, face.issuer, face.signer_name,
        label(paper.state, "certificate_state"), paper.ended_at, paper.reason, paper.code,
    ]  # fmt: skip


def _printed(number: int, row: Row) -> list[object]:
    face: Face = face_from(row.paper.content)
    state = "" if row.paper.state == "valid" else label(row.paper.state, "certificate_state")
    return [
        number, face.number, face.name, face.birth_date, _unbroken(face.sector_id), face.unit, face.subtitle,
        formats.day(row.paper.issued_on), "", state,
    ]  # fmt: skip


def _unbroken(sector_id: str) -> str:
    """The digits of an ID stay on one line."""
    return sector_id.replace(" ", "\u00a0")
