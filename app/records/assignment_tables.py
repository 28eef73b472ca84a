"""How does a list of assignments become a spreadsheet, and official paper?  The rows of the screen, all of them."""

from collections.abc import Sequence
from datetime import date

from app.db import db
from app.domain import clock
from app.domain.evaluation.papers.places import head_of, place_of
from app.domain.organisation.assignments import Line, Wanted
from app.domain.organisation.models import Unit
from app.domain.organisation.rules import AssignmentState, AssignmentTask
from app.domain.organisation.unassigned import Without
from app.domain.viewer import Viewer
from app.integrations.spreadsheets.writing import Heading, Value
from app.web import formats
from app.web.labels import label
from app.web.papers.document import Block, Closing, Column, Document, Table
from app.web.papers.drawing import Printed
from app.web.papers.parts import place_date, signature

HEADINGS = [
    Heading("Người được phân công", 28), Heading("Chức vụ", 22), Heading("Nhiệm vụ", 40), Heading("Phụ trách", 40),
    Heading("Từ ngày", 12), Heading("Đến hết ngày", 12), Heading("Đơn vị phân công", 36), Heading("Tình trạng", 24),
    Heading("Ghi chú", 40),
]  # fmt: skip
GAP_HEADINGS = [Heading("Trường", 40), Heading("Mã đơn vị", 14, is_id=True), Heading("Trực thuộc", 36)]
COLUMNS = (
    Column("TT", 5, "center"), Column("Họ và tên", 20), Column("Chức vụ", 15), Column("Nhiệm vụ", 24),
    Column("Phụ trách", 28), Column("Từ ngày", 15, "center"), Column("Đến hết ngày", 15, "center"),
    Column("Ghi chú", 18),
)  # fmt: skip
FOREIGN = Column("Đơn vị phân công", 20)
MADE_TITLE = "BẢNG PHÂN CÔNG NHIỆM VỤ BỒI DƯỠNG THƯỜNG XUYÊN"
OTHER_TITLE = "DANH SÁCH VIỆC ĐƯỢC PHÂN CÔNG TRONG BỒI DƯỠNG THƯỜNG XUYÊN"
MARK = "In từ hệ thống TEMIS lúc"


def title_of(wanted: Wanted) -> str:
    """What the list is, by its side and task."""
    side = label(wanted.side, "assignment_side") if wanted.side != "all" else "Phân công"
    task = f": {formats.within(label(wanted.task, 'assignment_task'))}" if wanted.task else ""
    return f"{side}{task}"


def rows_of(lines: Sequence[Line]) -> list[list[Value]]:
    """A row an assignment."""
    return [
        [
            line.person, _position(line), task_words(line), line.over, line.starts, line.until, line.by_unit,
            label(line.state, "assignment_state"), note_of(line),
        ]
        for line in lines
    ]  # fmt: skip


def gap_title(task: AssignmentTask) -> str:
    """What nobody does there."""
    return f"Trường chưa có người {formats.within(label(task, 'assignment_task'))}"


def gap_rows(rows: Sequence[Without]) -> list[list[Value]]:
    """A row a school."""
    return [[row.name, row.code, row.above] for row in rows]


def task_words(line: Line) -> str:
    """The task, and the content of a focal point."""
    words = label(line.task, "assignment_task")
    return f"{words}: {line.content}" if line.content else words


def note_of(line: Line) -> str:
    """Why it holds no more, or that somebody signed for the head."""
    if line.state is AssignmentState.TAKEN_BACK:
        return f"Thôi từ {formats.day(line.taken_back_on)}: {line.end_reason}"
    if line.state in {AssignmentState.OVER, AssignmentState.FALLEN}:
        return label(line.state, "assignment_state")
    return f"{line.made_by} ký thay" if line.signed_for else ""


def _position(line: Line) -> str:
    return label(line.position, "position") if line.position else ""


def printed(viewer: Viewer, wanted: Wanted, lines: Sequence[Line], day: date) -> Printed:
    """The list as official paper: what the unit assigned is signed by its head, other lists are lists."""
    unit = db.session.get_one(Unit, viewer.unit_id)
    place, made = place_of(unit), wanted.side == "made"
    columns = COLUMNS if made else (*COLUMNS[:-1], FOREIGN, COLUMNS[-1])
    rows = tuple(_printed_row(number, line, foreign=not made) for number, line in enumerate(lines, start=1))
    blocks: list[Block] = [Table(columns, rows)]
    if made:
        summed = f"Danh sách có {formats.number(len(lines))} việc."
        blocks.append(Closing((summed,), place_date(place, None), (signature(head_of(unit, day)),)))
    document = Document(
        "", "", MADE_TITLE if made else OTHER_TITLE, _subtitle(wanted, day), place.superior, place.unit, tuple(blocks),
        sideways=True,
    )  # fmt: skip
    return Printed(document, mark=MARK, printed_at=f"{formats.instant(clock.now())}, {viewer.name}")


def _printed_row(number: int, line: Line, *, foreign: bool) -> tuple[str | int, ...]:
    cells = (number, line.person, _position(line), task_words(line), line.over, formats.day(line.starts))
    until = formats.day(line.until) or "khi có thay đổi"
    return (*cells, until, *((line.by_unit,) if foreign else ()), note_of(line))


def _subtitle(wanted: Wanted, day: date) -> str:
    """What was filtered, and of which day it is."""
    parts = [label(wanted.task, "assignment_task")] if wanted.task else []
    if wanted.standing != "any":
        parts.append(label(wanted.standing, "assignment_standing"))
    if wanted.q:
        parts.append(f"tìm “{wanted.q}”")
    return "; ".join([*parts, f"tính đến ngày {formats.day(day)}"])
