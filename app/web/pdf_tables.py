"""How does a long list become paper? Rows in, a PDF with the decree's letterhead, repeated heads and page numbers out.

For lists past about 100 rows: xhtml2pdf slows steeply there, ReportLab does not. Decree 30/2020, annex I: A4, left
margin 30 mm, page number centred in the top margin from page 2.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from app.web.pdf_flow import (
    BOTTOM_MARGIN,
    CELL,
    FIGURE,
    HEAD,
    LEFT_MARGIN,
    RIGHT_MARGIN,
    SMALL,
    SUBTITLE,
    TITLE,
    TOP_MARGIN,
    Letterhead,
    letterhead,
    number_page,
    paragraph,
)
from app.web.pdf_fonts import FAMILY, register_fonts
from app.web.pdf_text import for_paper

__all__ = ["Column", "Letterhead", "TableDocument", "TooManyRows", "table_pdf"]

MOST_ROWS = 50_000


class TooManyRows(Exception):
    """The list has more rows than one document may carry."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, its share of the width, and whether its cells are figures (set right, never broken)."""

    heading: str
    share: float
    figures: bool = False


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
    width = size[0] - LEFT_MARGIN - RIGHT_MARGIN
    out = io.BytesIO()
    template = SimpleDocTemplate(
        out,
        pagesize=size,
        leftMargin=LEFT_MARGIN,
        rightMargin=RIGHT_MARGIN,
        topMargin=TOP_MARGIN,
        bottomMargin=BOTTOM_MARGIN,
        title=for_paper(document.title),
        author=for_paper(document.letterhead.agency),
    )
    story = [
        letterhead(document.letterhead, width),
        Spacer(0, 5 * mm),
        paragraph(document.title, TITLE),
        *([paragraph(document.subtitle, SUBTITLE)] if document.subtitle else []),
        Spacer(0, 3 * mm),
        _list(document, width),
        *([Spacer(0, 4 * mm), paragraph(document.footer, SMALL)] if document.footer else []),
    ]
    template.build(story, onLaterPages=number_page)
    return out.getvalue()


def _list(document: TableDocument, width: float) -> LongTable:
    shares = sum(column.share for column in document.columns)
    rows: list[list[object]] = [[paragraph(column.heading, HEAD) for column in document.columns]]
    for row in document.rows:
        if len(rows) > MOST_ROWS:
            raise TooManyRows(f"more than {MOST_ROWS} rows")
        rows.append([_cell(value, column) for value, column in zip(row, document.columns, strict=True)])
    widths = [width * column.share / shares for column in document.columns]
    return LongTable(rows, colWidths=widths, repeatRows=1, style=_GRID)


def _cell(value: object, column: Column) -> Paragraph:
    return paragraph("" if value is None else value, FIGURE if column.figures else CELL)


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
