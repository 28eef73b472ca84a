"""How does a long list become paper? Rows in, a PDF with the decree's letterhead, repeated heads and page numbers out.

For lists past about 100 rows: xhtml2pdf slows steeply there, ReportLab does not. Decree 30/2020, annex I: A4, left
margin 30 mm, page number centred in the top margin from page 2.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from app.web.labels.paper import MOTTO, NATION
from app.web.pdf_fonts import BOLD, FAMILY, ITALIC, register_fonts
from app.web.pdf_text import for_paper

MOST_ROWS = 50_000
_LEFT, _RIGHT, _TOP, _BOTTOM = 30 * mm, 15 * mm, 20 * mm, 20 * mm


class TooManyRows(Exception):
    """The list has more rows than one document may carry."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, its share of the width, and whether its cells are figures (set right, never broken)."""

    heading: str
    share: float
    figures: bool = False


@dataclass(frozen=True)
class Letterhead:
    """Who issues the list: the superior body (may be empty), the issuing body, and the line of place and date."""

    superior: str
    agency: str
    place_date: str


@dataclass(frozen=True)
class TableDocument:
    """A whole printed list. `subtitle` tells the filter and the time of the figures, `footer` who printed it."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    letterhead: Letterhead
    subtitle: str = ""
    footer: str = ""
    sideways: bool = False


def table_pdf(document: TableDocument) -> bytes:
    """Answer the PDF of the list; raises `TooManyRows` past 50,000 rows."""
    register_fonts()
    size = landscape(A4) if document.sideways else A4
    width = size[0] - _LEFT - _RIGHT
    out = io.BytesIO()
    template = SimpleDocTemplate(
        out,
        pagesize=size,
        leftMargin=_LEFT,
        rightMargin=_RIGHT,
        topMargin=_TOP,
        bottomMargin=_BOTTOM,
        title=for_paper(document.title),
        author=for_paper(document.letterhead.agency),
    )
    story = [
        _letterhead(document.letterhead, width),
        Spacer(0, 5 * mm),
        _paragraph(document.title, _TITLE),
        *([_paragraph(document.subtitle, _SUBTITLE)] if document.subtitle else []),
        Spacer(0, 3 * mm),
        _list(document, width),
        *([Spacer(0, 4 * mm), _paragraph(document.footer, _SMALL)] if document.footer else []),
    ]
    template.build(story, onLaterPages=_number_page)
    return out.getvalue()


def _style(name: str, size: float, *, font: str = FAMILY, align: int = TA_LEFT, after: float = 0) -> ParagraphStyle:
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=size * 1.25, alignment=align, spaceAfter=after, splitLongWords=1
    )


_TITLE = _style("title", 14, font=BOLD, align=TA_CENTER)
_SUBTITLE = _style("subtitle", 12, font=ITALIC, align=TA_CENTER)
_HEAD = _style("head", 11, font=BOLD, align=TA_CENTER)
_CELL = _style("cell", 11)
_FIGURE = _style("figure", 11, align=TA_RIGHT)
_SMALL = _style("small", 11, font=ITALIC)
_AGENCY = _style("agency", 13, align=TA_CENTER)
_AGENCY_BOLD = _style("agency bold", 13, font=BOLD, align=TA_CENTER)
_NATION_STYLE = _style("nation", 12, font=BOLD, align=TA_CENTER)
_PLACE = _style("place", 13, font=ITALIC, align=TA_CENTER)


def _paragraph(text: object, style: ParagraphStyle) -> Paragraph:
    """A paragraph of plain text: escaped, so that no cell is ever ReportLab's markup."""
    return Paragraph(escape(for_paper(str(text))), style)


def _letterhead(head: Letterhead, width: float) -> Table:
    issuer = [_paragraph(head.superior.upper(), _AGENCY)] if head.superior else []
    issuer += [_paragraph(head.agency.upper(), _AGENCY_BOLD), _Rule(22 * mm)]
    nation = [_paragraph(NATION, _NATION_STYLE), _paragraph(MOTTO, _AGENCY_BOLD), _Rule(52 * mm)]
    nation += [Spacer(0, 2 * mm), _paragraph(head.place_date, _PLACE)]
    return Table([[issuer, nation]], colWidths=[width * 0.42, width * 0.58], style=_BARE)


def _list(document: TableDocument, width: float) -> LongTable:
    shares = sum(column.share for column in document.columns)
    rows: list[list[object]] = [[_paragraph(column.heading, _HEAD) for column in document.columns]]
    for row in document.rows:
        if len(rows) > MOST_ROWS:
            raise TooManyRows(f"more than {MOST_ROWS} rows")
        rows.append([_cell(value, column) for value, column in zip(row, document.columns, strict=True)])
    widths = [width * column.share / shares for column in document.columns]
    return LongTable(rows, colWidths=widths, repeatRows=1, style=_GRID)


def _cell(value: object, column: Column) -> Paragraph:
    return _paragraph("" if value is None else value, _FIGURE if column.figures else _CELL)


_BARE = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), FAMILY),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (0, 0), 4 * mm),
    ]
)
_GRID = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), FAMILY),
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]
)


class _Rule(Flowable):
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


def _number_page(canvas: Canvas, template: SimpleDocTemplate) -> None:
    canvas.setFont(FAMILY, 13)
    canvas.drawCentredString(template.pagesize[0] / 2, template.pagesize[1] - 13 * mm, str(canvas.getPageNumber()))
