"""What does each code of a report's files mean?  Tables, columns and rows with unit and rounding, in one language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.domain.reporting.figures.tables import Column, Line, Table
from app.web.reporting.words import CHANGE, Words

UNITS = {
    "share": "percent", "reached": "percent", "agree": "percent", "declared_share": "percent",
    "derived_share": "percent", CHANGE: "percent", "answers": "form", "people": "form", "way": "word",
    "hours": "period", "cost_each": "money", "cost": "money",
}  # fmt: skip
"""Of columns that do not count people, by the beginning of their key."""


@dataclass(frozen=True)
class Entry:
    """What one code means; `decimals` is None where nothing is rounded."""

    table: str
    kind: str  # "table", "column" or "line"
    key: str
    words: str
    meaning: str
    unit: str = ""
    decimals: int | None = None

    def rounding(self, words: Words) -> str:
        """How its figures are rounded, in words."""
        return "" if self.decimals is None else words.say(self.decimals, "report_rounding")


def entries_of(table: Table, words: Words) -> Iterable[Entry]:
    """The table, then its columns in their order (a change right behind what it is the change of), then its rows."""
    notes = " ".join(words.say(note, "report_note") for note in table.notes)
    yield Entry(table.code, "table", table.code, words.say(table.code, "report_table"), notes)
    heads = iter(words.flat_heads(table))
    for place, column in enumerate(table.columns):
        yield _column(table, place, column, next(heads), words)
        if column.changes:
            meaning = words.say(CHANGE, "report_column_meaning")
            key = f"{column.key}.{CHANGE}"
            yield Entry(table.code, "column", key, next(heads), meaning, words.say("percent", "report_unit"), 1)
    for line in table.lines:
        yield Entry(table.code, "line", line.key, words.full_line_words(line), _meaning_of(line, words))


def _column(table: Table, place: int, column: Column, head: str, words: Words) -> Entry:
    base = column.key.partition(".")[0]
    unit = UNITS.get(base, "person")
    decimals = None if unit == "word" else max((line.numbers[place].decimals for line in table.lines), default=None)
    family = f"{table.code[0]}.{table.code.rstrip('ab')[-1]}"
    known = words.labels["report_column_meaning"]
    meaning = next(known[key] for key in (f"{family}.{base}", f"{table.code[0]}.{base}", base) if key in known)
    return Entry(table.code, "column", column.key, head, meaning, words.say(unit, "report_unit"), decimals)


def _meaning_of(line: Line, words: Words) -> str:
    if line.kind == "level":
        return words.say(line.key, "report_line_meaning")
    if line.kind == "sub":
        block, _, sub = line.key.partition(".")
        return f"{words.say(block, 'report_line_meaning')}. {words.say(sub, 'report_line_meaning')}"
    return words.say(line.kind, "report_line_meaning")


def as_data(table: Table, words: Words) -> dict[str, Any]:
    """The entries of a table as JSON has them."""
    first, *others = entries_of(table, words)
    return {
        "title": words.title_of(table),
        "meaning": first.meaning,
        "columns": {
            each.key: {
                "words": each.words, "unit": each.unit, "decimals": each.decimals, "rounding": each.rounding(words),
                "meaning": each.meaning,
            }
            for each in others if each.kind == "column"
        },
        "lines": {each.key: {"words": each.words, "meaning": each.meaning} for each in others if each.kind == "line"},
    }  # fmt: skip
