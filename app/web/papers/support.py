"""How are a core person's support plan and completion report laid out?  Our own sheet: the letters prescribe none."""

from datetime import date

from app.domain.evaluation.papers.rules import Place, Signer
from app.domain.organisation.rules import Position
from app.domain.training.support.models import SupportPlan
from app.domain.training.support.queries import Happened
from app.domain.training.support.rules import Activity, Content
from app.web import formats
from app.web.labels import label
from app.web.papers.document import Block, Cell, Closing, Column, Document, Facts, Signature, Table, Words
from app.web.papers.parts import BY_HAND, place_date, position_title, signature

PLAN_COLUMNS = (
    Column("TT", 8, "center"), Column("Hoạt động", 66), Column("Nơi tổ chức", 28), Column("Thời gian", 46)
)  # fmt: skip
REPORT_COLUMNS = (
    Column("TT", 8, "center"), Column("Hoạt động", 48), Column("Nơi, thời gian", 34), Column("Đã thực hiện", 54),
    Column("Số người", 18, "center"),
)  # fmt: skip

PLAN_LINES = (
    "Kế hoạch gồm {activities} hoạt động, hỗ trợ {people} đồng nghiệp.",
    "Người lập kế hoạch báo cáo kết quả sau khi thực hiện xong các hoạt động.",
)
REPORT_LINES = (
    "Đã hỗ trợ {people} đồng nghiệp qua {activities} hoạt động.",
    "Tổng số lượt người tham gia các hoạt động: {took_part}.",
)


def plan_document(
    plan: SupportPlan, content: Content, place: Place, approved: Happened | None, day: date | None
) -> Document:  # fmt: skip
    """The plan; `day` is the day of the approval, without it the date is left open."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (number, each.what, label(each.place, "plan_place"), _days(each))
        for number, each in enumerate(content.activities, start=1)
    )
    blocks: tuple[Block, ...] = (
        _facts(plan),
        *_supported(content),
        Table(PLAN_COLUMNS, rows, heading="III. Hoạt động"),
        Words("IV. Kết quả dự kiến", (("", content.expected),)),
        _closing(plan, place, approved, day, "NGƯỜI LẬP KẾ HOẠCH", PLAN_LINES, content),
    )
    return Document(
        "", "", "KẾ HOẠCH HỖ TRỢ ĐỒNG NGHIỆP", f"Năm {plan.year}", place.superior, place.unit, blocks
    )  # fmt: skip


def report_document(
    plan: SupportPlan, content: Content, place: Place, approved: Happened | None, day: date | None
) -> Document:  # fmt: skip
    """The completion report of the plan."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (number, each.what, f"{label(each.place, 'plan_place')}, {_days(each)}", each.done, each.took_part)
        for number, each in enumerate(content.activities, start=1)
    )
    outcome = (
        ("Kết quả dự kiến", content.expected), ("Kết quả đạt được", content.outcome),
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        _facts(plan),
        *_supported(content),
        Table(REPORT_COLUMNS, rows, heading="III. Hoạt động đã thực hiện"),
        Words("IV. Kết quả", outcome),
        Words("V. Khó khăn, đề xuất", (("", content.difficulties or "Không có."),)),
        _closing(plan, place, approved, day, "NGƯỜI BÁO CÁO", REPORT_LINES, content),
    )
    return Document(
        "", "", "BÁO CÁO HOÀN THÀNH KẾ HOẠCH HỖ TRỢ ĐỒNG NGHIỆP", f"Năm {plan.year}", place.superior, place.unit,
        blocks,
    )  # fmt: skip


def _facts(plan: SupportPlan) -> Facts:
    return Facts(
        (
            (("Họ và tên", plan.person.full_name), ("Chức vụ", label(plan.position, "position"))),
            (("Nhiệm vụ", label(plan.audience, "core_audience")),),
        )
    )


def _supported(content: Content) -> tuple[Words, Words]:
    """Those supported, school by school, and the modules."""
    schools: dict[str, list[str]] = {}
    for one in content.people:
        schools.setdefault(one.unit, []).append(one.name)
    people = tuple(
        (f"{unit or 'Không còn công tác'} ({formats.number(len(names))} người)", ", ".join(names) + ".")
        for unit, names in schools.items()
    )
    modules = tuple(("", f"– {each.title}") for each in content.modules)
    heading = f"I. Đồng nghiệp được hỗ trợ: {formats.number(len(content.people))} người"
    return Words(heading, people or (("", ""),)), Words("II. Mô đun bồi dưỡng", modules or (("", ""),))


def _closing(
    plan: SupportPlan, place: Place, approved: Happened | None, day: date | None, author: str, lines: tuple[str, ...],
    content: Content,
) -> Closing:  # fmt: skip
    """Two lines stay with the signatures, so that these never stand on a page of their own."""
    told = {"activities": len(content.activities), "people": len(content.people), "took_part": content.took_part}
    words = tuple(line.format(**{name: formats.number(many) for name, many in told.items()}) for line in lines)
    own = Signature((author,), BY_HAND, plan.person.full_name)
    return Closing(words, place_date(place, day), (own, _approval(plan, approved)))


def _approval(plan: SupportPlan, approved: Happened | None) -> Signature:
    """Who approved: the office, beneath "KT." whoever signed for it, or the officer assigned to it."""
    if approved is None:
        office = position_title(Position.PRINCIPAL) if plan.audience == "teacher" else "NGƯỜI DUYỆT"
        return Signature((office,), BY_HAND, "")
    if approved.assigned:
        titles = ("NGƯỜI ĐƯỢC PHÂN CÔNG DUYỆT", position_title(approved.position))
        return Signature(titles, BY_HAND, approved.name)
    if approved.signs_for is not None:
        return signature(Signer(approved.signs_for, approved.name, approved.position), BY_HAND)
    if approved.position == Position.DEPUTY_DIRECTOR:
        return signature(Signer(Position.DIRECTOR, approved.name, Position.DEPUTY_DIRECTOR), BY_HAND)
    return signature(Signer(approved.position, approved.name), BY_HAND)


def _days(each: Activity) -> str:
    starts, ends = formats.day(each.starts), formats.day(each.ends)
    return starts if starts == ends else f"{starts} – {ends}"
