"""What is kept of a row's own cells?  No citizen number, and no ethnicity finer than the report asks for (DP-7)."""

from collections.abc import Mapping, Sequence

from app.domain.imports.cells import Cell
from app.domain.imports.wordings import MAJORITY, MINORITY
from app.domain.vietnamese import fold

SHOWN_DIGITS = 4
FAULTY = "fe"  # a formula or an error value: shown as it stood, the row is refused for it


def kept_cells(
    cells: Sequence[Cell | None], position: Mapping[str, int], *, only_known: bool = False
) -> list[list[str] | None]:
    """The cells as plain values; what the campaign does not need is masked, and reads the same when it comes back.

    `position` says where each known column stands; with `only_known` no other is kept: an LMS lists much about its
    learners that is no business of ours.
    """
    known = set(position.values())
    citizen, ethnicity = position.get("citizen_number"), position.get("ethnicity")
    kept: list[list[str] | None] = []
    for place, cell in enumerate(cells):
        if cell is None or (only_known and place not in known):
            kept.append(None)
        elif place == citizen:
            kept.append(["s", _masked(cell.text)])
        elif place == ethnicity and cell.kind not in FAULTY and fold(cell.text) not in ("", MAJORITY):
            kept.append(["s", MINORITY])
        else:
            kept.append(list(cell))
    return kept


def _masked(text: str) -> str:
    """Only the last digits, as on any screen; a short text shows nothing."""
    return "•" * 8 + (text[-SHOWN_DIGITS:] if len(text) > 2 * SHOWN_DIGITS else "")
