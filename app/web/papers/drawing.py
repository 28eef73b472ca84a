"""How does a sheet become a PDF?  ReportLab, many sheets in one file, fonts embedded once.

Decree 30/2020: A4, the country's two-column head, pages numbered from 2.  A draft says on each page that it is none; a
final sheet carries its code and a QR on each page.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as Grid

from app.web.labels.paper import DRAFT, VERIFY
from app.web.papers.document import Cell, Closing, Column, Document, Facts, Table, Words, figure
from app.web.pdf_flow import (
    BARE,
    LEFT_MARGIN,
    PLACE,
    RIGHT_MARGIN,
    SUBTITLE,
    TITLE,
    TOP_MARGIN,
    Letterhead,
    letterhead,
    paragraph,
    style,
)
from app.web.pdf_fonts import BOLD, FAMILY, ITALIC, register_fonts
from app.web.pdf_qr import draw_qr
from app.web.pdf_text import for_paper

FOOT = 25 * mm  # the decree's widest: room for the code
QR_SIDE = 17 * mm
SIGN_ROOM = 22 * mm

BODY = style("body", 13, align=TA_JUSTIFY, after=3)
FACT = style("fact", 13, after=1)
LABEL = style("label", 13, font=BOLD, after=3)
CELL, CELL_CENTER, CELL_RIGHT = style("c", 11.5), style("cc", 11.5, align=TA_CENTER), style("cr", 11.5, align=TA_RIGHT)
CELL_BOLD = style("cb", 11.5, font=BOLD)
HEAD, HEAD_SMALL = style("h", 11.5, font=BOLD, align=TA_CENTER), style("hs", 10, font=BOLD, align=TA_CENTER)
SIGN_TITLE = style("sign", 13, font=BOLD, align=TA_CENTER)
SIGN_HINT = style("hint", 12, font=ITALIC, align=TA_CENTER)
FORM = style("form", 11, font=ITALIC, align=TA_RIGHT)
STYLES = {"left": CELL, "center": CELL_CENTER, "right": CELL_RIGHT}
ALIGN = {"left": "LEFT", "center": "CENTER", "right": "RIGHT"}


@dataclass(frozen=True)
class Printed:
    """A sheet on its way to paper.  With a code it is final; `mark` tells what a sheet without one is."""

    document: Document
    code: str = ""
    address: str = ""
    mark: str = DRAFT
    printed_at: str = ""


def draw(papers: Sequence[Printed]) -> bytes:
    """One PDF of several sheets, each beginning on a page of its own and numbered by itself."""
    register_fonts()
    out = io.BytesIO()
    first = papers[0].document
    template = _Template(out, title=for_paper(first.title), author=for_paper(first.agency))
    story: list[Flowable] = []
    for number, paper in enumerate(papers):
        turn = "sideways" if paper.document.sideways else "upright"
        story += [NextPageTemplate(turn), PageBreak()] if number else [NextPageTemplate(turn)]
        story += [_Begin(paper), *_sheet(paper.document)]
    template.first = int(first.sideways)
    template.build(story)
    return out.getvalue()


class _Begin(Flowable):
    """Nothing to see: tells the pages which sheet they belong to from here."""

    def __init__(self, paper: Printed) -> None:
        super().__init__()
        self.paper = paper

    def wrap(self, _available_width: float, _available_height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.canv.sheet, self.canv.sheet_begins = self.paper, self.canv.getPageNumber()


class _Template(BaseDocTemplate):
    """Upright and sideways pages; what stands in their margins is written when the page is full."""

    def __init__(self, out: io.BytesIO, **about: str) -> None:
        super().__init__(out, pagesize=A4, **about)
        self.first = 0
        self.addPageTemplates([self._pages("upright", A4), self._pages("sideways", landscape(A4))])

    def _pages(self, name: str, size: tuple[float, float]) -> PageTemplate:
        width, height = size
        frame = Frame(
            LEFT_MARGIN, FOOT, width - LEFT_MARGIN - RIGHT_MARGIN, height - TOP_MARGIN - FOOT,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        return PageTemplate(name, [frame], onPageEnd=_margins, pagesize=size)

    def handle_documentBegin(self) -> None:  # noqa: N802 (ReportLab's name)
        self._firstPageTemplateIndex = self.first
        super().handle_documentBegin()


def _margins(canvas: Canvas, template: BaseDocTemplate) -> None:
    """Page number from a sheet's second page; at the foot what the sheet is: a draft, or its code."""
    paper: Printed = canvas.sheet
    width, height = canvas._pagesize
    number = canvas.getPageNumber() - canvas.sheet_begins + 1
    if number > 1:
        canvas.setFont(FAMILY, 13)
        canvas.drawCentredString(width / 2, height - 13 * mm, str(number))
    if not paper.code:
        canvas.setFont(BOLD, 11)
        canvas.drawCentredString(width / 2, 14 * mm, for_paper(f"{paper.mark} {paper.printed_at}".strip()))
        return
    draw_qr(canvas, paper.address, width - RIGHT_MARGIN - QR_SIDE, 6 * mm, QR_SIDE)
    canvas.setFont(FAMILY, 10)
    for line, text in enumerate(VERIFY.format(code=paper.code, address=paper.address.rpartition("/")[0]).split("\n")):
        canvas.drawRightString(width - RIGHT_MARGIN - QR_SIDE - 2 * mm, (14 - 4.5 * line) * mm, for_paper(text))


