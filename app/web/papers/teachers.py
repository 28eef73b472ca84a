"""How are the forms of letter 4530 (teachers) laid out?  Titles and columns letter for letter."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from app.domain.evaluation.papers.rules import (
    LevelCount,
    Place,
    ReportSheet,
    ResultRow,
    ResultSheet,
    SchoolSheet,
    SelfSheet,
    Signer,
    TallySheet,
    most_given,
    reasons_hidden,
    share,
)
from app.domain.evaluation.rules.tally import Hidden, Tally
from app.domain.standards.rules.standard import Form, Standard
from app.web.labels import label
from app.web.labels.paper import TEACHER_SOURCE
from app.web.papers.document import Cell, Column, Document, Facts, Signature, Table, Words
from app.web.papers.parts import (
    BY_HAND,
    LEVELS,
    closing,
    criterion_rows,
    day_of,
    form_level,
    legend,
    level_columns,
    level_name,
    level_sign,
    marks,
    place_name,
    school_year,
    signature,
    source_line,
    year_of,
)

SELF_GUIDE = (
    "Giáo viên nghiên cứu Thông tư số {number}, đọc kỹ nội dung yêu cầu các mức của từng tiêu chí, đối chiếu với minh"
    " chứng và kết quả thực hiện nhiệm vụ trong năm học, tự đánh giá (đánh dấu x) các mức: chưa đạt (CĐ); đạt (Đ);"
    " khá (K); tốt (T)."
)

MODES_GUIDE = "Đồng nghiệp: mức được nhiều người chọn nhất, số ý kiến từng mức ở Biểu mẫu 03."


def self_document(standard: Standard, sheet: SelfSheet) -> Document:
    """4530 BM01."""
    place, rated = sheet.place, sheet.rated
    columns = (
        Column("TT", 8, "center"), Column("Tiêu chí", 60), *level_columns(standard, "Kết quả xếp loại", 9),
        Column("Minh chứng", 50),
    )  # fmt: skip
    rows = criterion_rows(
        standard,
        lambda criterion: (
            *marks(standard, form_level(sheet.levels, criterion)), "; ".join(sheet.evidence.get(criterion.no, ()))
        ),
    )  # fmt: skip
    return Document(
        "BIỂU MẪU 01", TEACHER_SOURCE, label("self", "teacher_title"), school_year(sheet.year),
        place.superior, place.unit,
        (
            Facts((
                (("Họ và tên giáo viên", rated.name),),
                (("Trường", place.unit),),
                (("Môn dạy", rated.subject), ("Chủ nhiệm lớp", sheet.homeroom)),
                (("Quận/Huyện/Tp,Tx", place_name(place.middle)), ("Tỉnh/Thành phố", place_name(place.province))),
            )),
            Words("", (("", SELF_GUIDE.format(number=standard.number)),)),
            Table(columns, rows),
            *own_words(sheet, "Kế hoạch học tập, bồi dưỡng phát triển năng lực nghề nghiệp trong năm học tiếp theo:",
                       "Nội dung đăng ký học tập, bồi dưỡng (các năng lực cần ưu tiên cải thiện)"),
            closing(place, day_of(sheet.made_at), own_rank_lines(standard, sheet),
                    Signature(("Người tự đánh giá",), BY_HAND, rated.name)),
        ),
    )  # fmt: skip


def own_words(sheet: SelfSheet, plan: str, learning: str) -> tuple[Words, Words]:
    """Remarks and plan, as both letters have them; the modules registered for are part of what will be learnt."""
    modules = f"Mô đun đăng ký: {'; '.join(sheet.modules)}." if sheet.modules else ""
    content = "\n".join(filter(None, (sheet.content, modules)))
    return (
        Words("Nhận xét (ghi rõ):", (
            ("Điểm mạnh", sheet.strengths), ("Những vấn đề cần cải thiện", sheet.improvements),
        )),
        Words(plan, (
            ("Mục tiêu", sheet.goal), (learning, content), ("Thời gian", sheet.schedule),
            ("Điều kiện thực hiện", sheet.conditions),
        )),
    )  # fmt: skip


def own_rank_lines(standard: Standard, sheet: SelfSheet) -> tuple[str, ...]:
    """The rank that follows from the own levels, and the number of the receipt."""
    rank = level_name(standard, sheet.rank) or "…………………………"
    number = f" Mã phiếu: {sheet.number}." if sheet.final else ""
    return (
        f"Xếp loại kết quả đánh giá: {rank}.",
        f"Xếp loại theo {standard.ranking.source} Thông tư số {standard.number}.{number}",
    )  # fmt: skip


def tally_document(standard: Standard, sheet: TallySheet, day: date | None) -> Document:
    """4530 BM03: per teacher and criterion, how many gave each level."""
    columns = (
        Column("TT", 8, "center"), Column("Họ và tên giáo viên", 42), Column("Số người góp ý", 17, "center"),
        Column("Mức", 11, "center"),
        *(Column(str(criterion.no), 9, "center", "Số ý kiến theo tiêu chí") for criterion in standard.criteria),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for number, (name, tally) in enumerate(sheet.rows, start=1):
        for level in standard.levels:
            counts = [
                counts[level.ordinal] for counts in tally.counts
            ] if tally.counts is not None else [None] * len(standard.criteria)  # fmt: skip
            answers: Cell = tally.answers if tally.hidden is None else label(tally.hidden, "counts_on_paper")
            rows.append((number, name, answers, level_sign(standard, level.ordinal), *counts))
    lines = (
        f"Tổ có {len(sheet.rows)} giáo viên. {legend(standard)}.",
        *((f"Có hỏi thêm người của tổ: {', '.join(sheet.joined)}.",) if sheet.joined else ()),
        *((f"Thủ trưởng ghi không tổng hợp: {sheet.remark}.",) if sheet.remark else ()),
        *_why_blank(tally for _, tally in sheet.rows),
    )
    return Document(
        "BIỂU MẪU 03", TEACHER_SOURCE, label("tally", "teacher_title"), school_year(sheet.year),
        sheet.place.superior, sheet.place.unit,
        (
            Facts(((("Trường", sheet.place.unit), ("Tổ/nhóm chuyên môn", sheet.group)),)),
            Table(columns, tuple(rows), lead=3, tall=len(standard.levels)),
            closing(sheet.place, day, lines, Signature(("TỔ TRƯỞNG CHUYÊN MÔN",), BY_HAND, sheet.head)),
        ),
        sideways=True,
    )  # fmt: skip


def _why_blank(tallies: Iterable[Tally]) -> list[str]:
    """One line for each reason why counts on this sheet are left out."""
    return [label(reason, "counts_on_paper_why") for reason in reasons_hidden(tallies)]


def school_document(standard: Standard, sheet: SchoolSheet, day: date | None) -> Document:
    """4530 BM04 of a school or of one of its groups."""
    return _results(standard, sheet.place, sheet.group, sheet.year, sheet.rows, sheet.signer, day)


def person_document(standard: Standard, sheet: ResultSheet) -> Document:
    """4530 BM04 with a single teacher."""
    more = tuple(
        (name, text)
        for name, text in (
            ("Nhận xét của thủ trưởng", sheet.comment),
            ("Lý do xếp loại khác quy tắc", sheet.rank_reason),
            ("Nguồn", source_line(sheet.source)),
        )
        if text
    )
    document = _results(
        standard, sheet.place, "", sheet.year, (sheet.row,), sheet.signer, day_of(sheet.made_at), Words("", more)
    )
    return replace(
        document, subtitle=year_of(standard, sheet), superior=sheet.issuer.superior, agency=sheet.issuer.unit
    )


def _results(
    standard: Standard, place: Place, group: str, year: int, found: Sequence[ResultRow], signer: Signer,
    day: date | None, *more: Words,
) -> Document:  # fmt: skip
    columns = (
        Column("TT", 8, "center"), Column("Họ và tên giáo viên", 40), Column("Kết quả", 24),
        *(Column(str(criterion.no), 9, "center", "Mức đạt được theo tiêu chí") for criterion in standard.criteria),
        Column("Xếp loại", 17, "center"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for number, row in enumerate(found, start=1):
        said: list[tuple[str, list[Cell], int | None]] = [
            ("Tự đánh giá", _levels(standard, row.own), row.own_rank),
            ("Đồng nghiệp", _mode_signs(standard, row), None),
            ("Thủ trưởng", _levels(standard, row.head), row.head_rank),
        ]
        rows += [(number, row.name, who, *signs, level_name(standard, rank)) for who, signs, rank in said]
    lines = (
        f"Bảng có {len(found)} giáo viên. {legend(standard)}.",
        *((MODES_GUIDE,) if any(row.colleagues.hidden is not Hidden.ON_PAPER for row in found) else ()),
        *_why_blank(row.colleagues for row in found),
    )
    where = (("Trường", place.unit), *((("Tổ/nhóm chuyên môn", group),) if group else ()))
    return Document(
        "BIỂU MẪU 04", TEACHER_SOURCE, label("school", "teacher_title"), school_year(year), place.superior, place.unit,
        (
            Facts((
                where,
                (("Quận/Huyện/Tp,Tx", place_name(place.middle)), ("Tỉnh/Thành phố", place_name(place.province))),
            )),
            Table(columns, tuple(rows), lead=2, tall=3),
            *(words for words in more if words.pieces),
            closing(place, day, lines, signature(signer)),
        ),
        sideways=True,
    )  # fmt: skip


def _levels(standard: Standard, form: Form | None) -> list[Cell]:
    return [level_sign(standard, form_level(form, criterion)) for criterion in standard.criteria]


def _mode_signs(standard: Standard, row: ResultRow) -> list[Cell]:
    return [
        "/".join(level_sign(standard, level) for level in most_given(row.colleagues, criterion.no))
        for criterion in standard.criteria
    ]


def report_document(standard: Standard, sheet: ReportSheet, day: date | None) -> Document:
    """4530 BM05: level of schooling × counts and % per rank, each of those who were ranked."""
    columns = (
        Column("TT", 8, "center"), Column("Cấp học", 44), Column("Tổng số giáo viên", 22, "right"),
        Column("Số giáo viên được đánh giá", 24, "right"),
        *(
            Column(heading, 17, "right", level.name)
            for level in standard.levels
            for heading in ("Số lượng", "Tỷ lệ (%)")
        ),
    )  # fmt: skip
    rows = [_counts(number, _level_name(row.level), row) for number, row in enumerate(sheet.rows, start=1)]
    rows.append(_counts(None, "Tổng cộng", sheet.total))
    not_ranked = sheet.total.due - sheet.total.ranked
    lines = (
        f"Số liệu của {sheet.schools} cơ sở giáo dục phổ thông; {not_ranked} giáo viên chưa được xếp loại.",
        f"Tỷ lệ tính trên số giáo viên được đánh giá, theo Thông tư số {standard.number}.",
    )
    return Document(
        "BIỂU MẪU 05", TEACHER_SOURCE, label("report", "teacher_title"), school_year(sheet.year),
        sheet.place.superior, sheet.place.unit,
        (
            Facts(((("Đơn vị", sheet.place.unit),),)),
            Table(columns, tuple(rows)),
            closing(sheet.place, day, lines, signature(sheet.signer)),
        ),
        sideways=True,
    )  # fmt: skip


def _counts(number: int | None, name: str, row: LevelCount) -> tuple[Cell, ...]:
    shares = [cell for count in row.ranks for cell in (count, share(count, row.ranked))]
    return (number, name, row.due, row.ranked, *shares)


def _level_name(level: str) -> str:
    """A school of several levels whose teachers do not say theirs: all of its levels."""
    return ", ".join(label(each, "level") for each in level.split(",") if each in LEVELS) or "Chưa rõ cấp học"
