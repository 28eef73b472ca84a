"""How do a board and a list leave the screen?  As a sheet for Excel and as a page for the printer, of the same rows."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from flask import abort, render_template, send_file
from flask.typing import ResponseReturnValue

from app.domain import clock
from app.domain.identity.indicators import FIGURES, MAIN
from app.domain.identity.roll import Entry, counted, entries, roll
from app.domain.progress.board import BoardPage, board_page
from app.domain.progress.queries import counted_until
from app.domain.progress.rules import Sight
from app.integrations.spreadsheets.writing import Heading, Value, write_xlsx
from app.records.asked import Asked, asked
from app.records.blueprint import blueprint
from app.records.campaign import BOARD_SORTS, MOST_PRINTED, head_of
from app.records.place import Place, place
from app.web import formats
from app.web.errors import Conflict
from app.web.identity import viewer
from app.web.labels import label
from app.web.trace import note_security

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_EXPORTED = 50_000
TOO_MANY = (
    "Danh sách đang lọc có {found} người, mà một {what} chứa nhiều nhất {most} người. Hãy quay lại và thu hẹp: mở từng"
    " đơn vị từ bảng tiến độ, hoặc lọc theo tình trạng, cấp học; rồi lấy từng phần."
)
WHOLE_BOARD = 5_000

BOARD_HEADINGS = [
    Heading("Đơn vị", 40), Heading("Mã đơn vị", 14, is_id=True), Heading("Tổng số"), Heading("Đã khai báo"),
    Heading("Khai báo sau hạn"), Heading("Tỷ lệ khai báo (%)"), Heading("Đã xác thực"), Heading("Chưa khớp"),
    Heading("Đang đối chiếu"), Heading("Chưa lưu"), Heading("Chưa khai báo"),
]  # fmt: skip


@blueprint.get("/campaign/board.xlsx", defaults={"unit_id": None})
@blueprint.get("/campaign/<int:unit_id>/board.xlsx")
def export_board(unit_id: int | None) -> ResponseReturnValue:
    """The board as it is filtered now, all its pages."""
    here, wish = place(viewer(), unit_id), asked()
    found = _whole_board(here, wish)
    until = formats.clock_time(counted_until(here.viewer, here.paths))
    rows = [_board_line(row.name, row.code, row) for row in found.rows]
    _note_export("board", here, wish, len(rows))
    rows.append(_board_line("Cộng", None, _sum_of(found.rows)))
    title = f"Tiến độ cập nhật mã định danh: {here.name}"
    return _sheet("tien-do", here, BOARD_HEADINGS, rows, title, _watermark(here, wish) + f" Số liệu tính đến {until}.")


@blueprint.get("/campaign/people.xlsx", defaults={"unit_id": None})
@blueprint.get("/campaign/<int:unit_id>/people.xlsx")
def export_people(unit_id: int | None) -> ResponseReturnValue:
    """The list as it is filtered now, everybody on it (EXP-3)."""
    here, wish = _with_people(unit_id), asked()
    people = _everybody(here, wish, MOST_EXPORTED, "tệp Excel")
    _note_export("people", here, wish, len(people))
    full = here.sight is Sight.PEOPLE
    headings = [Heading("Họ và tên", 28), Heading("Đơn vị", 40), Heading("Chức vụ", 22), Heading("Tình trạng", 30)]
    headings += [Heading("Khai báo lúc", 22)]
    if full:
        headings += [Heading("Ngày sinh", 12), Heading("Mã định danh", 16, is_id=True)]
    title = f"{wish.title() or 'Danh sách'}: {here.name}"
    return _sheet("danh-sach", here, headings, (_line(each, full) for each in people), title, _watermark(here, wish))


@blueprint.get("/campaign/print", defaults={"unit_id": None})
@blueprint.get("/campaign/<int:unit_id>/print")
def print_board(unit_id: int | None) -> ResponseReturnValue:
    """The board for the printer: totals and all rows."""
    here, wish = place(viewer(), unit_id), asked()
    rows = [] if here.is_school else _whole_board(here, wish).rows
    _note_export("board_printed", here, wish, len(rows))
    shown = head_of(here, wish) | ({"summed": _sum_of(rows)} if rows else {})
    back = here.url + wish.query()
    return render_template("records/board_print.html", rows=rows, back_url=back, printed=_printed(), **shown)


@blueprint.get("/campaign/people/print", defaults={"unit_id": None})
@blueprint.get("/campaign/<int:unit_id>/people/print")
def print_people(unit_id: int | None) -> ResponseReturnValue:
    """The list for the printer, everybody on it."""
    here, wish = _with_people(unit_id), asked()
    people = _everybody(here, wish, MOST_PRINTED, "bản in")
    _note_export("people_printed", here, wish, len(people))
    back = f"{here.url}/people{wish.query()}"
    return render_template(
        "records/people_print.html", here=here, wish=wish, people=people, back_url=back, printed=_printed()
    )


def _with_people(unit_id: int | None) -> Place:
    here = place(viewer(), unit_id)
    return here if here.lists_people else abort(404)


def _whole_board(here: Place, wish: Asked) -> BoardPage:
    sort = wish.sort if wish.sort.lstrip("-") in BOARD_SORTS else "name"
    return board_page(
        here.viewer, here.campaign.id, wish.leaves, list(FIGURES), MAIN, below=here.unit, q=wish.search, sort=sort,
        limit=WHOLE_BOARD,
    )  # fmt: skip


def _everybody(here: Place, wish: Asked, most: int, what: str) -> list[Entry]:
    found = roll(here.viewer, here.wanted(wish))
    if (many := counted(found)) > most:
        raise Conflict(TOO_MANY.format(found=formats.number(many), most=formats.number(most), what=what))
    return list(entries(here.viewer, found, sort=wish.sort or "unit"))


def _sum_of(rows: Sequence[Any]) -> SimpleNamespace:
    """What stands beneath rows on paper: their own sum, also when a search left only some units."""
    return SimpleNamespace(**{name: sum(getattr(row, name) for row in rows) for name in ("expected", "late", *FIGURES)})


def _board_line(name: str, code: str | None, row: Any) -> list[Value]:
    share = round(100 * row.declared / row.expected, 1) if row.expected else 0
    return [
        name, code, row.expected, row.declared, row.late, share, row.verified, row.mismatch, row.pending, row.unsaved,
        row.not_started,
    ]  # fmt: skip


def _line(each: Entry, full: bool) -> list[Value]:
    stands = label(each.standing, "standing")
    line: list[Value] = [each.name, each.unit_name, label(each.position, "position"), stands]
    line.append(each.declared_at)
    return [*line, each.birth_date, each.sector_id] if full else line


def _sheet(
    name: str,
    here: Place,
    headings: list[Heading],
    rows: Iterable[list[Value] | tuple[Value, ...]],
    title: str,
    note: str,
) -> ResponseReturnValue:
    file = BytesIO()
    write_xlsx(file, headings, rows, title=title, note=note)
    file.seek(0)
    code = here.unit.code if here.unit else "cac-tinh"
    return send_file(file, XLSX, as_attachment=True, download_name=f"{name}-{code}.xlsx")


def _printed() -> str:
    """Who took it and when: the line that goes with every copy."""
    who = viewer()
    return f"Xuất bởi {who.name} ({who.unit_name}) lúc {formats.instant(clock.now())}."


def _watermark(here: Place, wish: Asked) -> str:
    filters = ", ".join(text for text, _ in wish.chosen())
    return f"{_printed()} Lọc: {filters}." if filters else _printed()


def _note_export(what: str, here: Place, wish: Asked, rows: int) -> None:
    unit_id = here.unit.id if here.unit else None
    note_security("exported", detail={"what": what, "unit": unit_id, "filter": wish.query(), "rows": rows})
