"""Where in a sheet does the list begin and end, and which column is which?

People put titles above and signatures below, in whatever order the columns suit them.  Pure: rows in, rows out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from app.domain.imports.cells import Cell
from app.domain.imports.columns import ADDED_BY_US, FOOTER_BEGINNINGS, FOOTER_WORDS, NUMBER, Column
from app.domain.vietnamese import words_of

Row = tuple[int, list[Cell | None]]

ROWS_BEFORE_HEADER = 30
FEWEST_HEADINGS = 2
MOST_FOOTER_CELLS = 4


class LayoutRefused(Exception):
    """The sheet has no usable header; `code` says why, `names` the headings or columns concerned."""

    def __init__(self, code: str, names: Sequence[str] = ()):
        super().__init__(code)
        self.code = code
        self.names = tuple(names)


@dataclass
class Layout:
    """The header that was found: `position` of each column key, all headings as written, those nobody knows.

    `essential` are the places that make a row a row: its number and what every row must have.
    """

    header_row: int
    position: dict[str, int]
    headings: list[str]
    unknown: list[str]
    essential: frozenset[int] = frozenset()
    footer_rows: list[int] = field(default_factory=list)


@dataclass
class Sheet:
    """A sheet being read: its layout at once, its data rows one by one; `layout.footer_rows` fills while reading."""

    layout: Layout
    rows: Iterator[tuple[int, dict[str, Cell], list[Cell | None]]]


def lay_out(rows: Iterable[Row], columns: Sequence[Column]) -> Sheet:
    """Find the header among the first rows and give back the data rows as {column key: cell}; raises LayoutRefused."""
    stream = iter(rows)
    best: Layout | None = None
    waiting: list[Row] = []
    for row in stream:
        waiting.append(row)
        candidate = header_in(row, columns)
        if candidate is not None and (best is None or len(candidate.position) > len(best.position)):
            best = candidate
        if len(waiting) >= ROWS_BEFORE_HEADER or (best is not None and row[0] > best.header_row):
            break
    if best is None:
        raise LayoutRefused("no_header", [c.headings[0] for c in columns if c.required])
    missing = [column.key for column in columns if column.required and not is_there(column, best)]
    if missing:
        raise LayoutRefused("missing_columns", missing)
    below = chain((row for row in waiting if row[0] > best.header_row), stream)
    return Sheet(best, data_rows(below, best))


def is_there(column: Column, layout: Layout) -> bool:
    """True if the sheet has the column, or all of those that can stand for it."""
    return column.key in layout.position or (bool(column.instead) and set(column.instead) <= layout.position.keys())


def header_in(row: Row, columns: Sequence[Column]) -> Layout | None:
    """The layout if this row is a header: at least two known headings; raises LayoutRefused when one is there twice."""
    known = {heading: column.key for column in columns for heading in column.headings}
    number, cells = row
    headings = own_headings(cells)
    folded = [folded_words(heading) for heading in headings]
    places: dict[str, list[int]] = {}
    for index, heading in enumerate(folded):
        if heading in known:
            places.setdefault(known[heading], []).append(index)
    if len(places) < FEWEST_HEADINGS:
        return None
    twice = [headings[indexes[1]].strip() for indexes in places.values() if len(indexes) > 1]
    if twice:
        raise LayoutRefused("duplicate_columns", twice)
    taken = {indexes[0] for indexes in places.values()}
    unknown = [heading.strip() for index, heading in enumerate(headings) if folded[index] and index not in taken]
    position = {key: indexes[0] for key, indexes in places.items()}
    needed = {key for column in columns if column.required for key in (column.key, *column.instead)} | {NUMBER.key}
    essential = frozenset(place for key, place in position.items() if key in needed)
    return Layout(number, position, headings, unknown, essential)


def own_headings(cells: Sequence[Cell | None]) -> list[str]:
    """The texts of a header row without what our file of failed rows put after the user's own columns."""
    headings = ["" if cell is None or cell.kind != "s" else cell.text for cell in cells]
    ours = [place for place, heading in enumerate(headings) if folded_words(heading) == ADDED_BY_US]
    return headings[: ours[0]] if ours else headings


