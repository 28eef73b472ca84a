"""How do the blocks of a table stand as bars on the report's paper?  In shades of grey, as printers print."""

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from app.web.pdf_fonts import FAMILY
from app.web.pdf_text import for_paper
from app.web.reporting.words import Words

SHADES = (0.15, 0.45, 0.7, 0.92)


class Bars(Flowable):
    """The blocks of a table as bars: a name, the bar in shades of grey with its numbers inside, a value behind it.

    Most printers print grey: each part is told apart by its shade and its number, never by colour.
    """

    HEIGHT = 4.8 * mm

    def __init__(
        self, words: Words, bars: Sequence[tuple[str, list[tuple[int, str, str]], int, str]], width: float
    ) -> None:
        super().__init__()
        self.words = words
        self.bars, self.width, self.height = bars, width, (len(bars) + 1) * self.HEIGHT

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        """From the top down; under the last one what the shades mean."""
        left, right = self.width * 0.2, self.width * 0.86
        for number, (name, parts, total, value) in enumerate(self.bars):
            y = self.height - (number + 1) * self.HEIGHT
            self.canv.setFillGray(0)
            self.canv.setFont(FAMILY, 9)
            self.canv.drawString(0, y + 1.2 * mm, for_paper(name))
            self.canv.drawString(right + 2 * mm, y + 1.2 * mm, for_paper(value))
            self._bar(parts, total, left, right, y)
        if self.bars:
            self._key(self.bars[0][1], left)

    def _bar(self, parts: Sequence[tuple[int, str, str]], total: int, left: float, right: float, y: float) -> None:
        x = left
        for place, (amount, _, _) in enumerate(parts):
            wide = (right - left) * amount / total
            self.canv.setFillGray(SHADES[place % 4])
            self.canv.rect(x, y + 0.4 * mm, wide, 3.8 * mm, stroke=1, fill=1)
            text = self.words.figure_words(amount, 0)
            if wide > self.canv.stringWidth(text, FAMILY, 8) + 4:
                self.canv.setFillGray(1 if SHADES[place % 4] < 0.5 else 0)
                self.canv.setFont(FAMILY, 8)
                self.canv.drawCentredString(x + wide / 2, y + 1.3 * mm, text)
            x += wide

    def _key(self, parts: Sequence[tuple[int, str, str]], left: float) -> None:
        x = left
        for place, (_, _, words) in enumerate(parts):
            self.canv.setFillGray(SHADES[place % 4])
            self.canv.rect(x, 1.5 * mm, 3 * mm, 3 * mm, stroke=1, fill=1)
            self.canv.setFillGray(0)
            self.canv.setFont(FAMILY, 8)
            self.canv.drawString(x + 4 * mm, 1.8 * mm, for_paper(words))
            x += 8 * mm + self.canv.stringWidth(for_paper(words), FAMILY, 8)
