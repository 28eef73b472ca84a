"""The report on paper: decree 30/2020 for what is signed, then every table as an annex.  ReportLab draws it.

Page 1 is the report itself, in portrait; the tables lie across the page, so that no column is squeezed.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    LongTable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
    Table,
    TableStyle,
)

from app.domain.reporting.figures import tables as figures
from app.web.pdf_flow import (
    BARE,
    BOTTOM_MARGIN,
    LEFT_MARGIN,
    RIGHT_MARGIN,
    TOP_MARGIN,
    Letterhead,
    letterhead,
    number_page,
    paragraph,
    style,
)
from app.web.pdf_fonts import BOLD, FAMILY, ITALIC, register_fonts
from app.web.pdf_qr import draw_qr
from app.web.pdf_text import for_paper
from app.web.reporting.words import Words

TITLE = style("report title", 14, font=BOLD, align=TA_CENTER, after=4)
BODY = style("report body", 13, align=TA_JUSTIFY, after=5)
BODY.firstLineIndent = 10 * mm
ANNEX = style("annex", 14, font=BOLD, align=TA_CENTER, after=6)
CAPTION = style("caption", 12, font=BOLD, after=4)
SMALL_HEAD = style("small head", 9, font=BOLD, align=TA_CENTER)
SMALL_CELL = style("small cell", 9, align=TA_LEFT)
SMALL_BOLD = style("small bold", 9, font=BOLD, align=TA_LEFT)
NOTE = style("note", 9, font=ITALIC, after=8)
SIGN = style("sign", 13, font=BOLD, align=TA_CENTER)
TO = style("to", 11)
TO_HEAD = style("to head", 12, font=ITALIC, align=TA_LEFT)
SHADES = (0.15, 0.45, 0.7, 0.92)


@dataclass(frozen=True)
class ReportPaper:
    """What stands on the paper; all words are given, so that it is drawn in any language."""

    head: Letterhead
    number: str  # "Số: 12/BC-SGDĐT"
    title: Sequence[str]
    body: Sequence[str]
    position: str
    signer: str
    recipients_head: str
    recipients: Sequence[str]
    annex: str
    parts: Sequence[tuple[str, Sequence[figures.Table]]]
    footer: str
    draft: str = ""  # what a draft is marked with
    address: str = ""  # where the published one is read, as a square
    signed: bool = True  # the version of an office or a school is no letter and is signed by nobody


def draw(paper: ReportPaper, words: Words) -> bytes:
    """The PDF of a report."""
    register_fonts()
    out = io.BytesIO()
    document = _Document(out, paper)
    story: list[Flowable] = [*_letter(paper, document.upright), NextPageTemplate("across")]
    for number, (title, tables) in enumerate(paper.parts):
        story += [PageBreak(), paragraph(f"{paper.annex} {number + 1}", ANNEX), paragraph(title, ANNEX)]
        for table in tables:
            story += _table(table, words, document.across)
    document.build(story)
    return out.getvalue()


class _Document(BaseDocTemplate):
    """Upright pages for the letter, pages across for the tables; numbers above, what it is below."""

    def __init__(self, out: io.BytesIO, paper: ReportPaper) -> None:
        super().__init__(out, title=for_paper(" ".join(paper.title)), author=for_paper(paper.head.agency))
        self.paper = paper
        self.upright = A4[0] - LEFT_MARGIN - RIGHT_MARGIN
        self.across = A4[1] - LEFT_MARGIN - RIGHT_MARGIN
        self.addPageTemplates(
            [self._page("upright", A4, self.upright), self._page("across", landscape(A4), self.across)]
        )

    def _page(self, name: str, size: tuple[float, float], width: float) -> PageTemplate:
        frame = Frame(
            LEFT_MARGIN, BOTTOM_MARGIN, width, size[1] - TOP_MARGIN - BOTTOM_MARGIN, 0, 0, 0, 0, id=name
        )  # fmt: skip
        return PageTemplate(name, [frame], onPage=self._mark, pagesize=size)

    def _mark(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        page = document.pageTemplate.pagesize
        if canvas.getPageNumber() > 1:
            document.pagesize = page
            number_page(canvas, document)
        canvas.setFont(ITALIC, 8.5)
        canvas.drawString(LEFT_MARGIN, 11 * mm, for_paper(self.paper.footer))
        if self.paper.draft:
            canvas.setFont(BOLD, 10)
            canvas.drawRightString(page[0] - RIGHT_MARGIN, 11 * mm, for_paper(self.paper.draft))
        elif self.paper.address and canvas.getPageNumber() == 1:
            draw_qr(canvas, self.paper.address, LEFT_MARGIN, 17 * mm, 20 * mm)


def _letter(paper: ReportPaper, width: float) -> list[Flowable]:
    found: list[Flowable] = [letterhead(paper.head, width), Spacer(0, 1 * mm)]
    if paper.number:
        found.append(paragraph(paper.number, style("number", 13)))
    found.append(Spacer(0, 7 * mm))
    found += [paragraph(line, TITLE) for line in paper.title]
    found.append(Spacer(0, 4 * mm))
    found += [paragraph(line, BODY) for line in paper.body]
    if paper.signed:
        to = [paragraph(paper.recipients_head, TO_HEAD), *(paragraph(f"- {each};", TO) for each in paper.recipients)]
        sign = [paragraph(paper.position, SIGN), Spacer(0, 26 * mm), paragraph(paper.signer, SIGN)]
        block = Table([[to, sign]], colWidths=[width * 0.52, width * 0.48], style=BARE)
        found.append(KeepTogether([Spacer(0, 6 * mm), block]))
    return found


def _table(table: figures.Table, words: Words, width: float) -> list[Flowable]:
    """The caption with its bars, the table with its heads on each page, and what is to be known of it."""
    found: list[Flowable] = [paragraph(words.title_of(table), CAPTION)]
    if any(line.kind == "level" for line in table.lines):
        found += [Bars(words, words.bars_of(table), width), Spacer(0, 3 * mm)]
    notes = " ".join(words.say(note, "report_note") for note in table.notes)
    if not table.lines:
        return [*found, paragraph(words.say("nothing", "report_paper"), NOTE)]
    return [KeepTogether(found), _grid(table, words, width), Spacer(0, 2 * mm), paragraph(notes, NOTE)]


def _grid(table: figures.Table, words: Words, width: float) -> LongTable:
    upper, lower = words.head_rows(table)
    rows, spans = _heads(words.head_of(table), upper, lower)
    top = len(rows)
    bold = []
    for line in table.lines:
        first = line.kind in ("level", "standard")
        if first:
            bold.append(len(rows))
        name = words.line_words(line)
        label = paragraph(name, SMALL_BOLD if first else SMALL_CELL)
        rows.append([label, *(for_paper(value) for value in words.values_of(table, line))])
    many = len(rows[-1]) - 1
    wide = min(0.34, max(0.2, 1 - many * 0.085))
    widths = [width * wide, *([width * (1 - wide) / many] * many)]
    look = [
        ("FONT", (0, 0), (-1, -1), FAMILY, 9), ("GRID", (0, 0), (-1, -1), 0.4, colors.black),
        ("ALIGN", (1, top), (-1, -1), "RIGHT"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 0.8), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
        ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        *(("FONT", (1, row), (-1, row), BOLD, 9) for row in bold), *spans,
    ]  # fmt: skip
    return LongTable(rows, colWidths=widths, repeatRows=top, style=TableStyle(look))


def _heads(first: str, upper: Sequence, lower: Sequence) -> tuple[list[list], list[tuple]]:
    """The one or two rows of heads, and which cells of them stand over several columns or rows."""
    row: list = [paragraph(first, SMALL_HEAD)]
    spans: list[tuple] = [("SPAN", (0, 0), (0, 1))] if lower else []
    below: list = [""]
    waiting = list(lower)
    for head in upper:
        at = len(row)
        row.append(paragraph(head.text, SMALL_HEAD))
        row += [""] * (head.columns - 1)
        if head.columns > 1 or (lower and head.rows == 1):
            spans.append(("SPAN", (at, 0), (at + head.columns - 1, 0)))
            below += [paragraph(waiting.pop(0).text, SMALL_HEAD) for _ in range(head.columns)]
        elif lower:
            spans.append(("SPAN", (at, 0), (at, 1)))
            below.append("")
    return ([row, below] if lower else [row]), spans


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
