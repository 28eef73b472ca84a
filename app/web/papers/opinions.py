"""How are the forms of opinions laid out: letter 4530 BM02, letter 4529 BM02 and BM03?"""

from collections.abc import Sequence
from datetime import date

from app.domain.evaluation.papers.colleagues import ColleagueSheet
from app.domain.evaluation.papers.rules import Place, SurveySheet, share
from app.domain.standards.rules.standard import Form, Standard
from app.domain.surveys.rules import CHOICES, Scale
from app.web.formats import day as short_day
from app.web.labels import label
from app.web.labels.paper import MANAGER_SOURCE, TEACHER_SOURCE
from app.web.papers.document import Cell, Column, Document, Facts, Signature, Table, Words
from app.web.papers.parts import (
    BY_HAND,
    closing,
    criterion_rows,
    day_of,
    form_level,
    legend,
    level_sign,
    place_name,
    school_year,
    signature,
)

COLLEAGUE_GUIDE = (
    "Giáo viên nghiên cứu Thông tư số {number}, đọc kỹ nội dung yêu cầu các mức của từng tiêu chí, căn cứ minh chứng"
    " và kết quả thực hiện nhiệm vụ của đồng nghiệp trong năm học, ghi vào mỗi ô một mức: {legend}. Không ghi về mình."
)
STAFF_GUIDE = (
    "Để góp ý cho hiệu trưởng/phó hiệu trưởng, đề nghị thầy/cô đọc từng nội dung dưới đây và khoanh tròn một số ứng"
    " với ý kiến của mình: {choices}."
)
STAFF_PROMISE = (
    "Ý kiến của thầy/cô được giữ kín và chỉ dùng để tổng hợp số lượng. Không ghi họ tên, không ký vào phiếu này."
)
AT_A_TIME = 8  # columns of names that a sheet on its side can carry


def colleague_document(standard: Standard, sheet: ColleagueSheet) -> Document:
    """4530 BM02: criterion × member of the group, eight members a table."""
    place = sheet.place
    turns = [sheet.colleagues[start : start + AT_A_TIME] for start in range(0, len(sheet.colleagues), AT_A_TIME)]
    tables = tuple(_levels_given(standard, turn) for turn in turns)
    return Document(
        "BIỂU MẪU 02", TEACHER_SOURCE, label("opinion", "teacher_title"), school_year(sheet.year),
        place.superior, place.unit,
        (
            Facts((
                (("Trường", place.unit), ("Tổ/nhóm chuyên môn", sheet.group)),
                (("Quận/Huyện/Tp,Tx", place_name(place.middle)), ("Tỉnh/Thành phố", place_name(place.province))),
            )),
            Words("", (("", COLLEAGUE_GUIDE.format(number=standard.number, legend=legend(standard))),)),
            *tables,
            closing(place, day_of(sheet.sent_at), (f"Phiếu góp ý cho {len(sheet.colleagues)} đồng nghiệp.",)
                    if any(name for name, _ in sheet.colleagues) else (),
                    Signature(("Người tham gia đánh giá",), BY_HAND, sheet.author)),
        ),
        sideways=True,
    )  # fmt: skip


def _levels_given(standard: Standard, colleagues: Sequence[tuple[str, Form]]) -> Table:
    names = (Column(name or "………", 18, "center", "Họ và tên đồng nghiệp") for name, _ in colleagues)
    rows = criterion_rows(
        standard, lambda criterion: (level_sign(standard, form_level(form, criterion)) for _, form in colleagues)
    )
    return Table((Column("TT", 8, "center"), Column("Tiêu chí", 86), *names), rows)


def staff_document(standard: Standard, place: Place, year: int) -> Document:
    """4529 BM02, blank: one number to be circled a statement; no name, no signature."""
    choices = range(1, CHOICES[Scale.AGREEMENT] + 1)
    meaning = "; ".join(f"{no} = {label(str(no), 'agreement')}" for no in choices)
    numbers: tuple[Cell, ...] = tuple(str(no) for no in choices)
    rows = tuple((criterion.no, criterion.statement, *numbers) for criterion in standard.criteria)
    return Document(
        "BIỂU MẪU 02", MANAGER_SOURCE, label("opinion", "manager_title"), school_year(year), place.superior, place.unit,
        (
            Facts(((("Trường", place.unit),), (("Họ và tên người được góp ý", ""),), (("Chức vụ", ""),))),
            Words("", (("", STAFF_GUIDE.format(choices=meaning)), ("", STAFF_PROMISE))),
            Table((Column("TT", 9, "center"), Column("Nội dung", 104),
                   *(Column(str(no), 13, "center", "Mức độ đồng ý") for no in choices)), rows),
            Words("", (("Ý kiến khác", ""), ("", ""), ("", ""))),
        ),
    )  # fmt: skip


def survey_document(sheet: SurveySheet, today: date | None) -> Document:
    """4529 BM03: per statement how many chose each degree of agreement, and their share of the answers."""
    choices, position = range(1, sheet.choices + 1), label(sheet.rated.position, "position")
    columns = (
        Column("TT", 8, "center"), Column("Nội dung", 71),
        *(
            Column(heading, wide, "right", f"{no}. {label(str(no), 'agreement')}")
            for no in choices
            for heading, wide in (("SL", 9), ("Tỷ lệ (%)", 12.5))
        ),
    )  # fmt: skip
    rows = tuple((no, statement, *_figures(sheet, no - 1)) for no, statement in enumerate(sheet.statements, start=1))
    return Document(
        "BIỂU MẪU 03", MANAGER_SOURCE, label("survey", "manager_title"), school_year(sheet.year),
        sheet.place.superior, sheet.place.unit,
        (
            Facts((
                (("Họ và tên người được góp ý", sheet.rated.name),),
                (("Chức vụ", position),),
                (("Trường", sheet.school),),
            )),
            Table(columns, rows),
            closing(sheet.place, today, _survey_lines(sheet), signature(sheet.signer)),
        ),
    )  # fmt: skip


def _figures(sheet: SurveySheet, index: int) -> list[Cell]:
    if sheet.counts is None:
        return [None] * (2 * sheet.choices)
    row = sheet.counts[index]
    return [cell for number in row for cell in (number, share(number, sheet.answers))]


def _survey_lines(sheet: SurveySheet) -> list[str]:
    if sheet.counts is not None:
        return [
            f"Số người được hỏi: {sheet.invited}. Số ý kiến: {sheet.answers}.",
            "Phiếu ẩn danh: chỉ lưu số đếm. Tỷ lệ tính trên số ý kiến.",
        ]
    lines = ["Không lấy phiếu (ít hơn 5 người được hỏi, hoặc đã hết hạn) hoặc ít hơn 5 ý kiến: không ghi số đếm."]
    if sheet.heard_on is not None:
        lines.append(f"Cấp trên đã nghe trực tiếp ngày {short_day(sheet.heard_on)}: {sheet.heard}")
    return lines
