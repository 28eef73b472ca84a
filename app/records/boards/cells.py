"""What does a board say of a unit, and where does each number lead?"""

from collections.abc import Callable
from typing import Any

from app.domain.organisation.rules import UnitKind
from app.domain.progress.board import SHARE
from app.records.boards.board import Column
from app.records.boards.place import Place
from app.records.boards.wishes import Asked
from app.web import formats

Cells = list[tuple[Column, str, str | None]]


def cells_at(here: Place, wish: Asked) -> Callable[[Any], Cells]:
    """By row of the board: each column with its words, and the address that these open, if any."""
    base, board, carried = here.address(None), here.board, wish.carried()
    opens = [
        (column, f"{'?schools=' if column.of_schools else '/people?state='}{column.code}{carried}")
        for column in board.columns
    ]

    def cells(row: Any) -> Cells:
        found: Cells = []
        for column, target in opens:
            if column.code == SHARE:
                found.append((column, formats.percent(getattr(row, board.main), row.expected), None))
                continue
            number = getattr(row, column.code)
            if column.of_schools and row.kind == UnitKind.SCHOOL:
                found.append((column, "có" if number else "chưa", None))
            else:
                url = f"{base}/{row.id}{target}" if number and here.lists_people else None
                found.append((column, formats.number(number), url))
        return found

    return cells