def likely_header(rows: Iterable[Row], columns: Sequence[Column]) -> Row:
    """The row that is most like a header, whatever its words: the one with most known headings, else the first of the
    widest ones among the first rows that hold nothing but different words.  Raises LayoutRefused."""
    known = {heading for column in columns for heading in column.headings}
    best: tuple[int, int, Row] | None = None
    for row in islice(rows, ROWS_BEFORE_HEADER):
        texts = [folded_words(text) for text in own_headings(row[1]) if text.strip()]
        odd = any(cell is not None and (cell.kind != "s" or is_figure(cell.text)) for cell in row[1])
        if len(texts) < FEWEST_HEADINGS or odd or len(set(texts)) < len(texts):
            continue
        met = len(known & set(texts))
        merit = (met if met >= FEWEST_HEADINGS else 0, len(texts))  # one word may stand in a row of data by chance
        if best is None or merit > best[:2]:
            best = (*merit, row)
    if best is None:
        raise LayoutRefused("no_header", [column.key for column in columns if column.required])
    return best[2]


def is_figure(text: str) -> bool:
    """True for what no heading is: an ID, a day, a score."""
    return any(sign.isdigit() for sign in text) and not any(sign.isalpha() for sign in text)


def lay_out_by(rows: Iterable[Row], header_row: int, position: dict[str, int], needed: Iterable[str]) -> Sheet:
    """Give back the data rows under a header that somebody has shown the meaning of; raises LayoutRefused."""
    stream = iter(rows)
    header = next((cells for number, cells in stream if number == header_row), None)
    if header is None:
        raise LayoutRefused("no_header", list(needed))
    headings = own_headings(header)
    taken = set(position.values())
    unknown = [text.strip() for place, text in enumerate(headings) if text.strip() and place not in taken]
    essential = frozenset(position[key] for key in needed if key in position)
    layout = Layout(header_row, dict(position), headings, unknown, essential)
    return Sheet(layout, data_rows(stream, layout))


def data_rows(rows: Iterable[Row], layout: Layout) -> Iterator[tuple[int, dict[str, Cell], list[Cell | None]]]:
    """The rows under the header that hold data; footers and repeated headers are noted and left out."""
    places = layout.position.items()
    for number, cells in rows:
        if is_footer(cells, layout) or repeats_header(cells, layout):
            layout.footer_rows.append(number)
            continue
        named = {key: cell for key, place in places if place < len(cells) and (cell := cells[place]) is not None}
        if not any(cell.text.strip() for cell in named.values()):
            layout.footer_rows.append(number)
            continue
        yield number, named, cells


def is_footer(cells: list[Cell | None], layout: Layout) -> bool:
    """True for the few words under a list: a signature line, a total, a place and day.

    A head of school is also signed "Hiệu trưởng", so a row that names or numbers somebody is never a footer.
    """
    texts = [(index, cell.text) for index, cell in enumerate(cells) if cell is not None and cell.text.strip()]
    if not texts or len(texts) > MOST_FOOTER_CELLS:
        return False
    if any(index in layout.essential and not begins_footer(text) for index, text in texts):
        return False
    return any(begins_footer(text) for _, text in texts)


def begins_footer(text: str) -> bool:
    folded = folded_words(text)
    if folded in FOOTER_WORDS or ("ngay" in folded and "thang" in folded and "nam" in folded):
        return True
    return folded.startswith(tuple(f"{beginning} " for beginning in FOOTER_BEGINNINGS)) or folded in FOOTER_BEGINNINGS


def repeats_header(cells: list[Cell | None], layout: Layout) -> bool:
    """True where a printed page began and the headings stand again."""
    return all(
        place < len(cells) and (cell := cells[place]) is not None and cell.text == layout.headings[place]
        for place in layout.position.values()
    )


def folded_words(text: str) -> str:
    return " ".join(words_of(text))
