"""How does a table of the report stand on paper?  Caption, bars, heads on each page, figures unbroken, its notes.

No caption is left alone at the foot of a page, no block is parted from its first sub-row, no note from its table.
"""

from collections.abc import Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import CondPageBreak, Flowable, LongTable, Spacer, TableStyle

from app.domain.reporting.figures.tables import HEADING, Line, Table
from app.web.formats import within
from app.web.pdf_flow import BOTTOM_MARGIN, TOP_MARGIN, paragraph, style
from app.web.pdf_fonts import BOLD, FAMILY, ITALIC
from app.web.pdf_text import for_paper
from app.web.reporting.bars import Bars
from app.web.reporting.words import Head, Words

SIZE = 9
CAPTION = style("caption", 12, font=BOLD, after=4)
HEAD = style("small head", SIZE, font=BOLD, align=TA_CENTER)
CELL, INNER = style("cell", SIZE, align=TA_LEFT), style("inner cell", SIZE, align=TA_LEFT)
BOLD_CELL = style("bold cell", SIZE, font=BOLD, align=TA_LEFT)
INNER.leftIndent = 3 * mm
CELL.leading = INNER.leading = BOLD_CELL.leading = HEAD.leading = LEADING = 10.4
NOTE = style("note", SIZE, font=ITALIC)
EMPTY = style("empty", 12, font=ITALIC, after=4)
EMPTY.spaceBefore = 2 * mm
PADDING = 3
AFTER = 6 * mm
PAGE = landscape(A4)[1] - TOP_MARGIN - BOTTOM_MARGIN
WIDEST = 42 * mm
"""A column of figures that is wider parts them from the names."""
ENOUGH, LONG = 60 * mm, 10_000 * mm
"""A table that fits on a page is not parted; of a longer one so much stands below its caption."""


def tables_on_paper(tables: Sequence[Table], words: Words, width: float) -> list[Flowable]:
    """The tables of an annex: caption with bars, heads on each page, what is to be known.

    One without rows is a line that stays with the table before it, or with the annex's head: none has a page alone.
    """
    rows: list[tuple[Table | None, list[Table]]] = [(None, [])]
    for table in tables:
        if table.lines:
            rows.append((table, []))
        else:
            rows[-1][1].append(table)
    (_, first), *others = rows
    found = _nothing(first, words)
    for number, (filled, empty) in enumerate(others):
        if filled is not None:
            found += _table(filled, words, width, _nothing(empty, words), opens=number == 0)
    return found


def _nothing(tables: Sequence[Table], words: Words) -> list[Flowable]:
    nothing = within(words.say("nothing", "report_paper"))
    return [paragraph(f"{words.title_of(table)}: {nothing}", EMPTY) for table in tables]


def _table(table: Table, words: Words, width: float, under: list[Flowable], *, opens: bool) -> list[Flowable]:
    """One that `opens` an annex stands right below the annex's head, whatever its length; `under` stays with it."""
    top: list[Flowable] = [paragraph(words.title_of(table), CAPTION)]
    if bars := words.bars_of(table):
        top += [Bars(words, bars, width), Spacer(0, 3 * mm)]
    body = _grid(table, words, width, under)
    above, below = sum(_height(each, width) for each in top), _height(body, width)
    wanted = above + below if above + below <= PAGE else above + ENOUGH
    return [CondPageBreak(ENOUGH if opens else wanted), *top, body, Spacer(0, AFTER)]


def _height(flowable: Flowable, width: float) -> float:
    return flowable.wrap(width, LONG)[1] + flowable.getSpaceAfter()


