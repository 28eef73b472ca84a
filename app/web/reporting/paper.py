"""The report on paper: decree 30/2020 for what is signed, then every table as an annex.  ReportLab draws it.

Page 1 is the report itself, in portrait; the tables lie across the page, so that no column is squeezed.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
    Table,
)

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
from app.web.pdf_fonts import BOLD, BOLD_ITALIC, FAMILY, ITALIC, register_fonts
from app.web.pdf_qr import draw_qr
from app.web.pdf_text import for_paper
from app.web.reporting.annex import Annex
from app.web.reporting.paper_tables import tables_on_paper
from app.web.reporting.words import Words

TITLE = style("report title", 14, font=BOLD, align=TA_CENTER, after=4)
EDITION = style("edition", 13, align=TA_CENTER)
BODY = style("report body", 13, align=TA_JUSTIFY, after=5)
BODY.firstLineIndent = 10 * mm
ANNEX = style("annex", 14, font=BOLD, align=TA_CENTER)
GOES_WITH = style("goes with", 13, font=ITALIC, align=TA_CENTER, after=5)
SIGN = style("sign", 13, font=BOLD, align=TA_CENTER)
TO = style("to", 11)
TO_HEAD = style("to head", 12, font=BOLD_ITALIC, align=TA_LEFT)
SQUARE = 20 * mm
"""The side of the square at the foot of the letter."""


@dataclass(frozen=True)
class ReportPaper:
    """What stands on the paper; all words are given, so that it is drawn in any language."""

    head: Letterhead
    title: Sequence[str]
    body: Sequence[str]
    position: str
    signer: str
    recipients_head: str
    recipients: Sequence[str]
    annexes: Sequence[Annex]
    footer: str
    draft: str = ""  # what a draft is marked with
    address: str = ""  # where the published one is read, as a square
    scan: str = ""  # what that square is
    edition: str = ""  # which one a later edition is, and what it replaces
    signed: bool = True  # the version of an office or a school is no letter and is signed by nobody


def draw(paper: ReportPaper, words: Words) -> bytes:
    """The PDF of a report."""
    register_fonts()
    out = io.BytesIO()
    document = _Document(out, paper)
    story: list[Flowable] = _letter(paper, document.upright)
    for annex in paper.annexes:
        story += [NextPageTemplate(annex.name), PageBreak(), *_head_of(annex)]
        story += tables_on_paper(annex.tables, words, document.across)
    document.build(story)
    return out.getvalue()


def _head_of(annex: Annex) -> list[Flowable]:
    return [paragraph(annex.name, ANNEX), paragraph(annex.title, ANNEX), paragraph(annex.goes_with, GOES_WITH)]


class _Document(BaseDocTemplate):
    """Upright pages for the letter, pages across for the annexes; numbers above, what it is below.

    The pages of the letter and of each annex are numbered by themselves, from their second one on (decree 30/2020).
    """

    def __init__(self, out: io.BytesIO, paper: ReportPaper) -> None:
        super().__init__(
            out, title=for_paper(" ".join((*paper.title, paper.edition)).strip()), author=for_paper(paper.head.agency)
        )
        self.paper = paper
        self.upright = A4[0] - LEFT_MARGIN - RIGHT_MARGIN
        self.across = A4[1] - LEFT_MARGIN - RIGHT_MARGIN
        self._first: dict[str, int] = {}
        self.addPageTemplates(
            [self._page("", A4, self.upright, SQUARE if paper.address else 0)]
            + [self._page(annex.name, landscape(A4), self.across) for annex in paper.annexes]
        )

    def _page(self, name: str, size: tuple[float, float], width: float, below: float = 0) -> PageTemplate:
        """A page the text of which ends above the margin and what stands `below` it."""
        foot = BOTTOM_MARGIN + below
        frame = Frame(LEFT_MARGIN, foot, width, size[1] - TOP_MARGIN - foot, 0, 0, 0, 0, id=name)
        return PageTemplate(name, [frame], onPage=self._mark, pagesize=size)

    def _mark(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        size, name = document.pageTemplate.pagesize, document.pageTemplate.id
        first = self._first.setdefault(name, canvas.getPageNumber())
        if canvas.getPageNumber() > first:
            document.pagesize = size
            number_page(canvas, document, canvas.getPageNumber() - first + 1)
        canvas.setFont(ITALIC, 8.5)
        canvas.drawString(
            LEFT_MARGIN, 11 * mm, for_paper(f"{name}. {self.paper.footer}" if name else self.paper.footer)
        )
        if self.paper.draft:
            canvas.setFont(BOLD, 10)
            canvas.drawRightString(size[0] - RIGHT_MARGIN, 11 * mm, for_paper(self.paper.draft))
        elif self.paper.address and canvas.getPageNumber() == 1:
            draw_qr(canvas, self.paper.address, LEFT_MARGIN, 17 * mm, SQUARE)
            canvas.setFont(FAMILY, 10)
            for height, said in ((29, self.paper.scan), (24, self.paper.address)):
                canvas.drawString(LEFT_MARGIN + SQUARE + 3 * mm, height * mm, for_paper(said))


def _letter(paper: ReportPaper, width: float) -> list[Flowable]:
    found: list[Flowable] = [letterhead(paper.head, width), Spacer(0, 8 * mm)]
    found += [paragraph(line, TITLE) for line in paper.title]
    if paper.edition:
        found.append(paragraph(paper.edition, EDITION))
    found.append(Spacer(0, 4 * mm))
    found += [paragraph(line, BODY) for line in paper.body]
    if paper.signed:
        to = [paragraph(paper.recipients_head, TO_HEAD), *(paragraph(f"- {each}", TO) for each in paper.recipients)]
        sign = [paragraph(paper.position, SIGN), Spacer(0, 26 * mm), paragraph(paper.signer, SIGN)]
        block = Table([[to, sign]], colWidths=[width * 0.52, width * 0.48], style=BARE)
        found.append(KeepTogether([Spacer(0, 6 * mm), block]))
    return found
