"""How does an address get on paper so that a telephone reads it?  A square drawn as lines, sharp at any size."""

from functools import lru_cache

import segno
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas


def draw_qr(canvas: Canvas, text: str, x: float, y: float, side: float) -> None:
    """The text as a square of dark modules whose lower left corner is at (x, y)."""
    rows = _modules(text)
    module = side / len(rows)
    canvas.setFillColor(colors.black)
    for down, row in enumerate(rows):
        start = None
        for across, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = across
            elif not dark and start is not None:
                top = y + side - (down + 1) * module
                canvas.rect(x + start * module, top, (across - start) * module, module, stroke=0, fill=1)
                start = None


@lru_cache(maxsize=32)
def _modules(text: str) -> list[list[int]]:
    """The square of a text, the same on each page of a sheet; one mask is as readable as the next, and looking for the
    best of eight would take most of the time.
    """
    return [list(row) for row in segno.make(text, error="m", micro=False, mask=2).matrix]
