"""How is a table of the report said?  Titles, heads, rows and numbers in words, for page, paper and files alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from app.domain.reporting.figures.tables import Column, Line, Number, Table
from app.web import formats
from app.web.labels import kinds

NOTHING, HIDDEN = "–", "…"
CHANGE = "change"
"""The key of the column that stands behind one with changes."""


@dataclass(frozen=True)
class Head:
    """One cell of the heads: its words, and over how many columns and rows it stands."""

    text: str
    columns: int = 1
    rows: int = 1


Opens = Callable[[Number, Line], str | None]
"""Says where the people behind a number of a row are listed, if anywhere."""

RANK_COLUMNS = ("rank.0", "rank.1", "rank.2", "rank.3")


class Words:
    """A language that tables are said in: its labels by kind, and how figures are written."""

    def __init__(self, labels: Mapping[str, Mapping[str, str]], signs: dict[int, int] | None) -> None:
        self.labels, self._signs = labels, signs

    def say(self, value: object, kind: str) -> str:
        """The words for a code of a kind."""
        return self.labels[kind][str(value)]

    def date_parts(self, day: date | None) -> dict[str, str]:
        """Day, month and year as letters have them; dots where there is none yet.

        In figures days below 10 and the months 1 and 2 have a zero before them (decree 30/2020).
        """
        if day is None:
            return dict.fromkeys(("day", "month", "year"), "……")
        if months := self.labels.get("report_month"):
            return {"day": str(day.day), "month": months[str(day.month)], "year": str(day.year)}
        month = f"{day.month:02}" if day.month < 3 else str(day.month)
        return {"day": f"{day.day:02}", "month": month, "year": str(day.year)}

    def day_words(self, day: date) -> str:
        """A day within a sentence of a letter."""
        return self.say("day", "report_paper").format(**self.date_parts(day))

    def title_of(self, table: Table) -> str:
        """The title as the annex has it, behind the table's code: "A.1.1. Kết quả …"."""
        return f"{table.code}. {self.say(table.code, 'report_table')}"

    def head_of(self, table: Table) -> str:
        """What the first column holds."""
        heads = self.labels["report_head"]
        return heads.get(table.code) or heads[table.code[:3]]

    def head_rows(self, table: Table) -> tuple[list[Head], list[Head]]:
        """The upper and the lower row of heads behind the first column; the lower is empty where nothing is grouped."""
        upper: list[Head] = []
        lower: list[Head] = []
        tall = 2 if any(column.group for column in table.columns) else 1
        for group, columns in (
            (group, list(some)) for group, some in groupby(table.columns, lambda column: column.group)
        ):
            words = [head for column in columns for head in self._words_with_change(column)]
            if group:
                upper.append(Head(self._group_words(columns[0]), len(words)))
                lower += [Head(text) for text in words]
            else:
                upper += [Head(text, rows=tall) for text in words]
        return upper, lower

    def flat_heads(self, table: Table) -> list[str]:
        """One row of heads that says both: "Tốt: SL (Người)"."""
        found = []
        for column in table.columns:
            group = self._group_words(column)
            found += [f"{group}: {text}" if group else text for text in self._words_with_change(column)]
        return found

    def _words_with_change(self, column: Column) -> list[str]:
        return [self.column_words(column), *([self.say(CHANGE, "report_column")] if column.changes else [])]

    def _group_words(self, column: Column) -> str:
        if not column.group:
            return ""
        return self._level_words(column) if column.text else self.say(column.group, "report_group")

    def _level_words(self, column: Column) -> str:
        """A level's own name, as the standard has it, or as another language has it."""
        return self.labels.get("report_rank", {}).get(column.group, column.text)

    def column_words(self, column: Column) -> str:
        """The head of one column."""
        base = column.key.partition(".")[0]
        if base == "share" and (not column.group or column.group.startswith("rank")):
            base = "rank_share"
        elif base in ("done", "share") and column.group != "done":
            base = f"{base}_of"
        return self.say(base, "report_column")

    def full_column_words(self, column: Column) -> str:
        """A column where its group's head is not above it: "Tốt: SL (Người)"."""
        group = self._group_words(column) if column.group else ""
        return f"{group}: {self.column_words(column)}" if group else self.column_words(column)

    def full_line_words(self, line: Line) -> str:
        """A row where its block's first one is not above it: "Tiểu học: Nữ"."""
        if line.kind != "sub":
            return self.line_words(line)
        return f"{self.say(line.key.partition('.')[0], 'report_level')}: {self.line_words(line)}"

    def line_words(self, line: Line) -> str:
        """What a row is called."""
        if line.kind == "level":
            return self.say(line.key, "report_level")
        if line.kind == "sub":
            return self.say(line.key.partition(".")[2], "report_sub")
        if line.kind in ("way", "season", "total"):
            return self.say(line.key, "report_line")
        number = line.key.partition(".")[2]
        if line.kind == "standard":
            return f"{self.say('standard', 'report_line')} {number}. {line.text}"
        if line.kind == "manager_module":
            return f"{line.text} ({self.say('managers', 'report_line')})"
        return f"{number}. {line.text}" if line.kind == "criterion" else line.text

    def value_words(self, number: Number) -> str:
        """A value as it is printed: 2.790, 47,19; a sign where it is hidden or there is none."""
        if number.suppressed:
            return HIDDEN
        if number.word:
            return self.say(number.word.partition(".")[2], "training_way")
        return NOTHING if number.value is None else self.figure_words(number.value, number.decimals)

    def figure_words(self, value: int | Decimal, decimals: int) -> str:
        """A figure with its decimals, as the paper has it."""
        text = f"{value:,}" if decimals == 0 else f"{value:,.{decimals}f}"
        return text.translate(self._signs) if self._signs else text

    def moved_words(self, by: Decimal | None, decimals: int) -> str:
        """By how much a figure has moved, with its sign: +4, -0,6; a sign where that is no number."""
        return NOTHING if by is None else f"{'+' if by > 0 else ''}{self.figure_words(by, decimals)}"

    def change_words(self, number: Number) -> str:
        """The change against last year, "-" where last year is 0."""
        if number.suppressed:
            return HIDDEN
        return "-" if number.change is None else self.figure_words(number.change, 1)

    def values_of(self, table: Table, line: Line) -> list[str]:
        """All printed values of a row, the changes among them."""
        return [text for text, _ in self.cells_of(table, line)]

    def cells_of(self, table: Table, line: Line, opens: Opens | None = None) -> list[tuple[str, str | None]]:
        """The same, each with the address that it opens, if any."""
        found = []
        for column, number in zip(table.columns, line.numbers, strict=True):
            found.append((self.value_words(number), opens(number, line) if opens else None))
            if column.changes:
                found.append((self.change_words(number), None))
        return found

    def bars_of(self, table: Table) -> list[tuple[str, list[tuple[int, str, str]], int, str]]:
        """The blocks of a table as bars: name, (number, fill, words) of each part, their sum, what stands behind."""
        keys = [column.key for column in table.columns]
        found = []
        for line in table.lines:
            if line.kind != "level":
                continue
            by_key = dict(zip(keys, line.numbers, strict=True))
            if any(key in RANK_COLUMNS for key in by_key):
                shares = [
                    (by_key[key].count, key[-1], self._level_name(table, key)) for key in RANK_COLUMNS if key in by_key
                ]
                total = sum(number for number, _, _ in shares)
                best = [column for column in table.columns if column.key.startswith("share.")][-1]
                value = f"{self._level_words(best)} {self.value_words(by_key[best.key])}%"
            else:
                whole = (by_key.get("total") or by_key["due"]).count
                done = by_key["done"].count
                shares = [
                    (done, "brand", self.say("completed", "report_bar")),
                    (whole - done, "grey", self.say("not_completed", "report_bar")),
                ]
                total, value = whole, f"{self.value_words(by_key['share'])}%"
            if total:
                found.append((self.line_words(line), shares, total, value))
        return found

    def _level_name(self, table: Table, key: str) -> str:
        return next(self._level_words(column) for column in table.columns if column.key == key)


VIETNAMESE = Words(kinds(), formats.VIETNAMESE_SIGNS)
