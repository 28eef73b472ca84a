"""What is printed on a sheet, part by part?  From this one description come the PDF, the page and the spreadsheet.

It is also what a verification code keeps: `content` writes it as plain values, `document_from` reads it back.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

Cell = str | int | float | None


@dataclass(frozen=True)
class Column:
    """One column: its heading, its share of the width, how its cells stand, and the heading above several columns."""

    heading: str
    share: float
    align: str = "left"
    above: str = ""


@dataclass(frozen=True)
class Table:
    """Rows beneath headings.  A row with one cell is a heading of its own; `tall` rows belong together, and their
    first `lead` cells are said once for all of them.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lead: int = 0
    tall: int = 1
    heading: str = ""

    @property
    def upper(self) -> list[tuple[str, int, bool]]:
        """The upper row of headings: text, number of columns, and whether it stands for both rows."""
        runs: list[tuple[str, int, bool]] = []
        for column in self.columns:
            if column.above and runs and runs[-1][0] == column.above and not runs[-1][2]:
                runs[-1] = (column.above, runs[-1][1] + 1, False)
            else:
                runs.append((column.above or column.heading, 1, not column.above))
        return runs


@dataclass(frozen=True)
class Facts:
    """Lines of labelled facts, one or two to a line."""

    lines: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True)
class Words:
    """A heading, then running text; each piece with its own label, either may be empty."""

    heading: str
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Signature:
    """Who signs: the lines above the hint ("TM. …"), the hint, and the name beneath the room for the hand."""

    titles: tuple[str, ...]
    hint: str
    name: str


@dataclass(frozen=True)
class Closing:
    """The end of a sheet, kept together: at least two lines, then place and date above the last signature."""

    lines: tuple[str, ...]
    place_date: str
    signatures: tuple[Signature, ...]


Block = Table | Facts | Words | Closing
BLOCKS = {each.__name__: each for each in (Table, Facts, Words, Closing)}


@dataclass(frozen=True)
class Document:
    """A whole sheet: which form of which letter, its title, who issues it, and its parts."""

    form: str
    source: str
    title: str
    subtitle: str
    superior: str
    agency: str
    blocks: tuple[Block, ...]
    sideways: bool = False


def content(document: Document) -> dict[str, Any]:
    """The document in plain values, to be kept."""
    blocks = [{"block": type(block).__name__, **asdict(block)} for block in document.blocks]
    return {**asdict(document), "blocks": blocks}


def document_from(kept: Mapping[str, Any]) -> Document:
    """The document that was kept so."""
    return Document(**{**kept, "blocks": tuple(_block(each) for each in kept["blocks"])})


def _block(kept: Mapping[str, Any]) -> Block:
    values = {name: _tuples(value) for name, value in kept.items() if name != "block"}
    if kept["block"] == "Table":
        values["columns"] = tuple(Column(**each) for each in kept["columns"])
    if kept["block"] == "Closing":
        values["signatures"] = tuple(
            Signature(**{**each, "titles": tuple(each["titles"])}) for each in kept["signatures"]
        )
    block: Block = BLOCKS[kept["block"]](**values)
    return block


def _tuples(value: Any) -> Any:
    return tuple(_tuples(each) for each in value) if isinstance(value, list | tuple) else value


def figure(value: Cell) -> str:
    """A cell as it is read: 47,19 for a share, 1.234 for a number."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",")
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else value