def _grid(table: Table, words: Words, width: float, under: list[Flowable]) -> LongTable:
    upper, lower = words.head_rows(table)
    rows, look = _heads(words.head_of(table), upper, lower)
    top = len(rows)
    values = [words.values_of(table, line) for line in table.lines]
    widths = _widths(table, words, values, width)
    for line, printed in zip(table.lines, values, strict=True):
        rows.append([paragraph(words.line_words(line), _style_of(line)), *(for_paper(value) for value in printed)])
    notes = " ".join(words.say(note, "report_note") for note in table.notes)
    rows.append([[paragraph(notes, NOTE), *under], *[""] * (len(widths) - 1)])
    look += [
        ("FONT", (0, 0), (-1, -1), FAMILY, SIZE, LEADING),
        ("GRID", (0, 0), (-1, -2), 0.4, colors.black),
        ("ALIGN", (1, top), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 0.8),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ("SPAN", (0, -1), (-1, -1)),
        ("TOPPADDING", (0, -1), (-1, -1), 2 * mm),
        ("NOSPLIT", (1, -3), (1, -1)),
    ]  # fmt: skip  (two ranges that are not to be parted may only overlap in different columns)
    look += _blocks(table, top)
    look += [("ALIGN", (at, top), (at, -1), "LEFT") for at in _spoken(table)]
    return LongTable(rows, colWidths=widths, repeatRows=top, style=TableStyle(look))


def _spoken(table: Table) -> list[int]:
    """Where columns of words stand on the paper, which are no figures."""
    places = [place for place, column in enumerate(table.columns) for _ in range(2 if column.changes else 1)]
    return [at for at, place in enumerate(places, 1) if any(line.numbers[place].word for line in table.lines)]


def _style_of(line: Line) -> Any:
    if line.kind in HEADING:
        return BOLD_CELL
    return INNER if line.kind in ("sub", "criterion") else CELL


def _blocks(table: Table, top: int) -> list[tuple]:
    """A row that others stand under is bold and stays with them on a page."""
    heads = [row for row, line in enumerate(table.lines, top) if line.kind in HEADING]
    ends = [*heads[1:], top + len(table.lines)]
    return [
        *(("FONT", (1, row), (-1, row), BOLD, SIZE, LEADING) for row in heads),
        *(("NOSPLIT", (0, row), (0, end - 1)) for row, end in zip(heads, ends, strict=False)),
    ]


def _widths(table: Table, words: Words, values: Sequence[Sequence[str]], width: float) -> list[float]:
    """As wide as the longest figure and the longest word of the heads; what is left goes to the names and to all."""
    columns = zip(words.flat_heads(table), *values, strict=True)
    least = [max(_length(text) for text in (*head.split(), *figures)) + 2 * PADDING + 1 for head, *figures in columns]
    names = max(_length(words.line_words(line)) for line in table.lines) + 6 * mm
    first = min(max(names, width * 0.2), width * 0.6, max(width - sum(least), width * 0.2))
    spare = (width - first - sum(least)) / len(least)
    wide = [min(each + spare, max(each, WIDEST)) for each in least]
    return [width - sum(wide), *wide]


def _length(text: str) -> float:
    return float(stringWidth(for_paper(text), BOLD, SIZE))


def _heads(first: str, upper: Sequence[Head], lower: Sequence[Head]) -> tuple[list[list[Any]], list[tuple]]:
    """The one or two rows of heads, and which cells of them stand over several columns or rows."""
    row: list[Any] = [paragraph(first, HEAD)]
    spans: list[tuple] = [("SPAN", (0, 0), (0, 1))] if lower else []
    below: list[Any] = [""]
    waiting = list(lower)
    for head in upper:
        at = len(row)
        row.append(paragraph(head.text, HEAD))
        row += [""] * (head.columns - 1)
        if head.columns > 1 or (lower and head.rows == 1):
            spans.append(("SPAN", (at, 0), (at + head.columns - 1, 0)))
            below += [paragraph(waiting.pop(0).text, HEAD) for _ in range(head.columns)]
        elif lower:
            spans.append(("SPAN", (at, 0), (at, 1)))
            below.append("")
    return ([row, below] if lower else [row]), spans