def _sheet(document: Document) -> list[Flowable]:
    width = (landscape(A4) if document.sideways else A4)[0] - LEFT_MARGIN - RIGHT_MARGIN
    story: list[Flowable] = [
        letterhead(Letterhead(document.superior, document.agency, ""), width),
        Spacer(0, 3 * mm),
        *([paragraph(f"{document.form}. {document.source}", FORM)] if document.form else []),
        Spacer(0, 3 * mm),
        paragraph(document.title, TITLE),
        *([paragraph(document.subtitle, SUBTITLE)] if document.subtitle else []),
        Spacer(0, 4 * mm),
    ]
    for block in document.blocks:
        if isinstance(block, Facts):
            story += [_facts(block, width), Spacer(0, 3 * mm)]
        elif isinstance(block, Table):
            story += [*_headed(block.heading), _table(block, width), Spacer(0, 4 * mm)]
        elif isinstance(block, Words):
            story += _words(block)
        else:
            story.append(_closing(block, width))
    return story


def _headed(heading: str) -> list[Flowable]:
    return [CondPageBreak(40 * mm), paragraph(heading, LABEL)] if heading else []


def _facts(block: Facts, width: float) -> Flowable:
    lines = []
    for line in block.lines:
        cells = [
            [paragraph(f"{label}: {value or '…' * (7 if len(line) > 1 else 25 - max(0, len(label) - 17) // 2)}", FACT)]
            for label, value in line
        ]
        lines.append(cells if len(cells) == 2 else [cells[0], ""])
    spans = [("SPAN", (0, row), (1, row)) for row, line in enumerate(block.lines) if len(line) == 1]
    tight = [("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]
    return Grid(lines, colWidths=[width * 0.5, width * 0.5], style=[*BARE.getCommands(), *tight, *spans], spaceBefore=0)


def _words(block: Words) -> list[Flowable]:
    """Running text, outside of any table, so that the longest remark flows over pages."""
    story: list[Flowable] = []
    for label, text in block.pieces:
        lines = [line for line in text.split("\n") if line.strip()]
        start = f"{label}: " if label else ""
        # Blanks to be filled in by hand are not spread over the line.
        story += [paragraph(start + lines[0], BODY) if lines else paragraph(start + "…" * 20, FACT)]
        story += [paragraph(line, BODY) for line in lines[1:]]
    if block.heading and story:
        return [KeepTogether([paragraph(block.heading, LABEL), story[0]]), *story[1:]]
    return story


def _table(block: Table, width: float) -> Flowable:
    columns, rows = block.columns, block.rows
    shares = sum(column.share for column in columns)
    widths = [width * column.share / shares for column in columns]
    heads, commands = _heads(block, widths)
    top = len(heads)
    body, at = [], top
    for row in rows:
        if len(row) == 1 and len(columns) > 1:
            body.append([paragraph(figure(row[0]), CELL_BOLD), *[""] * (len(columns) - 1)])
            commands += [("SPAN", (0, at), (-1, at)), ("NOSPLIT", (0, at), (-1, at + 1))]
        else:
            body.append([_cell(value, column) for value, column in zip(row, columns, strict=True)])
        at += 1
    if block.tall > 1:
        for start in range(top, at, block.tall):
            last = start + block.tall - 1
            commands += [("SPAN", (column, start), (column, last)) for column in range(block.lead)]
            commands.append(("NOSPLIT", (0, start), (-1, last)))
    commands += [
        (name, (number, top), (number, -1), ALIGN[column.align])
        for number, column in enumerate(columns)
        for name in ("ALIGN",)
    ]
    return Grid(
        [*heads, *body],
        colWidths=widths,
        repeatRows=top,
        style=[*GRID, *commands],
        splitInRow=30 if block.tall == 1 else 0,
    )


def _heads(block: Table, widths: Sequence[float]) -> tuple[list[list[object]], list[tuple]]:
    """One row of headings, or two where some columns have a heading above them."""

    def head(text: str, width: float) -> Paragraph:
        return paragraph(text, HEAD if width > 12 * mm else HEAD_SMALL)

    columns = block.columns
    lower = [head(column.heading, width) for column, width in zip(columns, widths, strict=True)]
    if not any(column.above for column in columns):
        return [lower], []
    upper: list[object] = []
    commands: list[tuple] = []
    for text, count, both in block.upper:
        start = len(upper)
        upper += [head(text, sum(widths[start : start + count])), *[""] * (count - 1)]
        commands.append(("SPAN", (start, 0), (start, 1) if both else (start + count - 1, 0)))
    return [upper, [cell if column.above else "" for cell, column in zip(lower, columns, strict=True)]], commands


def _cell(value: Cell, column: Column) -> object:
    """Short texts are set as they are, which is many times quicker; others as paragraphs that break."""
    text = for_paper(figure(value))
    return text if len(text) <= 3 else paragraph(text, STYLES[column.align])


GRID = [
    ("FONTNAME", (0, 0), (-1, -1), FAMILY), ("FONTSIZE", (0, 0), (-1, -1), 11.5), ("LEADING", (0, 0), (-1, -1), 14),
    ("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3),
]  # fmt: skip


def _closing(block: Closing, width: float) -> Flowable:
    """Lines, place and date, signatures: all on one page, so that no signature stands alone.

    Titles, hints and names have a row each: who signs for somebody has a title more, and the names stay level.
    """
    dated = paragraph(block.place_date, PLACE)
    count = max(len(block.signatures), 2)
    left: list[object] = [""] * (count - len(block.signatures))
    rows: list[list[object]] = [
        [""] * (count - 1) + [dated],
        left + [[paragraph(line, SIGN_TITLE) for line in each.titles] for each in block.signatures],
        left + [paragraph(each.hint, SIGN_HINT) for each in block.signatures],
        left + [[Spacer(0, SIGN_ROOM), paragraph(each.name, SIGN_TITLE)] for each in block.signatures],
    ]
    tight = [
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    signed = Grid(rows, colWidths=[width / count] * count, style=tight)
    return KeepTogether([*(paragraph(line, FACT) for line in block.lines), Spacer(0, 3 * mm), signed])
