"""Of what is official paper put together?  Styles, plain paragraphs, the letterhead, page numbers (decree 30/2020).

A4, Times metrics, black; the left margin is the binding's; pages are numbered in the top margin from page 2.
"""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Paragraph, Spacer, Table, TableStyle

from app.web.labels.paper import MOTTO, NATION
from app.web.pdf_fonts import BOLD, FAMILY, ITALIC
from app.web.pdf_text import for_paper

LEFT_MARGIN, RIGHT_MARGIN, TOP_MARGIN, BOTTOM_MARGIN = 30 * mm, 15 * mm, 20 * mm, 20 * mm

_KIND = re.compile(
    r"(trường( và| &| -|,? (tiểu học|trung học( cơ sở| phổ thông)|phổ thông( dân tộc)?( nội trú| bán trú)?|chuyên"
    r"|(th|thcs|thpt|pt\w*)(&\w+)?(?= )))+|(sở|phòng) (giáo dục và đào tạo|gdđt|gd&đt|gd-đt))(?= )",
    re.IGNORECASE,
)
"""The kind of a school or an office, which its own name stands behind."""


@dataclass(frozen=True)
class Letterhead:
    """Who issues the paper: the superior body (may be empty), the issuing body, place and date, the number."""

    superior: str
    agency: str
    place_date: str
    nation: str = NATION
    motto: str = MOTTO
    number: str = ""


def style(name: str, size: float, *, font: str = FAMILY, align: int = TA_LEFT, after: float = 0) -> ParagraphStyle:
    """A style whose lines stand a quarter wider than the letters, and whose longest words may break."""
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=size * 1.25, alignment=align, spaceAfter=after, splitLongWords=1
    )


TITLE = style("title", 14, font=BOLD, align=TA_CENTER)
SUBTITLE = style("subtitle", 12, font=ITALIC, align=TA_CENTER)
HEAD = style("head", 11, font=BOLD, align=TA_CENTER)
CELL = style("cell", 11)
FIGURE = style("figure", 11, align=TA_RIGHT)
SMALL = style("small", 11, font=ITALIC)
AGENCY = style("agency", 13, align=TA_CENTER)
AGENCY_BOLD = style("agency bold", 13, font=BOLD, align=TA_CENTER)
NATION_STYLE = style("nation", 12, font=BOLD, align=TA_CENTER)
PLACE = style("place", 13, font=ITALIC, align=TA_CENTER)


def paragraph(text: object, style: ParagraphStyle) -> Paragraph:
    """A paragraph of plain text: escaped, so that no cell is ever ReportLab's markup."""
    return Paragraph(escape(for_paper(str(text))), style)


def letterhead(head: Letterhead, width: float) -> Table:
    """The two columns at the head of the first page: who issues it, and the country with its motto."""
    own, gap = width * 0.42, 4 * mm
    issuer: list[Flowable] = [paragraph(line, AGENCY) for line in lines_of(head.superior, AGENCY, own - gap)]
    agency = lines_of(head.agency or "…" * 10, AGENCY_BOLD, own - gap)
    issuer += [*(paragraph(line, AGENCY_BOLD) for line in agency), Rule(22 * mm)]
    if head.number:
        issuer += [Spacer(0, 2 * mm), paragraph(head.number, AGENCY)]
    nation = [paragraph(head.nation, NATION_STYLE), paragraph(head.motto, AGENCY_BOLD), Rule(52 * mm)]
    if head.place_date:
        nation += [Spacer(0, 2 * mm), paragraph(head.place_date, PLACE)]
    return Table([[issuer, nation]], colWidths=[own, width - own], style=BARE)


def lines_of(name: str, style: ParagraphStyle, width: float) -> list[str]:
    """A name in capitals; one too long for a line is parted behind the kind of unit, so that "Võ Thị Sáu" stays whole.

    A name that is too long by itself is left to break as it may; an empty one has no line.
    """

    def fits(text: str) -> bool:
        return float(stringWidth(for_paper(text), style.fontName, style.fontSize)) <= width

    said, kind = name.upper(), _KIND.match(name)
    if kind and not fits(said) and fits(own := said[kind.end() :].strip()):
        return [said[: kind.end()], own]
    return [said] if said else []


BARE = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), FAMILY),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (0, 0), 4 * mm),
    ]
)


class Rule(Flowable):
    """The short line under the agency's name and under the motto."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self.length = length

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self.width = available_width
        return available_width, 3

    def draw(self) -> None:
        self.canv.setLineWidth(0.7)
        self.canv.line((self.width - self.length) / 2, 1, (self.width + self.length) / 2, 1)


def number_page(canvas: Canvas, template: BaseDocTemplate, number: int = 0) -> None:
    """Write the page's number into the middle of the top margin; `number` where it is not that of the whole file."""
    canvas.setFont(FAMILY, 13)
    canvas.drawCentredString(
        template.pagesize[0] / 2, template.pagesize[1] - 13 * mm, str(number or canvas.getPageNumber())
    )
