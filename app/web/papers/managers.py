"""How are the forms of letter 4529 (principals and vice principals) laid out?  Titles and columns letter for letter."""

from app.domain.evaluation.papers.rules import Rated, ResultSheet, SelfSheet
from app.domain.organisation.rules import Position
from app.domain.standards.rules.standard import Standard
from app.web.labels import label
from app.web.labels.paper import MANAGER_SOURCE
from app.web.papers.document import Column, Document, Signature, Table, Words
from app.web.papers.parts import (
    BY_HAND,
    closing,
    criterion_rows,
    day_of,
    form_level,
    level_name,
    manager_facts,
    marks,
    school_year,
    signature,
    source_line,
    year_of,
)
from app.web.papers.teachers import own_rank_lines, own_words

SELF_GUIDE = (
    "Hiệu trưởng/phó hiệu trưởng đọc kỹ nội dung yêu cầu các mức của từng tiêu chí trong Thông tư số {number}, đối"
    " chiếu với minh chứng và kết quả thực hiện nhiệm vụ, tự đánh giá (đánh dấu x) một mức cho mỗi tiêu chí."
)
SUPERIOR_GUIDE = (
    "Cấp trên trực tiếp đánh giá mức đạt được của từng tiêu chí bằng cách đánh dấu x vào chỉ 1 ô tương ứng với 4 mức"
    " đạt được của tiêu chí, căn cứ trên minh chứng xác thực."
)


def self_document(standard: Standard, sheet: SelfSheet) -> Document:
    """4529 BM01."""
    rated = sheet.rated
    rows = criterion_rows(
        standard,
        lambda criterion: (
            *marks(standard, form_level(sheet.levels, criterion)), "; ".join(sheet.evidence.get(criterion.no, ()))
        ),
        numbered=False,
    )  # fmt: skip
    day = day_of(sheet.made_at)
    return Document(
        "BIỂU MẪU 01", MANAGER_SOURCE, label("self", "manager_title"), school_year(sheet.year),
        sheet.place.superior, sheet.place.unit,
        (
            manager_facts(sheet.place, rated, "Họ và tên người tự đánh giá", day),
            Words("", (("", SELF_GUIDE.format(number=standard.number)),)),
            Table((*_columns(standard, "Mức đạt được của tiêu chí"), Column("Minh chứng", 42)), rows),
            *own_words(sheet, "Kế hoạch học tập, bồi dưỡng phát triển năng lực lãnh đạo, quản trị nhà trường trong năm"
                       " học tiếp theo:", "Nội dung đăng ký học tập, bồi dưỡng (các năng lực cần ưu tiên cải thiện)"),
            closing(sheet.place, day, own_rank_lines(standard, sheet),
                    Signature((_own_title(rated),), BY_HAND, rated.name)),
        ),
    )  # fmt: skip


def result_document(standard: Standard, sheet: ResultSheet) -> Document:
    """4529 BM04: the superior's sheet."""
    day = day_of(sheet.made_at)
    rows = criterion_rows(
        standard, lambda criterion: marks(standard, form_level(sheet.row.head, criterion)), numbered=False
    )
    pieces = [("Nhận xét", sheet.comment)] if sheet.comment else []
    pieces += [("Lý do xếp loại khác quy tắc", sheet.rank_reason)] if sheet.rank_reason else []
    pieces += [("Nguồn", source_line(sheet.source))] if sheet.source else []
    return Document(
        "BIỂU MẪU 04", MANAGER_SOURCE, label("result", "manager_title"), year_of(standard, sheet),
        sheet.issuer.superior, sheet.issuer.unit,
        (
            manager_facts(sheet.place, sheet.rated, "Họ và tên người được đánh giá", day),
            Words("", (("", SUPERIOR_GUIDE),)),
            Table(_columns(standard, "Mức đánh giá tiêu chí"), rows),
            *((Words("", tuple(pieces)),) if pieces else ()),
            closing(
                sheet.place, day,
                (f"Xếp loại: {level_name(standard, sheet.row.head_rank)}.",
                 f"Xếp loại theo {standard.ranking.source} Thông tư số {standard.number}."),
                signature(sheet.signer),
            ),
        ),
    )  # fmt: skip


def _columns(standard: Standard, above: str) -> tuple[Column, ...]:
    return Column("Tiêu chuẩn/Tiêu chí", 80), *(Column(level.name, 13, "center", above) for level in standard.levels)


def _own_title(rated: Rated) -> str:
    if not rated.position:  # a blank form
        return "HIỆU TRƯỞNG/PHÓ HIỆU TRƯỞNG"
    return "HIỆU TRƯỞNG" if rated.position == Position.PRINCIPAL else label(rated.position, "position").upper()
