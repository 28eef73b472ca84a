"""How do a board and a list leave the screen?  As a sheet for Excel and as a page for the printer, of the same rows."""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.domain.progress.board import SHARE, BoardPage, board_page
from app.domain.progress.queries import counted_until
from app.integrations.spreadsheets.writing import Heading, Value
from app.records.boards.addresses import at_boards
from app.records.boards.pages import MOST_PRINTED, head_of, sorts_of, wish_at, without_urger
from app.records.boards.place import Place, place
from app.records.boards.wishes import Asked
from app.records.exports import most_rows, send_sheet, spreadsheet, whole
from app.web import formats
from app.web.identity import viewer
from app.web.taking import taken_by
from app.web.trace import note_security

NARROWER = (
    "Hãy quay lại và thu hẹp: mở từng đơn vị từ bảng tiến độ, hoặc lọc theo tình trạng, cấp học; rồi lấy từng phần."
)
MOST_UNITS_PRINTED = 5_000


@at_boards("/board.xlsx")
def export_board(unit_id: int | None = None, **about: int) -> ResponseReturnValue:
    """The board as it is filtered now, all its pages; of a school, beneath which no unit stands, its own line."""
    here = place(viewer(), unit_id, **about)
    wish = wish_at(here)
    lines = _own_line(here, wish) if here.is_school else _lines_beneath(here, wish)
    until = formats.clock_time(counted_until(here.viewer, here.paths))
    title = f"{here.board.words.sheet}: {here.name}"
    note = _watermark(here, wish) + f" Số liệu tính đến {until}."
    return _sheet("tien-do", here, _board_headings(here), lines, title, note)


def _lines_beneath(here: Place, wish: Asked) -> list[list[Value]]:
    rows = _whole_board(here, wish).rows
    _note_export("board", here, wish, len(rows))
    lines = [_board_line(here, row.name, row.code, row) for row in rows]
    return [*lines, _board_line(here, "Cộng", None, _sum_of(here, rows))]


def _own_line(here: Place, wish: Asked) -> list[list[Value]]:
    _note_export("board", here, wish, 1)
    code = here.unit.code if here.unit else None
    return [_board_line(here, here.name, code, here.board.told(here, wish.leaves).figures)]


@at_boards("/people.xlsx")
def export_people(unit_id: int | None = None, **about: int) -> ResponseReturnValue:
    """The list as it is filtered now, everybody on it (EXP-3)."""
    here = _with_people(unit_id, about)
    wish, board = wish_at(here), here.board
    people = _everybody(here, wish)
    _note_export("people", here, wish, len(people))
    title = f"{wish.title() or 'Danh sách'}: {here.name}"
    lines = (board.line(here, each) for each in people)
    return _sheet("danh-sach", here, board.headings(here), lines, title, _watermark(here, wish))


@at_boards("/print")
def print_board(unit_id: int | None = None, **about: int) -> ResponseReturnValue:
    """The board for the printer: totals and all rows."""
    here = place(viewer(), unit_id, **about)
    wish = wish_at(here)
    rows = [] if here.is_school else _whole_board(here, wish, MOST_UNITS_PRINTED).rows
    _note_export("board_printed", here, wish, len(rows))
    shown = head_of(here, wish) | ({"summed": _sum_of(here, rows)} if rows else {})
    shown["without_urger"] = without_urger(here)
    back = here.url + wish.query()
    return render_template("records/board_print.html", rows=rows, back_url=back, printed=taken_by(viewer()), **shown)


@at_boards("/people/print")
def print_people(unit_id: int | None = None, **about: int) -> ResponseReturnValue:
    """The list for the printer, everybody on it."""
    here = _with_people(unit_id, about)
    wish = wish_at(here)
    people = _everybody(here, wish, MOST_PRINTED)
    _note_export("people_printed", here, wish, len(people))
    back = f"{here.url}/people{wish.query()}"
    return render_template(
        "records/people_print.html", here=here, wish=wish, people=people, back_url=back, printed=taken_by(viewer())
    )


def _with_people(unit_id: int | None, about: dict[str, int]) -> Place:
    here = place(viewer(), unit_id, **about)
    return here if here.lists_people else abort(404)


def _whole_board(here: Place, wish: Asked, on_paper: int | None = None) -> BoardPage:
    sort = wish.sort if wish.sort.lstrip("-") in sorts_of(here) else "name"
    found = board_page(
        here.viewer, here.campaign.id, wish.leaves, here.board.figures, here.board.main, below=here.unit, q=wish.search,
        schools=wish.schools, sort=sort, limit=on_paper or most_rows(),
    )  # fmt: skip
    whole(found.total, "đơn vị", on_paper, NARROWER)
    return found


def _everybody(here: Place, wish: Asked, on_paper: int | None = None) -> Sequence[Any]:
    whole(here.board.how_many(here, wish), "người", on_paper, NARROWER)
    return here.board.everybody(here, wish)


def _sum_of(here: Place, rows: Sequence[Any]) -> SimpleNamespace:
    """What stands beneath rows on paper: their own sum, also when a search left only some units."""
    names = ("expected", "late", *here.board.figures)
    return SimpleNamespace(**{name: sum(getattr(row, name) for row in rows) for name in names})


def _board_headings(here: Place) -> list[Heading]:
    figures = (Heading(column.heading) for column in here.board.sheet)
    return [Heading("Đơn vị", 40), Heading("Mã đơn vị", 14, is_id=True), Heading("Tổng số"), *figures]


def _board_line(here: Place, name: str, code: str | None, row: Any) -> list[Value]:
    share = round(100 * getattr(row, here.board.main) / row.expected, 1) if row.expected else 0
    figures = (share if column.code == SHARE else getattr(row, column.code) for column in here.board.sheet)
    return [name, code, row.expected, *figures]


def _sheet(
    name: str,
    here: Place,
    headings: list[Heading],
    rows: Iterable[list[Value] | tuple[Value, ...]],
    title: str,
    note: str,
) -> ResponseReturnValue:
    code = here.unit.code if here.unit else "cac-tinh"
    return send_sheet(spreadsheet(headings, rows, title, note), f"{name}-{code}")


def _watermark(here: Place, wish: Asked) -> str:
    filters = ", ".join(text for text, _ in wish.chosen())
    taken = taken_by(viewer())
    return f"{taken} Lọc: {filters}." if filters else taken


def _note_export(what: str, here: Place, wish: Asked, rows: int) -> None:
    unit_id = here.unit.id if here.unit else None
    note_security("exported", detail={"what": what, "unit": unit_id, "filter": wish.query(), "rows": rows})
