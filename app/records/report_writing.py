"""The report as files: a workbook with a sheet a table, a folder of CSV, JSON with its dictionary.

All from the same tables as page and paper; numbers stay numbers, rounded as they are printed (EXP-1, EXP-2).
"""

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

import xlsxwriter

from app.domain.reporting.document import as_data, document_of
from app.domain.reporting.figures.tables import HEADING, Line, Number, Table
from app.integrations.spreadsheets.writing import OPTIONS, Heading, Value, cell_text, write_csv
from app.web.reporting import dictionary
from app.web.reporting.editions import ReportEdition, footer_of, replacing
from app.web.reporting.lacks import lacks_on_paper
from app.web.reporting.words import Words


def workbook_of(edition: ReportEdition, taken_by: str) -> bytes:
    """An .xlsx: what it is on the first sheet, then a sheet a table; `taken_by` says who took it and when."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        looks = {name: book.add_format(look) for name, look in LOOKS.items()}
        first = book.add_worksheet("TEMIS")
        first.set_column(0, 0, 90)
        for row, line in enumerate([*facts_of(edition), taken_by]):
            first.write_string(row, 0, cell_text(line), looks["title"] if row == 0 else None)
        for _, tables in edition.parts:
            for table in tables:
                _sheet(book, table, edition.words, looks)
    return out.getvalue()


LOOKS: dict[str | int, dict[str, Any]] = {
    "title": {"bold": True},
    "head": {"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter", "align": "center"},
    "name": {"text_wrap": True, "valign": "top"},
    "block": {"text_wrap": True, "valign": "top", "bold": True},
    **{decimals: {"num_format": f"#,##0{'.' + '0' * decimals if decimals else ''}"} for decimals in range(3)},
}
"""How cells look: the heads, the names, and figures by their decimals."""


def facts_of(edition: ReportEdition) -> list[str]:
    """What a file is of: title, unit, edition, where it stands, what it lacks, of which instant, with which digest."""
    report, words = edition.reading.report, edition.words
    lines = [words.say("title", "report_paper").format(of=report.year), edition.reading.unit.name]
    if report.edition > 1:
        lines.append(replacing(edition))
    if not edition.frozen:
        lines.append(words.say("draft", "report_paper"))
    if lacks := lacks_on_paper(edition.reading, words):
        lines.append(lacks)
    return [*lines, footer_of(edition), f"SHA-256: {edition.reading.snapshot.digest}"]


def _sheet(book: Any, table: Table, words: Words, looks: dict[str | int, Any]) -> None:
    sheet = book.add_worksheet(table.code)
    sheet.set_column(0, 0, 50)
    sheet.set_column(1, 40, 14)
    sheet.write_string(0, 0, cell_text(words.title_of(table)), looks["title"])
    for column, text in enumerate([words.head_of(table), *words.flat_heads(table)]):
        sheet.write_string(1, column, cell_text(text), looks["head"])
    for row, line in enumerate(table.lines, start=2):
        look = looks["block" if line.kind in HEADING else "name"]
        sheet.write_string(row, 0, cell_text(words.line_words(line)), look)
        for column, (value, decimals) in enumerate(_values(table, line, words), start=1):
            if isinstance(value, str):
                sheet.write_string(row, column, cell_text(value))
            elif value is not None:
                sheet.write_number(row, column, float(value) if decimals else int(value), looks[decimals])
    notes = " ".join(words.say(note, "report_note") for note in table.notes)
    sheet.write_string(len(table.lines) + 3, 0, cell_text(notes))
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)


def csv_of(edition: ReportEdition) -> bytes:
    """A .zip with a CSV file a table, their dictionary, and a text that tells what they are of and how to read them."""
    words, out = edition.words, io.BytesIO()
    named = words.say("file", "report_dictionary")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        facts = [*facts_of(edition), words.say("about", "report_dictionary").format(file=named)]
        archive.writestr("TEMIS.txt", "\r\n".join(facts) + "\r\n")
        archive.writestr(named, _dictionary(edition))
        for _, tables in edition.parts:
            for table in tables:
                archive.writestr(f"{table.code}.csv", _csv(table, words))
    return out.getvalue()


def _csv(table: Table, words: Words) -> bytes:
    headings = [words.say("line_key", "report_dictionary"), words.head_of(table), *words.flat_heads(table)]
    rows: Iterable[list[Value]] = (
        [line.key, words.line_words(line), *(_plain(value, n) for value, n in _values(table, line, words))]
        for line in table.lines
    )
    return _written(headings, rows)


def _dictionary(edition: ReportEdition) -> bytes:
    words = edition.words
    heads = ("table", "kind", "key", "words", "unit", "rounding", "meaning")
    rows: Iterable[list[Value]] = (
        [
            each.table, words.say(each.kind, "report_entry"), each.key, each.words, each.unit, each.rounding(words),
            each.meaning,
        ]
        for _, tables in edition.parts for table in tables for each in dictionary.entries_of(table, words)
    )  # fmt: skip
    return _written([words.say(head, "report_dictionary") for head in heads], rows)


def _written(headings: Iterable[str], rows: Iterable[list[Value]]) -> bytes:
    out = io.BytesIO()
    write_csv(out, [Heading(text) for text in headings], rows)
    return out.getvalue()


def json_of(edition: ReportEdition) -> bytes:
    """The figures as JSON, with a dictionary that says in words what each key is."""
    document = document_of(edition.reading)
    tables = [table for _, some in edition.parts for table in some]
    document |= {
        "tables": [as_data(table) for table in tables],
        "dictionary": {table.code: dictionary.as_data(table, edition.words) for table in tables},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _values(table: Table, line: Line, words: Words) -> Iterable[tuple[Any, int]]:
    """Each printed value of a row with its decimals; a word where it is one, or hidden."""
    for column, number in zip(table.columns, line.numbers, strict=True):
        yield _value(number, words), number.decimals
        if column.changes:
            hidden = number.suppressed or number.change is None
            yield (words.change_words(number) if hidden else number.change), 1


def _value(number: Number, words: Words) -> Any:
    return words.value_words(number) if number.suppressed or number.word else number.value


def _plain(value: Any, decimals: int) -> Value:
    if value is None or isinstance(value, str):
        return value
    return float(value) if decimals else int(value)
