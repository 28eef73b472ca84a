"""How does a province's choice of an LMS leave the screen?  One with its checklist on paper, all as a spreadsheet."""

from app.domain.training.provider.models import ProviderChoice
from app.domain.training.provider.queries import Line
from app.domain.training.provider.rules import Item
from app.domain.viewer import Viewer
from app.integrations.spreadsheets.writing import Heading, Value
from app.web import formats
from app.web.labels import label
from app.web.pdf_tables import Column, Letterhead, TableDocument, table_pdf
from app.web.taking import taken_by

TITLE = "Hệ thống học của các tỉnh"
HEADINGS = [
    Heading("Mã tỉnh", 10, is_id=True), Heading("Tỉnh", 30), Heading("Hệ thống", 16), Heading("Dùng từ ngày", 14),
    Heading("Văn bản lựa chọn", 34), Heading("Ngày ký", 12),
    *(Heading(label(item, "provider_item"), 30) for item in Item), Heading("Nhận xét chung", 40),
]  # fmt: skip
COLUMNS = [Column("TT", 8, figures=True), Column("Điều đã xem xét", 78), Column("Kết quả", 20), Column("Ghi chú", 59)]


def cells(line: Line) -> list[Value]:
    """A province's row; what was not put down stays empty."""
    system = label(line.province.lms_provider, "lms_provider") if line.province.lms_provider else ""
    choice = line.choice
    if choice is None:
        return [line.province.code, line.province.name, system, *[None] * (len(HEADINGS) - 3)]
    checked = [". ".join(part for part in (_met(choice, item), choice.notes.get(item, "")) if part) for item in Item]
    return [
        line.province.code, line.province.name, system, choice.starts, choice.document, choice.decided_on, *checked,
        choice.remark,
    ]  # fmt: skip


def choice_pdf(choice: ProviderChoice, who: Viewer, *, holds: bool) -> bytes:
    """One choice, with who put it down and who printed it."""
    rows = [
        [number, label(item, "provider_item"), _met(choice, item), choice.notes.get(item, "")]
        for number, item in enumerate(Item, start=1)
    ]
    about = (
        f"{label(choice.provider, 'lms_provider')}, dùng từ ngày {formats.day(choice.starts)}, theo {choice.document}"
        f" ngày {formats.day(choice.decided_on)}"
    )
    said = [
        f"Nhận xét chung: {choice.remark.rstrip('.')}." if choice.remark else "",
        "" if holds else "Lựa chọn này đã được thay bằng lựa chọn sau.",
        f"Ghi bởi {choice.by.full_name} lúc {formats.instant(choice.at)}.",
        taken_by(who),
    ]
    head = Letterhead("", choice.unit.name, "")
    return table_pdf(
        TableDocument(
            "LỰA CHỌN HỆ THỐNG BỒI DƯỠNG QUA MẠNG", COLUMNS, rows, head, about, " ".join(part for part in said if part)
        )
    )


def _met(choice: ProviderChoice, item: Item) -> str:
    return label("yes" if choice.met.get(item) else "no", "provider_met")
